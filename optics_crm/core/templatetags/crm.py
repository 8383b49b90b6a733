"""Tags and filters of the screens: icons, badges, clocks, people, figures in words."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from optics_crm.core import badges, formats, phones, terms
from optics_crm.core.saved_views import views_of

register = template.Library()
SPRITE = "vendor/tabler-icons-3.51.0/sprite.svg"
AVATAR_COLOURS = 8
TOAST_ICONS = {"success": "circle-check", "warning": "alert-triangle", "error": "alert-circle"}


@register.simple_tag
def sprite() -> str:
    """The address of the sprite, for pictures whose name a block decides."""
    return static(SPRITE)


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A picture of the sprite; it never speaks, the words beside it do."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static(SPRITE),
        name,
    )


@register.simple_tag
def toast_icon(kind: str = "") -> SafeString:
    return icon(TOAST_ICONS.get(kind, "info-circle"))


@register.simple_tag
def badge(family: str, code: str) -> SafeString:
    """A status with colour, word and icon, by its family."""
    status = badges.status_of(family, code)
    return pill(status.label, status.colour, status.icon)


@register.simple_tag
def pill(label: Any, colour: str = "grey", picture: str = "") -> SafeString:
    """A free badge in the colours of the statuses; for facts that are no status."""
    mark = icon(picture, "icon-sm") if picture else ""
    return format_html('<span class="status status-{}">{}<span>{}</span></span>', colour, mark, label)


@register.simple_tag
def clock(
    due: datetime | date | None, start: datetime | None = None, kept_at: datetime | None = None
) -> SafeString | str:
    """What is left of a term, coloured; nothing when there is no term."""
    if due is None:
        return ""
    face = terms.read_clock(due, start=start, kept_at=kept_at)
    return format_html(
        '<time class="due due-{}" datetime="{}" title="{}">{}<span>{}</span></time>',
        face.tone,
        face.at.isoformat(),
        face.exact,
        icon(face.icon, "icon-sm"),
        face.words,
    )


@register.simple_tag
def avatar(name: str, css: str = "") -> SafeString:
    """Two letters on a colour that stays with the name."""
    tone = sum(map(ord, name)) % AVATAR_COLOURS
    return format_html('<span class="face face-{} {}" aria-hidden="true">{}</span>', tone, css, formats.initials(name))


@register.simple_tag
def when(value: datetime | date | None) -> SafeString | str:
    """A moment in words with the exact one in its tooltip."""
    if value is None:
        return formats.DASH
    stamp = value.isoformat()
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, formats.exact(value), formats.moment(value))


@register.simple_tag
def bar(value: float, total: float, colour: str = "blue", label: Any = "") -> SafeString:
    """A horizontal share; `label` is what a screen reader says."""
    share = min(max(float(value) / float(total), 0), 1) * 100 if total else 0
    return format_html(
        '<svg class="sharebar sharebar-{}" role="img" aria-label="{}" viewBox="0 0 100 8" '
        'preserveAspectRatio="none">'
        '<rect class="sharebar-rest" width="100" height="8"></rect><rect width="{}" height="8"></rect></svg>',
        colour,
        label or formats.percent(share / 100),
        f"{share:.2f}",
    )


def control_class(bound: BoundField) -> str:
    """The theme's class of a form control, by its widget."""
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return ""
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, Select):
        return "form-select"
    return "form-control-file" if isinstance(widget, FileInput) and widget.allow_multiple_selected else "form-control"


@register.simple_tag
def control(bound: BoundField, css: str = "") -> SafeString:
    """A form control in the theme's clothes, marked invalid and tied to its words."""
    invalid = " is-invalid" if bound.errors else ""
    attrs: dict[str, str | bool] = {"class": f"{control_class(bound)} {css}{invalid}".strip()}
    described = [f"{bound.id_for_label}-error"] if bound.errors else []
    if bound.help_text:
        described.append(f"{bound.id_for_label}-help")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("parts/_field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """A field with its label, its help and its errors beside it."""
    return {"field": bound, "hint": hint, "is_check": isinstance(bound.field.widget, CheckboxInput)}


@register.inclusion_tag("parts/_saved_views.html", takes_context=True)
def saved_views(context: dict[str, Any]) -> dict[str, Any]:
    """The list's saved views as chips, and the form that keeps the present filters under a name."""
    request = context["request"]
    kept = request.GET.copy()
    for name in ("after", "before", "export"):
        kept.pop(name, None)
    shown = views_of(request.user, request.path, kept.urlencode())
    return {
        "request": request,
        "views": shown,
        "filtered": bool(kept),
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    return mapping.get(key)


@register.filter
def money(value: Decimal | int | None) -> str:
    return formats.money(value)


@register.filter
def dioptre(value: Decimal | None) -> str:
    return formats.dioptre(value)


@register.filter
def percent(value: float | Decimal | None, places: int = 0) -> str:
    return formats.percent(value, places)


@register.filter
def number(value: int | None) -> str:
    return formats.DASH if value is None else formats.grouped(int(value))


@register.filter
def moment(value: datetime | date | None) -> str:
    return formats.moment(value)


@register.filter
def moment_of_day(value: datetime) -> str:
    return f"{timezone.localtime(value):%H:%M}"


@register.filter
def day(value: date | None) -> str:
    return formats.day(value)


@register.filter
def exact(value: datetime | date | None) -> str:
    return formats.exact(value)


@register.filter
def spoken(seconds: int | None) -> str:
    return formats.spoken(seconds)


@register.filter
def age(value: date | None) -> str:
    return formats.age(value)


@register.filter
def short_name(value: str | None) -> str:
    return formats.short_name(value or "")


@register.filter
def masked(value: str | None) -> str:
    return phones.mask(value) if value else formats.DASH


@register.filter
def phone(value: str | None) -> str:
    """The full number, for those who may see it."""
    return phones.pretty(value) if value else formats.DASH
