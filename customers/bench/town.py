"""A base of families for the check: a million cards of the generator, some people on several, by COPY."""

import multiprocessing
import os
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from customers.card_keys import copy_line
from customers.demo import sheets
from customers.identity.keys import Record
from customers.identity.keys.contacts import phone_key
from customers.identity.training.families import entries
from customers.identity.training.flaws import Desk, Row
from customers.identity.training.people import Homes, Someone, Town
from customers.identity.training.rates import BASE
from customers.models import Card, Email, Phone
from optics_crm.core import clock, phones
from optics_crm.core.demo.bare import bare
from optics_crm.core.demo.load import copy_in

CHUNK = 5_000
STAMP = "2026-01-01 10:00:00+03"
TABLES = (
    sheets.PERSON,
    sheets.CARD,
    sheets.CARD_KEYS,
    sheets.PHONE,
    sheets.CARD_PHONE,
    sheets.EMAIL,
    sheets.CARD_EMAIL,
)
Texts = dict[str, list[str]]


@dataclass(frozen=True)
class Entry:
    """What a desk types, and whom it means (the generator's number)."""

    record: Record
    person: int


def fill(cards: int, seed: int) -> tuple[list[Someone], Town]:
    """Fills the empty tables with so many cards, each a person of its own whose number is in its id."""
    town = Town(seed, BASE)
    people = Homes(town).fill(round(cards / (1 + BASE["again"])))
    rows = entries(people, cards, town)
    chunks = [list(enumerate(rows[start : start + CHUNK], start)) for start in range(0, len(rows), CHUNK)]
    workers = multiprocessing.get_context("fork").Pool(os.cpu_count() or 1)
    known: set[str] = set()
    with transaction.atomic(), workers, bare([sheet.table for sheet in TABLES], memory_mb=512):
        for texts, contacts in workers.imap(_told, chunks):
            for sheet, column in ((sheets.PHONE, "t"), (sheets.EMAIL, None)):
                told = {one for one in contacts[sheet.table] if one not in known}
                known |= told
                texts[sheet.table] = [_contact(one, column) for one in told]
            copy_in({table: ("\n".join(lines) + "\n").encode() for table, lines in texts.items() if lines}, frozen=True)
    return people, town


def dirty_entries(people: Sequence[Someone], town: Town, wanted: int) -> Iterator[Entry]:
    """So many further entries of people whom the base has, with the generator's flaws."""
    desk = Desk(town)
    homes: dict[int, list[str]] = {}
    for who in people:
        if who.phone:
            homes.setdefault(who.household, []).append(who.phone)
    for who in town.random.sample(people, wanted):
        row = desk.again(who, homes.get(who.household, []))
        yield Entry(_record(row | {"phone": phones.normalise(desk.spelt(row["phone"]))}), who.number)


def add(told: Sequence[Entry], first_place: int) -> list[uuid.UUID]:
    """Further cards in tables that are in use, written now, each of a person of its own; their ids."""
    texts: Texts = {sheet.table: [] for sheet in TABLES}
    contacts: dict[str, set[str]] = {sheets.PHONE.table: set(), sheets.EMAIL.table: set()}
    cards = [uuid.UUID(f"{place:016x}{entry.person:016x}") for place, entry in enumerate(told, first_place)]
    for card, entry in zip(cards, told, strict=True):
        _card(texts, contacts, card.hex, entry.record)
    with transaction.atomic():
        for sheet, model, column in ((sheets.PHONE, Phone, "t"), (sheets.EMAIL, Email, None)):
            ids = {_id(one): one for one in contacts[sheet.table]}
            known = {one.hex for one in model._default_manager.filter(pk__in=ids).values_list("pk", flat=True)}
            texts[sheet.table] = [_contact(one, column) for key, one in ids.items() if key not in known]
        copy_in({table: ("\n".join(lines) + "\n").encode() for table, lines in texts.items() if lines}, frozen=False)
        Card.objects.filter(pk__in=cards).update(updated_at=clock.now())
    return cards


def number_of(person: uuid.UUID) -> int:
    """The generator's number of the person whose card this is."""
    return person.int & 0xFFFFFFFF


def _told(rows: list[tuple[int, Row]]) -> tuple[Texts, dict[str, set[str]]]:
    texts: Texts = {sheet.table: [] for sheet in TABLES}
    contacts: dict[str, set[str]] = {sheets.PHONE.table: set(), sheets.EMAIL.table: set()}
    for place, row in rows:
        _card(texts, contacts, f"{place:016x}{row['true_person']:016x}", _record(row))
    return texts, contacts


def _card(texts: Texts, contacts: dict[str, set[str]], card: str, said: Record) -> None:
    born = said.birth_date.isoformat() if said.birth_date else r"\N"
    names = f"{_plain(said.last_name)}\t{_plain(said.first_name)}\t{_plain(said.middle_name)}\t{born}\t"
    place = f"\t{said.address}\t\t\\N"
    texts[sheets.PERSON.table].append(f"{card}\t{names}{place}\t\t\t\\N\t\\N\tf\tf\tf\t\t{card}\t0\t{STAMP}\t{STAMP}")
    texts[sheets.CARD.table].append(f"{card}\t\\N\t{card}\t1\t{card}\t{names}{place}\t\t\t\t\\N\t\\N\t{STAMP}\t{STAMP}")
    texts[sheets.CARD_KEYS.table].append(copy_line(card, said))
    number = phone_key(said.phones[0]) if said.phones else ""
    if number:
        contacts[sheets.PHONE.table].add(number)
        texts[sheets.CARD_PHONE.table].append(f"{card}\t{_id(number)}\t{number}\tmobile\town\t\t\tt\t0")
    if said.email:
        contacts[sheets.EMAIL.table].add(said.email)
        texts[sheets.CARD_EMAIL.table].append(f"{card}\t{_id(said.email)}\t{said.email}\town\tt")


def _contact(one: str, is_mobile: str | None) -> str:
    flag = f"{is_mobile}\t" if is_mobile else ""
    return f"{_id(one)}\t{one}\t{flag}{STAMP}\t{STAMP}"


def _id(text: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, text).hex


def _plain(name: str) -> str:
    return name.replace("\\", "").replace("\t", " ")


def _record(row: Row) -> Record:
    names = (row["last_name"], row["first_name"], row["middle_name"])
    told = (row["phone"],) if row["phone"] else ()
    return Record(*names, row["birth_date"], told, row["email"], row["address"])
