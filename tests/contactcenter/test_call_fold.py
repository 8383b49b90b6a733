"""Every order and every repetition of what an exchange tells ends in the same call."""

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
from django.test import Client

from contactcenter.calls.ending import end_silent
from contactcenter.calls.linking import part_of
from contactcenter.models import Call, CallLeg, HookBody, ProviderClock
from contactcenter.pbx import PBX, Heard
from contactcenter.pbx.fold import fold
from customers.models import FollowUp
from tests.contactcenter.pbx import (
    CLIENT,
    START,
    Line,
    beeline,
    cti,
    mango_leg,
    mango_summary,
    megafon,
    sipuni,
    uis,
    zadarma,
)
from tests.contactcenter.transfers import BLIND, CONSULTED, SECOND
from tests.core.staff import make_employee

MANY = 7  # events of which not every order is tried, but two thousand of chance
Clock = Callable[[str], Any]
IVR = {"location": "ivr", "to": {"number": "78001234567", "line_number": "78001234567"}}

ANSWERED: dict[str, list[Line]] = {
    "mango": [
        mango_leg(1, "Appeared", 0, "leg-0", **IVR),
        mango_leg(1, "Appeared", 5),
        mango_leg(2, "Connected", 12),
        mango_leg(3, "Disconnected", 72, disconnect_reason="1110"),
        mango_summary(12, 72),
    ],
    "megafon": [
        megafon(cmd="event", type="INCOMING", phone=CLIENT, user="ivanov", ext="101", direction="in"),
        megafon(cmd="event", type="ACCEPTED", phone=CLIENT, user="ivanov", ext="101", direction="in"),
        megafon(cmd="event", type="COMPLETED", phone=CLIENT, user="ivanov", ext="101", direction="in"),
        megafon(
            cmd="history",
            type="in",
            phone="79123456789",
            ext="101",
            start="20261121T182000Z",
            duration="60",
            status="Success",
            link="https://records.example/1.mp3",
        ),
    ],
    "zadarma": [
        zadarma("NOTIFY_START"),
        zadarma("NOTIFY_INTERNAL", internal="101"),
        zadarma("NOTIFY_ANSWER", internal="101", destination="101"),
        zadarma("NOTIFY_END", internal="101", duration="60", disposition="answered"),
    ],
    "uis": [
        uis("incoming_call", 0),
        uis("waiting_for_answer", 3, leg_id=1, extension="101"),
        uis("talk_started", 12, leg_id=1, extension="101"),
        uis("call_finished", 59, talk_time_duration=60, wait_time_duration=12, direction="in"),
    ],
    "sipuni": [
        sipuni(1, 0),
        sipuni(3, 12),
        sipuni(2, 72, status="ANSWER", call_answer_timestamp=1_795_285_212),
        sipuni(4, 72, status="ANSWER", call_answer_timestamp=1_795_285_212),
    ],
    "beeline": [
        beeline("CallReceivedEvent", "startTime", 0),
        beeline("CallAnsweredEvent", "answerTime", 12),
        beeline("CallReleasedEvent", "releaseTime", 72),
    ],
    "cti": [
        cti("newCall", 0, user=["101", "102"]),
        cti("answer", 12, answeringNumber="101"),
        cti("hangup", 72, answeringNumber="101", cause="normalClearing", duration=60),
    ],
}
MISSED: dict[str, list[Line]] = {
    "mango": [
        mango_leg(1, "Appeared", 0, "leg-0", **IVR),
        mango_leg(1, "Appeared", 5),
        mango_leg(2, "Disconnected", 20, disconnect_reason="1111"),
        mango_summary(None, 21, reason=1110),
    ],
    "megafon": [  # a group of two, both of whom are told that it was cancelled
        megafon(cmd="event", type="INCOMING", phone="79123456789", ext="101", direction="in"),
        megafon(cmd="event", type="INCOMING", phone="79123456789", ext="102", direction="in"),
        megafon(cmd="event", type="CANCELLED", phone="79123456789", ext="101", direction="in"),
        megafon(cmd="event", type="CANCELLED", phone="79123456789", ext="102", direction="in"),
    ],
    "zadarma": [
        zadarma("NOTIFY_START"),
        zadarma("NOTIFY_INTERNAL", internal="101"),
        zadarma("NOTIFY_END", duration="0", disposition="no answer"),
    ],
    "uis": [uis("incoming_call", 0), uis("waiting_for_answer", 3, leg_id=1, extension="101"), uis("lost_call", 20)],
    "sipuni": [sipuni(1, 0), sipuni(4, 20, status="NOANSWER"), sipuni(2, 20, status="NOANSWER")],
    "beeline": [
        beeline("CallReceivedEvent", "startTime", 0, "callhalf-1:0"),
        beeline("CallReceivedEvent", "startTime", 0, "callhalf-2:0", "102@mpbx.ru"),
        beeline("CallReleasedEvent", "releaseTime", 20, "callhalf-1:0"),
        beeline("CallReleasedEvent", "releaseTime", 20, "callhalf-2:0", "102@mpbx.ru"),
    ],
    "cti": [cti("newCall", 0, user=["101", "102"]), cti("hangup", 20, cause="noAnswer")],
}


