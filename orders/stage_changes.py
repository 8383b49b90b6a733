"""Steps of orders that come by themselves (`stage_change` of the exchange), for the floor that owns that kind.

A late step goes into the history and moves nothing back; a newer one is a word of its source like any other
(`orders.statuses.agreed`). A step that its book corrects or takes back stays in the history and is void.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from optics_crm.core.sync import tables
from orders import events, settling
from orders.order_history import Step, add_steps, take_back
from orders.order_intake import say_orders

ORDERS = "SELECT id, order_id FROM orders_orderentry WHERE id = ANY(%s::uuid[])"


@dataclass(frozen=True, slots=True)
class StageTold:
    """One step: `guid` is the stage change's, `entry` what `batch.ref("order", ..)` gives, `source` who tells it."""

    guid: uuid.UUID
    entry: uuid.UUID
    after: str
    at: dt.datetime
    source: str
    before: str = ""
    actor: uuid.UUID | None = None
    comment: str = ""
    is_news: bool = True


def tell_steps(told: Sequence[StageTold]) -> set[uuid.UUID]:
    """Writes the steps and lets the orders follow, set-based; says the news. Returns the orders that stand elsewhere
    now.
    """
    orders = dict(tables.ask(ORDERS, [tables.uuid_array({one.entry for one in told})]))
    settling.lock(orders.values())
    left = take_back([one.guid for one in told])
    add_steps([_step(one, orders[one.entry]) for one in told])
    moved = {step.order for step in settling.settle(set(orders.values()) | left)}
    _say(told, orders, moved)
    return moved


def forget_steps(guids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Their book takes these steps back; returns the orders that stand elsewhere now."""
    moved = {step.order for step in settling.settle(take_back(guids))}
    say_orders(events.ORDER_STATUS_CHANGED, moved, "", changed=["status"])
    return moved


def _step(told: StageTold, order: uuid.UUID) -> Step:
    return Step(
        order,
        told.after,
        told.at,
        before=told.before,
        source=told.source,
        actor=told.actor,
        comment=told.comment,
        stage=told.guid,
    )


def _say(told: Sequence[StageTold], orders: dict[uuid.UUID, uuid.UUID], moved: set[uuid.UUID]) -> None:
    by_source: dict[tuple[str, bool], set[uuid.UUID]] = defaultdict(set)
    for one in told:
        by_source[one.source, one.is_news].add(orders[one.entry])
    for (source, is_news), some in by_source.items():
        say_orders(events.ORDER_STATUS_CHANGED, some & moved, source, changed=["status"], quiet=not is_news)
