"""Small words of rules: comparisons, durations, days, values."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from aftercare.segments.durations import Duration
from aftercare.segments.kinds import FLAG, SALON
from aftercare.segments.nodes import Window
from aftercare.segments.registry import EventField, PersonField, Words
from optics_crm.core.models import Salon

OPS: dict[str, Words] = {
    "=": gettext_lazy("is %s"),
    "!=": gettext_lazy("is not %s"),
    "<": gettext_lazy("less than %s"),
    "<=": gettext_lazy("at most %s"),
    ">": gettext_lazy("more than %s"),
    ">=": gettext_lazy("at least %s"),
    "in": gettext_lazy("one of: %s"),
    "not_in": gettext_lazy("none of: %s"),
    "contains": gettext_lazy("contains %s"),
    "is_set": gettext_lazy("known"),
    "is_not_set": gettext_lazy("not known"),
}


def duration(span: Duration) -> str:
    """12 months -> `1 year`, 30 days -> `30 days`; without its sign."""
    months, days = abs(span.months), abs(span.days)
    parts = []
    if months and months % 12 == 0:
        parts.append(ngettext("%(n)s year", "%(n)s years", months // 12) % {"n": months // 12})
    elif months:
        parts.append(ngettext("%(n)s month", "%(n)s months", months) % {"n": months})
    if days or not parts:
        parts.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
    return " ".join(parts)


def moment(offset: Duration | dt.date) -> str:
    """A day as people say it: `12 months ago`, `1 January 2024`."""
    if not isinstance(offset, Duration):
        return date_format(offset, "j E Y")
    if offset == Duration(0, 0):
        return _("the as-of day")
    if offset.rough_days < 0:
        return _("%s ago") % duration(offset)
    return _("in %s") % duration(offset)


def window(days: Window) -> str:
    """When it happened, or nothing for ever."""
    if days.start is not None and days.end is None:
        if isinstance(days.start, Duration):
            return _("in the last %s") % duration(days.start)
        return _("since %s") % moment(days.start)
    if days.start is not None and days.end is not None:
        return _("from %(start)s to %(end)s") % {"start": moment(days.start), "end": moment(days.end)}
    return _("before %s") % moment(days.end) if days.end is not None else ""


def compared(op: str, value: Any, field: PersonField | EventField | None) -> str:
    """The comparison and its value."""
    if field is not None and field.kind is FLAG and op in ("=", "!="):
        return _("yes") if value == (op == "=") else _("no")
    if op == "anniversary_in":
        return ngettext("the day falls within %(n)s day", "the day falls within the next %(n)s days", value) % {
            "n": value
        }
    if op == "between":
        return _("from %(low)s to %(high)s inclusive") % {
            "low": one_value(value[0], field),
            "high": one_value(value[1], field),
        }
    words = str(OPS[op])
    return words % listed(value, field) if "%s" in words else words


def listed(value: Any, field: PersonField | EventField | None) -> str:
    """One value, or several joined by commas."""
    if isinstance(value, tuple):
        return ", ".join(one_value(item, field) for item in value)
    return one_value(value, field)


def one_value(value: Any, field: PersonField | EventField | None) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Duration | dt.date):
        return moment(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is not None and field.kind is SALON:
        name = Salon.objects.filter(Q(pk=value) | Q(guid=value)).values_list("name", flat=True).first()
        return f"«{name or value}»"
    known = field.choices() if field is not None and field.choices else {}
    return str(known.get(value, value))


def joined(parts: list[str], *, both: bool) -> str:
    """`a and b` or `a or b`; more than two by semicolons."""
    if len(parts) > 2:
        return f" {_('and') if both else _('or')} ".join(parts)
    return get_text_list(parts, _("and") if both else _("or"))
