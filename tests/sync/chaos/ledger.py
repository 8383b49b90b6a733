"""What is stored after all, told without ids and moments of storing, so that two ways of loading can be compared.

Which cards are one person must not depend on the order of arrival: it is compared card by card. (It may where a card is
a link: surely A and surely B, who are not surely one by themselves. No door joins two who stand, the scan of the night
does, so the world has no links.) Two things of a person of several cards do depend on it by design, and are told so
that they do not show. Whoever came first stands and the
others are merged in (docs/decisions/007): a family is told by the card that its member was born with, where memberships
stay. And what is believed of a person is what a source has said last, by our clock, since a row of 1C brings no moment
of its own (`customers.golden_sql`): of a person of one card it is compared as it is, of several cards it must be what
the newest of them says.
"""

from collections import defaultdict
from collections.abc import Iterable
from hashlib import md5
from typing import Any

from django.db import connection

from optics_crm.core.sync.kinds import KINDS
from tests.sync.rows import Row

# a tombstone of something never seen is as good as that of something seen
KEYS = """SELECT guid::text AS key, version, encode(content_hash, 'hex'), deleted_at IS NOT NULL FROM {table}
    WHERE client_id IS NOT NULL
    UNION ALL SELECT guid::text, version, NULL, true FROM core_synctombstone WHERE kind = '{kind}' ORDER BY key"""
BELIEVED = """SELECT row(p.last_name, p.first_name, p.birth_date, f.number, s.guid)::text AS believed
    FROM customers_person p LEFT JOIN customers_phone f ON f.id = p.main_phone_id
    LEFT JOIN core_salon s ON s.id = p.home_salon_id WHERE p.id = c.person_id"""
NEWEST = """SELECT row(n.last_name, n.first_name, n.birth_date, f.number, s.guid)::text AS words
    FROM customers_card n LEFT JOIN customers_cardphone u ON u.card_id = n.id
    LEFT JOIN customers_phone f ON f.id = u.phone_id LEFT JOIN core_salon s ON s.id = n.home_salon_id
    WHERE n.person_id = c.person_id ORDER BY n.updated_at DESC, n.id LIMIT 1"""
CONTENT = {
    "lines": """SELECT p.guid, l.line_no, l.name, l.category, l.qty, l.amount, r.guid, rx.guid
        FROM orders_purchaseline l JOIN orders_purchase p ON p.id = l.purchase_id
        LEFT JOIN orders_product r ON r.id = l.product_id
        LEFT JOIN customers_prescription rx ON rx.id = l.prescription_id ORDER BY 1, 2""",
    "payments": """SELECT p.guid, y.kind, y.amount FROM orders_payment y
        JOIN orders_purchase p ON p.id = y.purchase_id ORDER BY 1, 2, 3""",
    "purchases": """SELECT p.guid, p.number, s.guid, c.guid, e.guid, o.guid, p.medical_on, p.medical_until, p.gone_on,
        p.sold_on FROM orders_purchase p JOIN core_salon s ON s.id = p.salon_id
        LEFT JOIN customers_card c ON c.id = p.card_id LEFT JOIN customers_exam e ON e.id = p.exam_id
        LEFT JOIN orders_purchase o ON o.id = p.return_of_id ORDER BY 1""",
    "service": """SELECT p.guid, s.starts_on, s.ends_on FROM orders_serviceentitlement s
        JOIN orders_purchase p ON p.id = s.purchase_id ORDER BY 1, 2""",
    "prescriptions": """SELECT e.guid, r.guid, r.purpose, r.status, c.guid FROM customers_prescription r
        JOIN customers_exam e ON e.id = r.exam_id JOIN customers_card c ON c.id = r.card_id ORDER BY 1, 2""",
    "advice": """SELECT e.guid, r.position, r.code FROM customers_recommendation r
        JOIN customers_exam e ON e.id = r.exam_id ORDER BY 1, 2""",
    "visits": """SELECT a.guid, a.status, e.guid, c.guid, a.starts_on FROM customers_appointment a
        JOIN customers_card c ON c.id = a.card_id LEFT JOIN customers_exam e ON e.id = a.exam_id
        WHERE a.deleted_at IS NULL ORDER BY 1""",
    "tickets": """SELECT t.guid, t.stage, p.guid, c.guid, t.item FROM contactcenter_ticket t
        JOIN customers_card c ON c.id = t.card_id LEFT JOIN orders_purchase p ON p.id = t.purchase_id
        WHERE t.deleted_at IS NULL ORDER BY 1""",
    "people": f"""SELECT c.guid, stand.cards,
        CASE WHEN cardinality(stand.cards) = 1 THEN said.believed ELSE (said.believed = newest.words)::text END
        FROM customers_card c
        JOIN LATERAL (SELECT array_agg(o.guid::text ORDER BY o.guid) AS cards
                      FROM customers_card o WHERE o.person_id = c.person_id) stand ON true
        JOIN LATERAL ({BELIEVED}) said ON true JOIN LATERAL ({NEWEST}) newest ON true ORDER BY 1""",
    "families": """SELECT h.guid, c.guid, m.role FROM customers_membership m
        JOIN customers_household h ON h.id = m.household_id
        JOIN customers_card c ON coalesce(c.origin_id, c.person_id) = m.person_id ORDER BY 1, 2""",
    "phones": "SELECT number FROM customers_phone ORDER BY 1",
    "counts": "SELECT (SELECT count(*) FROM customers_person), (SELECT count(*) FROM customers_card)",
}


def ask(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def digests() -> dict[str, str]:
    """A digest of each table's content."""
    tables = {kind.code: KEYS.format(table=kind.table, kind=kind.code) for kind in KINDS}
    return {name: _digest(ask(sql)) for name, sql in (tables | CONTENT).items()}


def _digest(rows: Iterable[tuple[Any, ...]]) -> str:
    found = md5(usedforsecurity=False)
    for row in rows:
        found.update(repr(row).encode())
    return found.hexdigest()


def lost_or_doubled(newest: dict[tuple[str, str], Row]) -> list[tuple[str, str]]:
    """Keys whose newest version is not what stands under them, once."""
    have: dict[tuple[str, str], list[int]] = defaultdict(list)
    for kind in KINDS:
        for key, version, *_rest in ask(KEYS.format(table=kind.table, kind=kind.code)):
            have[kind.code, key].append(version)
    return [key for key in newest.keys() | have if have[key] != [newest[key]["version"]]]
