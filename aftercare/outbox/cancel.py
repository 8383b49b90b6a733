"""Taking messages back: what has not been handed over yet stops in the transaction that takes its reason away."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction

from aftercare.outbox import arrays, riders, rules
from customers.identity.state import selves_of

_OF_PEOPLE = "m.person_id = ANY(%(people)s::uuid[])"
_OF_CARDS = """m.campaign_id IS NOT NULL AND m.card_id IN (
    SELECT other.id FROM customers_card own JOIN customers_card other ON other.person_id = own.person_id
    WHERE own.id = ANY(%(cards)s::uuid[]))"""

# Whoever is first at a row wins, the other sees what it did. Messages are locked first, as everybody locks them: from
# here on nobody claims them; then, seen afresh, those of them that are on their way out.
_HOLD = """
    SELECT array_agg(id)::text FROM (
        SELECT m.id FROM aftercare_message m WHERE m.state = 'queued' AND {scope} ORDER BY m.id FOR UPDATE OF m) held
"""
_CANCEL = f"""
    WITH judged AS MATERIALIZED (
        SELECT m.id, {{reason}} AS reason FROM unnest(%(held)s::uuid[]) AS held(id)
        JOIN aftercare_message m ON m.id = held.id {rules.RECIPIENT}
    ), unmarked AS MATERIALIZED (
        SELECT g.message_id FROM judged j JOIN aftercare_sending g ON g.message_id = j.id
        WHERE j.reason IS NOT NULL AND g.submitted_at IS NULL ORDER BY g.message_id FOR UPDATE OF g
    ), gone AS (
        DELETE FROM aftercare_sending WHERE message_id = ANY(ARRAY(SELECT message_id FROM unmarked))
        RETURNING message_id
    )
    UPDATE aftercare_message m SET state = 'cancelled', reason = j.reason, fence = m.fence + 1
    FROM judged j
    WHERE m.id = j.id AND j.reason IS NOT NULL
      AND (EXISTS (SELECT FROM gone WHERE gone.message_id = m.id)
           OR NOT EXISTS (SELECT FROM aftercare_sending g WHERE g.message_id = m.id))
    RETURNING m.id
"""

_EXIT = """
    UPDATE aftercare_enrolment e SET state = 'exited', exited_at = (SELECT app_now()), exit_reason = m.reason
    FROM aftercare_message m
    WHERE m.id = ANY(%(messages)s::uuid[]) AND e.campaign_id = m.campaign_id AND e.occasion = m.occasion
      AND e.state = 'active'
"""


def cancel_forbidden(people: Collection[uuid.UUID]) -> int:
    """After a consent was taken back: stops what these people may not get any more; returns how many messages.

    Messages to somebody merged into one of them are theirs.
    """
    everybody = arrays.plain(selves_of(people))
    return _end_enrolments(_cancel(_OF_PEOPLE, rules.FORBIDDEN, {"people": everybody}))


def cancel_messages(ids: Collection[uuid.UUID], reason: str) -> int:
    """Takes these messages back, those that have not been handed over, for one of the reasons of the fixed list."""
    words = {"ids": arrays.plain(ids), "reason": reason}
    return _end_enrolments(_cancel("m.id = ANY(%(ids)s::uuid[])", "%(reason)s::text", words))


def cancel_bought(cards: Collection[uuid.UUID]) -> int:
    """After purchases: stops reminders whose purpose they met, and ends their enrolments; riders travel on."""
    reason = f"CASE WHEN {rules.BOUGHT} THEN 'bought_already' END"
    params = {"cards": arrays.plain(cards), **rules.exits()}
    with transaction.atomic(savepoint=False):  # its failure fails the purchase, there is nothing to go back to
        [(held,)] = rules.ask(_HOLD.format(scope=_OF_CARDS), params)
        if held is None:
            return 0
        riders.lighten(held)
        return _end_enrolments(_cancel(_OF_CARDS, reason, params))


def cancel_campaign(campaign: uuid.UUID) -> int:
    """After a campaign was stopped: nothing of it leaves any more."""
    return len(_cancel("m.campaign_id = %(campaign)s", "'stopped'", {"campaign": str(campaign)}))


def _end_enrolments(stopped: list[uuid.UUID]) -> int:
    """The enrolments of messages that were taken back end for the same reason; returns how many messages."""
    if stopped:
        rules.run(_EXIT, {"messages": arrays.plain(stopped)})
    return len(stopped)


def _cancel(scope: str, reason: str, params: dict[str, Any]) -> list[uuid.UUID]:
    with transaction.atomic():
        [(held,)] = rules.ask(_HOLD.format(scope=scope), params)
        if held is None:
            return []
        return [row[0] for row in rules.ask(_CANCEL.format(reason=reason), {**params, "held": held})]
