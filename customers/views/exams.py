"""Exams and prescriptions: what doctors open, each opening recorded."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from customers.models import Exam
from customers.prescriptions import all_of, prescriptions_of, show
from customers.recommendations import label_of
from customers.refraction import refraction_picture
from customers.views.dossier import own_person
from optics_crm.core import audit, clock
from optics_crm.core.permissions import CAPABILITIES, can, requires


@requires("exams.view")
@require_GET
def exam_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return render(request, "customers/exam.html", _exam(request, pk))


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
