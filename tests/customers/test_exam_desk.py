"""The sheet of an exam: every fault at its cell, soft ones with a reason, and who sees what is recorded."""

import re
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client

from customers.exam_sheet import ExamSheet
from customers.exams import faults_of
from customers.models import Exam, Person, Prescription
from customers.optics.text import RxTextError, parse_acuity
from optics_crm.core import clock
from optics_crm.core.models import AuditEntry, Salon
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person, make_prescription

pytestmark = pytest.mark.django_db
EYES = {"rx0_od_sph": "-2,25", "rx0_od_cyl": "-0.75", "rx0_od_axis": "170", "rx0_os_sph": "\u22122,00"}


@pytest.fixture
def salon() -> Salon:
    return make_salon()


@pytest.fixture
def person(salon: Salon) -> Person:
    return make_person(home_salon=salon, birth_date=clock.years_after(clock.today(), -41))


@pytest.fixture
def doctor(client: Client, salon: Salon) -> Client:
    client.force_login(make_employee("doctor", salon=salon))
    return client


def sheet(person: Person, salon: Salon, **cells: str) -> tuple[str, dict[str, str]]:
    head = {"salon": str(salon.pk), "day": clock.today(salon.timezone).isoformat(), "kind": "full"}
    return f"/exams/new/?customer={person.pk}", head | EYES | cells


def test_an_exam_is_typed_recorded_and_shown_as_it_was_typed(doctor: Client, person: Person, salon: Salon) -> None:
    url, data = sheet(
        person,
        salon,
        rx0_purpose="distance",
        rx0_pd_far="62",
        rx0_os_prism_v="1",
        rx0_os_base_v="up",
        m0_kind="objective_auto",
        m0_od_va_sc="д/р",
        m0_od_iop="16",
        iop_method="pneumo",
        autorefractor="L -2.12 -0.25 15",
        diagnosis="Н52.1, h52.2",
        complaints="туман вдали",
    )

    answer = doctor.post(url, data | {"advice": ["glasses_distance", "repeat_exam"]})

    exam = Exam.objects.get()
    assert answer["Location"] == f"/exams/{exam.pk}/"
    rx = exam.prescriptions.get()
    right, left = rx.eyes.get(eye="od"), rx.eyes.get(eye="os")
    assert (right.sph, right.cyl, right.axis, left.sph) == (D("-2.25"), D("-0.75"), 170, D("-2.00"))
    assert (left.prism_v, left.base_v, rx.pd_far, rx.valid_until) == (
        D(1),
        "up",
        D(62),
        clock.months_after(rx.issued_on, 12),
    )
    readings = {(row.eye, row.kind): row for row in exam.measurements.all()}
    assert readings["od", "objective_auto"].va_sc_code == "HM"
    assert readings["os", "objective_auto"].sph == D("-2.12")
    assert exam.diagnosis_icd == ["H52.1", "H52.2"]
    assert {row.code: row.prescription for row in exam.recommendations.all()} == {
        "glasses_distance": rx,
        "repeat_exam": None,
    }
    page = doctor.get(answer["Location"]).content.decode()
    assert "туман вдали" in page and "\u22122,25" in page


@pytest.mark.parametrize(
    ("cells", "cell"),
    [
        ({"rx0_od_sph": "2.25"}, "rx0_od_sph"),  # V10: no sign
        ({"rx0_od_sph": "-2.30"}, "rx0_od_sph"),  # V1: no step of 0.25
        ({"rx0_od_axis": ""}, "rx0_od_axis"),  # V2
        ({"rx0_od_axis": "181"}, "rx0_od_axis"),  # V3
        ({"rx0_od_add": "1"}, "rx0_od_add"),  # V4: distance takes none
        ({"rx0_os_prism_h": "1"}, "rx0_os_prism_h"),  # V5: no base
        ({"rx0_pd_far": "62", "rx0_pd_near": "64"}, "rx0_pd_near"),  # V6
        ({"rx0_os_sph": ""}, "rx0_os_sph"),  # V7
        ({"rx0_valid_until": "2020-01-01"}, "rx0_valid_until"),  # V12
        ({"m1_os_iop": "95", "iop_method": "pneumo"}, "m1_os_iop"),
        ({"m0_od_va_sc": "плохо"}, "m0_od_va_sc"),
    ],
)
def test_a_hard_fault_stands_at_its_cell_and_nothing_is_recorded(
    doctor: Client, person: Person, salon: Salon, cells: dict[str, str], cell: str
) -> None:
    url, data = sheet(person, salon, **cells)

    page = doctor.post(url, data)

    assert page.status_code == 422
    text = page.content.decode()
    assert f'data-cell="{cell}" data-state="wrong"' in text
    assert re.search(rf'<(input|select)[^>]*name="{cell}"', text)
    assert not Exam.objects.exists()


