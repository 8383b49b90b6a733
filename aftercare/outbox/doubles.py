"""After two dossiers turned out to be one person: what waits for both goes once.

An occasion follows its purchase and its phone and cannot go twice to one number; a person on two numbers can be greeted
twice or get more advertising than the cap allows. The most important message stays, what has left already counts.
"""

import uuid
from collections.abc import Collection

from aftercare.outbox import cancel, rules
from aftercare.outbox.arrays import plain
from customers.identity.state import selves_of

# what went, or waits to go, to everybody who is this person now; what ended without reaching anybody does not count
_MESSAGES = """
    FROM aftercare_message m JOIN customers_person p ON p.id = m.person_id
    LEFT JOIN aftercare_campaignrun u ON u.id = m.run_id LEFT JOIN aftercare_campaignversion v ON v.id = u.version_id
    WHERE m.person_id = ANY(%(people)s::uuid[]) AND m.campaign_id IS NOT NULL
      AND m.state NOT IN ('cancelled', 'expired', 'failed')
"""

_FIRST = "ORDER BY (m.state <> 'queued') DESC, m.priority, m.planned_at, m.id"

_DOUBLE_GREETINGS = f"""
    SELECT id FROM (
        SELECT m.id, m.state, row_number() OVER (
                   PARTITION BY coalesce(p.merged_into_id, p.id), m.campaign_id, split_part(m.occasion, ':', 2) {_FIRST}
               ) AS place
        {_MESSAGES} AND m.occasion LIKE 'birthday:%%'
    ) ranked WHERE place > 1 AND state = 'queued'
"""

_OVER_THE_CAP = f"""
    SELECT id FROM (
        SELECT m.id, m.state, v.cap_messages,
               row_number() OVER (PARTITION BY coalesce(p.merged_into_id, p.id) {_FIRST}) AS place
        {_MESSAGES} AND m.traffic_class = 'advertising' AND v.cap_days > 0
          AND m.planned_at > (SELECT app_now()) - make_interval(days => v.cap_days)
    ) ranked WHERE place > cap_messages AND state = 'queued'
"""


def cancel_doubles(people: Collection[uuid.UUID]) -> int:
    """Takes back what these people would get twice or too often; returns how many messages."""
    everybody = {"people": plain(selves_of(people))}
    greetings = [row[0] for row in rules.ask(_DOUBLE_GREETINGS, everybody)]
    cancelled = cancel.cancel_messages(greetings, "duplicate") if greetings else 0
    too_many = [row[0] for row in rules.ask(_OVER_THE_CAP, everybody)]
    return cancelled + (cancel.cancel_messages(too_many, "cap_person") if too_many else 0)
