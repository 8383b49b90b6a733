"""`order` of the exchange: what a client was promised, as 1C or the shop knows it."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from optics_crm.core.sync import tables
from optics_crm.core.sync.kinds import Batch, Kind, Need, Work, exchange
from optics_crm.core.sync.values import OptDay, OptMoment, OptNumber, OptUuid, Reading, Str60, Str80, Str300
from orders import books, order_intake
from orders.models import OrderEntry
from orders.onec_lines import LINES_LIMIT, LineShape, PaymentShape, check_lines, check_payments, opt_money

StatusCode = Literal[
    "new",
    "confirmed",
    "prepaid",
    "lens_ordered",
    "lens_received",
    "in_workshop",
    "quality_check",
    "picking",
    "in_transit",
    "ready",
    "client_notified",
    "issued",
    "on_hold",
    "remake",
    "cancelled",
    "returned",
]


class DeliveryShape(Struct):
    """How the order reaches the client."""

    kind: Literal["pickup", "courier", "post", "pvz"] | None | UnsetType = UNSET
    salon: OptUuid = UNSET
    address: Str300 | None | UnsetType = UNSET
    cost: OptNumber = UNSET
    planned_on: OptDay = UNSET
    track: Str80 | None | UnsetType = UNSET


class OrderShape(Struct):
    """`order` as 1C or the shop sends it."""

    number: Str60
    created_at: dt.datetime
    status: StatusCode
    status_at: dt.datetime
    shop_number: Str60 | None | UnsetType = UNSET
    customer: OptUuid = UNSET
    status_actor: Literal["onec", "shop", "crm"] | None | UnsetType = UNSET
    lines: Annotated[list[LineShape], Meta(max_length=LINES_LIMIT)] | None | UnsetType = UNSET
    delivery: DeliveryShape | None | UnsetType = UNSET
    payments: Annotated[list[PaymentShape], Meta(max_length=LINES_LIMIT)] | None | UnsetType = UNSET
    total: OptNumber = UNSET
    paid_at: OptMoment = UNSET
    cancel_reason: Str300 | None | UnsetType = UNSET
    salon: OptUuid = UNSET
    kind: Literal["glasses", "contact_lenses", "goods"] | None | UnsetType = UNSET
    promised_on: OptDay = UNSET
    exam: OptUuid = UNSET
    channel: Literal["salon", "shop", "marketplace", "phone", "messenger", "clinic"] | None | UnsetType = UNSET


NO_DELIVERY = DeliveryShape(None, None, None, None, None, None)


@exchange
class OrderKind(Kind[OrderShape]):
    """An entry of a book; the order itself follows from the entries of all books (`orders.settling`)."""

    code = "order"
    order = 80
    model = OrderEntry
    day_of = "ordered_at"
    sum_of = "total"
    soft_columns = {"exam_guid": "exam"}
    shape = OrderShape
    is_personal = True
    columns = {
        "order_id": None,
        "card_id": None,
        "salon_id": None,
        "number": "",
        "shop_number": "",
        "shop_key": "",
        "kind": "",
        "channel": "",
        "ordered_at": None,
        "status": "",
        "status_at": None,
        "status_actor": "",
        "exam_guid": None,
        "total": None,
        "paid_at": None,
        "delivery": "",
        "delivery_salon_id": None,
        "delivery_address": "",
        "delivery_cost": None,
        "delivery_on": None,
        "track": "",
        "cancel_reason": "",
        "promised_on": None,
    }
    keeps = ("order_id", "status", "status_at", "promised_on", "shop_number", "shop_key")

    def row(self, data: OrderShape, reading: Reading) -> dict[str, Any]:
        check_lines(data.lines or ())
        check_payments(data.payments or (), reading)
        return {
            "number": data.number,
            "shop_number": data.shop_number,
            "kind": data.kind,
            "channel": data.channel,
            "ordered_at": reading.past_moment(data.created_at, "/created_at"),
            "status": data.status,
            "status_at": reading.past_moment(data.status_at, "/status_at"),
            "status_actor": data.status_actor,
            "exam_guid": data.exam,
            "total": opt_money(data.total, "/total"),
            "paid_at": _paid_at(data.paid_at, reading),
            "cancel_reason": data.cancel_reason,
            "promised_on": _day(data.promised_on, "/promised_on", reading),
            **_delivery(data, reading),
        }

    def needs(self, data: OrderShape) -> Iterable[Need]:
        if data.customer:
            yield "customer", data.customer
        if data.salon:
            yield "salon", data.salon
        if data.delivery and data.delivery.salon:
            yield "salon", data.delivery.salon
        for line in data.lines or ():
            if line.product:
                yield "product", line.product

    def link(self, work: Work[OrderShape], batch: Batch) -> None:
        data, row = work.data, work.row
        for kind, guid, column, pointer in _references(data):
            if guid is not UNSET:
                row[column] = batch.ref(kind, guid, pointer) if isinstance(guid, UUID) else None
        for place, line in enumerate(data.lines or ()):
            if isinstance(line.product, UUID):
                batch.ref("product", line.product, f"/lines/{place}/product")
        if data.shop_number or data.shop_number is None or work.is_new:
            row["shop_key"] = books.shop_key(batch.client.source, data.number, data.shop_number or "")

    def about_to_write(self, works: Sequence[Work[OrderShape]], batch: Batch) -> None:
        order_intake.find_orders(works, batch)

    def written(self, works: Sequence[Work[OrderShape]], batch: Batch) -> None:
        order_intake.settle_entries(works, batch)

    def deleted(self, ids: Collection[UUID], batch: Batch) -> None:
        order_intake.settle_deleted(ids, batch)

    def crm_ids(self, ids: Collection[UUID]) -> dict[UUID, UUID]:
        rows = tables.ask(
            "SELECT id, order_id FROM orders_orderentry WHERE id = ANY(%s::uuid[])", [tables.uuid_array(ids)]
        )
        return dict(rows)


def _references(data: OrderShape) -> Iterable[tuple[str, UUID | None | UnsetType, str, str]]:
    yield "customer", data.customer, "card_id", "/customer"
    yield "salon", data.salon, "salon_id", "/salon"
    if data.delivery is not UNSET:
        yield "salon", (data.delivery or NO_DELIVERY).salon, "delivery_salon_id", "/delivery/salon"


def _delivery(data: OrderShape, reading: Reading) -> dict[str, Any]:
    """A delivery that is cleared clears all of it; within one that is told, absent keys keep what is stored."""
    if data.delivery is UNSET:
        return {}
    told = data.delivery or NO_DELIVERY
    return {
        "delivery": told.kind,
        "delivery_address": told.address,
        "delivery_cost": opt_money(told.cost, "/delivery/cost"),
        "delivery_on": _day(told.planned_on, "/delivery/planned_on", reading),
        "track": told.track,
    }


def _day(value: dt.date | None | UnsetType, pointer: str, reading: Reading) -> dt.date | None | UnsetType:
    return reading.day(value, pointer) if isinstance(value, dt.date) else value


def _paid_at(value: dt.datetime | None | UnsetType, reading: Reading) -> dt.datetime | None | UnsetType:
    return reading.past_moment(value, "/paid_at") if isinstance(value, dt.datetime) else value
