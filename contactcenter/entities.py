"""What has stages that the exchange tells step by step, and who keeps the history of each.

A new kind of thing with stages is one `Entity` here.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from contactcenter import stages
from contactcenter.models.tickets import TicketStage
from customers import appointment_status
from customers.models.appointments import AppointmentStatus
from optics_crm.core.registry import Registry
from optics_crm.core.sync.tables import ask, uuid_array
from orders import stage_changes as order_steps
from orders.statuses import CODES


@dataclass(frozen=True)
class Told:
    """One step as another book tells it; `is_news` is false for history."""

    guid: uuid.UUID
    object_id: uuid.UUID
    from_stage: str
    to_stage: str
    at: dt.datetime
    actor: uuid.UUID | None
    comment: str
    origin: str
    is_news: bool


@dataclass(frozen=True)
class Entity:
    """`take` writes steps into the history and returns the objects that stand elsewhere now; `forget` takes steps back
    by their GUIDs, of objects that are named with them.
    """

    code: str
    stages: frozenset[str]
    take: Callable[[Sequence[Told]], set[uuid.UUID]]
    forget: Callable[[Collection[uuid.UUID], Collection[uuid.UUID]], set[uuid.UUID]]


ENTITIES: Registry[Entity] = Registry("things with stages")

# a step that the object itself was seen to take, now told by its own GUID
TWINS = """DELETE FROM contactcenter_stagechange d USING contactcenter_stagechange c
    WHERE d.ticket_id = c.ticket_id AND d.to_stage = c.to_stage AND d.at = c.at AND d.is_derived AND NOT c.is_derived
      AND c.deleted_at IS NULL AND c.ticket_id = ANY(%s::uuid[])"""


def take_ticket_steps(told: Sequence[Told]) -> set[uuid.UUID]:
    """The rows of the exchange are the history of tickets: only the stage is to be found anew."""
    tickets = {one.object_id for one in told}
    ask(TWINS, [uuid_array(tickets)])
    return stages.refresh(tickets)


def forget_ticket_steps(guids: Collection[uuid.UUID], tickets: Collection[uuid.UUID]) -> set[uuid.UUID]:
    return stages.refresh(tickets)


def take_appointment_steps(told: Sequence[Told]) -> set[uuid.UUID]:
    return appointment_status.take(
        [
            appointment_status.Told(
                guid=one.guid,
                appointment=one.object_id,
                from_status=one.from_stage,
                to_status=one.to_stage,
                at=one.at,
                actor=one.actor,
                comment=one.comment,
                origin=one.origin,
            )
            for one in told
        ]
    )


def forget_appointment_steps(guids: Collection[uuid.UUID], appointments: Collection[uuid.UUID]) -> set[uuid.UUID]:
    return appointment_status.forget(guids)


def take_order_steps(told: Sequence[Told]) -> set[uuid.UUID]:
    """The object of an order's step is the entry by which its book knows the order."""
    return order_steps.tell_steps(
        [
            order_steps.StageTold(
                guid=one.guid,
                entry=one.object_id,
                before=one.from_stage,
                after=one.to_stage,
                at=one.at,
                actor=one.actor,
                comment=one.comment,
                source=one.origin,
                is_news=one.is_news,
            )
            for one in told
        ]
    )


def forget_order_steps(guids: Collection[uuid.UUID], entries: Collection[uuid.UUID]) -> set[uuid.UUID]:
    return order_steps.forget_steps(guids)


ENTITIES.add("order", Entity("order", frozenset(CODES), take_order_steps, forget_order_steps))
ENTITIES.add(
    "service_ticket",
    Entity("service_ticket", frozenset(TicketStage.values), take_ticket_steps, forget_ticket_steps),
)
ENTITIES.add(
    "appointment",
    Entity("appointment", frozenset(AppointmentStatus.values), take_appointment_steps, forget_appointment_steps),
)
