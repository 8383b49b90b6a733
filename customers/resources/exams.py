"""`/api/v1/exams/`: eye exams, for doctors only; a list tells that they are there, a row their values."""

from collections.abc import Sequence

import django_filters
from rest_framework import serializers

from customers.models import Exam, EyeMeasurement, Prescription, PrescriptionEye, Recommendation
from customers.models.exams import ExamKind
from optics_crm.core import audit
from optics_crm.core.api.parameters import SyncedFilters
from optics_crm.core.api.resource import Resource, resource

HEAD = (
    "id",
    "guid",
    "customer",
    "salon",
    "doctor",
    "kind",
    "examined_at",
    "examined_on",
    "next_check_on",
    "created_at",
    "updated_at",
)


class ReadingPart(serializers.ModelSerializer[EyeMeasurement]):
    """Readings of one eye by one method: dioptres, mmHg, acuity as a decimal fraction."""

    class Meta:
        model = EyeMeasurement
        fields = (
            "eye",
            "kind",
            "sph",
            "cyl",
            "axis",
            "va_sc",
            "va_cc",
            "va_sc_code",
            "va_cc_code",
            "no_improvement",
            "iop",
            "iop_method",
            "k1",
            "k1_axis",
            "k2",
            "k2_axis",
        )


class RxEyePart(serializers.ModelSerializer[PrescriptionEye]):
    """One eye of a prescription, the cylinder in minus form."""

    class Meta:
        model = PrescriptionEye
        fields = (
            "eye",
            "status",
            "sph",
            "cyl",
            "axis",
            "add",
            "prism_h",
            "base_h",
            "prism_v",
            "base_v",
            "pd_mono",
            "va_sc",
            "va_cc",
            "base_curve",
            "diameter",
            "brand",
            "add_code",
            "wear_mode",
            "replacement",
        )


class RxPart(serializers.ModelSerializer[Prescription]):
    """A prescription of the exam."""

    eyes = RxEyePart(many=True)

    class Meta:
        model = Prescription
        fields = (
            "id",
            "guid",
            "kind",
            "purpose",
            "status",
            "issued_on",
            "valid_until",
            "pd_far",
            "pd_near",
            "note",
            "eyes",
        )


class AdvicePart(serializers.ModelSerializer[Recommendation]):
    """What the doctor advised, and what came of it."""

    class Meta:
        model = Recommendation
        fields = ("code", "category", "text", "urgency", "due_on", "outcome")


class ExamHead(serializers.ModelSerializer[Exam]):
    """That an exam took place: whose, where, when; no values."""

    customer = serializers.UUIDField(source="card.person_id", read_only=True)

    class Meta:
        model = Exam
        fields: tuple[str, ...] = HEAD


class ExamRow(ExamHead):
    """All of an exam."""

    measurements = ReadingPart(many=True)
    prescriptions = RxPart(many=True)
    recommendations = AdvicePart(many=True)

    class Meta(ExamHead.Meta):
        fields = (
            *HEAD,
            "complaints",
            "diagnosis_icd",
            "recommendation",
            "measurements",
            "prescriptions",
            "recommendations",
        )


class ExamFilters(SyncedFilters):
    """`customer`: the person's id."""

    customer = django_filters.UUIDFilter(field_name="card__person")
    salon = django_filters.UUIDFilter()
    doctor = django_filters.UUIDFilter()
    kind = django_filters.ChoiceFilter(choices=ExamKind.choices)


@resource("exams")
class Exams(Resource):
    """Eye exams: open to doctors, to no token. Each opening of an exam's values is recorded."""

    model = Exam
    capability = "exams.view"
    related = ("card",)
    prefetched = ("measurements", "prescriptions__eyes", "recommendations")
    serializer_class = ExamRow
    list_serializer_class = ExamHead
    filterset_class = ExamFilters

    def seen(self, rows: Sequence[Exam], *, in_list: bool) -> None:
        for row in () if in_list else rows:
            audit.record(self.request.user, "customers.exam.viewed", row)
