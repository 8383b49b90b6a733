"""Taking messages back: what has not been handed over yet stops in the transaction that takes its reason away."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import connection

from aftercare.outbox import rules

# rows are locked in the order in which the marks lock them; whoever is first wins, the other sees what it did
_CANCEL = f"""
    WITH waiting AS MATERIALIZED (
        SELECT m.id FROM aftercare_message m
        WHERE (m.state = 'queued' OR (m.state = 'leased' AND m.submitted_at IS NULL)) AND {{scope}}
        ORDER BY m.id FOR UPDATE OF m
    ), judged AS (
        SELECT m.id, {{reason}} AS reason FROM waiting JOIN aftercare_message m ON m.id = waiting.id {rules.RECIPIENT}
    )
    UPDATE aftercare_message m SET state = 'cancelled', reason = j.reason, fence = m.fence + 1,
           claimed_by = '', lease_until = NULL
    FROM judged j WHERE m.id = j.id AND j.reason IS NOT NULL RETURNING m.id
"""

_OF_PEOPLE = "m.person_id = ANY(%(people)s::uuid[])"
_OF_CARDS = """m.campaign_id IS NOT NULL AND m.card_id IN (
    SELECT other.id FROM customers_card own JOIN customers_card other ON other.person_id = own.person_id
    WHERE own.id = ANY(%(cards)s::uuid[]))"""

_EXIT = """
    UPDATE aftercare_enrolment e SET state = 'exited', exited_at = (SELECT app_now()), exit_reason = m.reason
    FROM aftercare_message m
    WHERE m.id = ANY(%(messages)s::uuid[]) AND e.campaign_id = m.campaign_id AND e.occasion = m.occasion
      AND e.state = 'active'
"""


def cancel_forbidden(people: Collection[uuid.UUID]) -> int:
    """After a consent was taken back: stops what these people may not get any more; returns how many messages."""
    sql = _CANCEL.format(scope=_OF_PEOPLE, reason=rules.FORBIDDEN)
    return _end_enrolments(_run(sql, {"people": [str(one) for one in people]}))


def cancel_bought(cards: Collection[uuid.UUID]) -> int:
    """After purchases: stops reminders whose purpose they met, and ends their enrolments."""
    sql = _CANCEL.format(scope=_OF_CARDS, reason=f"CASE WHEN {rules.BOUGHT} THEN 'bought_already' END")
    return _end_enrolments(_run(sql, {"cards": [str(one) for one in cards], **rules.exits()}))


def cancel_campaign(campaign: uuid.UUID) -> int:
    """After a campaign was stopped: nothing of it leaves any more."""
    sql = _CANCEL.format(scope="m.campaign_id = %(campaign)s", reason="'stopped'")
    return len(_run(sql, {"campaign": str(campaign)}))


def _end_enrolments(stopped: list[uuid.UUID]) -> int:
    """The enrolments of messages that were taken back end for the same reason; returns how many messages."""
    if stopped:
        rules.run(_EXIT, {"messages": [str(one) for one in stopped]})
    return len(stopped)


def _run(sql: str, params: dict[str, Any]) -> list[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]
