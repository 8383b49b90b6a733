"""Exams and prescriptions: what doctors open, each opening recorded."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from customers.models import Exam, Person, Prescription
from customers.prescriptions import all_of, prescriptions_of, show
from customers.recommendations import label_of
from customers.refraction import refraction_picture
from customers.views.dossier import own_person
from optics_crm.core import audit, clock
from optics_crm.core.permissions import CAPABILITIES, can, requires

NO_PAPER = (Prescription.Status.ENTERED_IN_ERROR, Prescription.Status.DRAFT)


@requires("prescriptions.view")
@require_GET
def exam_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All of an exam for doctors; for a salon's staff the prescriptions in force of their own clients."""
    words = _exam(request, pk) if can(request.user, "exams.view") else _prescribed(request, pk)
    return render(request, "customers/exam.html", words)


@requires("exams.view")
@require_GET
def exam_part(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The exam as it opens in the line of the dossier."""
    return render(request, "customers/_exam.html", _exam(request, pk))


@requires("prescriptions.view")
@require_GET
def prescriptions_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All prescriptions of a person and the refraction over the years: the doctors'. A salon's staff see the active
    ones in the dossier; of a client of others they are not even told that there is one.
    """
    person = own_person(request.user, pk)
    if not can(request.user, "exams.view"):
        raise PermissionDenied(str(CAPABILITIES.get("exams.view").label))
    rows = prescriptions_of([person.pk], limit=200)
    audit.record(request.user, "customers.prescription.viewed", person, prescriptions=len(rows))
    today = clock.today()
    context = {"person": person, "prescriptions": all_of(rows, today), "picture": refraction_picture(rows)}
    return render(request, "customers/prescriptions.html", context)


@requires("prescriptions.view")
@require_GET
def prescription_paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A prescription to print on A5 or A4 and to sign."""
    rows = Prescription.objects.select_related("card__person", "doctor", "exam__salon").prefetch_related("eyes")
    rows = rows.exclude(status__in=NO_PAPER).filter(card__deleted_at__isnull=True)
    row = get_object_or_404(rows.filter(card__person__in=Person.objects.visible_to(request.user)), pk=pk)
    person = own_person(request.user, row.card.person_id)
    if not can(request.user, "exams.view") and row.status != Prescription.Status.ACTIVE:
        raise Http404
    audit.record(request.user, "customers.prescription.viewed", person, prescriptions=[str(row.pk)], printed=True)
    size = "a4" if request.GET.get("size") == "a4" else "a5"
    context = {"person": person, "one": show(row, None, clock.today()), "size": size, "today": clock.today()}
    return render(request, "customers/prescription_paper.html", context)


def _prescribed(request: HttpRequest, pk: uuid.UUID) -> dict[str, Any]:
    """What a consultant may see of an exam: values, purpose and term of what is in force; no readings."""
    rows = Exam.objects.live().filter(card__person__in=Person.objects.visible_to(request.user))
    exam = get_object_or_404(rows.select_related("card__person", "salon", "doctor"), pk=pk)
    person = own_person(request.user, exam.card.person_id)
    active = exam.prescriptions.filter(status=Prescription.Status.ACTIVE).select_related("doctor")
    today = clock.today()
    shown = [show(row, None, today) for row in active.prefetch_related("eyes")]
    audit.record(request.user, "customers.prescription.viewed", person, prescriptions=[str(o.row.pk) for o in shown])
    return {"exam": exam, "prescriptions": shown, "in_part": True}


def _exam(request: HttpRequest, pk: uuid.UUID) -> dict[str, Any]:
    rows = Exam.objects.visible_to(request.user).select_related("card__person", "salon", "doctor")
    exam = get_object_or_404(rows.prefetch_related("measurements", "recommendations", "prescriptions__eyes"), pk=pk)
    audit.record(request.user, "customers.exam.viewed", exam)
    today = clock.today()
    kept = [row for row in exam.prescriptions.all() if row.status != "entered_in_error"]
    return {
        "exam": exam,
        "prescriptions": [show(row, None, today) for row in kept],
        "readings": sorted(exam.measurements.all(), key=lambda row: (row.kind, row.eye)),
        "advice": [(row, label_of(row.code)) for row in exam.recommendations.all()],
    }
