"""`exam` of the exchange: an eye examination with prescriptions and advice. What breaks a hard rule is refused."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import UNSET, Meta, Struct, UnsetType

from customers import exam_intake, moving
from customers.models import Exam
from customers.onec_rx import check_all, warnings_of
from customers.recommendations import CODES
from optics_crm.core.sync import tables
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.kinds import Batch, Kind, Need, Work, exchange
from optics_crm.core.sync.salon_days import day_in_salon
from optics_crm.core.sync.values import LongText, OptDay, OptNumber, OptUuid, Reading, Str10, Str40, Str80

# A type of 1C to a kind of ours
KIND_OF_EXAM = {
    "full": "full",
    "express": "express",
    "lens_fitting": "contact_lens_fit",
    "contact_lens_fit": "contact_lens_fit",
    "cl_aftercare": "cl_aftercare",
    "child": "child",
    "control": "control",
    "pre_sale_check": "pre_sale_check",
}
ExamType = Literal[
    "full", "express", "lens_fitting", "contact_lens_fit", "cl_aftercare", "child", "control", "pre_sale_check"
]
PurposeCode = Literal[
    "distance",
    "near",
    "computer",
    "office",
    "bifocal",
    "progressive",
    "driving",
    "myopia_control",
    "sport",
    "therapeutic",
    "contact",
    "sun",
]
AdviceCategory = Literal[
    "frame",
    "spectacle_lens",
    "coating",
    "contact_lens",
    "sunglasses",
    "reading_glasses",
    "accessory",
    "care_product",
    "service",
    "certificate",
]


class EyeShape(Struct):
    """One eye of a prescription."""

    eye: Literal["od", "os"]
    status: Literal["present", "absent", "prosthetic", "not_examined"] | None | UnsetType = UNSET
    sph: OptNumber = UNSET
    cyl: OptNumber = UNSET
    axis: int | None | UnsetType = UNSET
    add: OptNumber = UNSET
    prism: OptNumber = UNSET
    prism_base: Literal["up", "down", "in", "out"] | None | UnsetType = UNSET
    pd: OptNumber = UNSET
    va_uncorrected: OptNumber = UNSET
    va_corrected: OptNumber = UNSET
    bc: OptNumber = UNSET
    dia: OptNumber = UNSET
    brand: Str80 | None | UnsetType = UNSET


class RxShape(Struct):
    """One prescription of an exam; its GUID is known through the exam."""

    guid: UUID
    purpose: PurposeCode
    eyes: Annotated[list[EyeShape], Meta(max_length=2)] | None | UnsetType = UNSET
    pd_binocular: OptNumber = UNSET
    valid_until: OptDay = UNSET
    note: LongText | None | UnsetType = UNSET


class AdviceShape(Struct):
    """One recommendation: a product category, made exact by `advice` where 1C knows it."""

    category: AdviceCategory
    text: LongText | None | UnsetType = UNSET
    product: OptUuid = UNSET
    urgency: Literal["now", "month", "year"] | None | UnsetType = UNSET
    advice: Str40 | None | UnsetType = UNSET
    due_on: OptDay = UNSET


class ExamShape(Struct):
    """`exam` as 1C sends it."""

    customer: UUID
    salon: UUID
    doctor: UUID
    examined_at: dt.datetime
    type: ExamType | None | UnsetType = UNSET
    complaints: LongText | None | UnsetType = UNSET
    diagnosis_icd: Annotated[list[Str10], Meta(max_length=50)] | None | UnsetType = UNSET
    recommendation: LongText | None | UnsetType = UNSET
    recommended: Annotated[list[AdviceShape], Meta(max_length=100)] | None | UnsetType = UNSET
    next_check_on: OptDay = UNSET
    appointment: OptUuid = UNSET
    prescriptions: Annotated[list[RxShape], Meta(max_length=50)] | None | UnsetType = UNSET


@exchange
class ExamKind(Kind[ExamShape]):
    """A correction replaces what an exam says and keeps how it stood."""

    code = "exam"
    order = 70
    model = Exam
    soft_columns = {"appointment_guid": "appointment"}
    shape = ExamShape
    is_personal = True
    is_medical = True
    day_of = "examined_at"
    columns = {
        "card_id": None,
        "salon_id": None,
        "doctor_id": None,
        "examined_at": None,
        "examined_on": None,
        "kind": "full",
        "complaints": "",
        "diagnosis_icd": [],
        "recommendation": "",
        "next_check_on": None,
        "appointment_guid": None,
    }
    keeps = ("card_id", "number")

    def row(self, data: ExamShape, reading: Reading) -> dict[str, Any]:
        examined_at = reading.past_moment(data.examined_at, "/examined_at")
        check_all(data.prescriptions or (), examined_at.astimezone(reading.zone).date())
        _check_advice(data, reading)
        return {
            "examined_at": examined_at,
            "kind": KIND_OF_EXAM[data.type] if isinstance(data.type, str) else data.type,
            "complaints": data.complaints,
            "diagnosis_icd": data.diagnosis_icd,
            "recommendation": data.recommendation,
            "next_check_on": _day(data.next_check_on, reading, "/next_check_on"),
            "appointment_guid": data.appointment,
        }

    def codes(self) -> Mapping[str, Collection[str]]:
        return {"recommended.advice": CODES.keys()}

    def warnings(self, data: ExamShape, reading: Reading) -> list[dict[str, Any]]:
        day = reading.moment(data.examined_at, "").astimezone(reading.zone).date()
        return warnings_of(data.prescriptions or (), day)

    def needs(self, data: ExamShape) -> Iterable[Need]:
        yield "customer", data.customer
        yield "salon", data.salon
        yield "staff", data.doctor
        for advice in data.recommended or ():
            if isinstance(advice.product, UUID):
                yield "product", advice.product

    def link(self, work: Work[ExamShape], batch: Batch) -> None:
        data, row = work.data, work.row
        row["card_id"] = batch.ref("customer", data.customer, "/customer")
        row["salon_id"] = batch.ref("salon", data.salon, "/salon")
        row["doctor_id"] = batch.ref("staff", data.doctor, "/doctor")
        for place, advice in enumerate(data.recommended or ()):
            if isinstance(advice.product, UUID):
                batch.ref("product", advice.product, f"/recommended/{place}/product")
        row["examined_on"] = day_in_salon(row["examined_at"], row["salon_id"], batch)
        born = _born_on(row["card_id"], batch)
        if born is not None and row["examined_on"] < born:
            message = _("The exam lies before the birth of the customer.")
            raise Fault("bad_date", "/examined_at", data.examined_at.isoformat(), message)

    def about_to_write(self, works: Sequence[Work[ExamShape]], batch: Batch) -> None:
        moving.hold(works)
        exam_intake.keep_revisions(works, batch)

    def written(self, works: Sequence[Work[ExamShape]], batch: Batch) -> None:
        exam_intake.settle(works, batch)

    def deleted(self, ids: Collection[UUID], batch: Batch) -> None:
        exam_intake.settle_deleted(ids, batch)


BIRTHS = "birth of card"


def _born_on(card: UUID, batch: Batch) -> dt.date | None:
    """The birth date that the card says, else the person's other cards; read once for all customers of the batch."""
    births = batch.found.setdefault(BIRTHS, {})
    if card not in births:
        cards = set(batch.found["customer"].values()) - births.keys()
        births |= tables.ask(
            """SELECT c.id, coalesce(c.birth_date, p.birth_date) FROM customers_card c
               JOIN customers_person p ON p.id = c.person_id WHERE c.id = ANY(%s::uuid[])""",
            [tables.uuid_array(cards)],
        )
    return births.get(card)


def _day(value: dt.date | None | UnsetType, reading: Reading, pointer: str) -> dt.date | None | UnsetType:
    return reading.day(value, pointer) if isinstance(value, dt.date) else value


def _check_advice(data: ExamShape, reading: Reading) -> None:
    for place, advice in enumerate(data.recommended or ()):
        if isinstance(advice.advice, str) and advice.advice not in CODES:
            raise Fault("unknown_enum", f"/recommended/{place}/advice", advice.advice)
        _day(advice.due_on, reading, f"/recommended/{place}/due_on")
    guids = [rx.guid for rx in data.prescriptions or ()]
    for place, guid in enumerate(guids):
        if guid in guids[:place]:
            raise Fault("duplicate_line", f"/prescriptions/{place}/guid", str(guid))
