"""`purchase` of the exchange: a sale or a return with its lines and payments."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import UNSET, Meta, Struct, UnsetType

from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.kinds import Batch, Kind, Need, Work, exchange
from optics_crm.core.sync.salon_days import day_in_salon
from optics_crm.core.sync.values import (
    OptBool,
    OptMoment,
    OptNumber,
    OptUuid,
    Reading,
    Str60,
    money,
)
from orders import moving, purchase_intake
from orders.models import Purchase
from orders.onec_lines import LINES_LIMIT, LineShape, PaymentShape, check_lines, check_payments, opt_money

# the clock of a till and the day of a workshop's paper may differ by this much
HAND_OVER_SLACK = dt.timedelta(days=1)


class PurchaseShape(Struct):
    """`purchase` as 1C sends it."""

    number: Str60
    sold_at: dt.datetime
    salon: UUID
    total: Decimal
    lines: Annotated[list[LineShape], Meta(max_length=LINES_LIMIT)]
    handed_over_at: OptMoment = UNSET
    customer: OptUuid = UNSET
    seller: OptUuid = UNSET
    doctor: OptUuid = UNSET
    kind: Literal["sale", "return"] | None | UnsetType = UNSET
    return_of: OptUuid = UNSET
    discount: OptNumber = UNSET
    bonus_spent: OptNumber = UNSET
    payments: Annotated[list[PaymentShape], Meta(max_length=LINES_LIMIT)] | None | UnsetType = UNSET
    order: OptUuid = UNSET
    exam: OptUuid = UNSET
    is_posted: OptBool = UNSET
    channel: Literal["salon", "shop", "marketplace", "phone", "messenger", "clinic"] | None | UnsetType = UNSET


@exchange
class PurchaseKind(Kind[PurchaseShape]):
    """Days are the salon's; what makes it medical glasses is computed by `orders.medical` afterwards."""

    code = "purchase"
    order = 90
    model = Purchase
    soft_columns = {"return_of_guid": "purchase", "order_guid": "order", "exam_guid": "exam"}
    shape = PurchaseShape
    columns = {
        "card_id": None,
        "salon_id": None,
        "number": "",
        "sold_at": None,
        "sold_on": None,
        "handed_over_at": None,
        "handed_over_on": None,
        "seller_id": None,
        "doctor_id": None,
        "kind": "sale",
        "return_of_id": None,
        "return_of_guid": None,
        "total": 0,
        "discount": 0,
        "bonus_spent": 0,
        "channel": "salon",
        "is_posted": True,
        "order_id": None,
        "order_guid": None,
        "exam_id": None,
        "exam_guid": None,
        "medical_on": None,
    }
    keeps = ("card_id", "return_of_id")
    day_of = "sold_at"
    sum_of = "total"
    hash_of = "digest"
    is_copied = True

    def row(self, data: PurchaseShape, reading: Reading) -> dict[str, Any]:
        check_lines(data.lines)
        check_payments(data.payments or (), reading)
        sold_at = reading.past_moment(data.sold_at, "/sold_at")
        return {
            "number": data.number,
            "sold_at": sold_at,
            "handed_over_at": _handed_over(data.handed_over_at, sold_at, reading),
            "kind": data.kind,
            "return_of_guid": data.return_of,
            "total": money(data.total, "/total"),
            "discount": opt_money(data.discount, "/discount"),
            "bonus_spent": opt_money(data.bonus_spent, "/bonus_spent"),
            "channel": data.channel,
            "is_posted": data.is_posted,
            "order_guid": data.order,
            "exam_guid": data.exam,
        }

    def needs(self, data: PurchaseShape) -> Iterable[Need]:
        yield "salon", data.salon
        if data.customer:
            yield "customer", data.customer
        if data.seller:
            yield "staff", data.seller
        if data.doctor:
            yield "staff", data.doctor
        if data.return_of:
            yield "purchase", data.return_of
        if data.exam:
            yield "exam", data.exam
        for line in data.lines:
            if line.product:
                yield "product", line.product

    def follows(self, data: PurchaseShape) -> UUID | None:
        return data.return_of if isinstance(data.return_of, UUID) else None

    def link(self, work: Work[PurchaseShape], batch: Batch) -> None:
        data, row = work.data, work.row
        if data.return_of == work.guid:
            raise Fault("self_reference", "/return_of", str(work.guid), _("A purchase cannot be a return of itself."))
        salon = batch.ref("salon", data.salon, "/salon")
        row["salon_id"] = salon
        for kind, name, column in REFERENCES:
            guid = getattr(data, name)
            if guid is not UNSET:
                row[column] = batch.ref(kind, guid, f"/{name}") if guid else None
        if isinstance(data.exam, UUID):
            row["exam_id"] = batch.found["exam"].get(data.exam)  # a soft one: filled in when the exam comes
        elif data.exam is None:
            row["exam_id"] = None
        for place, line in enumerate(data.lines):
            if isinstance(line.product, UUID):
                batch.ref("product", line.product, f"/lines/{place}/product")
        row["sold_on"] = day_in_salon(row["sold_at"], salon, batch)
        if "handed_over_at" in row:
            handed = row["handed_over_at"]
            row["handed_over_on"] = day_in_salon(handed, salon, batch) if handed else None
        if work.is_new:
            row["medical_on"] = purchase_intake.medical_on(data, row, batch)

    def about_to_write(self, works: Sequence[Work[PurchaseShape]], batch: Batch) -> None:
        moving.hold(works)
        purchase_intake.tie_to_orders(works)

    def written(self, works: Sequence[Work[PurchaseShape]], batch: Batch) -> None:
        purchase_intake.settle(works, batch)

    def deleted(self, ids: Collection[UUID], batch: Batch) -> None:
        purchase_intake.settle_deleted(ids, batch)


REFERENCES = (
    ("customer", "customer", "card_id"),
    ("staff", "seller", "seller_id"),
    ("staff", "doctor", "doctor_id"),
    ("purchase", "return_of", "return_of_id"),
)


def _handed_over(
    value: dt.datetime | None | UnsetType, sold_at: dt.datetime, reading: Reading
) -> dt.datetime | None | UnsetType:
    if not isinstance(value, dt.datetime):
        return value
    moment = reading.past_moment(value, "/handed_over_at")
    if moment < sold_at - HAND_OVER_SLACK:
        raise Fault("bad_date", "/handed_over_at", value.isoformat(), _("The hand-over lies before the sale."))
    return moment
