"""The counts of a day: how many cards of each salon, written by each author, break which rule. Set-based."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import connection, transaction

from customers.identity.health.flaws import ANY, FLAWS, rules
from customers.identity.health.relations import each_rule, parameters
from customers.models import HealthCount
from optics_crm.core import clock

FIRST_MONTHS = 12  # how far back the first count of an installation looks
EARLIEST_HOUR = 3

LOCK = "SELECT pg_advisory_xact_lock(hashtext('customers.base_health'))"
# the day on which the source wrote the card; the author by the source's own id
PLACED = """CREATE TEMP TABLE placed ON COMMIT DROP AS
    SELECT c.id, c.home_salon_id AS salon, e.id AS author, coalesce(c.source_created_at, c.created_at)::date AS since
      FROM customers_card c
      LEFT JOIN LATERAL (SELECT id FROM core_employee WHERE guid = c.source_created_by ORDER BY id LIMIT 1) e
             ON c.source_created_by IS NOT NULL
     WHERE c.deleted_at IS NULL"""
COUNTED = f"""
WITH wrong AS (
    SELECT DISTINCT card_id, '{ANY}' AS rule FROM flawed WHERE rule = ANY(%(serious)s)
    UNION ALL SELECT card_id, rule FROM flawed
),
broken AS (
    SELECT d.day, w.rule, p.salon, p.author, count(*) AS flawed
      FROM wrong w JOIN placed p ON p.id = w.card_id JOIN unnest(%(days)s::date[]) AS d(day) ON p.since <= d.day
     GROUP BY 1, 2, 3, 4
),
whole AS (
    SELECT d.day, p.salon, p.author, count(*) AS cards
      FROM placed p JOIN unnest(%(days)s::date[]) AS d(day) ON p.since <= d.day GROUP BY 1, 2, 3
)
INSERT INTO customers_healthcount (day, rule, salon_id, author_id, cards, flawed)
SELECT w.day, r.rule, w.salon, w.author, w.cards, coalesce(b.flawed, 0)
  FROM whole w CROSS JOIN (SELECT DISTINCT rule FROM wrong UNION SELECT '{ANY}') AS r(rule)
  LEFT JOIN broken b ON b.day = w.day AND b.rule = r.rule AND b.salon IS NOT DISTINCT FROM w.salon
        AND b.author IS NOT DISTINCT FROM w.author
 WHERE r.rule = '{ANY}' OR b.flawed > 0
"""
# what is over keeps its salons; who wrote the cards is asked of the newest day only
FOLD = """
WITH gone AS (DELETE FROM customers_healthcount WHERE day < %(day)s AND author_id IS NOT NULL RETURNING *)
INSERT INTO customers_healthcount (day, rule, salon_id, author_id, cards, flawed)
SELECT day, rule, salon_id, NULL, sum(cards), sum(flawed) FROM gone GROUP BY 1, 2, 3
ON CONFLICT ON CONSTRAINT health_count_once
DO UPDATE SET cards = customers_healthcount.cards + excluded.cards,
              flawed = customers_healthcount.flawed + excluded.flawed
"""

# once about a card: who was told that it is right is not asked again
ASK_SPLIT = """
INSERT INTO customers_proposal (id, card_a_id, kind, score, reasons, status, source, proposed_at)
SELECT app_uuid7(), f.card_id, 'split', 0, array_agg(f.rule ORDER BY f.rule), 'open', 'scan', app_now()
  FROM flawed f WHERE f.rule = ANY(%(rules)s)
   AND NOT EXISTS (SELECT FROM customers_proposal q WHERE q.card_a_id = f.card_id AND q.kind = 'split')
 GROUP BY f.card_id
"""


def is_due() -> bool:
    """Whether today still has to be counted: once a day from three in the morning on, at once if nothing was."""
    now = clock.now().astimezone(clock.zone_of(None))
    newest = _newest()
    return newest is None or (newest < now.date() and now.hour >= EARLIEST_HOUR)


def days_to_count() -> list[dt.date]:
    """Today; before the first count of all also the first of each of the last months, by the cards that there were."""
    today = clock.today()
    if _newest() is not None:
        return [today]
    month = today.replace(day=1)
    return sorted({clock.months_after(month, -back) for back in range(FIRST_MONTHS)} | {today})


def _newest() -> dt.date | None:
    return HealthCount.objects.order_by("-day").values_list("day", flat=True).first()


@transaction.atomic
def count_days(days: Sequence[dt.date], report: Callable[[int, int], object] | None = None) -> None:
    """Writes the counts of these days anew, by the cards that sources had written by then, as they stand now.

    Cards that seem to hold several people become questions of the review queue.
    """
    flaws = rules()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(LOCK)
        cursor.execute("DROP TABLE IF EXISTS flawed, placed")
        cursor.execute("CREATE TEMP TABLE flawed (card_id uuid, rule text) ON COMMIT DROP")
        for number, one in enumerate(flaws):
            if report:
                report(number, len(flaws) + 1)
            cursor.execute(f"INSERT INTO flawed {each_rule([one])}", parameters([one], clock.today()))
        cursor.execute(PLACED)
        cursor.execute("ANALYZE flawed; ANALYZE placed")
        cursor.execute("DELETE FROM customers_healthcount WHERE day = ANY(%s)", [list(days)])
        serious = [one.key for one in FLAWS if one.is_serious]
        cursor.execute(COUNTED, {"days": list(days), "serious": serious})
        cursor.execute(FOLD, {"day": max(days)})
        cursor.execute(ASK_SPLIT, {"rules": [one.key for one in FLAWS if one.asks_split]})
        cursor.execute("DROP TABLE flawed, placed")
