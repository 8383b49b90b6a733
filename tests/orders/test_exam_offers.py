"""Sellable advice of an exam becomes the consultant's work until it is bought, refused or void; history opens none."""

import datetime as dt
import itertools
from collections.abc import Callable
from decimal import Decimal as D
from typing import Any

import pytest

from customers.exams import Advice, ExamWords, correct_exam, record_exam
from customers.followups import close_followup
from customers.models import Exam, FollowUp, Person
from customers.moments import EXAMS_CHANGED
from customers.optics import EyeValues, RxValues
from optics_crm.core import clock
from optics_crm.core.models import News, Salon
from orders import exam_offers
from orders.moments import PURCHASES_CHANGED
from orders.reactions import offer_what_was_advised
from tests.core.staff import make_employee, make_salon
from tests.customers.people import card_of, make_person
from tests.orders.sales import GLASSES, make_return, make_sale

pytestmark = pytest.mark.django_db
Clock = Callable[[str], Any]


def words(salon: Salon, *codes: str, **changes: Any) -> ExamWords:
    rx = RxValues("distance", (EyeValues("od", sph=D("-2.00")), EyeValues("os", sph=D("-2.00"))))
    advice = [Advice(code, rx=0 if code.startswith("glasses") else None) for code in codes]
    values: dict[str, Any] = {"doctor": None, "examined_at": clock.now(), "prescriptions": [rx], "advice": advice}
    return ExamWords(salon=salon, **values | changes)


def hear() -> None:
    """What the worker does with the news of exams."""
    offer_what_was_advised(list(News.objects.filter(kind__startswith="customers.exam_", is_quiet=False)))


def examine(person: Person, salon: Salon, *codes: str, **changes: Any) -> Exam:
    exam = record_exam("doctor", card_of(person), words(salon, *codes, **changes), confirmed="ок")
    hear()
    return exam


def sell(person: Person, salon: Salon, *categories: str, **fields: Any) -> Any:
    day = fields.pop("day", clock.today())
    row = make_sale(person, salon, day, tuple((category, 1) for category in categories), **fields)
    PURCHASES_CHANGED.happen([row.card_id])
    return row


def test_the_consultant_of_the_salon_gets_the_work_with_the_prescription(clock_at: Clock) -> None:
    clock_at("2026-11-20T12:00:00+03:00")  # a Friday
    person, salon = make_person(), make_salon()

    exam = examine(person, salon, "glasses_progressive", "care_products", "referral_clinic")
    hear()

    row = FollowUp.objects.get()
    assert (row.kind, row.role, row.salon, row.person, row.exam) == ("exam", "consultant", salon, person, exam)
    assert row.prescription == exam.prescriptions.get() and row.author is None
    assert row.due_at == dt.datetime.fromisoformat("2026-11-21T20:00:00+03:00")
    assert "прогрессивные очки" in row.title and "направление" not in row.title
    assert list(FollowUp.objects.waiting_for(make_employee("consultant", salon=salon))) == [row]


@pytest.mark.parametrize("codes", [(), ("referral_clinic",), ("repeat_exam", "no_correction", "eye_drops")])
def test_what_cannot_be_sold_is_no_work(codes: tuple[str, ...]) -> None:
    examine(make_person(), make_salon(), *codes)

    assert not FollowUp.objects.exists()


def test_an_old_exam_opens_nothing_and_neither_do_quiet_news() -> None:
    person, salon = make_person(), make_salon()
    examine(person, salon, "glasses_distance", examined_at=clock.now() - dt.timedelta(days=4))
    assert not FollowUp.objects.exists()

    record_exam("doctor", card_of(person), words(salon, "glasses_distance"), confirmed="ок")
    News.objects.update(is_quiet=True)
    hear()

    assert not FollowUp.objects.exists()


@pytest.mark.parametrize(
    ("codes", "sold", "is_kept"),
    [
        (("glasses_distance",), ("frame", "spectacle_lens"), True),
        (("glasses_distance",), ("frame",), False),
        (("glasses_distance",), ("contact_lens",), False),
        (("glasses_distance", "care_products"), ("care_product",), False),
        (("care_products",), ("care_product",), True),
        (("contact_lens_toric",), ("contact_lens",), True),
        (("sunglasses_plano",), ("sunglasses",), True),
        (("glasses_near",), ("reading_glasses",), True),
        (("glasses_distance", "contact_lens_soft"), ("contact_lens",), True),
    ],
)
def test_a_purchase_of_the_right_kind_keeps_it(codes: tuple[str, ...], sold: tuple[str, ...], is_kept: bool) -> None:
    person, salon = make_person(), make_salon()
    exam = examine(person, salon, *codes)

    sale = sell(person, salon, *sold)

    row = FollowUp.objects.get()
    assert (row.status, row.outcome, row.proof) == (("closed", "bought", sale.pk) if is_kept else ("open", "", None))
    outcomes = set(exam.recommendations.filter(is_sellable=True).values_list("outcome", flat=True))
    assert outcomes == {"bought" if is_kept else "open"}


