"""Buttons that floors above add beside a person's telephone and on a promise: a form each, pressed at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from customers.models import FollowUp, Person
from optics_crm.core.registry import Registry


@dataclass(frozen=True)
class Press:
    """A button: its words, its picture, the address that it posts `fields` to."""

    label: str | Promise
    icon: str
    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


# (user, whom it is about) -> the button, None where the user has none
OfPerson = Callable[[Any, Person], Press | None]
OfPromise = Callable[[Any, FollowUp], Press | None]
PERSON_PRESSES: Registry[OfPerson] = Registry("buttons beside a telephone", may_be_empty=True)
PROMISE_PRESSES: Registry[OfPromise] = Registry("buttons of a promise", may_be_empty=True)


def presses_of_person(user: Any, person: Person) -> list[Press]:
    return [press for of in PERSON_PRESSES if (press := of(user, person))]


def presses_of_promise(user: Any, row: FollowUp) -> list[Press]:
    return [press for of in PROMISE_PRESSES if (press := of(user, row))]
