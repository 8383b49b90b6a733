"""The list of questions about identity."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from customers.identity import queue
from customers.identity.certainty import CONTACTS, certainty_of, in_words
from customers.models import Proposal
from customers.views.identity.tabs import tabs
from optics_crm.core import exports
from optics_crm.core.htmx import is_partial
from optics_crm.core.models import Salon
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import can, requires, salon_scope

PEOPLE = ("card_a__person", "card_b__person", "card_a__home_salon", "proposed_by", "decided_by")
CARDS_PEOPLE = ("card_a__person", "card_b__person")
PLAIN = ("same", "family")  # kinds that the review mode asks


class ProposalFilter(django_filters.FilterSet):
    """Which questions are shown; the review mode takes the same words."""

    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Question"), empty_label=gettext_lazy("any"), choices=Proposal.Kind.choices
    )
    band = django_filters.ChoiceFilter(
        label=gettext_lazy("Certainty"),
        empty_label=gettext_lazy("any"),
        choices=list(queue.BAND_WORDS.items()),
        method="by_band",
    )
    source = django_filters.ChoiceFilter(
        label=gettext_lazy("Asked by"), empty_label=gettext_lazy("any"), choices=Proposal.Source.choices
    )
    salon = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Home salon"),
        empty_label=gettext_lazy("any"),
        queryset=Salon.objects.filter(deleted_at=None),
        field_name="card_a__home_salon",
    )
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"), empty_label=gettext_lazy("any"), choices=Proposal.Status.choices
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def by_band(self, rows: "QuerySet[Proposal]", name: str, value: str) -> "QuerySet[Proposal]":
        return rows.filter(queue.within_band(value))


def found_for(user: Any, asked: QueryDict) -> ProposalFilter:
    """The user's questions under the filters; open ones unless another state is asked for."""
    query = asked.copy()
    query.setdefault("status", Proposal.Status.OPEN.value)
    found = ProposalFilter(query, queue.visible_to(user).select_related(*PEOPLE).prefetch_related(*CONTACTS))
    if salon_scope(user) is not None:
        del found.form.fields["salon"]
    return found


def rows_for_export(user: Any, query: QueryDict) -> "QuerySet[Proposal]":
    return found_for(user, query).qs.order_by(*queue.ORDER)


@requires("identity.propose")
@require_GET
def queue_page(request: HttpRequest) -> HttpResponseBase:
    """Open questions with their reasons; one key goes to the review mode with the same filters."""
    if "export" in request.GET:
        return exports.respond(request, "identity")
    found = found_for(request.user, request.GET)
    page = paginate(request, found.qs, queue.ORDER)
    context = {
        "filter": found,
        "page": page,
        "rows": [shown(row) for row in page.rows],
        "may_decide": can(request.user, queue.DECIDE),
        "review": _review_address(request),
        "tabs": tabs(request.user, "queue"),
    }
    if is_partial(request):
        return render(request, "identity/_queue_rows.html", context)
    return render(request, "identity/queue.html", context | _figures(request.user))


def shown(row: Proposal) -> dict[str, Any]:
    """A question as a row: its people, where it is answered, how sure it is, why it was asked."""
    certain = certainty_of(row)
    return {
        "row": row,
        "band": certain.band,
        "score": certain.score,
        "reasons": in_words(row, certain.reasons)[:4],
        "url": address_of(row),
    }


def address_of(row: Proposal) -> str:
    """Where a question is answered."""
    if row.kind in PLAIN:
        return f"{reverse('customers:identity_review')}?start={row.pk}"
    return f"{reverse('customers:identity_split', args=[row.card_a_id])}?proposal={row.pk}"


def _review_address(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("after", "before", "status"):
        query.pop(name, None)
    return f"{reverse('customers:identity_review')}?{query.urlencode()}"


def _figures(user: Any) -> dict[str, Any]:
    """What waits, by kind, and what was answered today."""
    counts = queue.counts_by_kind(queue.open_for(user))
    kinds = [
        {"label": label, "value": counts.get(kind, 0), "url": f"?kind={kind}"} for kind, label in Proposal.Kind.choices
    ]
    today = queue.decided_today(user)
    return {"kinds": kinds, "waiting": sum(counts.values()), "today": today, "title": _("Identity")}
