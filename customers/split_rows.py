"""Exams and prescriptions to choose from in a split."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from customers.identity.split_rows import SplitRow, grown_on, rows_of
from customers.models import Card, Exam, Prescription
from customers.models.exams import ExamKind
from optics_crm.core import formats

CHILDS_PD = Decimal(56)  # mm: hardly any grown-up's eyes are so close
CHILDS_EXAMS = {ExamKind.CHILD}


@rows_of("exam", capability="prescriptions.view")
def exams(card: Card) -> Iterable[SplitRow]:
    """Exams with where and by whom; a child's one on a grown-up's card is somebody else's."""
    rows = Exam.objects.live().filter(card=card).select_related("salon", "doctor").prefetch_related("prescriptions")
    for row in rows:
        doctor = formats.short_name(row.doctor.full_name) if row.doctor else ""
        yield SplitRow(
            "exam",
            row.pk,
            row.examined_on,
            "stethoscope",
            _("Eye exam"),
            " · ".join(part for part in (row.get_kind_display(), str(row.salon), doctor) if part),
            _why(card, row),
        )


@rows_of("prescription", capability="prescriptions.view")
def prescriptions(card: Card) -> Iterable[SplitRow]:
    """Prescriptions that no exam of ours gave; the others go with their exams."""
    for row in Prescription.objects.filter(card=card, exam__isnull=True):
        yield SplitRow(
            "prescription",
            row.pk,
            row.issued_on,
            "eyeglass",
            _("Prescription"),
            f"{row.get_kind_display()} · {row.get_purpose_display()}",
            _("a child's pupil distance") if _is_childs(card, row) else "",
        )


def _why(card: Card, exam: Exam) -> str:
    if exam.kind in CHILDS_EXAMS and grown_on(card, exam.examined_on):
        return _("a child's exam on a grown-up's card")
    if any(_is_childs(card, row) for row in exam.prescriptions.all()):
        return _("a child's pupil distance")
    return ""


def _is_childs(card: Card, row: Prescription) -> bool:
    return row.pd_far is not None and row.pd_far < CHILDS_PD and grown_on(card, row.issued_on)
