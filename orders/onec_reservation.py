"""`reservation` of the exchange: asked for here, answered by 1C, which sends the whole of it back."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from optics_crm.core.sync import telling
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.kinds import Batch, Kind, Need, Work, exchange
from optics_crm.core.sync.values import OptUuid, Reading, Str300, number
from orders import events
from orders.models import Reservation

QTY_LIMIT = Decimal("999999.999")
StatusCode = Literal["requested", "confirmed", "refused", "moving", "arrived", "sold", "expired"]


class ReservationShape(Struct):
    """`reservation` as 1C sends it."""

    product: UUID
    from_salon: UUID
    customer: UUID
    qty: Decimal
    until: dt.datetime
    to_salon: OptUuid = UNSET
    status: StatusCode | None | UnsetType = UNSET
    reason: Str300 | None | UnsetType = UNSET


@exchange
class ReservationKind(Kind[ReservationShape]):
    """One that was asked for here keeps its id; 1C's answer moves its status."""

    code = "reservation"
    order = 130
    model = Reservation
    shape = ReservationShape
    is_personal = True
    columns = {
        "card_id": None,
        "product_id": None,
        "from_salon_id": None,
        "to_salon_id": None,
        "qty": 0,
        "until": None,
        "status": "requested",
        "status_at": None,
        "reason": "",
    }
    keeps = ("status", "status_at")

    def row(self, data: ReservationShape, reading: Reading) -> dict[str, Any]:
        if number(data.qty, "/qty", QTY_LIMIT) <= 0:
            raise Fault("out_of_range", "/qty", data.qty)
        return {
            "qty": data.qty,
            "until": reading.moment(data.until, "/until"),
            "status": data.status,
            "reason": data.reason,
        }

    def needs(self, data: ReservationShape) -> Iterable[Need]:
        yield "product", data.product
        yield "customer", data.customer
        yield "salon", data.from_salon
        if isinstance(data.to_salon, UUID):
            yield "salon", data.to_salon

    def link(self, work: Work[ReservationShape], batch: Batch) -> None:
        data, row = work.data, work.row
        row["product_id"] = batch.ref("product", data.product, "/product")
        row["card_id"] = batch.ref("customer", data.customer, "/customer")
        row["from_salon_id"] = batch.ref("salon", data.from_salon, "/from_salon")
        if data.to_salon is not UNSET:
            there = batch.ref("salon", data.to_salon, "/to_salon") if data.to_salon else None
            # a thing that stays where it is goes nowhere
            row["to_salon_id"] = None if there == row["from_salon_id"] else there
        is_same = not work.is_new and row.get("status", work.before["status"]) == work.before["status"]
        row["status_at"] = work.before["status_at"] if is_same else batch.reading.now

    def written(self, works: Sequence[Work[ReservationShape]], batch: Batch) -> None:
        for code, some in (
            (events.RESERVATION_REQUESTED, [work for work in works if work.is_new]),
            (events.RESERVATION_CHANGED, [work for work in works if not work.is_new]),
        ):
            telling.say(code, some, _ids, lambda _work: not batch.is_history, batch)

    def deleted(self, ids: Collection[UUID], batch: Batch) -> None:
        telling.say_deleted(events.RESERVATION_CHANGED, {"reservation": ids}, batch)


def _ids(works: Sequence[Work[Any]]) -> dict[str, Any]:
    return {"reservation": [work.id for work in works], "card": sorted({work.row["card_id"] for work in works})}
