"""A family's phones as the dossier shows them: each number once, with whose it is; and the consents as icons."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from customers.consents import standing_of
from customers.models import CardPhone, Consent, Person, Phone
from customers.models.consent import Purpose

CONSENT_ICONS = {"pd": "id-badge-2", "health": "heartbeat", "ads": "speakerphone", "calls": "robot"}


@dataclass(frozen=True)
class ShownPhone:
    """A number and who answers it: names of the family's people with the phone's role for each."""

    pk: uuid.UUID
    number: str
    is_mobile: bool
    whose: str
    refused: bool
    url: str = ""


@dataclass(frozen=True)
class ShownConsent:
    """A purpose and how it stands: given, withdrawn, declined, or none."""

    purpose: str
    label: str | Promise
    icon: str
    state: str
    act: Consent | None


def phones_of(persons: Sequence[Person]) -> list[ShownPhone]:
    """Numbers of these people's live cards, mobile ones first; one query."""
    names = {person.pk: person.first_name or person.full_name for person in persons}
    uses = (
        CardPhone.objects.filter(card__person__in=names, card__deleted_at__isnull=True, phone__isnull=False)
        .select_related("phone", "card")
        .order_by("-phone__is_mobile", "-is_main", "position", "pk")
    )
    found: dict[Phone, dict[uuid.UUID, str]] = {}
    for use in uses:
        role = "" if use.role == CardPhone.Role.OWN else use.get_role_display()
        if use.phone is not None:
            found.setdefault(use.phone, {}).setdefault(use.card.person_id, role)
    return [_shown(phone, owners, names) for phone, owners in found.items()]


def _shown(phone: Phone, owners: dict[uuid.UUID, str], names: dict[uuid.UUID, str]) -> ShownPhone:
    alone = len(names) == 1
    words = [role if alone else (f"{names[pk]} ({role})" if role else names[pk]) for pk, role in owners.items()]
    return ShownPhone(
        pk=phone.pk,
        number=phone.number,
        is_mobile=phone.is_mobile,
        whose=", ".join(word for word in words if word),
        refused=phone.refused_at is not None,
    )


def place_of(person: Person) -> str:
    """Where the person lives in one line; a city that the address names already is not said twice."""
    if person.city and person.city.lower() in person.address.lower():
        return person.address
    return ", ".join(part for part in (person.city, person.address) if part)


def consents_of(person: Person) -> list[ShownConsent]:
    """The four purposes of a person and how each stands; one query."""
    acts = standing_of([person.pk])
    return [
        ShownConsent(
            purpose=purpose.value,
            label=purpose.label,
            icon=CONSENT_ICONS[purpose.value],
            state=state_of(acts.get((person.pk, purpose.value)), person),
            act=acts.get((person.pk, purpose.value)),
        )
        for purpose in Purpose
    ]


def state_of(act: Any, person: Person) -> str:
    """given, withdrawn, declined or none; a card that forbids advertising counts as a withdrawal of it."""
    if act is None:
        return "none"
    if act.purpose == Purpose.ADS.value and act.status == Consent.Status.GIVEN and person.opted_out:
        return Consent.Status.WITHDRAWN.value
    return act.status


CONSENT_WORDS = {
    "given": gettext_lazy("given"),
    "withdrawn": gettext_lazy("withdrawn"),
    "declined": gettext_lazy("declined"),
    "none": gettext_lazy("not asked yet"),
}
