"""The rules of base health over the rows of a file: in temporary tables that the end of the transaction drops."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from customers.identity.health.flaws import FLAWS
from customers.identity.health.relations import each_rule, parameters
from customers.identity.incoming.reading import Row
from optics_crm.core import clock, phones
from optics_crm.core.sync import tables

NUMBERS = uuid.UUID("6f1f2a1e-6f4b-4a57-9c68-0c6a3c1b7f10")  # where a number's stand-in id comes from
TEMPORARY = """
CREATE TEMPORARY TABLE file_card (id uuid, last_name text, first_name text, middle_name text, birth_date date, sex text,
    address text, city text, comment text) ON COMMIT DROP;
CREATE TEMPORARY TABLE file_phone (card_id uuid, phone_id uuid, raw text) ON COMMIT DROP
"""
CARDS = """INSERT INTO file_card SELECT r.* FROM jsonb_to_recordset(%s::jsonb) AS r(id uuid, last_name text,
    first_name text, middle_name text, birth_date date, sex text, address text, city text, comment text)"""
PHONES = """INSERT INTO file_phone SELECT r.* FROM jsonb_to_recordset(%s::jsonb)
    AS r(card_id uuid, phone_id uuid, raw text)"""
FROM_FILE = """card AS NOT MATERIALIZED (SELECT id, id AS person_id, last_name, first_name, middle_name, birth_date,
    sex, address, city, NULL::uuid AS home_salon_id, NULL::uuid AS source_created_by, comment FROM file_card),
phone_use AS NOT MATERIALIZED (SELECT card_id, phone_id, raw, 'own' AS role FROM file_phone)"""


@transaction.atomic
def judge(rows: Sequence[Row]) -> dict[int, list[str]]:
    """Number of the row -> keys of the rules that it breaks. Some thousands of rows at a time."""
    flaws = [one for one in FLAWS if one.of_files]
    ids = {uuid.UUID(int=row.number): row.number for row in rows}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS file_card, file_phone")
        cursor.execute(TEMPORARY)
        cursor.execute(CARDS, [tables.rows_json([_card(row) for row in rows])])
        cursor.execute(PHONES, [tables.rows_json(list(_phones(rows)))])
        cursor.execute(each_rule(flaws, FROM_FILE), parameters(flaws, clock.today()))
        found: dict[int, list[str]] = defaultdict(list)
        for card, rule in cursor.fetchall():
            found[ids[card]].append(rule)
        cursor.execute("DROP TABLE file_card, file_phone")
    return found


def _card(row: Row) -> dict[str, object]:
    said = row.record
    return {
        "id": uuid.UUID(int=row.number),
        "last_name": said.last_name,
        "first_name": said.first_name,
        "middle_name": said.middle_name,
        "birth_date": said.birth_date,
        "sex": said.sex,
        "address": said.address,
        "city": said.city,
        "comment": row.comment,
    }


def _phones(rows: Sequence[Row]) -> Iterable[dict[str, object]]:
    for row in rows:
        for raw in row.record.phones:
            number = phones.parse(raw).number
            known = uuid.uuid5(NUMBERS, number) if number else None
            yield {"card_id": uuid.UUID(int=row.number), "phone_id": known, "raw": raw}
