"""Who may be the person that is being typed in: shown while typing, and answered when the form is sent."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.forms import PersonForm
from customers.identity import check
from customers.identity.answers import Answer
from customers.identity.check import Candidate
from customers.identity.keys import Record, keys_of
from customers.identity.repairs import repair_of
from customers.identity.shown import shown_to
from customers.lookup import look_up
from customers.models import CardPhone, Person, Relationship
from optics_crm.core import phones
from optics_crm.core.errors import NotAllowed
from optics_crm.core.models import Salon
from optics_crm.core.permissions import can, requires

TYPED = "typed_of_person"  # of the session: what was typed of somebody who turned out to be known
NAMES = ("last_name", "first_name", "middle_name")
WORDS = (*NAMES, "email", "address", "city", "sex")


@requires("customers.edit")
@require_POST
def live(request: HttpRequest) -> HttpResponse:
    """The candidates for what is typed so far; a half-filled form is no mistake here."""
    form = PersonForm(request.POST)
    form.is_valid()
    return render(request, "customers/_candidates.html", words_of(request, typed_in(request, form)))


def typed_in(request: HttpRequest, form: PersonForm) -> Record:
    """What stands in the form as the check reads it; what is no phone number is passed over."""
    data = form.cleaned_data
    salon = data.get("home_salon") or getattr(request.user, "salon", None)
    numbers = [phones.parse(one, landline_of(salon)).number for one in form.raw_phones()]
    last, first, middle, email, address, city, sex = (str(data.get(name) or "").strip() for name in WORDS)
    told = tuple(number for number in numbers if number)
    return Record(last, first, middle, data.get("birth_date"), told, email.lower(), address, city, sex)


def landline_of(salon: Salon | None) -> str:
    """By which short numbers of a salon's town are completed."""
    return phones.landline_digits(phones.normalise(salon.phone)) if salon else ""


def words_of(
    request: HttpRequest, typed: Record, found: Sequence[Candidate] | None = None, *, asked: bool = False
) -> dict[str, Any]:
    """The template's words: candidates, a better reading of the name, the kinds of relatives."""
    keys = keys_of(typed)
    candidates = check.look(typed, keys) if found is None else found
    return {
        "candidates": shown_to(request.user, typed, keys, candidates),
        "repair": repair_of(*(getattr(typed, name) for name in NAMES)),
        "kinds": Relationship.Kind.choices,
        "may_link": can(request.user, "families.edit"),
        "asked": asked,
    }


def answer_of(request: HttpRequest, choice: str) -> Answer:
    """What the form says about the people who were shown on it."""
    seen = [one for one in map(_id, request.POST.getlist("seen")[:50]) if one]
    verb, _colon, chosen = choice.partition(":")
    relative = _id(chosen) if verb == "relative" else None
    if verb not in ("other", "relative"):
        return Answer()
    kind = request.POST.get(f"kind-{chosen}", "") if relative else Relationship.Kind.OTHER.value
    return Answer(seen=seen, relative=relative, kind=kind)


def open_known(request: HttpRequest, person: uuid.UUID, typed: Record) -> Person:
    """The person whom the desk recognised: opened, if need be by the typed phone, and what was typed remembered.

    NotAllowed for another salon's client whose phone was not typed.
    """
    visible = Person.objects.visible_to(request.user)
    found = visible.filter(pk=person).first()
    for number in typed.phones if found is None else ():
        found = next((one for one in look_up(request.user, number)[:20] if one.pk == person), None)
        if found is not None:
            break
    if found is None:
        raise NotAllowed(
            "ask_for_phone", _("This is a client of another salon: ask for the phone that was given there and type it.")
        )
    request.session[TYPED] = {"person": str(person), **_new_to(found, typed)}
    return found


def _new_to(person: Person, typed: Record) -> dict[str, Any]:
    """Which of the typed contacts the person's cards do not have."""
    told = CardPhone.objects.filter(card__person=person, card__deleted_at__isnull=True, phone__isnull=False)
    known = set(told.values_list("phone__number", flat=True))
    email = person.main_email.address if person.main_email else ""
    fresh = {
        "phones": [number for number in typed.phones if number not in known],
        "email": typed.email if typed.email != email else "",
        "address": typed.address if typed.address and typed.address != person.address else "",
    }
    return {name: value for name, value in fresh.items() if value}


def offer_for(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Contacts that were typed at the door of somebody who turned out to be this person; {} where there are none."""
    typed = request.session.get(TYPED) or {}
    if typed.get("person") != str(person.pk):
        return {}
    return {name: value for name, value in typed.items() if name != "person"}


def forget_offer(request: HttpRequest) -> None:
    request.session.pop(TYPED, None)


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
