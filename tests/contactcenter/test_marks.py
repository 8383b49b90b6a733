"""The client's mark after a call: by the provider's word or by a key, once a call, the newest word counts."""

import datetime as dt
import random
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from django.test import Client

from aftercare.models import SurveyAnswer
from contactcenter.calls.hearing import hear
from contactcenter.models import Call, HookBody
from contactcenter.pbx.base import Heard
from optics_crm.core import clock
from tests.contactcenter.pbx import START, Line, by_secret, cti
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db


def told(*extra: Heard) -> list[Heard]:
    at = clock.now() - dt.timedelta(minutes=5)
    words = {"phone": "+79123456789", "direction": "in"}
    return [
        Heard("c", "ring", "1", at=at, leg="a", extensions=("101",), **words),  # type: ignore[arg-type]  # literals
        Heard("c", "answer", "2", at=at + dt.timedelta(seconds=5), leg="a", extensions=("101",)),
        Heard("c", "leg_end", "3", at=at + dt.timedelta(seconds=65), leg="a", extensions=("101",)),
        Heard("c", "end", "4", at=at + dt.timedelta(seconds=80), talk_seconds=60),
        *extra,
    ]


def key(seconds: int, value: str, name: str = "k") -> Heard:
    at = clock.now() - dt.timedelta(minutes=5) + dt.timedelta(seconds=seconds)
    return Heard("c", "keyed", name, at=at, value=value)


def after(event: str, at: int | None = None, **value: str | int) -> Line:
    """What the neutral format tells of a call that is over: its number and one thing more."""
    words = {"event": event, "callId": "307fa962-de8d", **({"timestamp": START + at} if at is not None else {})}
    return by_secret("cti", words | value)


def mark() -> int | None:
    answer = SurveyAnswer.objects.filter(survey__code="call").first()
    return answer.replies.get().mark if answer else None


def test_a_providers_rating_is_the_operators_mark_in_any_order(db: None) -> None:
    operator = make_employee("operator", extension="101")
    rated = Heard("c", "rated", "rating", value="4")
    for order in random.Random(1).sample(list(permutations(told(rated))), 20):
        for one in order:
            hear("cti", "c", [one])
        answer = SurveyAnswer.objects.get()
        assert (mark(), answer.operator, answer.way, answer.call) == (4, operator, "key", Call.objects.get().pk)
        SurveyAnswer.objects.all().delete()
        Call.objects.all().delete()


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([(70, "5")], 5),
        ([(70, "5"), (75, "2")], 2),
        ([(2, "1")], None),
        ([(30, "3")], None),
        ([(70, "0")], None),
        ([(70, "55")], None),
        ([(70, "#")], None),
    ],
)
def test_a_key_counts_after_the_talk(keys: list[tuple[int, str]], expected: int | None) -> None:
    hear("cti", "c", told(*(key(at, value, f"k{at}") for at, value in keys)))

    assert mark() == expected


def test_a_later_word_replaces_and_a_repetition_does_not_double() -> None:
    hear("cti", "c", told(Heard("c", "rated", "rating", value="3")))
    hear("cti", "c", [Heard("c", "rated", "rating", value="3"), Heard("c", "rated", "second", value="5")])

    assert (SurveyAnswer.objects.count(), mark()) == (1, 5)


def test_a_mark_out_of_ten_is_no_mark_of_five() -> None:
    hear("cti", "c", told(Heard("c", "rated", "rating", value="9")))

    assert Call.objects.get().rating == 9 and mark() is None


@pytest.mark.parametrize(
    ("last", "expected"),
    [(after("rating", value=4), 4), (after("key", 75, value="5"), 5), (after("key", value=2), 2)],
)
@pytest.mark.parametrize("direction", ["in", "out"])
def test_the_neutral_format_tells_mark_and_recording(
    client: Client, clock_at: Callable[[str], Any], last: Line, expected: int, direction: str
) -> None:
    clock_at("2026-11-21T21:21:20+03:00")
    make_employee("operator", extension="101")
    lines = [
        cti("newCall", 0, user="101", direction=direction),
        cti("answer", 12, answeringNumber="101", direction=direction),
        after("key", 30, value="1"),  # during the talk
        cti("hangup", 72, cause="normalClearing", duration=60, direction=direction),
        after("recorded", link="https://records.example/1.mp3"),
        last,
        last,
    ]
    for line in lines:
        assert line.send(client).status_code == 200
    call = Call.objects.get()
    assert (call.direction, call.rating, call.recording) == (direction, expected, "https://records.example/1.mp3")


def test_a_mark_without_a_value_cannot_be_read(client: Client) -> None:
    after("rating").send(client)

    assert HookBody.objects.get().state == HookBody.State.DEAD
