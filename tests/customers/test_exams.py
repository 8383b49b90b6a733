"""Recording exams at typed doors."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal as D
from typing import Any

import pytest

from customers.exams import Advice, ExamWords, correct_exam, record_exam
from customers.models import Exam, Prescription, Recommendation
from customers.optics import EyeValues, Prism, Reading, RxValues
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import News, Salon
from tests.core.staff import make_employee, make_salon
from tests.customers.people import card_of, make_person

pytestmark = pytest.mark.django_db


def words(salon: Salon, sph: str = "-2.00", **changes: Any) -> ExamWords:
    rx = RxValues("distance", (EyeValues("od", sph=D(sph)), EyeValues("os", sph=D(sph), prisms=(Prism(D(1), "in"),))))
    values: dict[str, Any] = {
        "doctor": None,
        "examined_at": clock.now(),
        "prescriptions": [rx],
        "readings": [Reading("od", "objective_auto", sph=D("-2.12"), iop=D(16), iop_method="pneumo")],
        "advice": [Advice("glasses_distance", rx=0), Advice("referral_clinic")],
    }
    return ExamWords(salon=salon, **values | changes)


def test_an_exam_is_recorded_with_everything_under_it() -> None:
    person, salon = make_person(birth_date=dt.date(1985, 5, 5)), make_salon(timezone="Asia/Yekaterinburg")

    exam = record_exam(make_employee("doctor", salon=salon), card_of(person), words(salon))

    rx = exam.prescriptions.get()
    assert exam.guid is None or exam.pk
    assert (rx.status, rx.valid_until) == ("active", clock.months_after(rx.issued_on, 12))
    assert (rx.eyes.get(eye="os").prism_h, rx.eyes.get(eye="os").base_h) == (D("1.00"), "in")
    sellable = {row.code: (row.is_sellable, row.prescription) for row in exam.recommendations.all()}
    assert sellable == {"glasses_distance": (True, rx), "referral_clinic": (False, None)}
    assert News.objects.get(kind="customers.exam_recorded").ids["person"] == str(person.pk)


def test_a_childs_glasses_last_six_months() -> None:
    child, salon = make_person(birth_date=clock.years_after(clock.today(), -9)), make_salon()

    exam = record_exam("doctor", card_of(child), words(salon))

    assert exam.prescriptions.get().valid_until == clock.months_after(exam.examined_on, 6)


def test_a_hard_fault_leaves_nothing_behind() -> None:
    person, salon = make_person(), make_salon()
    wrong = words(salon, prescriptions=[RxValues("distance", (EyeValues("od", sph=D("-2.10")),))])

    with pytest.raises(DomainError) as refusal:
        record_exam("doctor", card_of(person), wrong)

    assert (refusal.value.code, refusal.value.pointer) == ("rx_invalid", "/prescriptions/0/eyes/0/sph")
    assert (Exam.objects.count(), Prescription.objects.count(), News.objects.count()) == (0, 0, 0)


def test_a_soft_fault_needs_the_doctors_reason(clock_at: Callable[[str], dt.datetime]) -> None:
    person, salon = make_person(), make_salon()
    clock_at("2026-11-21T11:00:00+03:00")
    record_exam("doctor", card_of(person), words(salon))
    clock_at("2026-11-21T11:20:00+03:00")

    with pytest.raises(DomainError) as refusal:
        record_exam("doctor", card_of(person), words(salon, "-4.00"))
    exam = record_exam("doctor", card_of(person), words(salon, "-4.00"), confirmed="катаракта")

    assert refusal.value.code == "rx_unconfirmed"
    statuses = Prescription.objects.filter(card__person=person).order_by("created_at").values_list("status", flat=True)
    assert list(statuses) == ["superseded", "active"]
    assert exam.prescriptions.get().status == "active"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"examined_at": clock.dt.datetime(2100, 1, 1, tzinfo=dt.UTC)}, "exam_in_future"),
        ({"examined_at": clock.dt.datetime(1980, 1, 1, tzinfo=dt.UTC)}, "exam_before_birth"),
        ({"kind": "magic"}, "exam_kind_unknown"),
        ({"advice": [Advice("snake_oil")]}, "rx_invalid"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], code: str) -> None:
    person, salon = make_person(birth_date=dt.date(1985, 5, 5)), make_salon()

    with pytest.raises(DomainError) as refusal:
        record_exam("doctor", card_of(person), words(salon, **changes))

    assert refusal.value.code == code
    assert not Exam.objects.exists()


def test_a_correction_keeps_how_it_stood() -> None:
    person, salon = make_person(), make_salon()
    exam = record_exam("doctor", card_of(person), words(salon))

    corrected = correct_exam("doctor", exam, words(salon, "-2.25", complaints="туман"))

    assert (corrected.number, corrected.complaints) == (2, "туман")
    kept = corrected.revisions.get()
    assert {eye["sph"] for eye in kept.content["eyes"]} == {"-2.00"}
    active = corrected.prescriptions.filter(status="active").get()
    assert active.eyes.get(eye="od").sph == D("-2.25")
    assert Recommendation.objects.filter(exam=exam).count() == 2
