"""What people may call about at this moment, as the base knows it: for each reason some people who have it."""

import random
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection

from optics_crm.core import clock

MOST = 4000  # of one reason: more people are not needed for a day
CARDS = "FROM {} JOIN customers_card ca ON ca.id = t.card_id WHERE ca.deleted_at IS NULL AND t.deleted_at IS NULL"
ORDER = CARDS.format("orders_order t")
TICKET = CARDS.format("contactcenter_ticket t") + " AND t.closed_at IS NULL"
APPOINTMENT = CARDS.format("customers_appointment t") + " AND t.status IN ('booked', 'confirmed')"
READY = "('ready', 'client_notified')"
LATE = "(t.stage_due_at < %(now)s AND NOT t.is_paused OR t.promised_on < %(today)s)"
MADE = (
    "('confirmed', 'prepaid', 'lens_ordered', 'lens_received', 'in_workshop', 'quality_check', 'picking', 'in_transit')"
)

# each: person ids
SUBJECTS: Mapping[str, str] = {
    "order_ready": f"SELECT ca.person_id {ORDER} AND t.status IN {READY}",
    "order_waits": f"SELECT ca.person_id {ORDER} AND t.status IN {MADE}",
    "ticket_late": f"SELECT ca.person_id {TICKET} AND t.stage NOT IN {READY} AND {LATE}",
    "ticket_open": f"SELECT ca.person_id {TICKET} AND t.stage NOT IN {READY} AND NOT {LATE}",
    "ticket_ready": f"SELECT ca.person_id {TICKET} AND t.stage IN {READY}",
    "appointment_soon": f"""SELECT ca.person_id {APPOINTMENT} AND t.starts_at > %(now)s
                             AND t.starts_on <= %(today)s::date + 2""",
    "appointment_later": f"SELECT ca.person_id {APPOINTMENT} AND t.starts_on > %(today)s::date + 2",
    "adaptation": f"""SELECT ca.person_id {CARDS.format("orders_purchase t")}
                       AND t.medical_on BETWEEN %(today)s::date - 14 AND %(today)s::date""",
    "called_in_vain": """SELECT f.person_id FROM customers_followup f WHERE f.status = 'open'
                          AND f.kind = 'callback' AND f.person_id IS NOT NULL""",
    "nothing": """SELECT ca.person_id FROM customers_card ca TABLESAMPLE SYSTEM (%(part)s)
                   WHERE ca.deleted_at IS NULL""",
}


def subjects(reasons: Mapping[str, float], rng: random.Random) -> dict[str, list[uuid.UUID]]:
    """People by reason, in an order of luck; reasons that nobody has are left out."""
    found: dict[str, list[uuid.UUID]] = {}
    told: dict[str, Any] = {"now": clock.now(), "today": clock.today(), "most": MOST, "part": _part()}
    with connection.cursor() as cursor:
        for reason in reasons:
            cursor.execute(f"SELECT DISTINCT person_id FROM ({SUBJECTS[reason]}) s LIMIT %(most)s", told)
            people = sorted(row[0] for row in cursor.fetchall())
            if people:
                rng.shuffle(people)
                found[reason] = people
    return found


def _part() -> float:
    """The share of pages (in %) that holds some thousands of cards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'customers_card'::regclass")
        cards = float(cursor.fetchone()[0])
    return 100.0 if cards < MOST * 2 else 100.0 * MOST * 2 / cards
