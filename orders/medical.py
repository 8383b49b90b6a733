"""Medical glasses: the one home of the predicate, and of the free-service right that follows it.

A purchase is medical glasses on a day D when it is a posted sale with a spectacle lens, `medical_on <= D`,
and no return had taken its last lens by D. Stages, entitlements, campaigns and reports ask this module or
the three columns it keeps.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import connection, transaction

from optics_crm.core.sync.tables import uuid_array
from orders.models import Purchase
from orders.moments import PURCHASES_CHANGED

SERVICE_YEARS = 2


def is_medical(purchase: Purchase, day: dt.date) -> bool:
    """Whether the purchase is medical glasses on that day."""
    if purchase.medical_on is None or purchase.medical_on > day:
        return False
    return purchase.medical_until is None or purchase.medical_until > day


def medical_sql(alias: str, day: str) -> str:
    """The same in SQL: `alias` names a row of orders_purchase, `day` is an expression of type date."""
    return f"({alias}.medical_on <= {day} AND ({alias}.medical_until IS NULL OR {alias}.medical_until > {day}))"


def day_of_fresh_sale(sold_on: dt.date, handed_over_on: dt.date | None) -> dt.date:
    """`medical_on` of a posted sale with a spectacle lens that is just born: nobody can have returned it yet."""
    return handed_over_on or sold_on


SALES = """
WITH sale AS (
    SELECT p.* FROM orders_purchase p WHERE p.kind = 'sale' AND p.id IN (
        SELECT unnest(%(ids)s::uuid[])
        UNION SELECT r.return_of_id FROM orders_purchase r
               WHERE r.id = ANY(%(ids)s::uuid[]) AND r.return_of_id IS NOT NULL)
)
"""

# a statement of its own: the next one sees what another return of the sale, or its new lines, has made of it meanwhile
LOCK = f"{SALES} SELECT id FROM orders_purchase WHERE id IN (SELECT id FROM sale) ORDER BY id FOR NO KEY UPDATE"

# a return counts from its own day; a line is gone on the day by which all of its quantity has come back
SPANS = f"""{SALES},
sold AS (
    SELECT l.purchase_id, l.line_no, l.qty, coalesce(nullif(l.category, ''), g.category) = 'spectacle_lens' AS is_lens
      FROM sale JOIN orders_purchaseline l ON l.purchase_id = sale.id LEFT JOIN orders_product g ON g.id = l.product_id
),
back AS (
    SELECT r.return_of_id AS purchase_id, l.line_no, r.sold_on AS day,
           sum(abs(l.qty)) OVER (PARTITION BY r.return_of_id, l.line_no ORDER BY r.sold_on) AS total
      FROM sale JOIN orders_purchase r ON r.return_of_id = sale.id AND r.kind = 'return' AND r.is_posted
                                      AND r.deleted_at IS NULL
      JOIN orders_purchaseline l ON l.purchase_id = r.id
),
gone AS (
    SELECT s.purchase_id, s.line_no, s.is_lens, min(b.day) AS day
      FROM sold s LEFT JOIN back b ON b.purchase_id = s.purchase_id AND b.line_no = s.line_no AND b.total >= s.qty
     GROUP BY s.purchase_id, s.line_no, s.is_lens
),
span AS (
    SELECT sale.id, sale.is_posted AND sale.deleted_at IS NULL AS counts,
           coalesce(bool_or(g.is_lens), false) AS has_lens,
           CASE WHEN bool_and(g.day IS NOT NULL) FILTER (WHERE g.is_lens) THEN max(g.day) FILTER (WHERE g.is_lens) END
               AS last_lens_gone,
           CASE WHEN bool_and(g.day IS NOT NULL) THEN max(g.day) END AS all_gone
      FROM sale LEFT JOIN gone g ON g.purchase_id = sale.id GROUP BY sale.id, counts
),
fresh AS (
    SELECT span.id,
           CASE WHEN counts AND has_lens THEN coalesce(p.handed_over_on, p.sold_on) END AS medical_on,
           CASE WHEN counts AND has_lens THEN last_lens_gone END AS medical_until,
           CASE WHEN counts THEN all_gone END AS gone_on
      FROM span JOIN orders_purchase p USING (id)
)
UPDATE orders_purchase p SET medical_on = f.medical_on, medical_until = f.medical_until, gone_on = f.gone_on
  FROM fresh f
 WHERE p.id = f.id
   AND (p.medical_on, p.medical_until, p.gone_on) IS DISTINCT FROM (f.medical_on, f.medical_until, f.gone_on)
