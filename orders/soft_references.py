"""References of purchases and orders to what came later than they did: filled in when it arrives.

A purchase and an order know an exam, a line its prescription, a purchase its order by GUID.
"""

import uuid
from collections.abc import Collection

from django.db import connection

EXAMS = """UPDATE orders_{name} p SET exam_id = e.id FROM customers_exam e
    WHERE e.card_id = ANY(%s::uuid[]) AND p.exam_guid = e.guid AND p.exam_guid IS NOT NULL AND p.exam_id IS NULL"""
PRESCRIPTIONS = """UPDATE orders_{name}line l SET prescription_id = rx.id FROM customers_prescription rx
    WHERE rx.card_id = ANY(%s::uuid[]) AND l.prescription_guid = rx.guid AND l.prescription_guid IS NOT NULL
      AND l.prescription_id IS NULL"""
STATEMENTS = tuple(sql.format(name=name) for name in ("purchase", "order") for sql in (EXAMS, PRESCRIPTIONS))

PURCHASES = """UPDATE orders_purchase p SET order_id = e.order_id FROM orders_orderentry e
    WHERE e.id = ANY(%s::uuid[]) AND p.order_guid = e.guid AND p.order_guid IS NOT NULL AND p.order_id IS NULL"""


def fill_in(cards: Collection[uuid.UUID]) -> None:
    """Ties waiting purchases, orders and lines to the exams and prescriptions of these cards."""
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, [list(cards)])


def tie_purchases(entries: Collection[uuid.UUID]) -> None:
    """Ties purchases that came before their order to it."""
    with connection.cursor() as cursor:
        cursor.execute(PURCHASES, [list(entries)])
