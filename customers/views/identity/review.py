"""The review mode: one pair after the other, by keyboard; the next pairs are fetched before they are needed."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from customers.identity import deciding, queue
from customers.identity.certainty import CONTACTS
from customers.identity.pairs import pairs_of
from customers.models import Proposal, Relationship
from customers.views.identity.queue import PLAIN, ProposalFilter
from customers.views.identity.tabs import tabs
from optics_crm.core.errors import DomainError
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import beyond, pack, unpack
from optics_crm.core.permissions import requires

AHEAD = 3
CARDS = tuple(f"{card}__{name}" for card in ("card_a", "card_b") for name in ("person", "home_salon", "client"))
PAGED = ("after", "start")
KIND_KEYS = {
    "parent": ("Q", "KeyQ"),
    "child": ("W", "KeyW"),
    "spouse": ("E", "KeyE"),
    "sibling": ("R", "KeyR"),
    "grandparent": ("T", "KeyT"),
    "grandchild": ("Y", "KeyY"),
    "other": ("U", "KeyU"),
}


def asked_for(user: Any, query: QueryDict) -> "QuerySet[Proposal]":
    """Open pairs under the list's filters, in the order in which they are asked."""
    words = query.copy()
    words["status"] = Proposal.Status.OPEN.value
    rows = queue.open_for(user).filter(kind__in=PLAIN)
    return ProposalFilter(words, rows).qs.select_related(*CARDS).prefetch_related(*CONTACTS).order_by(*queue.ORDER)


def after(rows: "QuerySet[Proposal]", cursor: str) -> "QuerySet[Proposal]":
    """The rows behind a place."""
    place = unpack(cursor, Proposal, queue.ORDER) if cursor else None
    return rows.filter(beyond(queue.ORDER, place, backwards=False)) if place else rows


@requires("identity.decide")
@require_GET
def review_page(request: HttpRequest) -> HttpResponse:
    """The first pair with its keys; `start` names one, `after` is a place."""
    rows = asked_for(request.user, request.GET)
    named = _uuid(request.GET.get("start", ""))
    first = rows.filter(pk=named).first() if named else None
    found = [first] if first else list(after(rows, request.GET.get("after", ""))[:1])
    context = {
        "pair": _shown(request, found)[0] if found else None,
        "query": _filters(request),
        "tabs": tabs(request.user, "queue"),
        "keys": _keys(),
        **_tally(request),
    }
    return render(request, "identity/review.html", context)


@requires("identity.decide")
@require_GET
def next_pairs(request: HttpRequest) -> HttpResponse:
    """The pairs that come next, ready to be shown."""
    rows = after(asked_for(request.user, request.GET), request.GET.get("after", ""))[:AHEAD]
    return render(request, "identity/_pairs.html", {"pairs": _shown(request, list(rows))})


@requires("identity.decide")
@require_POST
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Carries out an answer. A refusal comes with its sentence, and says whether the question is open still."""
    row = get_object_or_404(queue.visible_to(request.user), pk=pk)
    try:
        deciding.answer(request.user, row, request.POST.get("answer", ""), kind=request.POST.get("kind", ""))
    except DomainError as refusal:
        if not is_partial(request):
            raise
        return _refused(request, row, refusal)
    if is_partial(request):
        return render(request, "identity/_tally.html", _tally(request) | {"closed": _closed(request)})
    return redirect(f"{reverse('customers:identity_review')}?{_filters(request, after=pack(row, queue.ORDER))}")


@requires("identity.decide")
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Takes the user's newest answer back, again and again; shows the pair that is open again."""
    row = deciding.last_of(request.user)
    if row is None:
        if is_partial(request):
            return render(request, "identity/_tally.html", _tally(request), status=404)
        return redirect(f"{reverse('customers:identity_review')}?{_filters(request)}")
    deciding.take_back(request.user, row)
    if not is_partial(request):
        return redirect(f"{reverse('customers:identity_review')}?{_filters(request, start=str(row.pk))}")
    again = queue.open_for(request.user).filter(pk=row.pk).select_related(*CARDS).prefetch_related(*CONTACTS)
    return render(request, "identity/_undone.html", {"pairs": _shown(request, list(again)), **_tally(request)})


def _refused(request: HttpRequest, row: Proposal, refusal: DomainError) -> HttpResponse:
    row.refresh_from_db()
    context = _tally(request) | {"refusal": refusal.message, "open": row.status == Proposal.Status.OPEN}
    return render(request, "identity/_tally.html", context, status=refusal.status)


def _shown(request: HttpRequest, rows: list[Proposal]) -> list[dict[str, Any]]:
    """Pairs with their places in the queue and what the second key would link them as."""
    words = dict(Relationship.Kind.choices)
    return [
        {"pair": pair, "cursor": pack(pair.proposal, queue.ORDER), "kind_words": words.get(pair.kind, "")}
        for pair in pairs_of(request.user, rows)
    ]


def _tally(request: HttpRequest) -> dict[str, Any]:
    left = queue.open_for(request.user).filter(kind__in=PLAIN).count()
    return {"left": left, "today": queue.decided_today(request.user)}


def _closed(request: HttpRequest) -> str:
    """Of the pairs that wait in the browser those that another answer has settled meanwhile."""
    waiting = [pk for pk in map(_uuid, request.POST.get("waiting", "").split()[:20]) if pk]
    still = set(queue.open_for(request.user).filter(pk__in=waiting).values_list("pk", flat=True))
    return " ".join(str(pk) for pk in waiting if pk not in still)


def _filters(request: HttpRequest, **more: str) -> str:
    """The filters of the list as an address."""
    query = request.GET.copy()
    for name in PAGED:
        query.pop(name, None)
    query.update(more)
    return query.urlencode()


def _keys() -> list[dict[str, Any]]:
    """The relationships with their keys."""
    words = dict(Relationship.Kind.choices)
    return [
        {"kind": kind, "words": words[kind], "letter": letter, "code": code}
        for kind, (letter, code) in KIND_KEYS.items()
    ]


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
