"""Merging two dossiers: whom with, how it would look, and doing it; who may not decide proposes."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.contacts import phones_of
from customers.find import find_people
from customers.identity import deciding, evidence, queue, shown_merge
from customers.identity.proposing import propose_same
from customers.models import Person, Proposal
from customers.views.dossier import own_person
from customers.views.identity.queue import CARDS_PEOPLE
from optics_crm.core.permissions import can, requires
from optics_crm.core.search import Query

FOUND = 8


@requires("identity.propose")
@require_GET
def with_whom(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Whom this person is the same as: open questions about the person, and a search."""
    person = own_person(request.user, pk)
    asked = queue.open_for(request.user).filter(kind=Proposal.Kind.SAME).select_related(*CARDS_PEOPLE)
    suggestions = [
        {
            "row": row,
            "other": row.card_b.person if row.card_a.person_id == pk else row.card_a.person,  # type: ignore[union-attr]
            "band": queue.band_of(row.score),
            "reasons": evidence.sentence(row.reasons),
        }
        for row in queue.about(asked, [pk])
    ]
    return render(request, "identity/with_whom.html", {"person": person, "suggestions": suggestions})


@requires("identity.propose")
@require_GET
def find_other(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """People to choose the other one from, by phone or name."""
    person = own_person(request.user, pk)
    query = Query.read(request.GET.get("q", ""))
    found = find_people(request.user, query, FOUND) if query.is_long_enough else []
    context = {"person": person, "found": [one for one in found if one.pk != pk], "query": query}
    return render(request, "identity/_other_choice.html", context)


@requires("identity.propose")
@require_http_methods(["GET", "POST"])
def merge_page(request: HttpRequest, winner: uuid.UUID, loser: uuid.UUID) -> HttpResponse:
    """Field by field what the merged dossier would say; one button merges it, or proposes to."""
    first, second = own_person(request.user, winner), own_person(request.user, loser)
    row = _question(request)
    if request.method == "POST":
        return _merge(request, first, second, row)
    context = {
        "shown": shown_merge.shown(request.user, first, second),
        "phones": phones_of([first, second]),
        "may_decide": can(request.user, queue.DECIDE),
        "may_choose": can(request.user, queue.DECIDE) and can(request.user, "customers.edit"),
        "proposal": row,
        "reasons": evidence.in_words(row.reasons) if row else [],
        "swapped": f"{reverse('customers:identity_merge', args=[loser, winner])}?{request.GET.urlencode()}",
    }
    return render(request, "identity/merge.html", context)


@requires("identity.propose")
@require_POST
def propose(request: HttpRequest, winner: uuid.UUID, loser: uuid.UUID) -> HttpResponse:
    """Asks a manager or a supervisor whether the two are one."""
    first, second = own_person(request.user, winner), own_person(request.user, loser)
    propose_same(request.user, first, second, request.POST.get("note", ""))
    messages.success(request, _("Proposed: a manager or a supervisor decides."))
    return redirect("customers:person", winner)


@transaction.atomic
def _merge(request: HttpRequest, first: Person, second: Person, row: Proposal | None) -> HttpResponse:
    chosen = {
        name.removeprefix("field_"): card
        for name in request.POST
        if name.startswith("field_") and (card := _uuid(request.POST[name])) is not None
    }
    deciding.merge_with_choices(
        request.user, first, second, chosen, reason=request.POST.get("reason", "")[:300], proposal=row
    )
    messages.success(request, _("One dossier now. It can be taken apart again under “Identity” at any time."))
    if row is not None and "back" in request.GET:
        return redirect("customers:identity_review")
    return redirect("customers:person", first.pk)


def _question(request: HttpRequest) -> Proposal | None:
    """The open question that this answers, when one is named."""
    pk = _uuid(request.GET.get("proposal", ""))
    return get_object_or_404(queue.visible_to(request.user), pk=pk, status=Proposal.Status.OPEN) if pk else None


def _uuid(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