def test_a_soft_fault_asks_for_a_reason_once(doctor: Client, person: Person, salon: Salon) -> None:
    make_prescription(person, "-1.00", issued_on=clock.months_after(clock.today(), -3))
    url, data = sheet(person, salon)

    first = doctor.post(url, data)
    assert first.status_code == 422
    assert 'data-cell="rx0_od_sph" data-state="doubtful"' in first.content.decode()  # V9
    second = doctor.post(url, data | {"confirmed": "после операции"})

    assert second.status_code == 302
    assert AuditEntry.objects.get(verb="customers.exam.recorded").reason == "после операции"


def test_the_check_answers_while_typing_and_writes_nothing(
    doctor: Client, person: Person, salon: Salon, django_assert_max_num_queries: Any
) -> None:
    url, data = sheet(person, salon, rx0_os_axis="20", rx0_od_va_cc="ясно")
    doctor.get("/")

    with django_assert_max_num_queries(14):
        part = doctor.post(url.replace("/new/", "/check/"), data)

    text = part.content.decode()
    assert "sph \u22122,25 cyl \u22120,75 ax 170°" in text
    assert "sph \u22123,00 cyl +0,75 ax 80°" in text
    for cell in ("rx0_os_axis", "rx0_od_va_cc"):  # the rules speak although a cell cannot be read
        assert f'data-cell="{cell}" data-state="wrong"' in text
    assert not Exam.objects.exists()


def test_two_prescriptions_are_judged_together(person: Person, salon: Salon) -> None:
    from customers.exam_forms import ExamForm

    near = {"rx1_purpose": "near", "rx1_od_sph": "-3.00", "rx1_os_sph": "-0.50"}
    _url, data = sheet(person, salon, **near)
    typed, form = ExamSheet(data), ExamForm(data)
    assert form.is_valid()

    typed.take(faults_of(person.cards.get(), form.words(make_employee("doctor", salon=salon), typed)))

    assert ("rx1_od_sph", False) in {(one.cell, one.hard) for one in typed.remarks}  # V11


def test_a_bad_diagnosis_or_day_is_named_at_its_field(doctor: Client, person: Person, salon: Salon) -> None:
    url, data = sheet(person, salon, diagnosis="близорукость")
    assert 'id="id_diagnosis-error"' in doctor.post(url, data).content.decode()
    url, data = sheet(person, salon, day="2100-01-01")
    assert 'id="id_day-error"' in doctor.post(url, data).content.decode()
    assert not Exam.objects.exists()


def test_only_doctors_of_the_clients_salon_write(client: Client, person: Person, salon: Salon) -> None:
    url, data = sheet(person, salon)
    for role, where, status in (("consultant", salon, 403), ("doctor", make_salon("Другой"), 404)):
        client.force_login(make_employee(role, salon=where))
        assert client.get(url).status_code == status
        assert client.post(url, data).status_code == status
    client.force_login(make_employee("doctor", username="d2", salon=salon))
    assert client.get(url).status_code == 200
    assert f'href="{url}"' in client.get(f"/customers/{person.pk}/").content.decode()
    foreign = data | {"salon": str(Salon.objects.get(name="Другой").pk)}
    assert client.post(url, foreign).status_code == 422
    assert not Exam.objects.exists()


def test_a_consultant_sees_and_prints_what_is_in_force_and_no_more(
    doctor: Client, person: Person, salon: Salon
) -> None:
    url, data = sheet(person, salon, m0_od_iop="16", iop_method="pneumo", complaints="туман вдали")
    doctor.post(url, data)
    exam, rx = Exam.objects.get(), Prescription.objects.get()
    doctor.force_login(make_employee("consultant", salon=salon))

    page = doctor.get(f"/exams/{exam.pk}/").content.decode()
    paper = doctor.get(f"/prescriptions/{rx.pk}/print/?size=a4").content.decode()

    assert "\u22122,25" in page and "туман" not in page and "pneumo" not in page
    assert "\u22122,25" in paper and "rx-paper-a4" in paper
    assert AuditEntry.objects.filter(verb="customers.prescription.viewed").count() == 2
    Prescription.objects.update(status="superseded")
    assert "\u22122,25" not in doctor.get(f"/exams/{exam.pk}/").content.decode()
    assert doctor.get(f"/prescriptions/{rx.pk}/print/").status_code == 404
    doctor.force_login(make_employee("consultant", username="c2", salon=make_salon("Другой")))
    assert doctor.get(f"/exams/{exam.pk}/").status_code == 404
    assert doctor.get(f"/prescriptions/{rx.pk}/print/").status_code == 404


@pytest.mark.parametrize(
    ("text", "found"),
    [("0,3", (D("0.3"), "")), ("1", (D(1), "")), ("", (None, "")), ("с/п", (None, "CF")), ("CF", (None, "CF"))],
)
def test_acuity_is_a_number_or_a_code(text: str, found: tuple[D | None, str]) -> None:
    assert parse_acuity(text) == found
    with pytest.raises(RxTextError):
        parse_acuity("1/2")
