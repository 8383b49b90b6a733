"""Registering and correcting people at the desk."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.actions import correct_person, register_customer
from customers.forms import SLOTS, PersonForm, initial_of
from customers.identity.answers import MayBeKnown
from customers.models import CardPhone, Person
from customers.views import candidates
from customers.views.dossier import own_person
from optics_crm.core import audit
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import requires, salon_scope

UNPROCESSABLE = 422
NEW, EDIT = "customers/new.html", "customers/edit.html"


@requires("customers.edit")
@require_http_methods(["GET", "POST"])
def new_customer(request: HttpRequest) -> HttpResponse:
    """The form of a newcomer; who may be the same person or a relative is shown before anything is written."""
    if request.method == "GET":
        return _page(request, NEW, PersonForm(initial=_first_values(request)))
    choice = request.POST.get("choice", "")
    form = PersonForm(request.POST)
    valid = form.is_valid()
    if choice == "repair":
        return _page(request, NEW, _repaired(request, form))
    if not valid:
        return _page(request, NEW, form, status=UNPROCESSABLE)
    try:
        return _known(request, form, choice) if choice.startswith("same:") else _registered(request, form, choice)
    except MayBeKnown as question:
        return _page(request, NEW, form, status=UNPROCESSABLE, found=question.candidates)
    except DomainError as error:
        form.blame(error)
        return _page(request, NEW, form, status=error.status)


@requires("customers.edit")
@require_http_methods(["GET", "POST"])
def edit_customer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person = own_person(request.user, pk)
    if request.method == "GET":
        return _page(request, EDIT, PersonForm(initial=_values_of(request, person)), person=person)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, EDIT, form, person=person, status=UNPROCESSABLE)
    answer = candidates.answer_of(request, request.POST.get("choice", ""))
    try:
        with transaction.atomic():
            correct_person(request.user, person, form.words(), revision=form.cleaned_data["revision"], answer=answer)
    except MayBeKnown as question:
        return _page(request, EDIT, form, person=person, status=UNPROCESSABLE, found=question.candidates)
    except DomainError as error:
        form.blame(error)
        return _page(request, EDIT, form, person=person, status=error.status)
    candidates.forget_offer(request)
    messages.success(request, _("The customer's data are saved."))
    return redirect("customers:person", pk)


def _registered(request: HttpRequest, form: PersonForm, choice: str) -> HttpResponse:
    """Somebody new, by what the desk answered about the people shown; of a child it is asked whose the phone is."""
    answer = candidates.answer_of(request, choice)
    if form.asks_whose_phone(answer):
        return _page(request, NEW, form, status=UNPROCESSABLE, is_child=True)
    words = form.words(home=getattr(request.user, "salon", None), answer=answer)
    with transaction.atomic():
        person = register_customer(request.user, words, answer)
    messages.success(request, _("The customer is registered."))
    return redirect("customers:person", person.pk)


def _known(request: HttpRequest, form: PersonForm, choice: str) -> HttpResponse:
    """ "This is the person": the dossier, with what was typed offered there as a correction."""
    try:
        wanted = uuid.UUID(choice.partition(":")[2])
    except ValueError:
        return _page(request, NEW, form, status=UNPROCESSABLE)
    person = candidates.open_known(request, wanted, candidates.typed_in(request, form))
    return redirect("customers:person", person.pk)


def _page(
    request: HttpRequest,
    template: str,
    form: PersonForm,
    *,
    person: Person | None = None,
    found: Any = None,
    status: int = 200,
    is_child: bool = False,
) -> HttpResponse:
    if salon_scope(request.user) is not None and person is None:
        form.fields.pop("home_salon", None)
    slots = [(form[f"phone_{n}"], form[f"role_{n}"]) for n in range(SLOTS)]
    context: dict[str, Any] = {"form": form, "slots": slots, "person": person, "is_child": is_child}
    if form.is_bound and (person is None or found is not None):
        typed = candidates.typed_in(request, form)
        context |= candidates.words_of(request, typed, found, asked=found is not None or is_child)
    return render(request, template, context, status=status)


def _repaired(request: HttpRequest, form: PersonForm) -> PersonForm:
    """The same form with the names as they were probably meant."""
    data = request.POST.copy()
    repair = candidates.words_of(request, candidates.typed_in(request, form), ())["repair"]
    for name in candidates.NAMES if repair else ():
        data[name] = getattr(repair, name)
    mended = PersonForm(data)
    mended.is_valid()
    return mended


def _first_values(request: HttpRequest) -> dict[str, object]:
    """A number that was searched for in vain is there already."""
    return {"phone_0": request.GET.get("phone", "")[:40]}


def _values_of(request: HttpRequest, person: Person) -> dict[str, Any]:
    """What is known of a person, and what was typed at the door when somebody recognised the person."""
    uses = CardPhone.objects.filter(card__person=person, card__deleted_at__isnull=True, phone__isnull=False)
    uses = uses.select_related("phone").order_by("phone", "-is_main").distinct("phone")
    main = sorted(uses, key=lambda use: (use.phone_id != person.main_phone_id, use.position))
    audit.record(request.user, "customers.phone.revealed", person, phones=len(main))
    values = initial_of(person, main)
    offer = candidates.offer_for(request, person)
    free = [n for n in range(SLOTS) if not values.get(f"phone_{n}")]
    values |= {f"phone_{n}": number for n, number in zip(free, offer.get("phones", []), strict=False)}
    return values | {name: offer[name] for name in ("email", "address") if name in offer}
