"""Sales of other books that were paid with certificates: each code is used once, a second time is told and listed."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from optics_crm.core import news
from optics_crm.core.permissions import salon_scope
from optics_crm.core.sync.kinds import Batch, Work
from optics_crm.core.sync.tables import ask, uuid_array
from orders import events
from orders.certificates import spell

CODE = "upper(translate({row}.certificate_code, '- ', ''))"
SALE = "{row}.kind = 'sale' AND {row}.is_posted AND {row}.deleted_at IS NULL"
# one that a salon had marked at the desk finds its sale here; of sales that race for a code one gets it
PAID_WITH = f"""
UPDATE orders_certificate c
   SET status = 'used', used_on = coalesce(c.used_on, p.sold_on), used_in_id = p.id,
       used_salon_id = coalesce(c.used_salon_id, p.salon_id), updated_at = app_now()
  FROM orders_payment y JOIN orders_purchase p ON p.id = y.purchase_id
 WHERE p.id = ANY(%s::uuid[]) AND {SALE.format(row="p")} AND y.certificate_code <> ''
   AND c.code = {CODE.format(row="y")} AND c.status IN ('issued', 'used') AND c.used_in_id IS NULL
RETURNING c.id, c.card_id
"""
# of these sales those whose code is another sale's: the certificate says whose, of a code that is none of ours the
# earlier one
SECOND = f"""
SELECT DISTINCT p.id, y.certificate_code FROM orders_payment y
  JOIN orders_purchase p ON p.id = y.purchase_id
  LEFT JOIN orders_certificate c ON c.code = {CODE.format(row="y")}
 WHERE p.id = ANY(%s::uuid[]) AND {SALE.format(row="p")} AND y.certificate_code <> ''
   AND CASE WHEN c.id IS NOT NULL THEN c.used_in_id <> p.id
       ELSE EXISTS (SELECT 1 FROM orders_payment o JOIN orders_purchase q ON q.id = o.purchase_id
                     WHERE {CODE.format(row="o")} = {CODE.format(row="y")} AND o.certificate_code <> ''
                       AND q.id <> p.id AND (q.sold_at, q.id) < (p.sold_at, p.id) AND {SALE.format(row="q")}) END
"""
TWICE = f"""
WITH paid AS (
    SELECT {CODE.format(row="y")} AS code, p.id, p.number, p.sold_on, p.sold_at, p.salon_id, sum(y.amount) AS amount
      FROM orders_payment y JOIN orders_purchase p ON p.id = y.purchase_id
     WHERE y.certificate_code <> '' AND {SALE.format(row="p")} GROUP BY 1, p.id),
twice AS (
    SELECT code, max(sold_at) AS latest FROM paid GROUP BY code HAVING count(*) > 1
       AND (%(salon)s::uuid IS NULL OR bool_or(salon_id = %(salon)s::uuid)) ORDER BY latest DESC LIMIT %(limit)s)
SELECT paid.code, paid.number, paid.sold_on, s.name, paid.amount FROM twice JOIN paid USING (code)
  JOIN core_salon s ON s.id = paid.salon_id ORDER BY twice.latest DESC, paid.code, paid.sold_at
"""
SHOWN = 30


@dataclass(frozen=True)
class PaidTwice:
    """One of the sales that were paid with the same code; `amount` in roubles is what the code paid."""

    code: str
    number: str
    day: date
    salon: str
    amount: Decimal


@transaction.atomic
def mark_paid_with(purchases: Collection[uuid.UUID], *, origin: str = "", quiet: bool = False) -> int:
    """Marks the certificates that paid for these purchases as used, set-based, and says so; returns how many."""
    if not purchases:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(PAID_WITH, [uuid_array(purchases)])
        used = cursor.fetchall()
    if used:
        ids = {"certificate": [row for row, _card in used], "card": [card for _row, card in used if card]}
        news.say(events.CERTIFICATE_USED, ids, origin=origin, quiet=quiet)
    return len(used)


def settle(works: Sequence[Work[Any]], batch: Batch) -> None:
    """Uses the codes that paid for purchases of a batch; a sale whose code had paid for another gets a warning."""
    paid = {work.id: work for work in works if any(one.certificate_code for one in work.data.payments or ())}
    if not paid:
        return
    mark_paid_with(paid, origin=batch.client.source, quiet=batch.is_history)
    for row, code in ask(SECOND, [uuid_array(paid)]):
        paid[row].warnings.append(_warning(paid[row], code))


def _warning(work: Work[Any], code: str) -> dict[str, Any]:
    place = next(n for n, one in enumerate(work.data.payments) if one.certificate_code == code)
    words = _("The certificate %(code)s has paid for another sale already. The sale is taken as it is.")
    pointer = f"/payments/{place}/certificate_code"
    return {"code": "certificate_used_twice", "pointer": pointer, "message": words % {"code": code}}


def used_twice(user: Any) -> list[PaidTwice]:
    """The sales of codes that paid more than once, the latest codes first; a salon's user sees those of the salon."""
    salon = salon_scope(user)
    rows = ask(TWICE, {"salon": str(salon) if salon else None, "limit": SHOWN})
    return [PaidTwice(spell(code), number, day, name, amount) for code, number, day, name, amount in rows]
