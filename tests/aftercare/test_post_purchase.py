"""Calls after purchases: who is called on which day, who is left alone, what becomes of the call."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from aftercare.models import Message, PostPurchaseCall, PostPurchaseRule, SurveyAnswer
from aftercare.reactions import remember_purchases
from aftercare.surveys.calling import answer_call, not_reached, slots, talk_of
from aftercare.surveys.queue import fill, remember
from customers.families import add_member, found_household, relate
from customers.followups import close_followup
from customers.handing import answer_followup
from customers.models import Consent, FollowUp, Person
from optics_crm.core import clock, news
from optics_crm.core.models import Employee, News, Salon
from orders import events
from orders.models import Purchase
from tests.core.staff import make_employee, make_salon
from tests.customers.people import card_of, make_person, make_prescription
from tests.orders.sales import make_return, make_sale

pytestmark = pytest.mark.django_db
Clock = Callable[[str], Any]
DAY = dt.date(2026, 11, 2)
PROGRESSIVE = (("frame", 1), ("spectacle_lens", 2))
numbers = iter(range(9_120_000_000, 9_129_999_999))


@pytest.fixture(autouse=True)
def everybody_is_called(db: None) -> None:
    PostPurchaseRule.objects.update(share=100)


def client_of(name: str = "Иванова Мария", **fields: Any) -> Person:
    return make_person(name, phone=f"+7{next(numbers)}", **fields)


def buy(person: Person, salon: Salon, lines: Any = PROGRESSIVE, day: dt.date = DAY, **fields: Any) -> Purchase:
    row = make_sale(person, salon, day, lines, **fields)
    Purchase.objects.filter(pk=row.pk).update(guid=row.pk)
    row.refresh_from_db()
    remember([row.pk])
    return row


def progressive(person: Person, salon: Salon, **fields: Any) -> Purchase:
    row = buy(person, salon, **fields)
    row.lines.filter(category="spectacle_lens").update(name="Линза прогрессивная 1.6")
    return row


def days_called(clock_at: Clock, purchase: Purchase, until: int = 40) -> list[int]:
    """On which days after the hand-over the job opens a call."""
    for number in range(until):
        clock_at(f"{purchase.sold_on + dt.timedelta(days=number)}T08:00:00+03:00")
        fill()
        FollowUp.objects.open().filter(kind="post_purchase").update(
            status="closed", closed_at=clock.now(), outcome="reached"
        )
    calls = PostPurchaseCall.objects.filter(purchase=purchase).order_by("day_number")
    return list(calls.values_list("day_number", flat=True))


def test_progressives_on_the_third_and_fourteenth_day(clock_at: Clock) -> None:
    assert days_called(clock_at, progressive(client_of(), make_salon())) == [3, 14]


def test_first_lenses_on_the_first_seventh_and_twenty_eighth_and_only_the_first(clock_at: Clock) -> None:
    person, salon = client_of(), make_salon()
    first = buy(person, salon, (("contact_lens", 2),))
    assert days_called(clock_at, first) == [1, 7, 28]

    second = buy(person, salon, (("contact_lens", 2),), DAY + dt.timedelta(days=200))
    assert days_called(clock_at, second) == []


def test_others_by_their_rule_and_the_rule_may_be_changed(clock_at: Clock) -> None:
    salon = make_salon()
    assert days_called(clock_at, buy(client_of(), salon)) == [7]
    assert days_called(clock_at, buy(client_of("Ким Ян"), salon, (("accessory", 1),))) == []
    PostPurchaseRule.objects.filter(name="Очки").update(days=[2, 5])
    assert days_called(clock_at, buy(client_of("Ли Ян"), salon)) == [2, 5]
    PostPurchaseRule.objects.filter(name="Очки").update(share=0)
    assert days_called(clock_at, buy(client_of("Цой Ян"), salon)) == []


def test_the_purpose_of_a_prescription_makes_glasses_progressive(clock_at: Clock) -> None:
    person, salon = client_of(), make_salon()
    purchase = buy(person, salon)
    sheet = make_prescription(person)
    type(sheet).objects.filter(pk=sheet.pk).update(purpose="progressive")
    purchase.lines.filter(category="spectacle_lens").update(prescription=sheet)

    assert days_called(clock_at, purchase, 5) == [3]
    assert FollowUp.objects.get().prescription == sheet


def test_days_count_from_the_hand_over(clock_at: Clock) -> None:
    later = DAY + dt.timedelta(days=10)
    purchase = progressive(client_of(), make_salon(), handed_over_on=later)
    clock_at("2026-11-05T08:00:00+03:00")
    assert fill() == 0

    clock_at("2026-11-15T08:00:00+03:00")
    assert fill() == 1
    row = FollowUp.objects.get()
    assert (row.kind, row.role, row.person, row.salon) == (
        "post_purchase",
        "operator",
        purchase.card.person,  # type: ignore[union-attr]
        purchase.salon,
    )
    assert row.due_at == dt.datetime.fromisoformat("2026-11-15T21:00:00+03:00")
    assert row.occasion == f"purchase:{purchase.guid}:call:3"
    assert fill() == 0, "once a day"


def test_a_missed_day_is_made_up_for_and_two_are_not(clock_at: Clock) -> None:
    progressive(client_of(), make_salon())
    clock_at("2026-11-07T08:00:00+03:00")
    assert fill() == 1

    progressive(client_of("Ким Ян"), make_salon("Другой"))
    clock_at("2026-11-08T08:00:00+03:00")
    assert fill() == 0


def test_history_opens_none_today_or_later(clock_at: Clock) -> None:
    clock_at("2026-11-02T12:00:00+03:00")
    row = make_sale(client_of(), make_salon(), DAY, (("contact_lens", 2),))
    news.say(events.PURCHASE_RECORDED, {"purchase": [row.pk], "card": [row.card_id]}, quiet=True)
    remember_purchases(list(News.objects.filter(is_quiet=False)))
    assert days_called(clock_at, row) == []

    news.say(events.PURCHASE_RECORDED, {"purchase": [row.pk], "card": [row.card_id]})
    remember_purchases(list(News.objects.filter(kind=events.PURCHASE_RECORDED, is_quiet=False)))
    assert days_called(clock_at, row) == [1, 7, 28]


def test_what_was_given_back_is_not_asked_about(clock_at: Clock) -> None:
    salon = make_salon()
    purchase = progressive(client_of(), salon)
    make_return(purchase, salon, DAY + dt.timedelta(days=1), (("frame", 1), ("spectacle_lens", 2)))

    assert days_called(clock_at, purchase) == []


def test_a_childs_guardian_is_called_and_a_child_alone_is_not(clock_at: Clock) -> None:
    salon, mother = make_salon(), client_of()
    child = make_person("Иванов Артём", birth_date=clock.years_after(DAY, -9))
    relate("desk", child, mother, "parent")
    lone = client_of("Сирота Пётр", birth_date=clock.years_after(DAY, -9))
    progressive(child, salon)
    progressive(lone, salon, number="N-2")

    clock_at("2026-11-05T08:00:00+03:00")
    assert fill() == 1
    call = PostPurchaseCall.objects.get()
    assert (call.person, call.talk_to, call.followup.person) == (child, mother, child)
    assert "Мария" in call.followup.reason


def test_one_call_to_a_phone_and_to_a_person_within_the_days_of_rest(clock_at: Clock) -> None:
    salon, mother = make_salon(), client_of()
    child = make_person("Иванов Артём", birth_date=clock.years_after(DAY, -9))
    add_member("desk", found_household("desk", mother), child, "child")
    relate("desk", child, mother, "parent")
    first = progressive(mother, salon)
    second = progressive(child, salon, number="N-2")
    third = progressive(mother, salon, number="N-3", day=DAY + dt.timedelta(days=20))
    much_later = progressive(mother, salon, number="N-4", day=DAY + dt.timedelta(days=100))

    assert days_called(clock_at, first, 130) == [3, 14], "a programme is whole"
    called = set(PostPurchaseCall.objects.values_list("purchase", flat=True))
    assert called == {first.pk, much_later.pk} and second.pk not in called and third.pk not in called


@pytest.mark.parametrize(("purpose", "status"), [("calls", "withdrawn"), ("calls", "declined"), ("pd", "withdrawn")])
def test_whoever_does_not_want_to_be_called_is_left_alone(clock_at: Clock, purpose: str, status: str) -> None:
    person = client_of()
    act = {"card": card_of(person), "purpose": purpose, "method": "phone"}
    Consent.objects.create(**act, status="given", at=clock.now() - dt.timedelta(days=9))
    Consent.objects.create(**act, status=status, at=clock.now() - dt.timedelta(days=1))

    assert days_called(clock_at, progressive(person, make_salon())) == []


def test_the_dead_and_those_without_a_number_are_left_alone(clock_at: Clock) -> None:
    salon, dead, silent = make_salon(), client_of(), make_person("Ким Ян")
    Person.objects.filter(pk=dead.pk).update(deceased_on=DAY)
    progressive(dead, salon)
    progressive(silent, salon, number="N-2")
    clock_at("2026-11-05T08:00:00+03:00")

    assert fill() == 0


def opened(clock_at: Clock, **fields: Any) -> tuple[FollowUp, Employee]:
    """A call of the third day, and the operator who makes it."""
    progressive(client_of(), make_salon(), **fields)
    clock_at("2026-11-05T12:00:00+03:00")
    fill()
    return FollowUp.objects.get(), make_employee("operator")


def test_a_client_who_declines_is_not_asked_about_it_again(clock_at: Clock) -> None:
    row, operator = opened(clock_at)
    close_followup(operator, row, "declined")

    clock_at("2026-11-16T08:00:00+03:00")
    assert fill() == 0


def test_discomfort_goes_to_the_doctor_with_the_prescription_and_comes_back(clock_at: Clock) -> None:
    doctor = make_employee("doctor", salon=make_salon("Врача"), full_name="Врачев Пётр")
    row, operator = opened(clock_at, doctor=doctor)
    sheet = make_prescription(row.person)  # type: ignore[arg-type]
    FollowUp.objects.update(prescription=sheet)
    talk = talk_of(FollowUp.objects.get())
    slot = slots(row.salon)[0]

    answer = answer_call(operator, talk, {"comfort": "bad", "doctor": 4, "words": "плывёт"}, slot=slot)

    row.refresh_from_db()
    urgent = FollowUp.objects.get(kind="doctor")
    assert (row.status, row.outcome) == ("closed", "reached")
    assert (urgent.owner, urgent.person, urgent.prescription, urgent.author) == (doctor, row.person, sheet, operator)
    assert urgent.due_at == slot + dt.timedelta(hours=1) and "плывёт" in urgent.notes and urgent.returns
    assert (answer.is_alarm, answer.doctor, answer.salon, answer.purchase) == (
        True,
        doctor,
        row.salon,
        talk.about.purchase,
    )
    answered = answer_followup(doctor, urgent, "Подгоним оправу")
    assert answered.owner == operator


def test_without_a_doctor_of_the_purchase_the_salons_are_asked_within_two_hours(clock_at: Clock) -> None:
    row, operator = opened(clock_at)

    answer_call(operator, talk_of(row), {"comfort": "bad"})

    urgent = FollowUp.objects.get(kind="doctor")
    assert (urgent.owner, urgent.role, urgent.salon) == (None, "doctor", row.salon)
    assert urgent.due_at == clock.now() + dt.timedelta(hours=2)


def test_comfort_asks_nobody(clock_at: Clock) -> None:
    row, operator = opened(clock_at)

    answer_call(operator, talk_of(row), {"comfort": "fine", "salon": 5})

    assert not FollowUp.objects.filter(kind="doctor").exists()
    assert SurveyAnswer.objects.get().followup == row


def test_attempts_are_counted_and_after_the_third_a_link_is_sent(clock_at: Clock) -> None:
    row, operator = opened(clock_at)
    due = []
    for _time in range(3):
        row = not_reached(operator, talk_of(FollowUp.objects.get()))
        due.append(row.due_at)

    assert (row.status, row.outcome, row.tries) == ("closed", "not_reached", 2)
    assert due[0] == clock.now() + dt.timedelta(hours=2) and due[1] == clock.now() + dt.timedelta(days=1)
    assert [step.verb for step in row.steps.all()] == ["tried", "tried", "closed"]
    assert "/s/" in Message.objects.get().text


def test_slots_are_whole_hours_at_which_the_salon_is_open(clock_at: Clock) -> None:
    clock_at("2026-11-05T18:20:00+03:00")

    found = slots(make_salon())

    assert [f"{at:%d %H:%M}" for at in found] == [
        "05 19:00",
        "06 10:00",
        "06 11:00",
        "06 12:00",
        "06 13:00",
        "06 14:00",
    ]


def test_the_operators_form(client: Client, clock_at: Clock) -> None:
    row, operator = opened(clock_at)
    client.force_login(operator)
    url = f"/surveys/calls/{row.pk}/"
    assert url in client.get("/followups/").content.decode(), "the one button"
    assert 'data-digit="5"' in client.get(url).content.decode()

    bad = client.post(url, {"deed": "answer", "q-salon": "7", "revision": row.revision})
    assert bad.status_code == 422 and FollowUp.objects.get().status == "open"
    assert client.post(url, {"deed": "answer", "q-comfort": "fine", "revision": "99"}).status_code == 412
    assert client.post(url, {"deed": "not_reached", "revision": row.revision}).status_code == 302
    row.refresh_from_db()
    assert (row.tries, row.status) == (1, "open")
    done = client.post(url, {"deed": "answer", "q-comfort": "bad", "slot": "x", "revision": row.revision})
    assert done["Location"] == f"/followups/{row.pk}/"
    assert FollowUp.objects.filter(kind="doctor").count() == 1
    assert client.get(url).status_code == 302, "it is over"
    assert "неудобно" in client.get(f"/followups/{row.pk}/").content.decode()


def test_a_day_costs_a_fixed_number_of_questions(clock_at: Clock, django_assert_max_num_queries: Any) -> None:
    salon = make_salon()
    for number in range(12):
        progressive(client_of(f"Ким Ян{number}"), salon, number=f"N-{number}")
    clock_at("2026-11-05T08:00:00+03:00")

    with django_assert_max_num_queries(20):
        assert fill() == 12
