"""Base health: how many cards are wrong, by rule, salon and author, since when; and which they are."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from customers.identity.health import read
from customers.identity.health.cards import cards_with
from customers.identity.health.flaws import ANY, FLAWS, Flaw, rules
from customers.jobs import BASE_HEALTH
from customers.models import Card
from customers.views.identity.tabs import tabs
from optics_crm.core import charts, exports, long_jobs
from optics_crm.core.htmx import is_partial
from optics_crm.core.models import Employee, Salon
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import can, requires, salon_scope

SHOWN_GROUPS = 12
ORDER = ("-created_at", "id")


class HealthForm(forms.Form):
    """Whose cards, and which rule the tables are about."""

    rule = forms.ChoiceField(label=gettext_lazy("Flaw"), required=False)
    salon = forms.ModelChoiceField(
        Salon.objects.none(), label=gettext_lazy("Home salon"), required=False, empty_label=gettext_lazy("Whole chain")
    )
    author = forms.ModelChoiceField(
        Employee.objects.none(), label=gettext_lazy("Written by"), required=False, empty_label=gettext_lazy("everybody")
    )

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        own = salon_scope(user)
        serious = [(one.key, one.title) for one in rules()]
        self.fields["rule"].choices = [("", _("any serious one")), *serious]  # type: ignore[attr-defined]
        authors = Employee.objects.filter(is_active=True, salon__isnull=False)
        if own is None:
            self.fields["salon"].queryset = Salon.objects.filter(deleted_at__isnull=True)  # type: ignore[attr-defined]
        else:
            authors = authors.filter(salon=own)
            del self.fields["salon"]
        self.fields["author"].queryset = authors  # type: ignore[attr-defined]

    def chosen(self) -> tuple[str, uuid.UUID | None, uuid.UUID | None]:
        """The rule's key, the salon, the author; whatever does not fit is everything."""
        self.is_valid()
        salon, author = self.cleaned_data.get("salon"), self.cleaned_data.get("author")
        return self.cleaned_data.get("rule") or ANY, salon and salon.pk, author and author.pk


@requires("identity.health")
@require_GET
def health_page(request: HttpRequest) -> HttpResponseBase:
    if "export" in request.GET:
        return exports.respond(request, "identity_health")
    form = HealthForm(request.GET, user=request.user)
    rule, salon, author = form.chosen()
    scope = read.scope_of(request.user, salon, author)
    day = read.newest_day()
    context: dict[str, Any] = {
        "form": form,
        "day": day,
        "rule": FLAWS.find(rule),
        "tabs": tabs(request.user, "health"),
        "may_open": can(request.user, "customers.view"),
        "may_count": can(request.user, "identity.decide"),
    }
    if day is not None:
        context |= _figures(scope, rule, day)
    return render(request, "identity/health.html", context)


def _figures(scope: read.Scope, rule: str, day: dt.date) -> dict[str, Any]:
    cards, flawed = read.totals(scope, day)
    salons, authors = read.by_salon(scope, day, rule), read.by_author(scope, day, rule)
    return {
        "cards": cards,
        "flawed": flawed,
        "share": flawed / cards if cards else None,
        "shares": read.by_rule(scope, day),
        "salons": salons[:SHOWN_GROUPS],
        "more_salons": max(len(salons) - SHOWN_GROUPS, 0),
        "authors": authors[:SHOWN_GROUPS],
        "more_authors": max(len(authors) - SHOWN_GROUPS, 0),
        "chart": _chart(read.trend(scope, rule)),
        "chosen_salon": scope.salon,
        "chosen_author": scope.author,
    }


def _chart(points: list[tuple[dt.date, float]]) -> charts.Chart | None:
    """The share of flawed cards over the counted days, in percent."""
    if len(points) < 2:
        return None
    labels = [date_format(day, "j M") if day.day != 1 else date_format(day, "M y") for day, _share in points]
    shares = [round(share * 100, 1) for _day, share in points]
    return charts.line_chart(labels, [charts.Series(_("flawed cards, %"), "red", shares)])


@requires("identity.health")
@require_POST
def count_now(request: HttpRequest) -> HttpResponse:
    """Counts today anew, as a long job with its bar."""
    job = long_jobs.start(BASE_HEALTH, request.user)  # type: ignore[arg-type]
    return redirect("core:job", pk=job.pk)


@requires("customers.view")
@require_GET
def flawed_cards(request: HttpRequest) -> HttpResponseBase:
    """The very cards that break a rule, of the user's own people."""
    flaw = FLAWS.find(request.GET.get("rule", ""))
    if flaw is None:
        raise Http404
    if "export" in request.GET:
        return exports.respond(request, "identity_flawed")
    page = paginate(request, rows_of(request.user, flaw, request.GET), ORDER)
    context = {"flaw": flaw, "page": page, "tabs": tabs(request.user, "health")}
    return render(request, "identity/_flawed_rows.html" if is_partial(request) else "identity/flawed.html", context)


def rows_of(user: Any, flaw: Flaw, query: QueryDict) -> "QuerySet[Card]":
    """Cards of people whom the user may open, of a salon or an author when one is named."""
    rows = cards_with(flaw).visible_to(user).select_related("person", "home_salon", "client")  # type: ignore[attr-defined]
    for name, column in (("salon", "home_salon"), ("author", "source_created_by")):
        pk = _uuid(query.get(name, ""))
        if pk and name == "author":
            rows = rows.filter(**{f"{column}__in": Employee.objects.filter(pk=pk).values("guid")})
        elif pk:
            rows = rows.filter(**{column: pk})
    return rows


def rows_for_export(user: Any, query: QueryDict) -> "QuerySet[Card]":
    flaw = FLAWS.find(query.get("rule", ""))
    return rows_of(user, flaw, query).order_by(*ORDER) if flaw else Card.objects.none()


def figures_for_export(user: Any, query: QueryDict) -> list[dict[str, Any]]:
    """One row per rule and salon of the newest day."""
    form = HealthForm(query, user=user)
    _rule, salon, author = form.chosen()
    scope, day = read.scope_of(user, salon, author), read.newest_day()
    if day is None:
        return []
    return [
        {"day": day, "flaw": one, "group": group}
        for one in rules()
        for group in read.by_salon(scope, day, one.key)
        if group.flawed
    ]


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
