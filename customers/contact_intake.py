"""Contacts of many cards at once: numbers and addresses are rows of their own, shared by all who name them."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from msgspec import UNSET

from optics_crm.core import phones
from optics_crm.core.ids import new_id
from optics_crm.core.sync import tables

# Whose a number is, by the note that stands beside it ("мама", "сын")
ROLE_OF_NOTE = {
    "мама": "parent",
    "мать": "parent",
    "папа": "parent",
    "отец": "parent",
    "муж": "spouse",
    "жена": "spouse",
    "супруг": "spouse",
    "супруга": "spouse",
    "сын": "child",
    "дочь": "child",
    "дочка": "child",
    "ребенок": "child",
}
CARD_PHONE = (
    "card_id",
    "phone_id",
    "raw",
    "kind",
    "role",
    "owner_hint",
    "extension",
    "is_main",
    "position",
)


class Contacts(Protocol):
    """Lists as a source sends them: UNSET keeps what is stored, None or [] clears it."""

    phones: Any
    emails: Any
    messengers: Any


Told = tuple[UUID, bool, Any]


def phone_warnings(said: Iterable[Any]) -> list[dict[str, Any]]:
    """What is no phone number is kept as text and told, so that somebody mends it."""
    return [
        {
            "code": "bad_phone",
            "pointer": f"/phones/{place}/number",
            "message": _("This is no phone number; it is kept as text."),
        }
        for place, phone in enumerate(said)
        if phone.number and not phones.parse(str(phone.number)).number
    ]


def replace(told: Sequence[Told]) -> None:
    """Replaces the lists that were sent, of (card, is new, contacts); a list that was not sent stays as it is."""
    _replace_phones([one for one in told if one[2].phones is not UNSET])
    _replace_emails([one for one in told if one[2].emails is not UNSET])
    _replace_messengers([one for one in told if one[2].messengers is not UNSET])


def _replace_phones(told: Sequence[Told]) -> None:
    tables.remove("customers_cardphone", "card_id", [card for card, is_new, _contacts in told if not is_new])
    rows, numbers = [], {}
    for card, _is_new, contacts in told:
        for row, parsed in _phone_rows(card, contacts.phones or ()):
            rows.append((row, parsed.number))
            if parsed.number:
                numbers[parsed.number] = parsed
    ids = phone_ids(list(numbers.values()))
    seen: set[tuple[UUID, UUID]] = set()
    ready = []
    for row, number in rows:
        phone = ids.get(number)
        if phone is None or (row["card_id"], phone) not in seen:
            ready.append(row | {"phone_id": phone})
            if phone is not None:
                seen.add((row["card_id"], phone))
    tables.insert("customers_cardphone", CARD_PHONE, ready)


def _phone_rows(card: UUID, said: Sequence[Any]) -> Iterable[tuple[dict[str, Any], phones.ParsedPhone]]:
    for place, phone in enumerate(said):
        raw = str(phone.number or "").strip()
        if not raw:
            continue
        parsed = phones.parse(raw)
        kind = phone.kind or ("mobile" if parsed.is_mobile or not parsed.number else "home")
        yield (
            {
                "card_id": card,
                "raw": raw[:120],
                "kind": kind,
                "role": role_of_note(parsed.owner_hint),
                "owner_hint": parsed.owner_hint[:60],
                "extension": parsed.extension[:10],
                "is_main": phone.is_main is True,
                "position": place,
            },
            parsed,
        )


def role_of_note(note: str) -> str:
    """Whose a number is by the note beside it; without a note the own."""
    if not note:
        return "own"
    return ROLE_OF_NOTE.get(note.strip(" .").lower().replace("ё", "е"), "other")


def phone_ids(parsed: Sequence[phones.ParsedPhone]) -> dict[str, UUID]:
    """The rows of these numbers, made where missing, in the order of numbers: two doors never wait crosswise."""
    wanted = {one.number: one for one in parsed}
    known = _ids("customers_phone", "number", list(wanted))
    missing: list[dict[str, Any]] = [
        {"id": new_id(), "number": number, "is_mobile": one.is_mobile, "is_foreign": one.is_foreign}
        for number, one in sorted(wanted.items())
        if number not in known
    ]
    if missing:
        columns = ("id", "number", "is_mobile", "is_foreign")
        went_in = tables.insert_new("customers_phone", columns, missing, "ON CONFLICT (number) DO NOTHING")
        known |= {row["number"]: row["id"] for row in missing if row["id"] in went_in}
        if len(went_in) < len(missing):
            known |= _ids("customers_phone", "number", list(wanted))
    return known


def _ids(table: str, column: str, values: list[str]) -> dict[str, UUID]:
    if not values:
        return {}
    return dict(tables.ask(f"SELECT {column}, id FROM {table} WHERE {column} = ANY(%s)", [values]))


def _replace_emails(told: Sequence[Told]) -> None:
    tables.remove("customers_cardemail", "card_id", [card for card, is_new, _contacts in told if not is_new])
    said = [(card, email) for card, _is_new, contacts in told for email in contacts.emails or () if email.address]
    ids = _email_ids({address for _card, email in said if (address := _address(email.address))})
    seen: set[tuple[UUID, UUID]] = set()
    rows = []
    for card, email in said:
        email_id = ids.get(_address(email.address))
        if email_id is None or (card, email_id) not in seen:
            rows.append(
                {
                    "card_id": card,
                    "email_id": email_id,
                    "raw": email.address,
                    "role": "own",
                    "is_main": email.is_main is True,
                }
            )
            if email_id is not None:
                seen.add((card, email_id))
    tables.insert("customers_cardemail", ("card_id", "email_id", "raw", "role", "is_main"), rows)


def _address(raw: str) -> str:
    """The address in lower case, "" when it is none."""
    address = raw.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def _email_ids(addresses: set[str]) -> dict[str, UUID]:
    known = _ids("customers_email", "address", sorted(addresses))
    missing = [{"id": new_id(), "address": address} for address in sorted(addresses - known.keys())]
    if missing:
        conflict = "ON CONFLICT (address) DO NOTHING"
        tables.insert("customers_email", ("id", "address"), missing, conflict=conflict, dated=True)
        known |= _ids("customers_email", "address", sorted(addresses))
    return known


def _replace_messengers(told: Sequence[Told]) -> None:
    tables.remove("customers_messenger", "card_id", [card for card, is_new, _contacts in told if not is_new])
    rows = {
        (card, account.kind, str(account.id)[:120]): None
        for card, _is_new, contacts in told
        for account in contacts.messengers or ()
    }
    tables.insert(
        "customers_messenger",
        ("card_id", "kind", "external_id"),
        [{"card_id": card, "kind": kind, "external_id": account} for card, kind, account in rows],
    )
