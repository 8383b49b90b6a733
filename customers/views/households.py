"""The household editor: what is pressed on the family's page. Each refusal is one sentence on that page."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customers import families
from customers.dossier_build import family_dossier_of
from customers.find import find_people
from customers.forms import MemberForm
from customers.homes import home_of
from customers.identity import queue, relatives
from customers.identity.certainty import kind_of
from customers.models import Household, Membership, Person, Proposal
from customers.views.dossier import own_person
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import requires
from optics_crm.core.search import Query

Done = Callable[[], Any]


def own_household(request: HttpRequest, pk: uuid.UUID) -> Household:
    """The household, for changes: one of whose members belongs to the user."""
    dossier = family_dossier_of(request.user, pk)
    if dossier.minimal or dossier.household is None:
        raise Http404
    return dossier.household


@requires("families.edit")
@require_GET
def find(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """People to add, by phone or name."""
    household = own_household(request, pk)
    query = Query.read(request.GET.get("q", ""))
    found = find_people(request.user, query, 8) if query.is_long_enough else []
    listed = set(household.memberships.values_list("person", flat=True))
    context = {
        "household": household,
        "found": [one for one in found if one.pk not in listed],
        "query": query,
        "roles": Membership.Role.choices,
    }
    return render(request, "identity/_household_choice.html", context)


@requires("families.edit")
@require_POST
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds a member, or gives one another role or home: `stays` keeps the home that the person has."""
    household, form = own_household(request, pk), MemberForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["person"]:
        messages.error(request, _("Choose whom to add and the role in the family."))
        return _back(household)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=form.cleaned_data["person"])
    home = home_of(person)
    moves = "stays" not in request.POST or home is None or home.household_id == household.pk

    def done() -> None:
        families.add_member(request.user, household, person, form.cleaned_data["role"], is_home=moves)

    return _tried(request, household, done, _("The family is changed."))


@requires("families.edit")
@require_POST
def leave(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """Takes a member out; relationships stay."""
    household, member = own_household(request, pk), own_person(request.user, person)

    def done() -> None:
        families.remove_member(request.user, household, member)

    return _tried(request, household, done, _("The person is no longer listed in the family."))


@requires("families.edit")
@require_POST
def relate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Writes who is whose relative, with the inverse; a step of the journal that can be taken back."""
    household = own_household(request, pk)
    one, other = _person(request, "person"), _person(request, "relative")

    def done() -> None:
        relatives.link_relatives(request.user, one, other, request.POST.get("kind", ""), household=False)

    return _tried(request, household, done, _("The relationship is written down."))


@requires("families.edit")
@require_POST
def unrelate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    household = own_household(request, pk)
    one, other, kind = _person(request, "person"), _person(request, "relative"), request.POST.get("kind", "")
    if kind not in families.INVERSE:
        raise Http404

    def done() -> None:
        families.unrelate(request.user, one, other, kind)

    return _tried(request, household, done, _("The relationship is removed."))


@requires("families.edit")
@require_POST
def answer(request: HttpRequest, pk: uuid.UUID, proposal: uuid.UUID) -> HttpResponse:
    """Accepts or refuses the question whether somebody belongs to the family."""
    household = own_household(request, pk)
    rows = queue.open_for(request.user).select_related("card_a", "card_b")
    row = get_object_or_404(rows, pk=proposal, kind=Proposal.Kind.FAMILY)
    accepted = request.POST.get("answer") == "yes"

    def done() -> None:
        if accepted:
            relatives.accept_family(request.user, row, kind=kind_of(row))
        else:
            relatives.refuse_family(request.user, row)

    said = _("Linked: the family has a new member.") if accepted else _("Noted: not relatives.")
    return _tried(request, household, done, said)


def _tried(request: HttpRequest, household: Household, done: Done, said: str) -> HttpResponse:
    """Does it, or shows why not."""
    try:
        with transaction.atomic():
            done()
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, said)
    return _back(household)


def _back(household: Household) -> HttpResponse:
    if not household.memberships.exists():
        return redirect("customers:list")
    return redirect(f"{reverse('customers:family', args=[household.pk])}?edit=1")


def _person(request: HttpRequest, name: str) -> Person:
    try:
        return own_person(request.user, uuid.UUID(request.POST.get(name, "")))
    except ValueError:
        raise Http404 from None