SEQUENCES = {"answered": ANSWERED, "missed": MISSED, "handed over": BLIND, "consulted": CONSULTED}


def facts() -> tuple[Any, ...]:
    """The call and its legs, without the ids."""
    call = Call.objects.get()
    names = ("key", "extension", "rang_at", "answered_at", "ended_at", "cause")
    legs = CallLeg.objects.order_by("key").values_list(*names)
    told = {
        name: getattr(call, name)
        for name in (
            "direction", "phone", "state", "answered", "answered_by_id", "started_at", "answered_at", "ended_at",
            "wait_seconds", "talk_seconds", "cause", "recording",
        )
    }  # fmt: skip
    return tuple(told.items()), tuple(legs)


def some_orders(lines: Sequence[Line]) -> list[list[Line]]:
    """As it happened, backwards, and two of chance, each with repetitions."""
    chance = random.Random(len(lines))
    orders = [list(lines), list(reversed(lines)), *(chance.sample(lines, len(lines)) for _ in range(2))]
    return [[*order, order[0], order[-1]] for order in orders]


def orders_of(told: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Every order of a few things, many of chance of more."""
    if len(told) < MANY:
        return permutations(told)
    chance = random.Random(len(told))
    return [told, told[::-1], *(chance.sample(told, len(told)) for _ in range(2000))]


def read(provider: str, told: str) -> list[Heard]:
    """The events of one of the sequences."""
    lines = SEQUENCES[told][provider]
    heard = [one for line in lines for one in PBX.get(provider).read(line.hook(provider))]
    return [part_of(one, heard[0].call) if one.call != heard[0].call else one for one in heard]


@pytest.mark.parametrize("provider", sorted(ANSWERED))
@pytest.mark.parametrize("told", SEQUENCES)
def test_every_permutation_folds_into_one_state(provider: str, told: str) -> None:
    adapter = PBX.get(provider)
    arrived = datetime.fromtimestamp(START + 72, UTC)
    dated = [(one, one.at or arrived) for one in read(provider, told)]

    states = {repr(fold(order, is_final_told=adapter.is_final_told)) for order in orders_of(dated)}

    assert len(states) == 1
    state = fold(dated, is_final_told=adapter.is_final_told)
    assert (state.state, state.answered, state.direction) == ("ended", told != "missed", "in")
    assert state.phone.endswith(CLIENT)


@pytest.mark.parametrize("provider", sorted(ANSWERED))
@pytest.mark.parametrize("told", SEQUENCES)
def test_news_that_come_late_change_nothing_that_the_provider_said(provider: str, told: str) -> None:
    adapter = PBX.get(provider)
    heard = read(provider, told)
    seen = set()
    for order in orders_of(heard):
        arrivals = [datetime.fromtimestamp(START + 72 + 300 * place, UTC) for place in range(len(order))]
        dated = [(one, one.at or at) for one, at in zip(order, arrivals, strict=True)]
        state = fold(dated, is_final_told=adapter.is_final_told)
        assert state.answered == (told != "missed") and state.phone.endswith(CLIENT)
        said = (
            state.started_at if any(one.at and one.kind in ("queued", "ring") for one in heard) else None,
            state.ended_at if any(one.at and one.kind in ("end", "leg_end") for one in heard) else None,
            state.talk_seconds if any(one.kind == "end" and one.talk_seconds for one in heard) else None,
        )
        seen.add((state.state, state.direction, state.cause, state.recording, *said))
        assert state.answered_at is None or state.ended_at is None or state.answered_at <= state.ended_at

    assert len(seen) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("provider", sorted(ANSWERED))
@pytest.mark.parametrize("told", ["handed over", "consulted"])
def test_a_call_that_is_handed_over_stays_one(client: Client, clock_at: Clock, provider: str, told: str) -> None:
    clock_at("2026-11-21T21:20:59+03:00")
    make_employee("operator", extension="101")
    second = make_employee("second", extension="104")
    seen = set()
    for order in some_orders(SEQUENCES[told][provider]):
        for line in order:
            assert line.send(client).status_code == 200
        call = Call.objects.get()
        assert (call.state, call.direction, call.phone) == ("ended", "in", f"+{CLIENT}")
        assert call.talk_seconds == 47
        assert call.legs.filter(employee=second, answered_at__isnull=False).exists()
        seen.add(facts())
        forget()

    assert len(seen) == 1


@pytest.mark.django_db
def test_after_a_transfer_the_client_of_sipuni_talks_on(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T21:20:59+03:00")
    for line in BLIND["sipuni"][:6]:
        line.send(client)
        assert Call.objects.get().state == ("ringing" if line is BLIND["sipuni"][0] else "talking")
    clock_at("2026-11-21T21:23:30+03:00")
    assert end_silent() == 1  # its end was lost, and both telephones were put down
    call = Call.objects.get()
    assert (call.state, call.talk_seconds) == ("ended", 47)


@pytest.mark.django_db
@pytest.mark.parametrize("provider", sorted(ANSWERED))
def test_an_answered_call_through_the_door(client: Client, clock_at: Clock, provider: str) -> None:
    clock_at("2026-11-21T21:21:12+03:00")
    operator = make_employee("operator", extension="101")
    seen = set()
    for order in some_orders(ANSWERED[provider]):
        for line in order:
            assert line.send(client).status_code == 200
        seen.add(facts())
        call = Call.objects.get()
        assert (call.state, call.answered, call.answered_by_id) == ("ended", True, operator.pk)
        assert (call.phone, call.direction) == ("+79123456789", "in")
        assert call.talk_seconds == 60
        forget()

    assert len(seen) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("provider", sorted(MISSED))
def test_a_missed_call_through_the_door(client: Client, clock_at: Clock, provider: str) -> None:
    clock_at("2026-11-21T21:20:21+03:00")
    seen = set()
    for order in some_orders(MISSED[provider]):
        for line in order:
            assert line.send(client).status_code == 200
        call = Call.objects.get()
        assert (call.state, call.answered, call.is_missed, call.talk_seconds) == ("ended", False, True, 0)
        seen.add(facts())
        forget()

    assert len(seen) == 1


def forget() -> None:
    for model in (Call, HookBody, ProviderClock):
        model.objects.all().delete()


@pytest.mark.django_db
def test_a_second_number_of_which_something_was_noted_stays_a_call(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T21:20:59+03:00")
    operator = make_employee("operator", extension="101")
    lines = CONSULTED["megafon"]
    for line in lines[:5]:
        line.send(client)
    second = Call.objects.get(external_id=SECOND)
    assert (second.direction, second.phone) == ("internal", "")
    FollowUp.objects.create(kind="callback", call=second.pk, due_at=second.started_at, owner=operator)
    for line in lines[5:]:
        line.send(client)

    assert set(Call.objects.values_list("external_id", flat=True)) == {SECOND, "43294397431"}
