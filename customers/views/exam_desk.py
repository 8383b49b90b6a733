"""Writing an exam: the sheet, the check of what is typed, the recording."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.card_choice import card_of
from customers.exam_cells import GLASSES, LENSES, READINGS, SLOTS
from customers.exam_forms import ExamForm
from customers.exam_sheet import BLOCKS, ExamSheet
from customers.exams import ExamWords, faults_of, record_exam
from customers.models import EyeMeasurement, Person
from customers.models.prescriptions import RxPurpose
from customers.prescriptions import active_of, prescriptions_of
from customers.refraction import refraction_picture
from customers.views.dossier import own_person
from optics_crm.core import audit, clock
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import requires, salon_scope

UNPROCESSABLE = 422
BLOCK_KINDS = ("objective_auto", "current_glasses")


@requires("exams.edit")
@require_http_methods(["GET", "POST"])
def new_exam(request: HttpRequest) -> HttpResponse:
    """The sheet of `?customer=`; soft faults are shown once and then want a reason."""
    person = _customer(request)
    if person is None:
        messages.info(request, _("Choose the client first: an exam is written from the dossier."))
        return redirect("customers:list")
    if request.method == "GET":
        return _page(request, person, _form(request, initial=_start(request)), ExamSheet({}))
    form, sheet = _form(request, data=request.POST), ExamSheet(request.POST.dict())
    words = _words(request, form, sheet)
    card = card_of(person)
    if words is None:
        return _page(request, person, form, sheet, status=UNPROCESSABLE)
    try:
        sheet.take(faults_of(card, words))
        reason = form.cleaned_data["confirmed"]
        if sheet.hard or (sheet.soft and not reason.strip()):
            return _page(request, person, form, sheet, status=UNPROCESSABLE)
        exam = record_exam(request.user, card, words, confirmed=reason)
    except DomainError as error:
        form.blame(error.pointer, error.message)
        return _page(request, person, form, sheet, status=UNPROCESSABLE)
    messages.success(request, _("The exam is recorded."))
    return redirect("customers:exam", exam.pk)


@requires("exams.edit")
@require_POST
def check_exam(request: HttpRequest) -> HttpResponse:
    """What the rules say of the sheet so far; asked whenever a cell is left. Nothing is written."""
    person = _customer(request)
    if person is None:
        return HttpResponse(status=404)
    form, sheet = _form(request, data=request.POST), ExamSheet(request.POST.dict())
    words = _words(request, form, sheet)
    if words is not None:
        try:
            sheet.take(faults_of(card_of(person), words))
        except DomainError as error:
            form.blame(error.pointer, error.message)
    return render(request, "customers/_exam_checks.html", {"sheet": sheet, "form": form})


def _customer(request: HttpRequest) -> Person | None:
    try:
        pk = uuid.UUID(request.GET.get("customer", ""))
    except ValueError:
        return None
    return own_person(request.user, pk)


def _form(request: HttpRequest, **options: Any) -> ExamForm:
    form = ExamForm(**options)
    scope = salon_scope(request.user)
    if scope is not None:
        salons = form.fields["salon"].queryset.filter(pk=scope)  # type: ignore[attr-defined]  # a ModelChoiceField
        form.fields["salon"].queryset = salons  # type: ignore[attr-defined]
        form.fields["salon"].empty_label = None  # type: ignore[attr-defined]
    return form


def _start(request: HttpRequest) -> dict[str, Any]:
    salon = getattr(request.user, "salon", None)
    return {"salon": salon, "day": clock.today(salon.timezone if salon else None), "kind": "full"}


def _words(request: HttpRequest, form: ExamForm, sheet: ExamSheet) -> ExamWords | None:
    """What would be recorded, without the cells that cannot be read; None while the head's shape is wrong."""
    if not form.is_valid():
        return None
    return form.words(request.user, sheet)  # type: ignore[arg-type]  # an employee: the door lets nobody else in


def _page(request: HttpRequest, person: Person, form: ExamForm, sheet: ExamSheet, *, status: int = 200) -> HttpResponse:
    rows, today = prescriptions_of([person.pk]), clock.today()
    shown = active_of(rows, today)
    if shown:
        audit.record(request.user, "customers.prescription.viewed", person, prescriptions=len(shown))
    context = {
        "person": person,
        "form": form,
        "sheet": sheet,
        "slots": [_slot(sheet, slot) for slot in SLOTS],
        "blocks": [_block(sheet, place, block) for place, block in enumerate(BLOCKS)],
        "columns": {"glasses": GLASSES, "lenses": LENSES, "readings": READINGS},
        "methods": EyeMeasurement.IopMethod.choices,
        "previous": shown,
        "picture": refraction_picture(rows),
    }
    return render(request, "customers/exam_new.html", context, status=status)


def _slot(sheet: ExamSheet, slot: int) -> dict[str, Any]:
    """One prescription's part of the page."""
    return {
        "number": slot,
        "prefix": f"rx{slot}",
        "open": slot == 0 or slot in sheet.slots,
        "glasses": sheet.glasses(slot),
        "lenses": sheet.lenses(slot),
        "purposes": RxPurpose.choices,
        "purpose": sheet.text(f"rx{slot}_purpose") or ("distance" if slot == 0 else "near"),
        "valid_until": sheet.text(f"rx{slot}_valid_until"),
        "distances": [
            (f"rx{slot}_{name}", label, sheet.text(f"rx{slot}_{name}"), sheet.state_of(f"rx{slot}_{name}"))
            for name, label in (("pd_far", _("PD far")), ("pd_near", _("PD near")))
        ],
    }


def _block(sheet: ExamSheet, place: int, block: str) -> dict[str, Any]:
    return {
        "prefix": block,
        "rows": sheet.measured(block),
        "kinds": EyeMeasurement.Kind.choices,
        "kind": sheet.text(f"{block}_kind") or BLOCK_KINDS[place],
    }
