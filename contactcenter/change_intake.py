"""What follows when many steps were told at once: the histories take them, the present stages are found anew."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from contactcenter import events, ticket_intake
from contactcenter.entities import ENTITIES, Told
from contactcenter.models import StageChange
from customers import appointment_intake
from customers import events as customer_events
from optics_crm.core.sync.kinds import Batch, Work


def settle(works: Sequence[Work[Any]], batch: Batch) -> None:
    """Hands the steps to the keepers of the histories and says where something stands now."""
    by_entity: dict[str, list[Told]] = defaultdict(list)
    ids: dict[str, list[UUID]] = defaultdict(list)
    for work in works:
        by_entity[work.data.entity].append(_told(work, batch))
        ids[work.data.entity].append(work.id)
    _leave_others(works)
    for code, told in by_entity.items():
        moved = ENTITIES.get(code).take(told)
        loud = {one.object_id for one in told if one.is_news}
        say(code, {one.object_id for one in told} | moved, loud & moved, batch, ids[code])


def settle_deleted(ids: Collection[UUID], batch: Batch) -> None:
    """The same for steps that their book has taken back."""
    rows = StageChange.objects.filter(pk__in=ids).values_list("entity", "guid", "object_id")
    by_entity: dict[str, list[tuple[UUID, UUID]]] = defaultdict(list)
    for code, guid, object_id in rows:
        if guid is not None:
            by_entity[code].append((guid, object_id))
    for code, pairs in by_entity.items():
        moved = ENTITIES.get(code).forget([guid for guid, _one in pairs], [one for _guid, one in pairs])
        say(code, moved, set() if batch.is_history else moved, batch, [])


def say(code: str, objects: Collection[UUID], loud: Collection[UUID], batch: Batch, changes: Sequence[UUID]) -> None:
    """Where something stands now, loudly; of late steps quietly. Orders say their own news (`orders.stage_changes`)."""
    if code == "service_ticket":
        ticket_intake.say(events.TICKET_STAGE_CHANGED, objects, loud, batch, change=changes)
    elif code == "appointment":
        appointment_intake.say(customer_events.APPOINTMENT_MOVED, objects, loud, batch, change=changes)


def _told(work: Work[Any], batch: Batch) -> Told:
    row = work.row
    return Told(
        guid=work.guid,
        object_id=row["object_id"],
        from_stage=row["from_stage"],
        to_stage=row["to_stage"],
        at=row["at"],
        actor=row.get("actor_id"),
        comment=row.get("comment") or "",
        origin=row["origin"],
        is_news=batch.is_news(row["at"].date()),
    )


def _leave_others(works: Sequence[Work[Any]]) -> None:
    """A corrected step that was told of another object leaves that one's history."""
    for code, entity in ENTITIES.items():
        gone = [
            work
            for work in works
            if work.before.get("entity") == code and work.before["object_id"] != work.row["object_id"]
        ]
        if gone:
            entity.forget([work.guid for work in gone], [work.before["object_id"] for work in gone])
