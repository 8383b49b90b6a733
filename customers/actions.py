"""What is done with people at typed doors: registering, correcting contacts, confirming, noting.

What is typed here lives on a card of ours (no `client`), the desk's card of the person; the golden fields follow.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers import events
from customers.golden import refresh_people
from customers.models import Card, CardEmail, CardPhone, Email, Person, Phone
from customers.moments import PEOPLE_CHANGED
from customers.names import clean_name
from optics_crm.core import audit, clock, news, phones
from optics_crm.core.errors import DomainError, Stale
from optics_crm.core.models import Salon

OLDEST_AGE = 120
CHANNELS = ("sms", "push", "telegram", "vk", "email", "call")


@dataclass(frozen=True)
class TypedPhone:
    """A number as it was typed, and whose it is."""

    raw: str
    role: str = "own"
    is_main: bool = False


@dataclass(frozen=True)
class PersonWords:
    """What a desk knows about a person. Empty texts mean unknown."""

    last_name: str
    first_name: str = ""
    middle_name: str = ""
    birth_date: dt.date | None = None
    sex: str = ""
    address: str = ""
    city: str = ""
    preferred_channel: str = ""
    home_salon: Salon | None = None
    phones: Sequence[TypedPhone] = ()
    email: str = ""


@transaction.atomic
def register_customer(actor: Any, words: PersonWords) -> Person:
    """A new person with a card of ours. Typed twins wait for each other on the phone's and the name's lock."""
    clean = _clean(words)
    numbers = _numbers(words.phones)
    _queue_twins(clean, [number.number for number, _typed in numbers])
    person = Person.objects.create()
    card = Card.objects.create(person=person, verified_at=clock.now(), **clean)
    Card.objects.filter(pk=card.pk).update(guid=card.pk)
    _write_contacts(card, numbers, words.email)
    refresh_people([person.pk])
    person.refresh_from_db()
    audit.record(actor, "customers.person.registered", person)
    news.say(events.CUSTOMER_REGISTERED, {"person": person.pk, "card": card.pk}, actor=actor)
    return person


@transaction.atomic
def correct_person(actor: Any, person: Person, words: PersonWords, *, revision: int | None = None) -> Person:
    """Writes what the desk learnt onto the desk's card, which is believed before the sources'.

    `revision` is the one the form was opened with; a later change by somebody else is refused.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    if revision is not None and revision != row.revision:
        raise Stale("person_changed", _("Somebody has changed this customer meanwhile: look at the data again."))
    clean = _clean(words)
    numbers = _numbers(words.phones)
    card = desk_card(row)
    for name, value in {**clean, "verified_at": clock.now(), "updated_at": clock.now()}.items():
        setattr(card, name, value)
    card.save()
    _write_contacts(card, numbers, words.email)
    refresh_people([row.pk])
    row.refresh_from_db()
    audit.record(actor, "customers.person.corrected", row)
    news.say(events.CUSTOMER_CHANGED, {"person": row.pk}, actor=actor)
    return row


def desk_card(person: Person) -> Card:
    """The card of ours of a person, made when there is none yet."""
    card = (
        Card.objects.filter(person=person, client__isnull=True, deleted_at__isnull=True).order_by("created_at").first()
    )
    if card is None:
        card = Card.objects.create(person=person)
        Card.objects.filter(pk=card.pk).update(guid=card.pk)
        card.guid = card.pk
    return card


@transaction.atomic
def confirm_data(actor: Any, person: Person) -> Person:
    """The client says that the data are still right, today."""
    now = clock.now()
    Person.objects.filter(pk=person.pk).update(checked_at=now, checked_by=actor, updated_at=now)
    person.refresh_from_db()
    audit.record(actor, "customers.person.confirmed", person)
    return person


