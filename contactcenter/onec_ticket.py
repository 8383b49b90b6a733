"""`service_ticket` of the exchange: what a client brought to us or demands of us."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from contactcenter import moving, ticket_intake
from contactcenter.models import Ticket
from contactcenter.models.tickets import ENDS
from optics_crm.core.sync.kinds import Batch, Kind, Need, Owned, Work, exchange
from optics_crm.core.sync.said import said_at
from optics_crm.core.sync.salon_days import day_in_salon
from optics_crm.core.sync.values import (
    LongText,
    OptBool,
    OptDay,
    OptMoment,
    OptNumber,
    OptUuid,
    Reading,
    Str60,
    Str300,
    money,
)

KindCode = Literal["repair", "maintenance", "return", "exchange", "claim", "complaint"]
StageCode = Literal[
    "accepted",
    "sent_to_workshop",
    "diagnosed",
    "awaiting_client_approval",
    "awaiting_parts",
    "in_repair",
    "quality_check",
    "in_transit",
    "ready",
    "client_notified",
    "issued",
    "refused",
    "closed",
]
DemandCode = Literal[
    "replace_same",
    "replace_other",
    "price_cut",
    "free_repair",
    "expense_refund",
    "money_back",
    "damages",
    "exchange",
]
LineNo = Annotated[int, Meta(ge=0, le=32767)]


class TicketShape(Struct):
    """`service_ticket` as 1C sends it."""

    number: Str60
    opened_at: dt.datetime
    kind: KindCode
    customer: UUID
    salon: UUID
    stage: StageCode
    stage_at: OptMoment = UNSET
    purchase: OptUuid = UNSET
    line_no: LineNo | None | UnsetType = UNSET
    item: Str300 | None | UnsetType = UNSET
    defect: LongText | None | UnsetType = UNSET
    demand: DemandCode | None | UnsetType = UNSET
    demanded_at: OptMoment = UNSET
    cause: Str300 | None | UnsetType = UNSET
    promised_on: OptDay = UNSET
    due_on: OptDay = UNSET
    responsible: OptUuid = UNSET
    workshop: OptUuid = UNSET
    price: OptNumber = UNSET
    warranty: OptBool = UNSET
    resolution: LongText | None | UnsetType = UNSET
    refund_amount: OptNumber = UNSET
    refund_paid_at: OptMoment = UNSET


@exchange
class ServiceTicketKind(Kind[TicketShape]):
    """The stage is one voice among those that `contactcenter.stages` hears; the first promise stays as it was."""

    code = "service_ticket"
    order = 100
    model = Ticket
    day_of = "opened_at"
    soft_columns = {"purchase_guid": "purchase"}
    shape = TicketShape
    is_personal = True
    columns = {
        "card_id": None,
        "salon_id": None,
        "workshop_id": None,
        "owner_id": None,
        "purchase_id": None,
        "purchase_guid": None,
        "line_no": None,
        "number": "",
        "kind": "",
        "stage": "accepted",
        "opened_at": None,
        "opened_on": None,
        "stage_at": None,
        "closed_at": None,
        "book_stage": "",
        "book_stage_at": None,
        "first_promised_on": None,
        "promised_on": None,
        "due_on": None,
        "item": "",
        "defect": "",
        "demand": "",
        "demanded_at": None,
        "cause": "",
        "price": None,
        "is_warranty": False,
        "resolution": "",
        "refund_amount": None,
        "refund_paid_at": None,
    }
    keeps = (
        "card_id",
        "stage",
        "stage_at",
        "book_stage",
        "book_stage_at",
        "promised_on",
        "first_promised_on",
    )

    owned = {
        "responsible": Owned("owner_id"),
        "workshop": Owned("workshop_id"),
        "promised_on": Owned("promised_on"),
        "item": Owned("item"),
        "defect": Owned("defect"),
        "demand": Owned("demand"),
        "demanded_at": Owned("demanded_at"),
        "cause": Owned("cause"),
        "price": Owned("price"),
        "warranty": Owned("is_warranty"),
        "resolution": Owned("resolution"),
        "refund_amount": Owned("refund_amount"),
        "refund_paid_at": Owned("refund_paid_at"),
    }

    def row(self, data: TicketShape, reading: Reading) -> dict[str, Any]:
        return {
            "number": data.number,
            "opened_at": reading.past_moment(data.opened_at, "/opened_at"),
            "kind": data.kind,
            "book_stage": data.stage,
            "purchase_guid": data.purchase,
            "line_no": data.line_no,
            "item": data.item,
            "defect": data.defect,
            "demand": data.demand,
            "demanded_at": _past(data.demanded_at, reading, "/demanded_at"),
            "cause": data.cause,
            "promised_on": _day(data.promised_on, reading, "/promised_on"),
            "due_on": _day(data.due_on, reading, "/due_on"),
            "price": _money(data.price, "/price"),
            "is_warranty": data.warranty,
            "resolution": data.resolution,
            "refund_amount": _money(data.refund_amount, "/refund_amount"),
            "refund_paid_at": _past(data.refund_paid_at, reading, "/refund_paid_at"),
        }

    def needs(self, data: TicketShape) -> Iterable[Need]:
        yield "customer", data.customer
        yield "salon", data.salon
        if isinstance(data.workshop, UUID):
            yield "salon", data.workshop
        if isinstance(data.responsible, UUID):
            yield "staff", data.responsible

    def link(self, work: Work[TicketShape], batch: Batch) -> None:
        data, row = work.data, work.row
        row["card_id"] = batch.ref("customer", data.customer, "/customer")
        row["salon_id"] = batch.ref("salon", data.salon, "/salon")
        for kind, name, column in REFERENCES:
            guid = getattr(data, name)
            if guid is not UNSET:
                row[column] = batch.ref(kind, guid, f"/{name}") if guid else None
        if data.purchase is not UNSET:
            row["purchase_id"] = None  # a soft one: tied when both are there
        row["opened_on"] = day_in_salon(row["opened_at"], row["salon_id"], batch)
        _voice(work, batch)
        promised = row.get("promised_on")
        row["first_promised_on"] = work.before.get("first_promised_on") or promised

    def about_to_write(self, works: Sequence[Work[TicketShape]], batch: Batch) -> None:
        moving.hold(works)

    def written(self, works: Sequence[Work[TicketShape]], batch: Batch) -> None:
        ticket_intake.settle(works, batch)

    def corrected(self, object_id: UUID, field: str) -> None:
        ticket_intake.settle_corrected(object_id, field)

    def deleted(self, ids: Collection[UUID], batch: Batch) -> None:
        ticket_intake.settle_deleted(ids, batch)


REFERENCES = (("salon", "workshop", "workshop_id"), ("staff", "responsible", "owner_id"))


def _voice(work: Work[TicketShape], batch: Batch) -> None:
    """When the book said its stage. Who speaks first sets the stage; later it is computed from all that was said."""
    row, stage = work.row, work.data.stage
    row["book_stage_at"] = _since(work, batch)
    if work.is_new:
        row["stage"], row["stage_at"] = stage, row["book_stage_at"]
        row["closed_at"] = row["stage_at"] if stage in ENDS else None


def _since(work: Work[TicketShape], batch: Batch) -> dt.datetime:
    """As it was told; else since it was said or stood here for the first time; else the moment of the version."""
    told, before, stage = work.data.stage_at, work.before, work.data.stage
    if isinstance(told, dt.datetime):
        return batch.reading.past_moment(told, "/stage_at")
    for voice in ("book_stage", "stage"):
        if before and before[voice] == stage:
            since: dt.datetime = before[f"{voice}_at"]
            return since
    opened: dt.datetime = work.row["opened_at"]
    is_old = work.is_new and (stage == "accepted" or not batch.is_news(work.row["opened_on"]))
    return opened if is_old else said_at(work.version, batch.reading)


def _day(value: dt.date | None | UnsetType, reading: Reading, pointer: str) -> dt.date | None | UnsetType:
    return reading.day(value, pointer) if isinstance(value, dt.date) else value


def _past(value: dt.datetime | None | UnsetType, reading: Reading, pointer: str) -> dt.datetime | None | UnsetType:
    return reading.past_moment(value, pointer) if isinstance(value, dt.datetime) else value


def _money(value: Decimal | None | UnsetType, pointer: str) -> Decimal | None | UnsetType:
    return money(value, pointer) if isinstance(value, Decimal) else value
