"""States of operators: what they choose, what their calls make of it, and who is taken for gone."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from contactcenter.calls.changes import as_they_stand
from contactcenter.desk import notes, states
from contactcenter.models import ContactReason, OperatorState
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Employee, News
from tests.contactcenter.desk import Phoning, make_operator

pytestmark = pytest.mark.django_db
Clock = Callable[[str], Any]


@pytest.fixture
def operator(clock_at: Clock) -> Employee:
    clock_at("2026-11-20T12:00:00+03:00")
    return make_operator()


def later(seconds: float) -> dt.datetime:
    at = clock.now() + dt.timedelta(seconds=seconds)
    clock.freeze(at)
    return at


def states_of(operator: Employee) -> list[str]:
    return list(
        OperatorState.objects.filter(employee=operator).order_by("began_at", "pk").values_list("state", flat=True)
    )


def doing(operator: Employee) -> str:
    return next(one.doing for one in states.team_now() if one.employee == operator)


def test_intervals_follow_each_other_without_a_gap(operator: Employee) -> None:
    states.set_state(operator, "free")
    later(600)
    states.set_state(operator, "free")
    states.set_state(operator, "break")
    noon = later(900)
    assert states.set_state(operator, "away") is None
    first, second = OperatorState.objects.order_by("began_at")
    assert (first.state, first.ended_at, second.began_at, second.ended_at) == (
        "free",
        second.began_at,
        second.began_at,
        noon,
    )
    assert doing(operator) == "away"
    assert News.objects.filter(kind="contactcenter.operator_changed").count() == 3


@pytest.mark.parametrize("state", ["after_call", "talking", "", "Free"])
def test_only_the_four_can_be_chosen(operator: Employee, state: str) -> None:
    with pytest.raises(DomainError):
        states.set_state(operator, state)


def test_there_is_one_present_state(operator: Employee) -> None:
    states.set_state(operator, "free")
    with pytest.raises(IntegrityError), transaction.atomic():
        OperatorState.objects.create(employee=operator, state="busy", began_at=clock.now())


def test_a_call_makes_after_call_work_until_it_is_wrapped_up(operator: Employee) -> None:
    states.set_state(operator, "free")
    phoning = Phoning()
    call = phoning.ring("101")
    assert doing(operator) == "ringing"
    phoning.take("101")
    assert (doing(operator), states_of(operator)) == ("talking", ["free"])
    later(60)
    call = phoning.end()
    assert doing(operator) == "after_call"
    later(12)
    phoning._tell("rated", value="5")  # told late: nothing begins anew
    notes.name_reason(operator, call, ContactReason.objects.get(code="order_ready"))
    notes.say_result(operator, call, "solved")
    assert notes.wrap_up(operator, call).after_seconds == 12
    assert states_of(operator) == ["free", "after_call", "free"]
    phoning._tell("rated", value="4")
    assert doing(operator) == "free"


def test_who_was_busy_is_busy_again(operator: Employee) -> None:
    states.set_state(operator, "busy")
    phoning = Phoning()
    phoning.ring("101")
    phoning.take("101")
    call = phoning.end()
    notes.say_result(operator, call, "wrong_number")
    notes.wrap_up(operator, call)
    assert states_of(operator) == ["busy", "after_call", "busy"]


def test_the_next_call_ends_the_after_call_work_of_the_last(operator: Employee) -> None:
    states.set_state(operator, "free")
    first, second = Phoning(), Phoning("+79120000000")
    first.ring("101")
    first.take("101")
    done = first.end()
    later(7)
    second.ring("101")
    second.take("101")
    later(60)
    notes.say_result(operator, done, "broken")
    assert notes.wrap_up(operator, done).after_seconds == 7
    second.end()
    assert states_of(operator) == ["free", "after_call", "free", "after_call"]


def test_each_who_took_a_transferred_call_has_work_after_it(operator: Employee) -> None:
    other = make_operator("102", "Соколова Инна Юрьевна")
    for one in (operator, other):
        states.set_state(one, "free")
    phoning = Phoning()
    phoning.ring("101")
    phoning.take("101")
    phoning.ring("102")
    phoning.take("102")
    phoning.put_down("101")
    assert (doing(operator), doing(other)) == ("after_call", "talking")
    phoning.end()
    assert (doing(operator), doing(other)) == ("after_call", "after_call")


def test_a_break_and_history_are_left_alone(operator: Employee) -> None:
    states.set_state(operator, "break")
    phoning = Phoning()
    phoning.ring("101")
    phoning.take("101")
    phoning.end()
    assert states_of(operator) == ["break"]
    states.set_state(operator, "free")
    old = Phoning()
    old.ring("101")
    old.take("101")
    call = old.end()
    assert states_of(operator)[-1] == "after_call"
    states.set_state(operator, "free")
    later(3600)
    states.follow_calls(as_they_stand([call]))
    assert doing(operator) == "free"


def test_who_closed_the_screen_is_gone_since_it_was_last_seen(operator: Employee) -> None:
    other = make_operator("102", "Соколова Инна Юрьевна")
    states.set_state(operator, "free")
    states.set_state(other, "free")
    phoning = Phoning()
    phoning.ring("102")
    phoning.take("102")
    seen = later(300)
    states.seen(operator)
    later(14 * 60)
    assert states.end_unseen() == 0
    later(2 * 60)
    assert states.end_unseen() == 1  # the other one talks
    assert OperatorState.objects.get(employee=operator).ended_at == seen
    assert (doing(operator), doing(other)) == ("away", "talking")


def test_the_team_is_three_queries(operator: Employee, django_assert_num_queries: Any) -> None:
    for number in range(102, 106):
        states.set_state(make_operator(str(number), f"Орлова {number}"), "free")
    with django_assert_num_queries(3):
        assert len(states.team_now()) == 5
