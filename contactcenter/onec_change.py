"""`stage_change` of the exchange: one step of a ticket, an order or an appointment, under a GUID of its own.

A late one finds its place in the history and does not move the present stage back: which stage that is, the owner of
the history knows (`contactcenter.entities`).
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, field

from contactcenter import change_intake
from contactcenter.entities import ENTITIES
from contactcenter.models import StageChange
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.kinds import Batch, Kind, Need, Work, exchange
from optics_crm.core.sync.values import OptUuid, Reading, Str40

Comment = Annotated[str, Meta(max_length=500)]


class StageChangeShape(Struct):
    """`stage_change` as 1C sends it; the first step of an object has an empty `from`."""

    entity: Literal["service_ticket", "order", "appointment"]
    entity_guid: UUID
    to: Str40
    at: dt.datetime
    from_: Str40 | None = field(name="from")
    actor: OptUuid = UNSET
    comment: Comment | None | UnsetType = UNSET


@exchange
class StageChangeKind(Kind[StageChangeShape]):
    """Append-only: a newer version corrects what an older one told, a delete takes it back."""

    code = "stage_change"
    order = 110
    model = StageChange
    day_of = "at"
    shape = StageChangeShape
    is_personal = True
    columns = {
        "entity": "service_ticket",
        "object_id": None,
        "ticket_id": None,
        "from_stage": "",
        "to_stage": "",
        "at": None,
        "actor_id": None,
        "origin": "",
        "comment": "",
        "is_derived": False,
    }
    keeps = ("entity", "object_id")

    def row(self, data: StageChangeShape, reading: Reading) -> dict[str, Any]:
        stages = ENTITIES.get(data.entity).stages
        for pointer, stage in (("/from", data.from_), ("/to", data.to)):
            if stage and stage not in stages:
                raise Fault("unknown_enum", pointer, stage)
        return {
            "entity": data.entity,
            "from_stage": data.from_,
            "to_stage": data.to,
            "at": reading.past_moment(data.at, "/at"),
            "comment": data.comment,
        }

    def codes(self) -> Mapping[str, Collection[str]]:
        stages = {stage for entity in ENTITIES for stage in entity.stages}
        return {"from": stages, "to": stages}

    def needs(self, data: StageChangeShape) -> Iterable[Need]:
        yield data.entity, data.entity_guid
        if isinstance(data.actor, UUID):
            yield "staff", data.actor

    def link(self, work: Work[StageChangeShape], batch: Batch) -> None:
        data, row = work.data, work.row
        row["object_id"] = batch.ref(data.entity, data.entity_guid, "/entity_guid")
        row["ticket_id"] = row["object_id"] if data.entity == "service_ticket" else None
        row["origin"] = batch.client.source[:60]
        if data.actor is not UNSET:
            row["actor_id"] = batch.ref("staff", data.actor, "/actor") if isinstance(data.actor, UUID) else None

    def written(self, works: Sequence[Work[StageChangeShape]], batch: Batch) -> None:
        change_intake.settle(works, batch)

    def deleted(self, ids: Collection[UUID], batch: Batch) -> None:
        change_intake.settle_deleted(ids, batch)
