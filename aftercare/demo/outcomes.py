"""What became of the messages of a day that is over: delivered, failed, answered with an unsubscription."""

import datetime as dt
import uuid
from decimal import Decimal
from hashlib import md5
from typing import Any

from django.db import connection
from psycopg2.extras import execute_values

from aftercare.models import Message
from aftercare.outbox.texts import rendered
from customers.consents import Act, record_bulk
from customers.golden import refresh_people

# shares per 10,000, one after the other
OUTCOMES = (
    (9300, "delivered", ""),
    (9700, "failed", "undelivered"),
    (9800, "expired", "no_receipt"),
    (10_000, "accepted", ""),
)
UNSUBSCRIBES = 70
PROVIDER = "sandbox"

RECORD = """
UPDATE aftercare_message m SET state = v.state, reason = v.reason, text = v.text, parts = v.parts, cost = v.cost,
       link_hash = v.link_hash, provider = %(provider)s, provider_id = v.number, fence = 1, attempt = 1,
       submitted_at = v.sent, accepted_at = v.sent,
       delivered_at = CASE WHEN v.state = 'delivered' THEN v.sent + interval '12 seconds' END
  FROM (VALUES %s) AS v(id, state, reason, text, parts, cost, link_hash, number, sent) WHERE m.id = v.id
"""
RECEIPTS = """
INSERT INTO aftercare_deliveryevent (provider, provider_id, status, message_id, at, payload)
SELECT provider, provider_id, state, id, delivered_at, '{}' FROM aftercare_message
 WHERE run_id IN (SELECT id FROM aftercare_campaignrun WHERE day = %s) AND state = 'delivered'
ON CONFLICT DO NOTHING
"""
TEMPLATE = "(%s::uuid, %s::text, %s::text, %s::text, %s::int, %s::numeric, %s::text, %s::text, %s::timestamptz)"


def settle(day: dt.date) -> None:
    """Gives every message of the day's runs its outcome; the texts are those that would have left."""
    waiting = Message.objects.filter(run__day=day, state="queued").select_related("variant").order_by("occasion")
    rows = [_row(message) for message in waiting]
    if not rows:
        return
    with connection.cursor() as cursor:
        statement = RECORD.replace("%(provider)s", f"'{PROVIDER}'")
        execute_values(cursor.cursor, statement, rows, TEMPLATE, page_size=500)
        cursor.execute(RECEIPTS, [day])
    _unsubscribe(day)


def luck(word: str, occasion: str) -> int:
    """A number below 10,000 that an occasion always draws."""
    return int(md5(f"{word}{occasion}".encode(), usedforsecurity=False).hexdigest()[:7], 16) % 10_000


def _row(message: Message) -> tuple[Any, ...]:
    state, reason = next((s, r) for share, s, r in OUTCOMES if luck("outcome", message.occasion) < share)
    words = rendered(
        message.pk,
        message.variant.text if message.variant else message.text,
        message.params,
        channel=message.channel,
        traffic_class=message.traffic_class,
        wants_link=message.traffic_class == "advertising",
        is_template=message.variant is not None,
    )
    number = f"h{message.pk.hex[-16:]}"
    sent = message.not_before + dt.timedelta(seconds=luck("sent", message.occasion) % 240)
    cost: Decimal = words.cost
    return (message.pk, state, reason, words.text, words.parts, cost, words.link_hash, number, sent)


def _unsubscribe(day: dt.date) -> None:
    sent = Message.objects.filter(run__day=day, state="delivered", traffic_class="advertising").order_by("occasion")
    gone: dict[uuid.UUID, Act] = {}
    for message in sent.only("occasion", "person_id", "accepted_at"):
        if luck("leaves", message.occasion) < UNSUBSCRIBES and message.accepted_at:
            card = message.person.oldest_card
            if card:
                at = message.accepted_at + dt.timedelta(minutes=20)
                gone[card] = Act(card=card, purpose="ads", status="withdrawn", at=at, method="link")
    refresh_people(record_bulk(list(gone.values())))
