"""Steps of orders that come by themselves (`stage_change` of the exchange), for the floor that owns that kind.

told = [StageTold(guid=.., order=.., before="in_workshop", after="ready", at=.., actor=.., comment="..")]
tell_steps(told, source="onec-retail", is_news=batch.is_news)

`order` is the GUID by which a book knows the order. A late step goes into the history and moves nothing back; a newer
one is a word of its source like any other (`orders.statuses.agreed`).
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from optics_crm.core import news
from optics_crm.core.sync import tables
from orders import events, settling
from orders.order_history import Step, add_steps
from orders.statuses import CODES

BY_GUID = """
SELECT guid, (array_agg(order_id ORDER BY place))[1] FROM (
    SELECT guid, order_id, 1 AS place FROM orders_orderentry WHERE guid = ANY(%(guids)s::uuid[])
    UNION ALL SELECT guid, coalesce(joined_into_id, id), 2 FROM orders_order WHERE guid = ANY(%(guids)s::uuid[])
) found GROUP BY guid
"""
CARDS = "SELECT DISTINCT card_id FROM orders_order WHERE id = ANY(%s::uuid[]) AND card_id IS NOT NULL"


@dataclass(frozen=True, slots=True)
class StageTold:
    """One step: `guid` of the stage change itself, `order` that of the order, codes of `orders.statuses`."""

    guid: uuid.UUID
    order: uuid.UUID
    after: str
    at: dt.datetime
    before: str = ""
    actor: uuid.UUID | None = None
    comment: str = ""


def is_status(code: str) -> bool:
    """Whether the code is a status of orders."""
    return code in CODES


def orders_by_guid(guids: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The orders that some book, or we, know by these GUIDs; unknown ones are left out."""
    return dict(tables.ask(BY_GUID, {"guids": tables.uuid_array(guids)})) if guids else {}


def tell_steps(told: Sequence[StageTold], *, source: str, is_news: Callable[[dt.date], bool]) -> None:
    """Writes the steps and lets the orders follow; steps of unknown orders must not be told. Set-based."""
    orders = orders_by_guid({one.order for one in told})
    settling.lock(orders.values())
    add_steps(
        [
            Step(
                orders[one.order],
                one.after,
                one.at,
                before=one.before,
                source=source,
                actor=one.actor,
                comment=one.comment,
                stage=one.guid,
            )
            for one in told
        ]
    )
    steps = settling.settle(set(orders.values()))
    fresh = {orders[one.order] for one in told if is_news(one.at.date())}
    moved = sorted({step.order for step in steps} & fresh)
    if moved:
        cards = sorted(card for (card,) in tables.ask(CARDS, [tables.uuid_array(moved)]))
        news.say(events.ORDER_STATUS_CHANGED, {"order": moved, "card": cards}, origin=source, changed=["status"])
