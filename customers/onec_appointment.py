"""`appointment` of the exchange: somebody is expected, and what became of it."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import UNSET, Struct, UnsetType

from customers import appointment_intake, moving
from customers.models import Appointment
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.kinds import Batch, Kind, Need, Work, exchange
from optics_crm.core.sync.said import said_at
from optics_crm.core.sync.salon_days import day_in_salon
from optics_crm.core.sync.values import OptMoment, OptUuid, Reading, Str200, Str300

StatusCode = Literal["booked", "confirmed", "arrived", "done", "no_show", "cancelled"]
SourceCode = Literal["phone", "site", "salon", "doctor"]


class AppointmentShape(Struct):
    """`appointment` as 1C sends it."""

    customer: UUID
    salon: UUID
    starts_at: dt.datetime
    status: StatusCode
    doctor: OptUuid = UNSET
    service: Str200 | None | UnsetType = UNSET
    ends_at: OptMoment = UNSET
    source: SourceCode | None | UnsetType = UNSET
    cancel_reason: Str300 | None | UnsetType = UNSET
    exam: OptUuid = UNSET


@exchange
class AppointmentKind(Kind[AppointmentShape]):
    """The day is the salon's; the status is one voice among those that `customers.appointment_status` hears."""

    code = "appointment"
    order = 60
    model = Appointment
    day_of = "starts_at"
    soft_columns = {"exam_guid": "exam"}
    shape = AppointmentShape
    is_personal = True
    columns = {
        "card_id": None,
        "salon_id": None,
        "doctor_id": None,
        "service": "",
        "starts_at": None,
        "starts_on": None,
        "ends_at": None,
        "status": "booked",
        "status_at": None,
        "book_status": "",
        "book_status_at": None,
        "source": "salon",
        "cancel_reason": "",
        "exam_id": None,
        "exam_guid": None,
    }
    keeps = ("card_id", "ends_at", "status", "status_at", "book_status", "book_status_at")

    def row(self, data: AppointmentShape, reading: Reading) -> dict[str, Any]:
        starts_at = reading.moment(data.starts_at, "/starts_at")
        return {
            "service": data.service,
            "starts_at": starts_at,
            "ends_at": _ends(data.ends_at, starts_at, reading),
            "book_status": data.status,
            "source": data.source,
            "cancel_reason": data.cancel_reason,
            "exam_guid": data.exam,
        }

    def needs(self, data: AppointmentShape) -> Iterable[Need]:
        yield "customer", data.customer
        yield "salon", data.salon
        if isinstance(data.doctor, UUID):
            yield "staff", data.doctor

    def link(self, work: Work[AppointmentShape], batch: Batch) -> None:
        data, row = work.data, work.row
        row["card_id"] = batch.ref("customer", data.customer, "/customer")
        row["salon_id"] = batch.ref("salon", data.salon, "/salon")
        if data.doctor is not UNSET:
            row["doctor_id"] = batch.ref("staff", data.doctor, "/doctor") if isinstance(data.doctor, UUID) else None
        if data.exam is not UNSET:
            row["exam_id"] = None  # tied anew when it is written
        row["starts_on"] = day_in_salon(row["starts_at"], row["salon_id"], batch)
        before = work.before.get("ends_at")
        if "ends_at" not in row and before and before < row["starts_at"]:
            row["ends_at"] = None  # moved to later, and nothing was said of the end
        _voice(work, batch)

    def about_to_write(self, works: Sequence[Work[AppointmentShape]], batch: Batch) -> None:
        moving.hold_appointments(works)

    def written(self, works: Sequence[Work[AppointmentShape]], batch: Batch) -> None:
        appointment_intake.settle(works, batch)

    def deleted(self, ids: Collection[UUID], batch: Batch) -> None:
        appointment_intake.settle_deleted(ids, batch)


def _voice(work: Work[AppointmentShape], batch: Batch) -> None:
    """When the book said its status: the moment of the version that changed it. Who speaks first sets the status.

    A book that says what stands here already (a desk moved it, and the change went out) says it since then.
    """
    row, before, status = work.row, work.before, work.data.status
    since = next(
        (before[f"{voice}_at"] for voice in ("book_status", "status") if before and before[voice] == status), None
    )
    row["book_status_at"] = since or said_at(work.version, batch.reading)
    if work.is_new:
        row["status"], row["status_at"] = status, row["book_status_at"]


def _ends(
    value: dt.datetime | None | UnsetType, starts_at: dt.datetime, reading: Reading
) -> dt.datetime | None | UnsetType:
    if not isinstance(value, dt.datetime):
        return value
    moment = reading.moment(value, "/ends_at")
    if moment < starts_at:
        raise Fault("bad_date", "/ends_at", value.isoformat(), _("The appointment ends before it begins."))
    return moment
