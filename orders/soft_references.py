"""References of purchases and orders to what came later than they did: filled in when it arrives.

A purchase and an order know an exam, a line its prescription, a purchase its order by GUID. Where both sides are
written at the same moment, they meet at the GUID (`core.sync.meetings`).
"""

import uuid
from collections.abc import Collection

from optics_crm.core.sync.tables import ask, uuid_array

EXAMS = """UPDATE orders_{name} p SET exam_id = e.id FROM customers_exam e
    WHERE e.{side} = ANY(%s::uuid[]) AND p.exam_guid = e.guid AND p.exam_guid IS NOT NULL AND p.exam_id IS NULL"""
PRESCRIPTIONS = """UPDATE orders_{name}line l SET prescription_id = rx.id FROM customers_prescription rx
    WHERE rx.{side} = ANY(%s::uuid[]) AND l.prescription_guid = rx.guid AND l.prescription_guid IS NOT NULL
      AND l.prescription_id IS NULL"""
OWNERS = ("purchase", "order")

PURCHASES = """UPDATE orders_purchase p SET order_id = e.order_id FROM orders_orderentry e
    WHERE e.{side} = ANY(%s::uuid[]) AND p.order_guid = e.guid AND p.order_guid IS NOT NULL AND p.order_id IS NULL"""


def fill_in(cards: Collection[uuid.UUID]) -> None:
    """Ties waiting purchases, orders and lines to the exams and prescriptions of these cards."""
    _tie(EXAMS, "card_id", cards)
    _tie(PRESCRIPTIONS, "card_id", cards)


def at_exams(guids: Collection[uuid.UUID]) -> None:
    """Ties waiting purchases and orders that name one of these exams."""
    _tie(EXAMS, "guid", guids)


def at_prescriptions(guids: Collection[uuid.UUID]) -> None:
    """Ties waiting lines that name one of these prescriptions."""
    _tie(PRESCRIPTIONS, "guid", guids)


def at_orders(guids: Collection[uuid.UUID]) -> None:
    """Ties waiting purchases that name one of these entries of a book."""
    ask(PURCHASES.format(side="guid"), [uuid_array(guids)])


def tie_purchases(entries: Collection[uuid.UUID]) -> None:
    """Ties purchases that came before their order to it."""
    ask(PURCHASES.format(side="id"), [uuid_array(entries)])


def _tie(statement: str, side: str, ids: Collection[uuid.UUID]) -> None:
    for name in OWNERS:
        ask(statement.format(name=name, side=side), [uuid_array(ids)])
