"""Dispatch: claim and send messages to a null gateway with the ledger kept, one worker.

The baseline is the shape that bulk mailers have: a cursor over the recipients in batches of 1000 and a checkpoint after
each, no row per message; it forgets who was written to when it dies. The limit is one UPDATE of as many rows.
"""

from typing import Any

from django.db import connection, transaction

from aftercare.channels import PROVIDERS
from aftercare.channels.base import Outgoing
from aftercare.models import Campaign, Message
from aftercare.outbox import links, pump
from aftercare.templates_grammar import render
from optics_crm.core.bench import BenchData, Figure, bench, stopwatch

MESSAGES = 100_000
BATCH = 1000

_PLANT = """
    INSERT INTO aftercare_message (campaign_id, step_id, variant_id, occasion, occasions, person_id, card_id, phone_id,
                                   channel, address, traffic_class, priority, params, parts, not_before, expires_at)
    SELECT s.campaign_id, s.step_id, s.variant_id, o.occasion, ARRAY[o.occasion], p.id, p.oldest_card, t.id, 'sms',
           t.number, 'advertising', 30, %(params)s, 2, app_now() - interval '1 minute', app_now() + interval '2 days'
    FROM (SELECT c.id AS campaign_id, s.id AS step_id, v.id AS variant_id FROM aftercare_campaign c
          JOIN aftercare_campaignversion w ON w.campaign_id = c.id AND w.status = 'approved'
          JOIN aftercare_step s ON s.version_id = w.id JOIN aftercare_variant v ON v.step_id = s.id
          WHERE c.key = 'annual_check' LIMIT 1) s,
         generate_series(1, %(times)s) AS again,
         (SELECT * FROM customers_person WHERE consent_ads AND NOT opted_out AND deceased_on IS NULL
             AND oldest_card IS NOT NULL LIMIT %(people)s) p
         JOIN customers_phone t ON t.id = p.main_phone_id AND t.is_mobile AND NOT t.is_foreign
                               AND t.refused_at IS NULL AND t.unreachable_at IS NULL,
         LATERAL (SELECT format('purchase:%%s:annual_check', md5(p.id::text || again)::uuid) AS occasion) o
    LIMIT %(count)s
"""
PARAMS = '{"имя": "Мария Ивановна", "салон": "Оптика", "адрес": "ул. Ленина, 24", "телефон": "+7 343 200-10-20"}'


@bench("dispatch")
def dispatch(data: BenchData) -> list[Figure]:
    """The same messages three times: cursor, outbox, one statement."""
    plant(data)
    with stopwatch() as naive:
        walked = cursor_drain()
    with stopwatch() as ours:
        sent = pump.drain(3600, route=lambda channel: PROVIDERS.get("null"))
    data.empty("aftercare_message", "aftercare_sending")
    plant(data)
    with stopwatch() as limit:
        updated = one_update()
    data.empty("aftercare_message", "aftercare_sending")
    figure = Figure(
        "dispatch",
        n=sent,
        seconds=ours.seconds,
        baseline="cursor",
        baseline_seconds=naive.seconds,
        baseline_n=walked,
        limit="UPDATE",
        limit_seconds=limit.seconds * sent / updated,
    )
    return [figure]


def plant(data: BenchData) -> None:
    """Queues the messages, to be sent at once."""
    count = data.scaled(MESSAGES)
    values: dict[str, Any] = {"count": count, "people": count * 2, "times": 3, "params": PARAMS}
    with connection.cursor() as cursor:
        cursor.execute(_PLANT, values)
        cursor.execute("VACUUM (ANALYZE) aftercare_message")


def cursor_drain() -> int:
    """Rows in the order of their key, a checkpoint after each batch; returns how many were sent."""
    gateway = PROVIDERS.get("null")
    campaign = Campaign.objects.get(key="annual_check")
    rows = Message.objects.select_related("variant", "person").order_by("pk")
    sent, last = 0, None
    while batch := list((rows.filter(pk__gt=last) if last else rows)[:BATCH]):
        gateway.send([_outgoing(row) for row in batch])
        last = batch[-1].pk
        sent += len(batch)
        campaign.save(update_fields=["updated_at"])  # the checkpoint
    return sent


def _outgoing(row: Message) -> Outgoing:
    url = links.url_of(links.token_of(row.pk))
    text = render(row.variant.text if row.variant else row.text, {**row.params, "отписка": url})
    return Outgoing(row.pk.hex, row.channel, row.address, text, row.expires_at)


def one_update() -> int:
    """What the machine can do at most: the state of every message changed by one statement."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE aftercare_message SET state = 'accepted', accepted_at = (SELECT app_now())")
        return int(cursor.rowcount)
