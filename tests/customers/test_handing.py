"""What is handed over comes back: open, answered, closed, in whatever order people try."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.followup_ladder import escalate_late
from customers.followups import assign_followup, close_followup, postpone_followup, try_again
from customers.handing import Receiver, answer_followup, ask_again, hand_over
from customers.models import FollowUp, FollowUpStep
from optics_crm.core import clock, ids
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Employee, News
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person, make_prescription

pytestmark = pytest.mark.django_db
Clock = Callable[[str], Any]


def staff() -> tuple[Employee, Employee]:
    """An operator who promises and a doctor who answers."""
    return make_employee("operator"), make_employee("doctor", salon=make_salon())


def handed(operator: Employee, doctor: Employee, **words: Any) -> FollowUp:
    return hand_over(operator, Receiver(employee=doctor), "Кружится голова в новых очках?", kind="doctor", **words)


def refused(code: str, action: Callable[[], object]) -> None:
    with pytest.raises(DomainError) as refusal:
        action()
    assert refusal.value.code == code


def test_a_question_goes_there_and_back_with_everything_that_belongs_to_it(clock_at: Clock) -> None:
    now = clock_at("2026-11-20T12:00:00+03:00")
    operator, doctor = staff()
    person, call = make_person(), ids.new_id()
    sheet = make_prescription(person)

    row = handed(operator, doctor, notes="носит три дня", person=person, call=call, prescription=sheet)

    assert (row.kind, row.owner, row.role, row.salon) == ("doctor", doctor, "doctor", doctor.salon)
    assert (row.person, row.call, row.prescription, row.notes) == (person, call, sheet, "носит три дня")
    assert row.due_at == now + dt.timedelta(hours=2)
    assert list(FollowUp.objects.waiting_for(doctor)) == [row] and not FollowUp.objects.waiting_for(operator)

    row = answer_followup(doctor, row, "Привыкание до двух недель")

    assert (row.status, row.phase, row.owner, row.role) == ("open", "answered", operator, "operator")
    assert row.due_at == now + dt.timedelta(hours=1)
    assert list(FollowUp.objects.waiting_for(operator)) == [row] and not FollowUp.objects.waiting_for(doctor)
    news = News.objects.get(kind="customers.followup_answered")
    assert news.ids["employees"] == [str(operator.pk)]

    row = close_followup(operator, row, "reached", note="передала, придёт на осмотр")

    assert (row.status, row.phase, row.closed_by) == ("closed", "closed", operator)
    assert [step.verb for step in row.steps.all()] == ["answered", "closed"]


def test_it_closes_only_when_the_client_has_been_told() -> None:
    operator, doctor = staff()
    row = handed(operator, doctor)

    refused("followup_unanswered", lambda: close_followup(operator, row, "reached", note="сказала"))
    refused("note_missing", lambda: close_followup(operator, row, "not_needed"))
    answered = answer_followup(doctor, row, "Да")
    refused("note_missing", lambda: close_followup(operator, answered, "reached", note="  "))
    refused("outcome_unknown", lambda: close_followup(operator, answered, "bought", note="x"))
    refused("followup_answered", lambda: answer_followup(doctor, answered, "Ещё раз"))

    assert close_followup(operator, answered, "reached", proof=ids.new_id()).status == "closed", "a call is proof"


def test_whoever_answers_may_have_told_the_client_already() -> None:
    operator, doctor = staff()

    row = answer_followup(doctor, handed(operator, doctor), "Поговорил с клиенткой сам", told=True)

    assert (row.status, row.outcome, row.outcome_note) == ("closed", "reached", "Поговорил с клиенткой сам")
    assert [step.verb for step in row.steps.all()] == ["answered", "closed"]


def test_an_answer_that_leaves_something_open_goes_back() -> None:
    operator, doctor = staff()
    row = answer_followup(doctor, handed(operator, doctor), "Да")

    row = ask_again(operator, row, "А как долго?")

    assert (row.phase, row.owner, row.answer, row.salon) == ("open", doctor, "", doctor.salon)
    assert [(step.verb, step.note) for step in row.steps.all()] == [("answered", "Да"), ("asked_again", "А как долго?")]


def test_the_answer_goes_to_the_role_when_whoever_promised_has_left() -> None:
    operator, doctor = staff()
    row = handed(operator, doctor)
    Employee.objects.filter(pk=operator.pk).update(is_active=False)

    row = answer_followup(doctor, row, "Да")

    assert (row.owner, row.role) == (None, "operator")


def test_a_consultant_sees_what_became_of_a_question_to_another_salon() -> None:
    asker = make_employee("consultant", salon=make_salon("Первый"))
    doctor = make_employee("doctor", salon=make_salon("Второй"))

    row = handed(asker, doctor)
    assert list(FollowUp.objects.visible_to(asker)) == [row]
    row = answer_followup(doctor, row, "Да")

    assert (row.owner, row.salon) == (asker, asker.salon)


def test_receivers_who_keep_no_promises_are_refused() -> None:
    operator = make_employee("operator")

    refused("receiver_unknown", lambda: hand_over(operator, Receiver(role="marketer"), "Вопрос"))
    refused("receiver_unknown", lambda: hand_over(operator, Receiver(), "Вопрос"))
    refused("salon_missing", lambda: hand_over(operator, Receiver(role="consultant"), "Вопрос"))
    refused("question_missing", lambda: hand_over(operator, Receiver(role="workshop"), "  "))
    marketer = make_employee("marketer")
    refused("owner_unknown", lambda: hand_over(operator, Receiver(employee=marketer), "Вопрос"))
    assert not FollowUp.objects.exists()


def test_lateness_is_told_to_each_chief_once(clock_at: Clock) -> None:
    clock_at("2026-11-20T12:00:00+03:00")
    operator, doctor = staff()
    head, boss = make_employee("medical_head"), make_employee("supervisor")
    row = handed(operator, doctor)
    assert escalate_late() == 0

    clock_at("2026-11-20T14:00:00+03:00")
    assert (escalate_late(), escalate_late()) == (1, 0)
    assert list(FollowUp.objects.late_under(head)) == [] and row.due_at == clock.now(), "due now, late in a moment"
    clock_at("2026-11-20T14:00:01+03:00")
    assert list(FollowUp.objects.late_under(head)) == [row] and not FollowUp.objects.late_under(boss)

    clock_at("2026-11-21T14:00:01+03:00")
    assert (escalate_late(), escalate_late()) == (1, 0)
    assert list(FollowUp.objects.late_under(boss)) == [row]
    steps = FollowUpStep.objects.filter(followup=row, verb="escalated")
    assert [step.level for step in steps] == [1, 2]
    told = News.objects.filter(kind="customers.followup_escalated").order_by("pk")
    assert [one.ids["employees"] for one in told] == [[str(head.pk)], [str(boss.pk)]]
    postponed = postpone_followup(doctor, row, clock.now() + dt.timedelta(days=1), reason="в отпуске")
    assert not FollowUp.objects.late_under(head).exists() and postponed.escalated == 2


ACTIONS: dict[str, Callable[[Employee, FollowUp], object]] = {
    "answer": lambda user, row: answer_followup(user, row, "Да"),
    "tell": lambda user, row: answer_followup(user, row, "Да", told=True),
    "again": lambda user, row: ask_again(user, row, "А?"),
    "close": lambda user, row: close_followup(user, row, "reached", note="сказала"),
    "void": lambda user, row: close_followup(user, row, "not_needed", note="передумала"),
    "take": lambda user, row: assign_followup(user, row, user),
    "later": lambda user, row: postpone_followup(user, row, clock.now() + dt.timedelta(hours=5), reason="занято"),
    "try": lambda user, row: try_again(user, row, clock.now() + dt.timedelta(hours=1)),
    "clock": lambda user, row: escalate_late(),
}


@given(st.lists(st.sampled_from(sorted(ACTIONS)), max_size=9))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_try_the_promise_stands_in_one_state_and_its_history_says_how(names: list[str]) -> None:
    FollowUp.objects.all().delete()
    operator = Employee.objects.filter(username="operator").first() or make_employee("operator")
    doctor = Employee.objects.filter(username="doctor").first() or make_employee("doctor", salon=make_salon())
    row, phase, done = handed(operator, doctor), "open", []
    allowed = {
        "open": {"answer": "answered", "tell": "closed", "void": "closed"},
        "answered": {"again": "open", "close": "closed", "void": "closed"},
        "closed": dict[str, str](),
    }
    for name in names:
        may = name in allowed[phase] or (name in ("take", "later", "try") and phase != "closed") or name == "clock"
        try:
            ACTIONS[name](operator, row)
            assert may, (phase, name)
            phase = allowed[phase].get(name, phase)
            done.append(name)
        except DomainError:
            assert not may, (phase, name)
        row.refresh_from_db()
        assert row.phase == phase and (row.status == "closed") == (phase == "closed")
        assert (row.answer == "") == (row.answered_at is None)
    counted = sum(2 if name == "tell" else 1 for name in done if name != "clock")
    assert row.steps.exclude(verb="escalated").count() == counted


def test_the_round_trip_by_the_pages(client: Client) -> None:
    operator, doctor = staff()
    person = make_person("Иванова Мария", phone="+79123456789")
    client.force_login(operator)
    words = {"role": "doctor", "salon": str(doctor.salon_id), "question": "Можно ли за руль?", "notes": "первые линзы"}
    answer = client.post(f"/followups/new/?customer={person.pk}", words)
    row = FollowUp.objects.get()
    assert answer["Location"] == f"/followups/{row.pk}/"

    client.force_login(doctor)
    page = client.get(f"/followups/{row.pk}/").content.decode()
    assert "первые линзы" in page and 'name="answer"' in page
    client.post(f"/followups/{row.pk}/answer/", {"answer": "Через неделю", "revision": row.revision})

    client.force_login(operator)
    listed = client.get("/followups/?mine=on").content.decode()
    assert "Можно ли за руль?" in listed
    row.refresh_from_db()
    page = client.get(f"/followups/{row.pk}/").content.decode()
    assert "Через неделю" in page and 'name="words"' in page
    client.post(f"/followups/{row.pk}/close/", {"outcome": "reached", "note": "", "revision": row.revision})
    row.refresh_from_db()
    assert row.status == "open", "without words it stays"
    client.post(f"/followups/{row.pk}/close/", {"outcome": "reached", "note": "сказала", "revision": row.revision})
    row.refresh_from_db()
    assert row.status == "closed"


@pytest.mark.parametrize("address", ["/followups/new/?customer=xyz", "/followups/new/?customer=" + "0" * 32])
def test_a_strange_client_is_none(client: Client, address: str) -> None:
    client.force_login(make_employee("operator"))

    assert client.get(address).status_code == 404


def test_rubbish_in_the_forms_changes_nothing(client: Client) -> None:
    operator, doctor = staff()
    row = handed(operator, doctor)
    client.force_login(doctor)
    for name in ("answer", "again", "tried", "postpone", "close"):
        for words in ({}, {"revision": "x"}, {"revision": "1", "due_at": "yesterday", "reason": "x"}):
            assert client.post(f"/followups/{row.pk}/{name}/", words).status_code == 302
    assert client.post(f"/followups/{row.pk}/answer/", {"answer": "Да", "revision": "7"}).status_code == 412
    row.refresh_from_db()
    assert (row.revision, row.phase) == (1, "open")
