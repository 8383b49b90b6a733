"""Registering and correcting people at the desk."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from customers.actions import correct_person, register_customer
from customers.find import twins_of
from customers.forms import SLOTS, PersonForm, initial_of
from customers.models import CardPhone, Person
from customers.views.dossier import own_person
from optics_crm.core import audit
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import requires, salon_scope

UNPROCESSABLE = 422


@requires("customers.edit")
@require_http_methods(["GET", "POST"])
def new_customer(request: HttpRequest) -> HttpResponse:
    """The form of a newcomer; who may be the same person is shown before anything is written."""
    if request.method == "GET":
        return _form_page(request, "customers/new.html", PersonForm(initial=_first_values(request)))
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _form_page(request, "customers/new.html", form, status=UNPROCESSABLE)
    twins = _twins(request, form)
    if twins and "sure" not in request.POST:
        return _form_page(request, "customers/new.html", form, twins=twins, status=UNPROCESSABLE)
    try:
        with transaction.atomic():
            person = register_customer(request.user, form.words(home=getattr(request.user, "salon", None)))
    except DomainError as error:
        form.blame(error)
        return _form_page(request, "customers/new.html", form, status=UNPROCESSABLE)
    messages.success(request, _("The customer is registered."))
    return redirect("customers:person", person.pk)


@requires("customers.edit")
@require_GET
def twins(request: HttpRequest) -> HttpResponse:
    """Who may be the person that is being typed in; asked while typing."""
    form = PersonForm(request.GET)
    form.is_valid()
    found = _twins(request, form)
    return render(request, "customers/_twins.html", {"twins": found, "may_open": _may_open(request, found)})


@requires("customers.edit")
@require_http_methods(["GET", "POST"])
def edit_customer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person = own_person(request.user, pk)
    if request.method == "GET":
        uses = CardPhone.objects.filter(card__person=person, card__deleted_at__isnull=True, phone__isnull=False)
        uses = uses.select_related("phone").order_by("phone", "-is_main").distinct("phone")
        main = sorted(uses, key=lambda use: (use.phone_id != person.main_phone_id, use.position))
        audit.record(request.user, "customers.phone.revealed", person, phones=len(main))
        return _form_page(request, "customers/edit.html", PersonForm(initial=initial_of(person, main)), person=person)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _form_page(request, "customers/edit.html", form, person=person, status=UNPROCESSABLE)
    try:
        with transaction.atomic():
            correct_person(request.user, person, form.words(), revision=form.cleaned_data["revision"])
    except DomainError as error:
        form.blame(error)
        return _form_page(request, "customers/edit.html", form, person=person, status=error.status)
    messages.success(request, _("The customer's data are saved."))
    return redirect("customers:person", pk)


def _form_page(
    request: HttpRequest,
    template: str,
    form: PersonForm,
    *,
    twins: list[Person] | None = None,
    person: Person | None = None,
    status: int = 200,
) -> HttpResponse:
    if salon_scope(request.user) is not None and person is None:
        form.fields.pop("home_salon", None)
    slots = [(form[f"phone_{n}"], form[f"role_{n}"]) for n in range(SLOTS)]
    context = {"form": form, "slots": slots, "twins": twins or [], "person": person}
    context["may_open"] = _may_open(request, twins or [])
    return render(request, template, context, status=status)


def _may_open(request: HttpRequest, found: list[Person]) -> set[uuid.UUID]:
    """Which of the possible twins the user may open."""
    pks = [person.pk for person in found]
    return (
        set(Person.objects.visible_to(request.user).filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()
    )


def _first_values(request: HttpRequest) -> dict[str, object]:
    """A number that was searched for in vain is there already."""
    return {"phone_0": request.GET.get("phone", "")[:40]}


def _twins(request: HttpRequest, form: PersonForm) -> list[Person]:
    data = form.cleaned_data
    raw = [data.get(f"phone_{n}") or "" for n in range(SLOTS)]
    return twins_of(request.user, raw, data.get("last_name", ""), data.get("first_name", ""), data.get("birth_date"))
