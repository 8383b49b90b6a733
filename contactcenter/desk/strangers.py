"""Somebody whom the number does not know: found and tied to the call, or registered after the check for doubles."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contactcenter.models import Call
from customers.actions import PersonWords, TypedPhone, register_customer
from customers.added_phones import add_phone
from customers.forms import DayInput
from customers.identity.answers import Answer
from customers.identity.check import Candidate
from customers.models import Membership, Person
from optics_crm.core.models import Employee


class NewcomerForm(forms.Form):
    """What is asked of a new client at the telephone; the number is the caller's."""

    last_name = forms.CharField(label=_("Surname"), max_length=150, required=False)
    first_name = forms.CharField(label=_("Name"), max_length=150)
    middle_name = forms.CharField(label=_("Patronymic"), max_length=150, required=False)
    birth_date = forms.DateField(label=_("Birth date"), required=False, widget=DayInput(min="1900-01-01"))


@dataclass(frozen=True)
class Known:
    """A person who may be the newcomer; `is_same`: all but certainly."""

    person: Person
    is_same: bool


def remember_number(actor: Employee, call: Call, person: Person) -> bool:
    """The number of the call becomes a phone of whoever was found by a search; False where it is known as the
    person's, as a relative's at home, or where there is none.
    """
    if not call.phone:
        return False
    homes = Membership.objects.filter(person=person, is_home=True).values("household")
    answering = Person.objects.answering(call.phone)
    family = answering.filter(memberships__household__in=homes, memberships__is_home=True)
    if answering.filter(pk=person.pk).exists() or family.exists():
        return False
    return add_phone(actor, person, call.phone)


@transaction.atomic
def register(actor: Employee, call: Call, form: NewcomerForm, *, seen: Sequence[str]) -> Person:
    """A new person with the number of the call. Raises MayBeKnown for whom the operator has not looked at yet."""
    data = form.cleaned_data
    numbers = [TypedPhone(call.phone, is_main=True)] if call.phone else []
    return register_customer(
        actor, PersonWords(**data, phones=numbers), Answer(seen=list(filter(None, map(_id, seen))))
    )


def shown(user: Any, candidates: Sequence[Candidate]) -> list[Known]:
    """The people whom the check found, as far as the user may open them."""
    people = Person.objects.visible_to(user).select_related("main_phone").in_bulk([one.person for one in candidates])
    return [Known(people[one.person], one.verdict == "same") for one in candidates if one.person in people]


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