"""

# OFFSET 0 keeps the clock a subquery of its own, read once and not for every row
GRANT = f"""{SALES}
INSERT INTO orders_serviceentitlement (purchase_id, starts_on, ends_on, void_on, created_at, updated_at)
SELECT id, medical_on, (medical_on + interval '{SERVICE_YEARS} years')::date, medical_until, app.at, app.at
  FROM sale, (SELECT app_now() AS at OFFSET 0) app
 WHERE medical_on IS NOT NULL
ON CONFLICT (purchase_id) DO UPDATE
   SET starts_on = excluded.starts_on, ends_on = excluded.ends_on, void_on = excluded.void_on, updated_at =
   app_now()
 WHERE (orders_serviceentitlement.starts_on, orders_serviceentitlement.ends_on, orders_serviceentitlement.void_on)
       IS DISTINCT FROM (excluded.starts_on, excluded.ends_on, excluded.void_on)
"""

GRANT_FRESH = f"""
INSERT INTO orders_serviceentitlement (purchase_id, starts_on, ends_on, created_at, updated_at)
SELECT id, medical_on, (medical_on + interval '{SERVICE_YEARS} years')::date, app.at, app.at
  FROM orders_purchase, (SELECT app_now() AS at OFFSET 0) app WHERE id = ANY(%s::uuid[])
"""

REVOKE = f"""{SALES}
DELETE FROM orders_serviceentitlement e USING sale
 WHERE e.purchase_id = sale.id AND sale.medical_on IS NULL
   AND NOT EXISTS (SELECT 1 FROM orders_entitlementuse u WHERE u.entitlement_id = e.id)
"""

# a right that was used stays as a fact, but gives nothing any more
VOID_USED = f"""{SALES}
UPDATE orders_serviceentitlement e SET void_on = e.starts_on, updated_at = app_now() FROM sale
 WHERE e.purchase_id = sale.id AND sale.medical_on IS NULL AND e.void_on IS DISTINCT FROM e.starts_on
"""

# a part that came back moves no span and yet lowers what was spent; the return may lie on another card, or on none
REACHED = f"""{SALES}
SELECT DISTINCT card_id FROM sale WHERE id <> ALL(%(ids)s::uuid[]) AND card_id IS NOT NULL
"""


def grant_fresh(sales: Collection[uuid.UUID]) -> None:
    """The free-service right of sales that were born as medical glasses in this transaction."""
    if sales:
        with connection.cursor() as cursor:
            cursor.execute(GRANT_FRESH, [uuid_array(sales)])


@transaction.atomic
def refresh(purchase_ids: Collection[uuid.UUID]) -> None:
    """Recomputes `medical_on`, `medical_until`, `gone_on` and the entitlements, set-based.

    Works on the given sales and on the sales that the given returns refer to (by `return_of`, resolved
    beforehand). A return that moves to another sale is passed together with the sale it left. The doors say
    `PURCHASES_CHANGED` for the purchases they write; for sales reached through their returns it happens here.
    """
    if not purchase_ids:
        return
    ids = uuid_array(set(purchase_ids))
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"ids": ids})
        cursor.execute(SPANS, {"ids": ids})
        for statement in (GRANT, REVOKE, VOID_USED):
            cursor.execute(statement, {"ids": ids})
        cursor.execute(REACHED, {"ids": ids})
        reached = {card for (card,) in cursor.fetchall()}
    PURCHASES_CHANGED.happen(reached)
