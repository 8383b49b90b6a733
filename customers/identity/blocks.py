"""Whom to compare with: cards that share something with an entry, by indexes alone. Each way in is bounded.

A surname and a first name, a birthday and either of the two, a flat, a number, an address of mail. A typist spoils one
or two of these at a time, rarely all.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from customers.identity.keys import Keys, Record
from customers.identity.keys.contacts import email_key, phone_key
from optics_crm.core.sync import tables

MOST = 60  # cards of one block: a number that hundreds named is nobody's
MANY = 400


@dataclass(frozen=True, slots=True)
class Known:
    """A card as it is compared: its keys, and its words for showing why."""

    card: uuid.UUID
    person: uuid.UUID
    keys: Keys
    words: Record


ROW = """c.id, c.person_id, c.last_name, c.first_name, c.middle_name, k.last, k.firsts, k.first_group, k.father,
    k.initials, k.sex, k.birth_date, k.address, k.city,
    (SELECT array_agg(p.number ORDER BY u.position)
       FROM customers_cardphone u JOIN customers_phone p ON p.id = u.phone_id WHERE u.card_id = c.id),
    (SELECT min(e.address) FROM customers_cardemail u JOIN customers_email e ON e.id = u.email_id
      WHERE u.card_id = c.id)"""

BY_PHONE = f"""(SELECT u.card_id FROM customers_phone p JOIN customers_cardphone u ON u.phone_id = p.id
    WHERE p.number = ANY(%(phones)s) LIMIT {MOST})"""
BY_EMAIL = f"""(SELECT u.card_id FROM customers_email e JOIN customers_cardemail u ON u.email_id = e.id
    WHERE e.address = ANY(%(emails)s) LIMIT {MOST})"""
BY_BIRTHDAY = f"""(SELECT card_id FROM customers_cardkeys WHERE birth_date = %(born)s
      AND (first_group = %(group)s AND first_group <> '' OR last = %(last)s AND last <> ''
           OR father = %(father)s AND father <> '' OR initials = %(initials)s) LIMIT {MOST})"""
# of many namesakes those come first whose father and day say the most
BY_NAME = f"""(SELECT card_id FROM customers_cardkeys
    WHERE last = %(last)s AND first_group IN (%(group)s, '') AND last <> ''
    ORDER BY (father = %(father)s AND father <> '')::int + (father = '')::int * 0.5
           + coalesce((birth_date = %(born)s)::int * 2 + (extract(year FROM birth_date) = %(year)s)::int
                      + (extract(doy FROM birth_date) = %(doy)s)::int, 0.6) DESC LIMIT {MOST})"""
# a first name of one letter: namesakes of that surname, as many as are looked at quickly
BY_SURNAME = f"""(SELECT card_id FROM (
      SELECT card_id, father, initials FROM customers_cardkeys WHERE last = %(last)s AND last <> '' LIMIT {MANY}) near
    WHERE father = %(father)s AND father <> '' OR initials = %(initials)s LIMIT {MOST})"""
BY_ADDRESS = f"(SELECT card_id FROM customers_cardkeys WHERE address = %(address)s AND address <> '' LIMIT {MOST})"
SIZE = "(SELECT reltuples FROM pg_class WHERE oid = 'customers_card'::regclass)"
CANDIDATES = """SELECT {row}, {size} FROM ({hits}) hit
    JOIN customers_card c ON c.id = hit.card_id AND c.deleted_at IS NULL
    JOIN customers_cardkeys k ON k.card_id = c.id WHERE c.person_id IS DISTINCT FROM %(person)s {more}"""
# whom somebody has said not to be this person
NOT_BARRED = """AND NOT EXISTS (
    SELECT 1 FROM customers_card mine JOIN customers_notsame n ON mine.id IN (n.card_a_id, n.card_b_id)
      JOIN customers_card theirs ON theirs.id IN (n.card_a_id, n.card_b_id) AND theirs.id <> mine.id
     WHERE mine.person_id = %(person)s AND theirs.person_id = c.person_id
       AND NOT EXISTS (SELECT 1 FROM customers_identityevent u WHERE u.undoes_id = n.event_id))"""


def candidates(keys: Keys, *, person: uuid.UUID | None = None) -> tuple[list[Known], float]:
    """Living cards that share something with an entry, but for those of `person`, and how many cards there are, about.

    One statement.
    """
    blocks = list(_blocks(keys))
    if not blocks:
        return [], 0.0
    born = keys.birth_date
    asked = {
        "phones": list(keys.phones),
        "emails": [keys.email],
        "born": born,
        "year": born.year if born else None,
        "doy": born.timetuple().tm_yday if born else None,
        "last": keys.last,
        "group": keys.first_group,
        "father": keys.father,
        "initials": keys.initials,
        "address": keys.address,
        "person": person,
    }
    sql = CANDIDATES.format(row=ROW, size=SIZE, hits=" UNION ".join(blocks), more=NOT_BARRED if person else "")
    rows = tables.ask(sql, asked)
    return [known(row[:-1]) for row in rows], float(rows[0][-1]) if rows else 0.0


def _blocks(keys: Keys) -> Iterable[str]:
    if keys.phones:
        yield BY_PHONE
    if keys.email:
        yield BY_EMAIL
    if keys.birth_date:
        yield BY_BIRTHDAY
    if keys.last and keys.first_group:
        yield BY_NAME
    elif keys.last:
        yield BY_SURNAME
    if keys.address:
        yield BY_ADDRESS


def known(row: Sequence[Any]) -> Known:
    """A card of a row of `ROW`."""
    card, person, last_name, first_name, middle_name = row[:5]
    last, firsts, group, father, initials, sex, born, address, city, phones, email = row[5:]
    keys = Keys(
        last=last,
        firsts=frozenset(firsts),
        first_group=group,
        father=father,
        initials=initials,
        sex=sex,
        birth_date=born,
        phones=tuple(filter(None, map(phone_key, phones or ()))),
        email=email_key(email or ""),
        address=address,
        city=city,
        swapped=False,
        repaired=frozenset(),
    )
    return Known(card, person, keys, Record(last_name, first_name, middle_name, birth_date=born))


OF_CARDS = f"""SELECT {ROW} FROM customers_card c JOIN customers_cardkeys k ON k.card_id = c.id
    WHERE c.id = ANY(%s::uuid[]) AND c.deleted_at IS NULL"""

# pairs of an import: what a card shares with others, the weak ways in left out: a namesake alone is no question
PAIRS = f"""
WITH mine AS MATERIALIZED (
    SELECT k.*, c.person_id FROM customers_cardkeys k JOIN customers_card c ON c.id = k.card_id
     WHERE k.card_id = ANY(%s::uuid[])
)
SELECT m.card_id, o.card_id FROM mine m JOIN customers_cardphone u ON u.card_id = m.card_id AND u.phone_id IS NOT NULL,
    LATERAL (SELECT card_id FROM customers_cardphone x WHERE x.phone_id = u.phone_id LIMIT {MOST}) o
