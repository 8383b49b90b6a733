"""What is done with people at typed doors: registering, correcting contacts, confirming, noting.

What is typed here lives on a card of ours (no `client`), the desk's card of the person; the golden fields follow.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from customers import events
from customers.card_keys import write_keys
from customers.contact_intake import role_of_note
from customers.golden import refresh_people
from customers.identity import answers, asking, check
from customers.identity.answers import Answer
from customers.identity.check import Candidate
from customers.identity.keys import Record, keys_of
from customers.identity.verdicts import SAME
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


Number = tuple[phones.ParsedPhone, TypedPhone]


@transaction.atomic
def register_customer(actor: Any, words: PersonWords, answer: Answer | None = None) -> Person:
    """A new person with a card of ours. Typed twins wait for each other on the phone's and the name's lock.

    Whom the check finds and the `answer` does not speak of is raised as MayBeKnown, and nothing is written. A program
    has nobody to ask (no `answer`): it registers, and what it found becomes questions for somebody else.
    """
    clean, numbers = _clean(words), numbers_of(words)
    found = _look(clean, numbers, words.email)
    if answer is not None:
        answers.check_seen(answer, found)
    person = Person.objects.create()
    card = Card.objects.create(person=person, verified_at=clock.now(), **clean)
    Card.objects.filter(pk=card.pk).update(guid=card.pk)
    _write_contacts(card, numbers, words.email)
    _settle(person, card)
    audit.record(actor, "customers.person.registered", person)
    news.say(events.CUSTOMER_REGISTERED, {"person": person.pk, "card": card.pk}, actor=actor)
    if answer is None:
        asking.propose(asking.questions(card.pk, found), "check", actor)
    else:
        answers.remember_others(actor, card, found)
        answers.take_into_family(actor, person, answer)
    return person


@transaction.atomic
def correct_person(
    actor: Any, person: Person, words: PersonWords, *, revision: int | None = None, answer: Answer | None = None
) -> Person:
    """Writes what the desk learnt onto the desk's card, which is believed before the sources'.

    `revision` is the one the form was opened with; a later change by somebody else is refused. Who else it may be is
    asked as when registering: only of those who look like the very person.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    if revision is not None and revision != row.revision:
        raise Stale("person_changed", _("Somebody has changed this customer meanwhile: look at the data again."))
    clean, numbers = _clean(words), numbers_of(words)
    found = [one for one in _look(clean, numbers, words.email, person=row) if one.verdict == SAME]
    if answer is not None:
        answers.check_seen(answer, found)
    card = desk_card(row)
    changed = _changed(card, clean, numbers, words.email)
    for name, value in {**clean, "verified_at": clock.now(), "updated_at": clock.now()}.items():
        setattr(card, name, value)
    card.save()
    _write_contacts(card, numbers, words.email)
    _settle(row, card)
    audit.record(actor, "customers.person.corrected", row)
    news.say(events.CUSTOMER_CHANGED, {"person": row.pk}, actor=actor, changed=changed)
    if answer is None:
        asking.propose(asking.questions(card.pk, found), "check", actor)
    else:
        answers.remember_others(actor, card, found)
    return row


def desk_card(person: Person) -> Card:
    """The card of ours that the person was born with, made when there is none yet.

    Not that of somebody merged into the person: what is typed here must stay here when the merge is undone.
    """
    card = (
        Card.objects.filter(person=person, client__isnull=True, origin__isnull=True, deleted_at__isnull=True)
        .order_by("created_at")
        .first()
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
        "birth_date": check_birth_date(words.birth_date),
        "sex": words.sex,
        "address": _plain(words.address, 300),
        "city": _plain(words.city, 100),
        "preferred_channel": words.preferred_channel,
        "home_salon": words.home_salon,
    }


def check_birth_date(born: dt.date | None) -> dt.date | None:
    """The date, if somebody alive can have been born on it; a refusal with its pointer otherwise."""
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


def numbers_of(words: PersonWords) -> list[Number]:
    """Parsed numbers without repetition; a malformed one is refused, since a person is there to mend it.

    A short number is completed by the city code of the home salon.
    """
    code = phones.landline_digits(phones.normalise(words.home_salon.phone)) if words.home_salon else ""
    found: dict[str, Number] = {}
    for index, one in enumerate(words.phones):
        parsed = phones.parse(one.raw, code)
        if not parsed.number:
            message = _("This is not a phone number.")
            raise DomainError("phone_malformed", message, pointer=f"/phones/{index}")
        found.setdefault(parsed.number, (parsed, one))
    return list(found.values())


def record_of(clean: Mapping[str, Any], numbers: Iterable[str], email: str) -> Record:
    """Columns of a card, its numbers and its e-mail as the check reads them."""
    names = (clean["last_name"], clean["first_name"], clean["middle_name"])
    contacts = (tuple(numbers), email.strip().lower())
    return Record(*names, clean["birth_date"], *contacts, clean["address"], clean["city"], clean["sex"])


def _changed(card: Card, clean: Mapping[str, Any], numbers: Sequence[Number], email: str) -> list[str]:
    """The fields of the card that will say something else, in the exchange's names."""
    told = [name for name, value in clean.items() if getattr(card, name) != value]
    known = list(card.phones.order_by("position", "pk").values_list("phone__number", flat=True))
    if known != [parsed.number for parsed, _typed in numbers]:
        told.append("phones")
    if list(card.emails.values_list("email__address", flat=True)) != [
        address for address in [email.strip().lower()] if address
    ]:
        told.append("emails")
    return told


def _look(
    clean: Mapping[str, Any], numbers: Sequence[Number], email: str, person: Person | None = None
) -> list[Candidate]:
    """Locks on phone and name, then who it may be: of two desks typing one newcomer the second sees the first."""
    typed = record_of(clean, [parsed.number for parsed, _typed in numbers], email)
    keys = keys_of(typed)
    check.queue(check.lock_keys(keys))
    return check.look(typed, keys, person=person.pk if person else None)


def _settle(person: Person, card: Card) -> None:
    """What follows from a card just written."""
    write_keys([card.pk])
    refresh_people([person.pk])
    person.refresh_from_db()


def _write_contacts(card: Card, numbers: Sequence[Number], email: str) -> None:
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
            role=role_of_note(parsed.owner_hint) if typed.role == "own" else typed.role,
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
