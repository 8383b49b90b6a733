"""Working time against a calendar that looks at every minute: nights, breaks, days unlike their weekday."""

import datetime as dt
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from optics_crm.core.working_time import USUAL, Calendar, Span

ZONE = dt.timezone(dt.timedelta(hours=3))
MONDAY = dt.date(2026, 11, 16)
MINUTE = dt.timedelta(minutes=1)
LUNCH: Span = (dt.time(13), dt.time(14))

TIMES = st.integers(0, 95).map(lambda quarter: dt.time(quarter // 4, quarter % 4 * 15))
SPANS = st.tuples(TIMES, TIMES).filter(lambda span: span[0] < span[1])
WEEKDAYS = st.integers(1, 7)
CALENDARS = st.builds(
    Calendar,
    st.just(ZONE),
    st.dictionaries(WEEKDAYS, SPANS, max_size=7),
    st.dictionaries(st.integers(0, 9).map(lambda n: MONDAY + dt.timedelta(n)), st.none() | SPANS, max_size=4),
    st.dictionaries(WEEKDAYS, st.lists(SPANS, max_size=3), max_size=7),
)
MOMENTS = st.integers(0, 3 * 24 * 60).map(lambda minute: at(0, 0) + minute * MINUTE)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(MONDAY + dt.timedelta(day), dt.time(hour, minute), ZONE)


def is_open(calendar: Calendar, moment: dt.datetime) -> bool:
    """Whether somebody is there in the minute that begins now."""
    day, time = moment.date(), moment.time()
    if day in calendar.days:
        span, breaks = calendar.days[day], ()
    else:
        weekday = day.isoweekday()
        span = calendar.weekdays.get(weekday) if calendar.weekdays else USUAL
        breaks = tuple(calendar.breaks.get(weekday, ()))
    if span is None or not span[0] <= time < span[1]:
        return False
    return not any(starts <= time < ends for starts, ends in breaks)


@settings(deadline=None)
@given(CALENDARS, MOMENTS, st.integers(0, 3 * 24 * 60))
def test_open_minutes_are_those_in_which_it_is_open(calendar: Calendar, start: dt.datetime, length: int) -> None:
    counted = sum(is_open(calendar, start + n * MINUTE) for n in range(length))
    assert calendar.minutes_between(start, start + length * MINUTE) == counted


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(1, 900))
def test_a_term_ends_with_its_last_open_minute(calendar: Calendar, start: dt.datetime, minutes: int) -> None:
    left, moment, farthest = minutes, start, start + dt.timedelta(days=14)
    while left and moment < farthest:
        left -= is_open(calendar, moment)
        moment += MINUTE
    if not left:
        assert calendar.after_minutes(start, minutes) == moment


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(0, 3))
def test_a_term_of_days_ends_when_the_day_does(calendar: Calendar, start: dt.datetime, days: int) -> None:
    ends: list[dt.datetime] = []  # closing of each working day from that of `start` on
    for n in range((at(10, 0) - start) // MINUTE):
        moment = start + n * MINUTE
        if is_open(calendar, moment):
            if ends and (ends[-1] - MINUTE).date() == moment.date():
                ends.pop()
            ends.append(moment + MINUTE)
    has_today = bool(ends) and (ends[0] - MINUTE).date() == start.date()
    place = days if has_today else max(0, days - 1)
    if place < len(ends):
        assert calendar.after_days(start, days) == ends[place]


@given(CALENDARS, st.integers(0, 9))
def test_spans_of_a_day_lie_apart_in_their_order(calendar: Calendar, day: int) -> None:
    spans = calendar.spans(MONDAY + dt.timedelta(day))
    assert all(opens < closes for opens, closes in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))


def test_a_term_that_runs_into_a_break_ends_after_it() -> None:
    calendar = Calendar(ZONE, {1: (dt.time(9), dt.time(18)), 2: (dt.time(9), dt.time(18))}, {}, {1: [LUNCH]})
    assert calendar.after_minutes(at(0, 12, 50), 30) == at(0, 14, 20)
    assert calendar.after_minutes(at(0, 13, 10), 30) == at(0, 14, 30)
    assert calendar.after_minutes(at(0, 12, 30), 30) == at(0, 13)
    assert calendar.after_minutes(at(0, 17, 50), 30) == at(1, 9, 20)
    assert calendar.after_minutes(at(1, 12, 50), 30) == at(1, 13, 20)


def test_a_day_of_its_own_hours_has_no_usual_break_and_a_holiday_nothing() -> None:
    days = {MONDAY: (dt.time(9), dt.time(15)), MONDAY + dt.timedelta(7): None}
    calendar = Calendar(ZONE, {1: (dt.time(9), dt.time(18))}, days, {1: [LUNCH]})
    assert calendar.spans(MONDAY) == [(dt.time(9), dt.time(15))]
    assert calendar.spans(MONDAY + dt.timedelta(7)) == []
    assert calendar.after_minutes(at(0, 14, 50), 30) == at(14, 9, 20)
