"""The dossier of a person and of a family, and what is pressed on it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customers.actions import confirm_data, note_person
from customers.contacts import consents_of, phones_of, place_of
from customers.dossier import Dossier
from customers.dossier_build import care_of, dossier_of, family_dossier_of, line_of, members_of, open_panel, panels_of
from customers.forms import CHANNEL_WORDS, NoteForm
from customers.homes import housemates_of
from customers.household_editor import editor_of
from customers.models import CardPhone, Household, Membership, Person, Relationship
from customers.presses import presses_of_person
from customers.views import candidates
from optics_crm.core import audit
from optics_crm.core.htmx import is_partial
from optics_crm.core.permissions import can, requires, salon_scope


@requires("customers.view")
@require_GET
def person_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    gone = Person.objects.filter(pk=pk, merged_into__isnull=False).values_list("merged_into", flat=True).first()
    if gone and Person.objects.visible_to(request.user).filter(pk=gone).exists():
        return redirect("customers:person", gone, permanent=True)
    if salon_scope(request.user) is None and Person.objects.filter(pk=gone or pk, erased_at__isnull=False).exists():
        return render(request, "customers/erased.html", status=410)
    return _page(request, dossier_of(request.user, pk))


@requires("customers.view")
@require_GET
def family_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _page(request, family_dossier_of(request.user, pk))


@requires("customers.view")
@require_GET
def person_line(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _line(request, dossier_of(request.user, pk))


@requires("customers.view")
@require_GET
def family_line(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _line(request, family_dossier_of(request.user, pk))


@requires("customers.view")
@require_GET
def panel_part(request: HttpRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    """What a lazy panel says, once it is opened."""
    dossier = dossier_of(request.user, pk)
    return render(request, "customers/_panel_opened.html", {"dossier": dossier, "shown": open_panel(dossier, key)})


def _page(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    phones = phones_of(dossier.persons)
    may_reveal = can(request.user, "customers.phones") and not dossier.minimal
    kind, before = request.GET.get("kind", ""), request.GET.get("before", "")
    context = {
        "dossier": dossier,
        "person": dossier.person,
        "members": members_of(dossier),
        "phones": phones,
        "may_reveal": may_reveal,
        "presses": [] if dossier.minimal else presses_of_person(request.user, dossier.person),
        "offer": candidates.offer_for(request, dossier.person),
        "may_edit": can(request.user, "customers.edit") and not dossier.minimal,
        "may_change_family": can(request.user, "families.edit") and not dossier.minimal,
        "may_examine": can(request.user, "exams.edit") and not dossier.minimal,
        "may_ask_identity": can(request.user, "identity.propose") and not dossier.minimal,
        "may_erase": can(request.user, "customers.erase"),
        "may_see_consents": can(request.user, "consents.withdraw"),
        "consents": consents_of(dossier.person),
        "place": place_of(dossier.person),
        "prefers": CHANNEL_WORDS.get(dossier.person.preferred_channel, dossier.person.preferred_channel),
        "care": care_of(dossier),
        "top": panels_of(dossier, "top"),
        "left": panels_of(dossier, "left"),
        "right": panels_of(dossier, "right"),
        "line": line_of(dossier, kind, before),
        "line_url": _line_url(dossier),
    }
    if dossier.whole_family and dossier.household and context["may_change_family"]:
        context |= _editor(request, dossier.household)
    return render(request, "customers/dossier.html", context)


def _editor(request: HttpRequest, household: Household) -> dict[str, Any]:
    """What the editor of a family needs."""
    return {
        "editor": editor_of(request.user, household),
        "editing": "edit" in request.GET,
        "roles": Membership.Role.choices,
        "kinds": Relationship.Kind.choices,
    }


def _line(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    kind, before = request.GET.get("kind", ""), request.GET.get("before", "")
    context = {"dossier": dossier, "line": line_of(dossier, kind, before), "line_url": _line_url(dossier)}
    if not is_partial(request):
        page = (
            reverse("customers:family", args=[dossier.household.pk])
            if dossier.whole_family and dossier.household
            else (reverse("customers:person", args=[dossier.person.pk]))
        )
        return redirect(f"{page}?{request.GET.urlencode()}")
    return render(request, "customers/_line_more.html" if before else "customers/_line.html", context)


def _line_url(dossier: Dossier) -> str:
    if dossier.whole_family and dossier.household:
        return reverse("customers:family_line", args=[dossier.household.pk])
    return reverse("customers:person_line", args=[dossier.person.pk])


def own_person(user: Any, pk: uuid.UUID) -> Person:
    """The person, for changes: one that only a look-up opened is not there to be changed."""
    dossier = dossier_of(user, pk)
    if dossier.minimal:
        raise Http404
    return dossier.person


@requires("customers.edit")
@require_POST
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person = confirm_data(request.user, own_person(request.user, pk))
    if is_partial(request):
        return render(request, "customers/_checked.html", {"person": person, "may_edit": True})
    messages.success(request, _("Noted: the data are still right."))
    return redirect("customers:person", pk)


@requires("customers.edit")
@require_POST
def write_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    person = own_person(request.user, pk)
    if form.is_valid():
        note_person(request.user, person, form.cleaned_data["note"])
        messages.success(request, _("The note is saved."))
    return redirect("customers:person", pk)


@requires("customers.phones")
@require_POST
def reveal_phone(request: HttpRequest, pk: uuid.UUID, phone: uuid.UUID) -> HttpResponse:
    """Shows a masked number and records who looked."""
    person = own_person(request.user, pk)
    use = get_object_or_404(
        CardPhone.objects.select_related("phone", "card")
        .filter(phone=phone, card__deleted_at__isnull=True)
        .filter(card__person__in=Person.objects.visible_to(request.user))
        .filter(card__person__in=housemates_of([person.pk]))
        .distinct()[:1]
    )
    audit.record(request.user, "customers.phone.revealed", person, phone=str(phone))
    number = use.phone.number if use.phone else ""
    return render(request, "customers/_phone_shown.html", {"number": number, "person": person})
