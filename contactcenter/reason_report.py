"""Why clients call: reasons counted over a period, with their trend, and by salon or by product."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contactcenter.kpis import Frame
from contactcenter.kpis.contacts import contacts
from contactcenter.kpis.frames import SLICES
from contactcenter.kpis.measuring import selected
from contactcenter.models import Call, ContactReason

PRODUCTS = {
    "glasses": _("glasses"),
    "contact_lenses": _("contact lenses"),
    "sunglasses": _("sunglasses"),
    "goods": _("other goods"),
    "none": _("bought nothing yet"),
}
# answered contacts with the reason of their last conclusion, the client's home salon, and what the client bought last
TOLD = """,
told AS (
    SELECT c.id, c.at, coalesce(y.parent_id, y.id) AS top, y.id AS reason, p.home_salon_id AS salon,
           coalesce(g.product, 'none') AS product
      FROM called c
      LEFT JOIN LATERAL (
        SELECT x.reason_id FROM contactcenter_calloutcome x
         WHERE x.call_id = c.id AND x.wrapped_up_at IS NOT NULL
         ORDER BY x.wrapped_up_at DESC, x.id DESC LIMIT 1) o ON true
      LEFT JOIN contactcenter_contactreason y ON y.id = o.reason_id
      LEFT JOIN customers_person p ON p.id = c.person_id
      LEFT JOIN LATERAL (
        SELECT CASE WHEN bool_or(l.category IN ('spectacle_lens', 'frame', 'coating')) THEN 'glasses'
                    WHEN bool_or(l.category = 'contact_lens') THEN 'contact_lenses'
                    WHEN bool_or(l.category = 'sunglasses') THEN 'sunglasses'
                    WHEN count(*) > 0 THEN 'goods' END AS product
          FROM orders_purchaseline l WHERE l.purchase_id = (
            SELECT u.id FROM customers_card a JOIN orders_purchase u ON u.card_id = a.id
             WHERE a.person_id = coalesce(p.merged_into_id, p.id) AND a.deleted_at IS NULL AND u.kind = 'sale'
               AND u.is_posted AND u.deleted_at IS NULL AND u.sold_on <= c.at::date
             ORDER BY u.sold_on DESC, u.id DESC LIMIT 1)) g ON c.person_id IS NOT NULL
     WHERE c.answered)"""
UNNAMED = None


@dataclass(frozen=True)
class Question:
    """What is asked: a frame, one product (a key of PRODUCTS; "": all), and by what the second table is told apart.

    `group` is the reason of the first level whose own reasons the trend tells.
    """

    frame: Frame
    product: str = ""
    by: str = "salon"
    trend: str = "week"
    group: uuid.UUID | None = None


@dataclass
class ReasonCounts:
    """Answered contacts by reason (None: no reason was named): `reasons` of both levels, by period, by part.

    `periods` and `parts` count the first level, `below` the second one by period.
    """

    total: int = 0
    reasons: Counter[uuid.UUID | None] = field(default_factory=Counter)
    periods: dict[dt.date, Counter[uuid.UUID | None]] = field(default_factory=dict)
    below: dict[dt.date, Counter[uuid.UUID | None]] = field(default_factory=dict)
    parts: dict[Any, Counter[uuid.UUID | None]] = field(default_factory=dict)


def count_reasons(question: Question) -> ReasonCounts:
    """Counts in one statement; four queries in all."""
    period = SLICES.get(question.trend).sql
    sql = f"""{contacts(question.frame.only())}{TOLD}
SELECT grouping({question.by}), top, reason, {period}, {question.by}, count(*) FROM told c{_product(question)}
 GROUP BY GROUPING SETS ((top, reason, {period}), (top, {question.by}))"""
    with connection.cursor() as cursor:
        cursor.execute(sql, question.frame.params() | {"product": question.product})
        rows = cursor.fetchall()
    found = ReasonCounts()
    for by_period, top, reason, day, part, calls in rows:
        if not by_period:
            found.parts.setdefault(part, Counter())[top] += calls
            continue
        found.total += calls
        found.reasons[top] += calls
        if reason != top:
            found.reasons[reason] += calls
            found.below.setdefault(day, Counter())[reason] += calls
        found.periods.setdefault(day, Counter())[top] += calls
    return found


def calls_about(reason: uuid.UUID | None, frame: Frame, product: str = "") -> "QuerySet[Call]":
    """The calls of a reason of either level; None: those that were answered and have none."""
    question = Question(frame, product)
    about = "c.reason IS NULL" if reason is None else "(c.reason = %(reason)s OR c.top = %(reason)s)"
    where = f"{_product(question)} AND {about}" if product else f" WHERE {about}"
    sql = f"{contacts(frame.only())}{TOLD}\nSELECT c.id FROM told c{where}"
    return selected(sql, frame.params() | {"product": product, "reason": reason})


def _product(question: Question) -> str:
    return " WHERE c.product = %(product)s" if question.product else ""


def in_two_levels() -> Sequence[tuple[ContactReason, Sequence[ContactReason]]]:
    """All reasons, retired ones too, as the list shows them; one query."""
    rows = list(ContactReason.objects.order_by("position", "name"))
    below: Mapping[uuid.UUID, list[ContactReason]] = {row.pk: [] for row in rows}
    for row in rows:
        if row.parent_id:
            below[row.parent_id].append(row)
    return [(row, below[row.pk]) for row in rows if row.parent_id is None]
