"""The steps and the promises of orders: rows that are only ever added, set-based."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from optics_crm.core.sync import tables

# a step that was told before stays as it was told first; where it came from is what the history says of that moment
ADD_STEPS = """
INSERT INTO orders_orderstatuschange (id, order_id, from_status, to_status, at, source, status_actor, actor_id, comment,
                                      stage_guid)
SELECT app_uuid7(), v.order_id, coalesce(nullif(v.before, ''), (
           SELECT h.to_status FROM orders_orderstatuschange h WHERE h.order_id = v.order_id AND h.at < v.at
             AND NOT h.is_void
            ORDER BY h.at DESC, h.id DESC LIMIT 1), ''),
       v.after, v.at, v.source, v.made_by, v.actor, v.comment, v.stage
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::uuid[], %s::text[],
              %s::uuid[]) WITH ORDINALITY v(order_id, before, after, at, source, made_by, actor, comment, stage, place)
 ORDER BY v.place ON CONFLICT DO NOTHING
"""
ADD_PROMISES = """
INSERT INTO orders_orderpromise (id, order_id, promised_on, said_at, source, actor_id, reason)
SELECT app_uuid7(), v.order_id, v.day, v.at, v.source, v.actor, v.reason
  FROM unnest(%s::uuid[], %s::date[], %s::timestamptz[], %s::text[], %s::uuid[], %s::text[])
       WITH ORDINALITY v(order_id, day, at, source, actor, reason, place)
 ORDER BY v.place
"""
# the newest promise counts; the first is what the client heard first, and is set once
COUNT_PROMISES = """
UPDATE orders_order o
   SET promised_on = (SELECT p.promised_on FROM orders_orderpromise p WHERE p.order_id = o.id
                       ORDER BY p.said_at DESC, p.id DESC LIMIT 1),
       first_promised_on = coalesce(o.first_promised_on, (
           SELECT p.promised_on FROM orders_orderpromise p WHERE p.order_id = o.id ORDER BY p.said_at, p.id LIMIT 1))
 WHERE o.id = ANY(%s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A status that an order came to; `before` is empty where the history knows it better."""

    order: uuid.UUID
    after: str
    at: dt.datetime
    before: str = ""
    source: str = ""
    made_by: str = ""
    actor: uuid.UUID | None = None
    comment: str = ""
    stage: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A day that the client was promised, and when that was said."""

    order: uuid.UUID
    day: dt.date
    at: dt.datetime
    source: str = ""
    actor: uuid.UUID | None = None
    reason: str = ""


def add_steps(steps: Sequence[Step]) -> None:
    """Writes steps of the way; a step that is known already, whoever told it, is not written twice."""
    if steps:
        rows = sorted(steps, key=lambda step: (step.at, step.order))
        columns = [
            [step.order for step in rows],
            [step.before for step in rows],
            [step.after for step in rows],
            [step.at for step in rows],
            [step.source for step in rows],
            [step.made_by for step in rows],
            [step.actor for step in rows],
            [step.comment[:300] for step in rows],
            [step.stage for step in rows],
        ]
        tables.ask(ADD_STEPS, columns)


VOID = """UPDATE orders_orderstatuschange SET is_void = true WHERE stage_guid = ANY(%s::uuid[]) AND NOT is_void
    RETURNING order_id"""


def take_back(stages: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Steps that their book takes back or corrects stay in the history and are void; returns their orders."""
    return {order for (order,) in tables.ask(VOID, [tables.uuid_array(stages)])}


def add_promises(promises: Sequence[Promise]) -> None:
    """Writes promises and lets the newest of each order count."""
    if promises:
        columns = [
            [one.order for one in promises],
            [one.day for one in promises],
            [one.at for one in promises],
            [one.source for one in promises],
            [one.actor for one in promises],
            [one.reason[:300] for one in promises],
        ]
        tables.ask(ADD_PROMISES, columns)
        count_promises({one.order for one in promises})


def count_promises(orders: Collection[uuid.UUID]) -> None:
    """The promise that counts, and the first one, by the rows of these orders."""
    tables.ask(COUNT_PROMISES, [tables.uuid_array(orders)])
