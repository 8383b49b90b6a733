"""The roll-up of what each person bought, as of now. An accelerator: every figure here can be asked of the facts.

A person is marked dirty in the transaction that changed the facts (`aftercare.rollup_moments`); `catch_up()` rebuilds
the marked ones with the very expressions that rules compile to, so that the two cannot drift apart. A row exists for
each person who stands (not merged away, with a card that lives) and for nobody else.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import connection, transaction

from aftercare import stages
from aftercare.segments import conditions
from aftercare.segments.frame import Frame
from aftercare.segments.registry import FIELDS
from optics_crm.core import clock

FACTS = "customers_person, customers_card, customers_exam, orders_purchase, orders_purchaseline"
LOCK = 7_205_001  # one rebuild at a time: a slower one must not write over a newer
CHUNK = 20_000
FIGURES = (
    "purchases_count",
    "revenue_total",
    "first_purchase_on",
    "last_purchase_on",
    "medical_count",
    "first_medical_on",
    "last_medical_on",
    "last_exam_on",
)

# the next day on which a fact that is already known changes a person's figures
COMING = """LEFT JOIN (
    SELECT f.person_id, min(f.day) AS day FROM (
        SELECT ca.person_id, least(
            CASE WHEN pu.sold_on > {day} THEN pu.sold_on END, CASE WHEN pu.medical_on > {day} THEN pu.medical_on END,
            CASE WHEN pu.medical_until > {day} THEN pu.medical_until END,
            CASE WHEN pu.gone_on > {day} THEN pu.gone_on END) AS day
        FROM orders_purchase pu JOIN customers_card ca ON ca.id = pu.card_id
        WHERE pu.deleted_at IS NULL AND (pu.sold_on > {day} OR pu.medical_on > {day} OR pu.medical_until > {day}
            OR pu.gone_on > {day}){only}
        UNION ALL
        SELECT ca.person_id, rp.sold_on FROM orders_purchase rp JOIN orders_purchase pu ON pu.id = rp.return_of_id
        JOIN customers_card ca ON ca.id = pu.card_id
        WHERE rp.return_of_id IS NOT NULL AND rp.deleted_at IS NULL AND rp.sold_on > {day}{only}
        UNION ALL
        SELECT ca.person_id, ex.examined_on FROM customers_exam ex JOIN customers_card ca ON ca.id = ex.card_id
        WHERE ex.deleted_at IS NULL AND ex.examined_on > {day}{only}
    ) f GROUP BY f.person_id
) {alias} ON {alias}.person_id = {person}"""


class Freshness(NamedTuple):
    """`figures`: the roll-up answers for that day; `people`: its rows are the people there are."""

    figures: bool
    people: bool


def freshness(as_of: dt.date) -> Freshness:
    """What the roll-up may be asked on that day without being rebuilt first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (SELECT 1 FROM aftercare_personstats) AND NOT EXISTS (SELECT 1 FROM aftercare_dirtyperson),
                      NOT EXISTS (SELECT 1 FROM aftercare_personstats WHERE changes_on <= %s)""",
            [as_of],
        )
        current, settled = cursor.fetchone()
    return Freshness(current and settled and as_of == clock.today(), current)


def catch_up(most: int | None = None) -> int:
    """Rebuilds everybody who is marked or whose day has come; returns how many. The first call builds everything.

    With `most`, does nothing when more than that many wait: a page then asks the facts instead of making people wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM aftercare_personstats)")
        if not cursor.fetchone()[0]:
            return rebuild() if most is None else 0
        if most is not None and _waiting(cursor, most + 1) > most:
            return 0
    rebuilt = 0
    while chunk := _next_chunk():
        rebuilt += chunk
    return rebuilt


def _waiting(cursor: Any, most: int) -> int:
    cursor.execute("SELECT count(*) FROM (SELECT 1 FROM aftercare_dirtyperson LIMIT %s) d", [most])
    return int(cursor.fetchone()[0])


@transaction.atomic
def _next_chunk() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(
            """DELETE FROM aftercare_dirtyperson WHERE id IN (SELECT id FROM aftercare_dirtyperson ORDER BY id LIMIT %s)
               RETURNING person""",
            [CHUNK],
        )
        people = {row[0] for row in cursor.fetchall()}
        if len(people) < CHUNK:
            cursor.execute(
                "SELECT person_id FROM aftercare_personstats WHERE changes_on <= %s LIMIT %s", [clock.today(), CHUNK]
            )
            people |= {row[0] for row in cursor.fetchall()}
        if people:
            _write(cursor, list(people))
    return len(people)


@transaction.atomic
def rebuild() -> int:
    """Builds the whole roll-up anew in one statement; returns how many people it holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL jit = off")
        # a base that filled up in seconds has no figures yet, and without them this one statement takes minutes
        cursor.execute(f"ANALYZE {FACTS}")
        cursor.execute("DELETE FROM aftercare_dirtyperson")
        return _write(cursor, None)


def _write(cursor: Any, people: list[uuid.UUID] | None) -> int:
    """Upserts the rows of those people (of all) from the facts, and removes those who no longer stand."""
    frame, columns = _fresh(people)
    names = ", ".join(columns)
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "person_id")
    select = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
    where = " AND ".join(frame.standing()) or "TRUE"
    scope = " AND s.person_id = ANY(%(people)s)" if people is not None else ""
    cursor.execute(
        f"""DELETE FROM aftercare_personstats s WHERE NOT EXISTS (SELECT 1 FROM customers_person p
            WHERE p.id = s.person_id AND p.merged_into_id IS NULL AND EXISTS (SELECT 1 FROM customers_card lc
                WHERE lc.person_id = p.id AND lc.deleted_at IS NULL)){scope}""",
        {"people": people},
    )
    cursor.execute(
        f"""INSERT INTO aftercare_personstats ({names}) SELECT {select} FROM {frame.from_clause()} WHERE {where}
            ON CONFLICT (person_id) DO UPDATE SET {sets}""",
        frame.params,
    )
    return int(cursor.rowcount)


def _fresh(people: Collection[uuid.UUID] | None) -> tuple[Frame, dict[str, str]]:
    """Column -> expression of a fresh row, and the frame that gathered their joins."""
    conditions.load()
    today = clock.today()
    edges = stages.edges()
    frame = Frame(today, edges, persons=people)
    columns = {"person_id": frame.id, **{name: FIELDS.get(name).sql(frame) for name in FIGURES}}
    coming = frame.join(
        "coming",
        lambda alias: COMING.format(alias=alias, day=frame.day, only=frame.only("ca.person_id"), person=frame.id),
    )
    columns["changes_on"] = f"{coming}.day"
    columns["stage"] = stages.case(columns["last_medical_on"], edges, today, frame.param)
    columns["rebuilt_at"] = "app_now()"
    return frame, columns


def differences() -> int:
    """How many people's rows differ from the facts (after a catch-up this must be 0); a full recount."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        frame, columns = _fresh(None)
        columns.pop("rebuilt_at")
        select = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
        names = ", ".join(columns)
        where = " AND ".join(frame.standing())
        cursor.execute(
            f"""WITH fresh AS MATERIALIZED (SELECT {select} FROM {frame.from_clause()} WHERE {where}),
                kept AS (SELECT {names} FROM aftercare_personstats)
                SELECT count(DISTINCT d.person_id) FROM (
                    (SELECT {names} FROM fresh EXCEPT SELECT {names} FROM kept)
                    UNION ALL (SELECT {names} FROM kept EXCEPT SELECT {names} FROM fresh)) d""",
            frame.params,
        )
        return int(cursor.fetchone()[0])
