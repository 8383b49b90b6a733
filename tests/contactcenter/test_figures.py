"""Every figure equals a recount from the raw events, to the call: whole, by each slice, and behind each click."""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from contactcenter.kpis import KPIS, Frame, Measured, calls_behind, measure
from contactcenter.kpis.frames import SLICES
from contactcenter.kpis.parts import frame_of
from contactcenter.models import Call, CallOutcome, CentreBreak, CentreDay, ContactReason, FigureRule, OperatorState
from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.models import Employee
from orders.models import Order
from tests.contactcenter.call_worlds import EXTENSIONS, LINES, PHONES, CallWorld
from tests.contactcenter.recount import MOSCOW, Counted, Recount, Told
from tests.core.staff import make_employee, make_salon
from tests.customers.people import card_of, make_person

WHOLE_START = dt.datetime(2026, 11, 8, 8, 50, tzinfo=MOSCOW)
NOW = dt.datetime(2026, 11, 20, 16, tzinfo=MOSCOW)
TODAY = NOW.date()
WHOLE = Frame(TODAY - dt.timedelta(days=20), TODAY)
Keep = Callable[[Told], bool]


@pytest.fixture(scope="module")
def recount(django_db_setup: None, django_db_blocker: Any) -> Iterator[Recount]:
    """One world for all tests of this file, taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        clock.forget()
        clock.freeze(NOW)
        for name in EXTENSIONS:
            make_employee("operator", username=f"op{name}", extension=name, full_name=f"Орлова {name}")
        CentreDay.objects.create(day=TODAY - dt.timedelta(days=3))  # closed
        CentreDay.objects.create(day=TODAY - dt.timedelta(days=4), opens_at=dt.time(12), closes_at=dt.time(18))
        CentreBreak.objects.bulk_create(
            CentreBreak(weekday=day, starts_at=dt.time(start), ends_at=dt.time(start + 1, 30))
            for day in (1, 3)
            for start in (12, 13)  # they overlap
        )
        salon = make_salon()
        people = [make_person(f"Иванова Анна {n}", phone=phone) for n, phone in enumerate(PHONES[:8])]
        type(people[0]).objects.filter(pk__in=[one.pk for one in people[:3]]).update(home_salon=salon)
        CallWorld(20, TODAY).fill(150)
        for place, person in enumerate(people * 2):
            at = NOW - dt.timedelta(days=11 - place % 9, hours=place)
            _order(card_of(person), at, 1000 + place, "cancelled" if place == 5 else "confirmed")
        _work(Call.objects.filter(answered=True).order_by("external_id"))
        yield Recount(NOW)
        transaction.set_rollback(True)
    clock.forget()


def _order(card: Any, at: dt.datetime, total: int, status: str) -> None:
    Order.objects.create(card=card, ordered_at=at, status=status, status_at=at, total=total)


def _work(calls: Any) -> None:
    """What operators did beside talking, and what they wrote: states over the days, after-call work, outcomes."""
    luck, reasons = random.Random(3), list(ContactReason.objects.exclude(parent=None)[:7])
    for place, call in enumerate(calls):
        if call.answered_by is None:
            continue
        end = call.ended_at + dt.timedelta(seconds=luck.choice((0, 7, 95)))
        if place % 3:
            told = {"employee": call.answered_by, "began_at": call.ended_at, "ended_at": end}
            OperatorState.objects.create(state="after_call", call=call, **told)
        if place % 4:
            told = {"reason": luck.choice(reasons), "result": "spam" if place % 17 == 5 else "solved"}
            CallOutcome.objects.create(call=call, employee=call.answered_by, wrapped_up_at=end, after_seconds=7, **told)
    for name in EXTENSIONS:
        at, employee = WHOLE_START, Employee.objects.get(extension=name)
        while at < NOW:
            end = at + dt.timedelta(minutes=luck.choice((3, 29, 61, 400)))
            state = luck.choice(("free", "free", "busy", "break"))
            OperatorState.objects.create(employee=employee, state=state, began_at=at, ended_at=min(end, NOW))
            at = end + dt.timedelta(minutes=luck.choice((0, 0, 45)))


def check(found: Measured, key: str, expected: Counted, place: str, figures: Any = None) -> None:
    figure = (figures or found.total)[key]
    assert (figure.top, figure.bottom) == (expected.top, expected.bottom), (key, place)


@pytest.mark.django_db
def test_the_world_holds_everything(recount: Recount) -> None:
    figures = recount.figures(lambda call: True)
    assert {*figures, "occupancy"} == set(KPIS.keys())
    for key, counted in figures.items():
        assert counted.counted, key
        assert counted.bottom >= 2, key


@pytest.mark.django_db
def test_the_whole_period_and_the_calls_behind_each_figure(recount: Recount) -> None:
    found = measure(WHOLE)
    for key, expected in recount.figures(lambda call: True).items():
        check(found, key, expected, "whole")
        assert behind(key) == expected.counted, key
        assert behind(key, rest=True) == expected.population - expected.counted, key


@pytest.mark.django_db
def test_the_time_of_operators_equals_a_sweep_over_it(recount: Recount) -> None:
    found = measure(WHOLE, "operator", "hour", "day", "half")
    check_load(found.total, recount.workload(lambda name, at: True))
    staff = dict(Employee.objects.values_list("pk", "extension"))
    for by, of in (
        ("operator", lambda key, name, at: staff.get(key) == name),
        ("hour", lambda key, name, at: at.hour == key),
        ("day", lambda key, name, at: at.date() == key),
        ("half", lambda key, name, at: at.isoweekday() * 48 + at.hour * 2 + at.minute // 30 == key),
    ):
        for key, figures in found.parts[by].items():
            check_load(figures, recount.workload(lambda name, at, key=key, of=of: of(key, name, at)))  # type: ignore[misc]
    assert measure(Frame(WHOLE.since, TODAY, line=LINES[0])).total["occupancy"].value is None


def check_load(figures: Any, expected: tuple[float, float]) -> None:
    one = figures["occupancy"]
    assert (float(one.top), float(one.bottom)) == pytest.approx(expected)


def behind(key: str, *, rest: bool = False) -> set[uuid.UUID]:
    return set(calls_behind(KPIS.get(key), WHOLE, rest=rest).values_list("pk", flat=True))


def key_of(by: str) -> Callable[[Told], Any]:
    staff = dict(Employee.objects.values_list("extension", "pk"))
    half = lambda call: call.local.isoweekday() * 48 + call.local.hour * 2 + call.local.minute // 30  # noqa: E731
    return {
        "operator": lambda call: staff.get(call.extension) if call.taken else None,
        "hour": lambda call: call.local.hour,
        "line": lambda call: call.line,
        "day": lambda call: call.local.date(),
        "week": lambda call: call.local.date() - dt.timedelta(days=call.local.weekday()),
        "month": lambda call: call.local.date().replace(day=1),
        "cell": lambda call: call.local.isoweekday() * 24 + call.local.hour,
        "half": half,
    }[by]


@pytest.mark.django_db
@pytest.mark.parametrize("by", SLICES.keys())
def test_each_part_of_each_slice(recount: Recount, by: str) -> None:
    found, key = measure(WHOLE, by), key_of(by)
    incoming = [call for call in recount.calls if call.direction == "in"]
    assert set(found.parts[by]) == {key(call) for call in incoming}
    for part, figures in found.parts[by].items():
        for name, expected in recount.figures(lambda call, part=part: key(call) == part).items():  # type: ignore[misc]
            check(found, name, expected, f"{by} {part}", figures)


@pytest.mark.django_db
def test_slices_together_say_what_they_say_alone(recount: Recount) -> None:
    together = measure(WHOLE, "operator", "day", "cell")
    for by in ("operator", "day", "cell"):
        assert together.parts[by] == measure(WHOLE, by).parts[by]
    assert together.total == measure(WHOLE).total


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["operator", "line", "hour", "day", "cell", "week", "month"])
def test_the_frame_of_a_part_holds_its_very_calls(recount: Recount, by: str) -> None:
    found = measure(WHOLE, by)
    for part in sorted(found.parts[by], key=str)[:4]:
        if part is not None:
            assert measure(frame_of(WHOLE, by, part)).total == found.parts[by][part], part


@pytest.mark.django_db
def test_a_frame_is_narrowed_by_salon_and_day(recount: Recount) -> None:
    salon = Person.objects.exclude(home_salon=None).values_list("home_salon", flat=True)[0]
    assert salon is not None
    of_salon = set(Call.objects.filter(person__home_salon=salon).values_list("pk", flat=True))
    day = TODAY - dt.timedelta(days=2)
    for frame, keep in (
        (Frame(WHOLE.since, TODAY, salon=salon), lambda call: call.id in of_salon),
        (Frame(day, day, line=LINES[0]), lambda call: call.local.date() == day and call.line == LINES[0]),
    ):
        found = measure(frame)
        for key, expected in recount.figures(keep).items():
            check(found, key, expected, str(frame))


@pytest.mark.django_db
def test_marks_are_those_that_the_exchange_told(recount: Recount) -> None:
    told = {one.id: one.mark for one in recount.calls if one.mark and 1 <= one.mark <= 5}
    assert told and recount.marks == told


@pytest.mark.django_db
def test_every_call_in_working_hours_is_offered_or_left_out_for_one_reason(recount: Recount) -> None:
    incoming = [one for one in recount.calls if one.direction == "in" and recount.is_open(one)]
    calls = [one for one in incoming if not recount.is_spam(one)]
    offered = {one.id for one in calls if recount.is_offered(one)}
    short = {one.id for one in calls if recount.is_short(one)}
    nobody = {one.id for one in calls if recount.needed_nobody(one)}
    assert offered | short | nobody == {one.id for one in calls}
    assert not offered & short and not offered & nobody


@pytest.mark.django_db
def test_thresholds_are_data(recount: Recount) -> None:
    FigureRule.objects.filter(code="short_abandon").update(value=20)
    FigureRule.objects.filter(code="answer_within").update(value=5)
    again = Recount(NOW, short=20, within=5)
    found = measure(WHOLE)
    for key, expected in again.figures(lambda call: True).items():
        check(found, key, expected, "other thresholds")
    assert again.figures(lambda call: True)["offered"].top < recount.figures(lambda call: True)["offered"].top


@pytest.mark.django_db
def test_figures_cost_five_questions_whatever_there_is(recount: Recount, django_assert_num_queries: Any) -> None:
    clock.now()
    with django_assert_num_queries(5):
        measure(WHOLE, "operator", "day", "cell")


@pytest.mark.django_db
def test_an_empty_period_has_no_figures_and_no_fault(recount: Recount) -> None:
    figures = measure(Frame(dt.date(2020, 1, 1), dt.date(2020, 1, 2)), "day")
    assert figures.parts["day"] == {}
    assert {one.value for one in figures.total.values()} == {None, 0}
    nothing = [one for one in figures.total.values() if one.value is None]
    assert all(one.words and not one.tone and not one.interval_words for one in nothing)
