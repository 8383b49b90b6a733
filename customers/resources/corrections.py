"""What a PATCH of a customer may say, and the actions that it comes to."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from msgspec import UNSET, Meta, Struct, UnsetType, structs

from customers.actions import PersonWords, TypedPhone, correct_person, desk_card
from customers.consents import withdraw_consent
from customers.models import Consent, Person
from customers.models.consent import Purpose
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Salon
from optics_crm.core.programs import Program

Text = Annotated[str, Meta(max_length=300)] | UnsetType


class PhoneWords(Struct, forbid_unknown_fields=True):
    """A number in any spelling, and whose it is."""

    number: Annotated[str, Meta(max_length=120)]
    role: Literal["own", "parent", "spouse", "child", "other"] = "own"


class CustomerChanges(Struct, forbid_unknown_fields=True):
    """What to change of a person; what is left out stays. `phones` replaces the numbers typed here, the main one first.

    `consent_ads` takes false only: who calls here cannot give a consent, and can always withdraw one.
    """

    last_name: Text = UNSET
    first_name: Text = UNSET
    middle_name: Text = UNSET
    birth_date: dt.date | None | UnsetType = UNSET
    sex: Literal["m", "f", ""] | UnsetType = UNSET
    address: Text = UNSET
    city: Annotated[str, Meta(max_length=100)] | UnsetType = UNSET
    preferred_channel: Annotated[str, Meta(max_length=20)] | UnsetType = UNSET
    home_salon: uuid.UUID | None | UnsetType = UNSET
    phones: Annotated[list[PhoneWords], Meta(max_length=10)] | UnsetType = UNSET
    email: Annotated[str, Meta(max_length=254)] | UnsetType = UNSET
    consent_ads: bool | UnsetType = UNSET


def change_customer(actor: Any, person: Person, said: CustomerChanges) -> None:
    """Writes what was said: a correction on the desk's card, a withdrawal of consent, or both."""
    if said.consent_ads is True:
        message = _("A consent is given by the client: at the desk with a code, by link or form.")
        raise DomainError("consent_not_given_here", message, pointer="/consent_ads")
    named = {name: value for name, value in structs.asdict(said).items() if value is not UNSET}
    if set(named) - {"consent_ads"}:
        correct_person(actor, person, words_with(person, named), revision=person.revision)
    if said.consent_ads is False:
        method = Consent.Method.FORM if isinstance(actor, Program) else Consent.Method.PHONE
        withdraw_consent(actor, person, Purpose.ADS.value, method=method.value)


def words_with(person: Person, named: dict[str, Any]) -> PersonWords:
    """The person as known, with what was said put over it; contacts that were not spoken of are the desk's own."""
    card = desk_card(person)
    uses = card.phones.filter(phone__isnull=False).select_related("phone").order_by("-is_main", "position")
    emails = card.emails.filter(email__isnull=False).order_by("-is_main")
    known = PersonWords(
        last_name=person.last_name,
        first_name=person.first_name,
        middle_name=person.middle_name,
        birth_date=person.birth_date,
        sex=person.sex,
        address=person.address,
        city=person.city,
        preferred_channel=person.preferred_channel,
        home_salon=person.home_salon,
        phones=[TypedPhone(use.phone.number if use.phone else use.raw, use.role, use.is_main) for use in uses],
        email=next((one.raw for one in emails), ""),
    )
    read: dict[str, Any] = {key: value for key, value in named.items() if key != "consent_ads"}
    if "phones" in named:
        typed = [PhoneWords(**one) if isinstance(one, dict) else one for one in named["phones"]]
        read["phones"] = [TypedPhone(one.number, one.role, at == 0) for at, one in enumerate(typed)]
    if named.get("home_salon") is not None:
        read["home_salon"] = _salon(named["home_salon"])
    return replace(known, **read)


def _salon(pk: uuid.UUID) -> Salon:
    salon = Salon.objects.filter(pk=pk, deleted_at=None, closed_on=None).first()
    if salon is None:
        raise DomainError("salon_unknown", _("There is no such salon."), pointer="/home_salon")
    return salon
