"""Figures, moments and terms as people read them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import translation

from optics_crm.core import formats, terms

NOW = "2026-11-21T11:00:00+03:00"


@pytest.fixture
def now(clock_at: Callable[[str], dt.datetime]) -> dt.datetime:
    return clock_at(NOW)


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        ("38400", "38 400 ₽", "38 400 ₽"),
        ("1290.5", "1 290,50 ₽", "1 290.50 ₽"),
        ("-15", "−15 ₽", "−15 ₽"),
        ("0.005", "0,01 ₽", "0.01 ₽"),
    ],
)
def test_money_has_thin_spaces_and_kopecks_only_where_there_are_some(value: str, russian: str, english: str) -> None:
    thin = str.maketrans({" ": formats.THIN})
    assert formats.money(Decimal(value)) == russian.translate(thin)
    with translation.override("en"):
        assert formats.money(Decimal(value)) == english.translate(thin)


@pytest.mark.parametrize(("value", "text"), [("-2.25", "−2,25"), ("1.5", "+1,50"), ("0", "0,00"), (None, "—")])
def test_dioptres_are_signed_with_two_places(value: str | None, text: str) -> None:
    assert formats.dioptre(Decimal(value) if value else None) == text


def test_moments_are_said_as_people_say_them(now: dt.datetime) -> None:
    with translation.override("en"):
        assert formats.moment(now) == "today 11:00"
        assert formats.moment(now - dt.timedelta(days=1)) == "yesterday 11:00"
        assert formats.moment(now - dt.timedelta(days=9)) == "12 November 11:00"
        assert formats.moment(now.replace(year=2024, month=5, day=12)) == "12 May 2024"
        assert formats.day(dt.date(2026, 11, 22)) == "tomorrow"
        assert formats.day(dt.datetime.fromisoformat("2026-11-20T21:30:00+00:00")) == "today"  # half past midnight here


def test_age_counts_full_years(now: dt.datetime) -> None:
    with translation.override("en"):
        assert formats.age(dt.date(1983, 11, 21)) == "43 years"
        assert formats.age(dt.date(1983, 11, 22)) == "42 years"


@pytest.mark.parametrize(
    ("hours_left", "hours_gone", "tone"),
    [(72, 1, "calm"), (21, 79, "calm"), (20, 80, "soon"), (0, 100, "late"), (-4, 10, "late")],
)
def test_clock_turns_amber_in_its_last_fifth_and_red_past_the_term(
    now: dt.datetime, hours_left: int, hours_gone: int, tone: str
) -> None:
    start = now - dt.timedelta(hours=hours_gone)
    assert terms.read_clock(now + dt.timedelta(hours=hours_left), start=start).tone == tone


def test_clock_says_what_is_left_and_how_late_it_is(now: dt.datetime) -> None:
    with translation.override("en"):
        assert terms.read_clock(now + dt.timedelta(days=3)).words == "3 days left"
        assert terms.read_clock(now - dt.timedelta(hours=4)).words == "overdue by 4 h"
        assert terms.read_clock(now, kept_at=now - dt.timedelta(hours=1)).words == "in time"


def test_day_as_a_term_ends_with_the_day(now: dt.datetime) -> None:
    assert terms.read_clock(dt.date(2026, 11, 21)).tone == "calm"
    assert terms.read_clock(dt.date(2026, 11, 20)).tone == "late"


def test_names_are_shortened_to_family_and_initials() -> None:
    assert formats.short_name("Курочкина Марина Андреевна") == "Курочкина М. А."
    assert formats.initials("иванова-петрова мария") == "ИП"
    assert formats.initials("") == "?"
