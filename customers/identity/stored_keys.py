"""Keys of stored cards as columns for the matcher, read by COPY."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from customers.identity.keys import Keys
from customers.identity.keys.contacts import email_key
from customers.identity.matching.columns import Columns, columns_of, joined
from customers.identity.matching.population import Population

CHUNK = 50_000
_DAY_ONE = 719_163  # ordinal of 1 January 1970

# a card that was taken away is nobody's twin
CARDS = """
SELECT k.card_id, c.person_id, k.last, array_to_string(k.firsts, '|'), k.first_group, k.father, k.initials, k.sex,
       coalesce((k.birth_date - date '1970-01-01')::text, ''), k.address, k.city, coalesce(p.numbers, ''),
       coalesce(e.address, '')
  FROM customers_cardkeys k
  JOIN customers_card c ON c.id = k.card_id AND c.deleted_at IS NULL
  LEFT JOIN (SELECT u.card_id, string_agg(p.number, '|' ORDER BY u.position, p.number) AS numbers
               FROM customers_cardphone u JOIN customers_phone p ON p.id = u.phone_id
               {phones} GROUP BY u.card_id) p ON p.card_id = k.card_id
  LEFT JOIN (SELECT u.card_id, min(e.address) AS address
               FROM customers_cardemail u JOIN customers_email e ON e.id = u.email_id
               {emails} GROUP BY u.card_id) e ON e.card_id = k.card_id
  {cards}
 ORDER BY k.card_id"""
OF = "WHERE {0}.card_id IN (SELECT card_id FROM scanned_card)"
COMMON = """SELECT attname, v::text, f FROM pg_stats,
    unnest(most_common_vals::text::text[], most_common_freqs) AS common(v, f)
    WHERE tablename = 'customers_cardkeys' AND schemaname = current_schema()
      AND attname IN ('last', 'first_group', 'father')"""
SIZE = "SELECT greatest(reltuples, 1)::bigint FROM pg_class WHERE oid = 'customers_cardkeys'::regclass"


@dataclass(slots=True)
class StoredCards:
    """Cards in the order of their ids, whose persons they are, and their columns."""

    cards: list[str]
    people: list[str]
    table: Columns


def read_keys(*, chosen: bool = False) -> StoredCards:
    """All living cards that have keys; of the temporary table `scanned_card` alone with `chosen`."""
    filters = {"phones": "u", "emails": "u", "cards": "k"}
    sql = CARDS.format(**{name: OF.format(table) if chosen else "" for name, table in filters.items()})
    cards: list[str] = []
    people: list[str] = []
    parts: list[Columns] = []
    for rows in _copied(sql):
        cards.extend(row[0] for row in rows)
        people.extend(row[1] for row in rows)
        parts.append(columns_of([_keys(row) for row in rows]))
    return StoredCards(cards, people, joined(parts) if parts else columns_of([]))


def stored_population() -> Population:
    """How common the commonest names are, as the database's statistics say: two small queries.

    A name that is not among the hundreds of commonest counts as one of few.
    """
    with connection.cursor() as cursor:
        cursor.execute(SIZE)
        size = int(cursor.fetchone()[0])
        cursor.execute(COMMON)
        counts: dict[str, dict[str, int]] = {"last": {}, "first_group": {}, "father": {}}
        for name, word, share in cursor.fetchall():
            counts[name][word] = round(share * size)
    return Population(size, counts["last"], counts["first_group"], counts["father"])


def _copied(sql: str) -> Iterator[list[list[str]]]:
    """The rows of a query, in chunks."""
    sink = _Rows()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({sql}) TO STDOUT", sink)
    for start in range(0, len(sink.lines), CHUNK):
        yield [line.split("\t") for line in sink.lines[start : start + CHUNK]]


class _Rows(io.RawIOBase):
    """Takes what COPY sends, line by line; keys hold no tabs and no line ends."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._rest = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # psycopg2 hands over bytes
        *whole, self._rest = (self._rest + data).split(b"\n")
        self.lines.extend(line.decode() for line in whole)
        return len(data)


def _keys(row: Sequence[str]) -> Keys:
    _, _, last, firsts, group, father, initials, sex, born, address, city, phones, email = row
    return Keys(
        last=last,
        firsts=frozenset(firsts.split("|")) if firsts else frozenset(),
        first_group=group,
        father=father,
        initials=initials or "--",
        sex=sex,
        birth_date=dt.date.fromordinal(_DAY_ONE + int(born)) if born else None,
        phones=tuple(phones.split("|")) if phones else (),
        email=email_key(email) if email else "",
        address=address,
        city=city,
        swapped=False,
        repaired=frozenset(),
    )
