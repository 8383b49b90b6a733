"""Keys of cards: made wherever cards are written, and made anew when the normaliser has learnt something.

write_keys(card_ids)        # in the transaction that wrote the cards
fill_keys()                 # nightly, and before a scan: what is missing or of an older version
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import transaction

from customers.identity.keys import VERSION, Keys, Record, keys_of
from optics_crm.core.sync import tables

CHUNK = 5000
TABLE = "customers_cardkeys"
VALUES = ("last", "firsts", "first_group", "father", "initials", "sex", "birth_date", "address", "city", "version")
COLUMNS = ("card_id", *VALUES)

WORDS = "SELECT id, last_name, first_name, middle_name, birth_date, sex, address, city FROM customers_card"
OF_CARDS = f"{WORDS} WHERE id = ANY(%s::uuid[]) ORDER BY id"
UNKEYED = f"""{WORDS} c WHERE id > %s AND deleted_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM customers_cardkeys k WHERE k.card_id = c.id AND k.version >= {VERSION})
    ORDER BY id LIMIT {CHUNK}"""
STORED, FRESH = (", ".join(f"{table}.{value}" for value in VALUES) for table in (TABLE, "excluded"))
STORE = f"""INSERT INTO {TABLE} ({", ".join(COLUMNS)})
    SELECT {", ".join(COLUMNS)} FROM jsonb_populate_recordset(NULL::{TABLE}, %s::jsonb) ORDER BY card_id
    ON CONFLICT (card_id) DO UPDATE SET ({", ".join(VALUES)}) = ({FRESH})
    WHERE ({STORED}) IS DISTINCT FROM ({FRESH}) RETURNING card_id"""


def write_keys(cards: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Writes the keys of these cards from what they say now; returns those whose keys are new or others than before.

    Two statements, with at most some thousands of ids.
    """
    return _store(tables.ask(OF_CARDS, [tables.uuid_array(sorted(cards))])) if cards else set()


def fill_keys(report: Callable[[int], object] = int) -> int:
    """Keys for living cards that have none, or such as an older normaliser made; returns how many. Safe to repeat.

    Chunk by chunk, each its own transaction: a kill loses the running chunk. `report` hears how many more.
    """
    done, last = 0, uuid.UUID(int=0)
    while rows := tables.ask(UNKEYED, [last]):
        with transaction.atomic():
            _store(rows)
        done, last = done + len(rows), rows[-1][0]
        report(len(rows))
    return done


def values_of(keys: Keys) -> tuple[Any, ...]:
    """The columns of `VALUES`, cut to what they hold; `firsts` in order, so that equal sets are equal rows."""
    return (
        keys.last[:150],
        sorted(name[:150] for name in keys.firsts),
        keys.first_group[:150],
        keys.father[:150],
        keys.initials[:8],
        keys.sex,
        keys.birth_date,
        keys.address[:300],
        keys.city[:100],
        VERSION,
    )


def copy_line(card: str, record: Record) -> str:
    """The keys of a card as a line of COPY, in the order of `COLUMNS`."""
    return "\t".join([card, *map(_cell, values_of(keys_of(record)))])


def _store(rows: Sequence[tuple[Any, ...]]) -> set[uuid.UUID]:
    written = []
    for card, last, first, middle, born, sex, address, city in rows:
        said = Record(last, first, middle, birth_date=born, address=address, city=city, sex=sex)
        written.append(dict(zip(COLUMNS, (card, *values_of(keys_of(said))), strict=True)))
    return {row[0] for row in tables.ask(STORE, [tables.rows_json(written)])}


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "{" + ",".join(f'"{_plain(name)}"' for name in value) + "}"
    if value is None:
        return r"\N"
    return value.isoformat() if isinstance(value, dt.date) else _plain(str(value))


def _plain(text: str) -> str:
    """Keys are words; signs that COPY or an array would read are none of theirs."""
    return text.translate(_SIGNS)


_SIGNS = str.maketrans(dict.fromkeys('\\"{}\t\n\r'))