@transaction.atomic
def note_person(actor: Any, person: Person, note: str) -> Person:
    """Writes the note on a person that every colleague sees."""
    Person.objects.filter(pk=person.pk).update(note=note.strip()[:4000], updated_at=clock.now())
    person.refresh_from_db()
    audit.record(actor, "customers.person.noted", person)
    PEOPLE_CHANGED.happen([person.pk])
    return person


def _clean(words: PersonWords) -> dict[str, Any]:
    """Columns of a card, each value checked; the first fault is raised with its pointer."""
    names = {
        name: clean_name(getattr(words, name), pointer=f"/{name}")
        for name in ("last_name", "first_name", "middle_name")
    }
    if not names["last_name"] and not names["first_name"]:
        raise DomainError("name_missing", _("Write the surname or the name."), pointer="/last_name")
    if words.preferred_channel and words.preferred_channel not in CHANNELS:
        raise DomainError("channel_unknown", _("There is no such channel."), pointer="/preferred_channel")
    return names | {
        "birth_date": _birth_date(words.birth_date),
        "sex": words.sex,
        "address": _plain(words.address, 300),
        "city": _plain(words.city, 100),
        "preferred_channel": words.preferred_channel,
        "home_salon": words.home_salon,
    }


def _birth_date(born: dt.date | None) -> dt.date | None:
    today = clock.today()
    if born and born > today:
        raise DomainError("birth_in_future", _("The birth date is in the future."), pointer="/birth_date")
    if born and clock.age_on(born, today) > OLDEST_AGE:
        raise DomainError(
            "birth_too_early", _("Nobody is older than 120: check the birth date."), pointer="/birth_date"
        )
    return born


def _plain(text: str, longest: int) -> str:
    return re.sub(r"[\x00-\x1f\u202a-\u202e\u2066-\u2069]", " ", text).strip()[:longest]


def _numbers(typed: Sequence[TypedPhone]) -> list[tuple[phones.ParsedPhone, TypedPhone]]:
    """Parsed numbers without repetition; a malformed one is refused, since a person is there to mend it."""
    found: dict[str, tuple[phones.ParsedPhone, TypedPhone]] = {}
    for index, one in enumerate(typed):
        parsed = phones.parse(one.raw)
        if not parsed.number:
            message = _("This is not a phone number.")
            raise DomainError("phone_malformed", message, pointer=f"/phones/{index}")
        found.setdefault(parsed.number, (parsed, one))
    return list(found.values())


def _queue_twins(clean: dict[str, Any], numbers: Sequence[str]) -> None:
    """Advisory locks on phone and name: of two desks typing one newcomer the second sees the first."""
    keys = sorted({*numbers, " ".join((clean["last_name"], clean["first_name"], str(clean["birth_date"]))).casefold()})
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 77))", [key])


def _write_contacts(card: Card, numbers: Sequence[tuple[phones.ParsedPhone, TypedPhone]], email: str) -> None:
    """Replaces the phones and the e-mail of a card of ours."""
    address = email.strip().lower()
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise DomainError("email_malformed", _("This is not an e-mail address."), pointer="/email") from None
    CardPhone.objects.filter(card=card).delete()
    for position, (parsed, typed) in enumerate(numbers):
        phone, _fresh = Phone.objects.get_or_create(
            number=parsed.number, defaults={"is_mobile": parsed.is_mobile, "is_foreign": parsed.is_foreign}
        )
        CardPhone.objects.create(
            card=card,
            phone=phone,
            raw=typed.raw[:120],
            role=typed.role,
            kind=CardPhone.Kind.MOBILE if parsed.is_mobile else CardPhone.Kind.HOME,
            owner_hint=parsed.owner_hint[:60],
            extension=parsed.extension,
            is_main=typed.is_main or position == 0,
            position=position,
        )
    CardEmail.objects.filter(card=card).delete()
    if address:
        row, _fresh = Email.objects.get_or_create(address=address)
        CardEmail.objects.create(card=card, email=row, raw=email.strip()[:254], is_main=True)
