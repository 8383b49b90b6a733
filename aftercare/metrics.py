"""Figures of the outbox for /metrics."""

from django.db import connection

from aftercare.outbox import states
from optics_crm.core.metrics import Figures, gauge


@gauge("optics_messages", "Messages per state", "state")
def messages() -> Figures:
    return {(state,): float(number) for state, number in states.counts().items()}


@gauge("optics_messages_due", "Messages that may leave now")
def due() -> Figures:
    return {(): _one("SELECT count(*) FROM aftercare_message WHERE state = 'queued' AND not_before <= app_now()")}


@gauge("optics_messages_stuck", "Claims whose lease ran out more than two minutes ago")
def stuck() -> Figures:
    return {
        (): _one("SELECT count(*) FROM aftercare_sending WHERE lease_until < clock_timestamp() - interval '2 minutes'")
    }


@gauge("optics_messages_without_receipt", "Messages accepted more than 72 hours ago of which nothing was heard")
def silent() -> Figures:
    return {
        (): _one(
            """SELECT count(*) FROM aftercare_message WHERE state = 'accepted' AND accepted_at BETWEEN
               app_now() - interval '30 days' AND app_now() - interval '72 hours'"""
        )
    }


def _one(sql: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return float(cursor.fetchone()[0])
