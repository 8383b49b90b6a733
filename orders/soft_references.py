"""References of purchases to exams and prescriptions that came later than the purchase: filled in when they arrive."""

import uuid
from collections.abc import Collection

from django.db import connection

EXAMS = """UPDATE orders_purchase p SET exam_id = e.id FROM customers_exam e
    WHERE e.card_id = ANY(%s::uuid[]) AND p.exam_guid = e.guid AND p.exam_guid IS NOT NULL AND p.exam_id IS NULL"""
PRESCRIPTIONS = """UPDATE orders_purchaseline l SET prescription_id = rx.id FROM customers_prescription rx
    WHERE rx.card_id = ANY(%s::uuid[]) AND l.prescription_guid = rx.guid AND l.prescription_guid IS NOT NULL
      AND l.prescription_id IS NULL"""


def fill_in(cards: Collection[uuid.UUID]) -> None:
    """Ties waiting purchases and lines to the exams and prescriptions of these cards."""
    with connection.cursor() as cursor:
        for statement in (EXAMS, PRESCRIPTIONS):
            cursor.execute(statement, [list(cards)])