UNION SELECT m.card_id, o.card_id FROM mine m JOIN customers_cardemail u ON u.card_id = m.card_id
    AND u.email_id IS NOT NULL,
    LATERAL (SELECT card_id FROM customers_cardemail x WHERE x.email_id = u.email_id LIMIT {MOST}) o
UNION SELECT m.card_id, o.card_id FROM mine m, LATERAL (
    SELECT card_id FROM customers_cardkeys k WHERE k.birth_date = m.birth_date AND k.first_group = m.first_group
       AND k.first_group <> '' AND (k.last = m.last OR k.father = m.father OR k.father = '' OR m.father = '')
     LIMIT {MOST}) o WHERE m.birth_date IS NOT NULL
UNION SELECT m.card_id, o.card_id FROM mine m, LATERAL (
    SELECT card_id FROM customers_cardkeys k WHERE k.address = m.address AND k.address <> '' LIMIT {MOST}) o
    WHERE m.address <> ''
UNION SELECT m.card_id, o.card_id FROM mine m, LATERAL (
    SELECT card_id FROM customers_cardkeys k WHERE k.last = m.last AND k.first_group = m.first_group AND k.last <> ''
       AND k.father = m.father AND (k.birth_date IS NULL OR m.birth_date IS NULL) LIMIT {MOST}) o
    WHERE m.last <> '' AND m.first_group <> '' AND m.father <> ''
"""


@contextmanager
def by_index() -> Iterator[None]:
    """No scans of whole tables meanwhile: a base that fills up in seconds looks empty to the planner."""
    tables.ask("SELECT set_config('enable_seqscan', 'off', true)")
    yield
    tables.ask("SELECT set_config('enable_seqscan', 'on', true)")


def pairs(cards: Collection[uuid.UUID]) -> list[tuple[Known, Known]]:
    """(one of these cards, a living card of anybody else) wherever two share something. At most four statements."""
    if not cards:
        return []
    with by_index():
        found = [(mine, other) for mine, other in tables.ask(PAIRS, [tables.uuid_array(cards)]) if mine != other]
        ids = {card for pair in found for card in pair}
        rows = map(known, tables.ask(OF_CARDS, [tables.uuid_array(ids)])) if ids else ()
    cards_of = {one.card: one for one in rows}
    both = ((cards_of[a], cards_of[b]) for a, b in found if a in cards_of and b in cards_of)
    return [(mine, other) for mine, other in both if mine.person != other.person]