def test_a_purchase_before_the_exam_or_another_persons_proves_nothing() -> None:
    person, salon = make_person(), make_salon()
    examine(person, salon, "glasses_distance")

    sell(person, salon, "spectacle_lens", day=clock.today() - dt.timedelta(days=1))
    sell(make_person("Другой Человек"), salon, "spectacle_lens")

    assert FollowUp.objects.get().status == "open"


def test_what_is_given_back_opens_the_offer_again_and_another_sale_keeps_it() -> None:
    person, salon = make_person(), make_salon()
    exam = examine(person, salon, "glasses_distance")
    sale = sell(person, salon, "frame", "spectacle_lens")
    assert FollowUp.objects.get().status == "closed"

    make_return(sale, salon, clock.today(), (("frame", 1), ("spectacle_lens", 1)))
    PURCHASES_CHANGED.happen([sale.card_id])

    row = FollowUp.objects.get()
    assert (row.status, row.outcome, row.proof) == ("open", "", None)
    assert exam.recommendations.get().outcome == "open"
    second = sell(person, salon, "spectacle_lens")
    row.refresh_from_db()
    assert (row.status, row.proof) == ("closed", second.pk)
    assert [step.verb for step in row.steps.all()] == ["closed", "reopened", "closed"]


def test_bought_meanwhile_opens_nothing() -> None:
    person, salon = make_person(), make_salon()
    record_exam("doctor", card_of(person), words(salon, "glasses_distance"), confirmed="ок")
    sell(person, salon, *(category for category, _qty in GLASSES))

    hear()

    assert not FollowUp.objects.exists()


def test_what_a_consultant_closed_stays_so_and_is_written_beside_the_advice() -> None:
    person, salon = make_person(), make_salon()
    exam = examine(person, salon, "glasses_distance")
    close_followup(
        make_employee("consultant", salon=salon), FollowUp.objects.get(), "declined", note="подумает до весны"
    )

    sell(person, salon, "spectacle_lens")
    hear()

    assert FollowUp.objects.get().outcome == "declined"
    advice = exam.recommendations.get()
    assert (advice.outcome, advice.outcome_reason) == ("declined", "подумает до весны")
    assert advice.outcome_on == clock.today()


def test_a_corrected_exam_keeps_its_work_right() -> None:
    person, salon = make_person(), make_salon()
    exam = examine(person, salon, "glasses_distance")
    before = FollowUp.objects.get()

    correct_exam("doctor", exam, words(salon, "contact_lens_soft"), confirmed="ок")
    row = FollowUp.objects.get()
    assert row.pk == before.pk and "мягкие контактные линзы" in row.title
    assert row.prescription != before.prescription and row.prescription.status == "active"  # type: ignore[union-attr]

    correct_exam("doctor", exam, words(salon, "referral_clinic"), confirmed="ок")
    row.refresh_from_db()
    assert (row.status, row.outcome, row.proof) == ("closed", "not_needed", exam.pk)

    correct_exam("doctor", exam, words(salon, "glasses_near"), confirmed="ок")
    row.refresh_from_db()
    assert (row.status, row.proof) == ("open", None)

    Exam.objects.update(entered_in_error_at=clock.now())
    EXAMS_CHANGED.happen([exam.card_id])
    row.refresh_from_db()
    assert (row.status, row.outcome) == ("closed", "not_needed")


def test_an_exam_that_was_anothers_takes_its_work_along() -> None:
    mother, child, salon = make_person("Иванова Мария"), make_person("Иванов Артём"), make_salon()
    exam = examine(mother, salon, "glasses_distance")

    Exam.objects.update(card=card_of(child))
    EXAMS_CHANGED.happen([card_of(mother).pk, card_of(child).pk])

    row = FollowUp.objects.get()
    assert (row.person, row.card) == (child, card_of(child)) and row.exam == exam


def test_whatever_comes_first_it_ends_alike() -> None:
    """Exam, sale of the right kind, sale of another kind and a look by the job, in every order."""
    salon = make_salon()
    ends = set()
    for number, order in enumerate(itertools.permutations(("hear", "right", "wrong", "look"))):
        person = make_person(f"Иванова Анна{number}")
        News.objects.all().delete()
        exam = record_exam("doctor", card_of(person), words(salon, "glasses_distance"), confirmed="ок")
        steps: dict[str, Callable[[], object]] = {
            "hear": hear,
            "right": lambda person=person: sell(person, salon, "spectacle_lens"),  # type: ignore[misc]
            "wrong": lambda person=person: sell(person, salon, "accessory"),  # type: ignore[misc]
            "look": exam_offers.settle_open,
        }
        for step in order:
            steps[step]()
        ends.add(FollowUp.objects.filter(exam=exam, status="open").count())
    assert ends == {0}


def test_a_thousand_exams_are_heard_by_a_fixed_number_of_questions(django_assert_max_num_queries: Any) -> None:
    salon = make_salon()
    exams = [
        record_exam(
            "doctor", card_of(make_person(f"Иванова Анна{n}")), words(salon, "glasses_distance"), confirmed="ок"
        )
        for n in range(12)
    ]
    with django_assert_max_num_queries(16):
        exam_offers.open_offers([exam.pk for exam in exams])
    assert FollowUp.objects.count() == 12
    with django_assert_max_num_queries(8):
        exam_offers.settle([exam.card_id for exam in exams])
