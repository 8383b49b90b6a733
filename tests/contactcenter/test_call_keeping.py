"""What the worker does for calls: applies what waits, ends what nobody ended, forgets old bodies."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from contactcenter import metrics
from contactcenter.calls import ending, hearing, retention
from contactcenter.models import Call, CallEvent, HookBody
from contactcenter.pbx import Hook
from tests.contactcenter.pbx import beeline, cti, sipuni, uis

pytestmark = pytest.mark.django_db
Clock = Callable[[str], Any]


def test_a_call_that_rings_without_news_ends_when_it_was_last_heard_of(client: Client, clock_at: Clock) -> None:
    rang = clock_at("2026-11-21T21:20:00+03:00")
    cti("newCall", 0, user="101").send(client)

    clock_at("2026-11-21T21:29:59+03:00")
    assert ending.end_silent() == 0
    clock_at("2026-11-21T21:30:00+03:00")
    assert ending.end_silent() == 1

    call = Call.objects.get()
    assert (call.state, call.answered, call.cause, call.ended_at) == ("ended", False, "no_answer", rang)
    assert ending.end_silent() == 0


def test_late_news_bring_a_silent_call_back_and_its_told_end_wins(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T21:20:00+03:00")
    cti("newCall", 0, user="101").send(client)
    clock_at("2026-11-21T21:31:00+03:00")
    ending.end_silent()

    clock_at("2026-11-21T21:31:10+03:00")
    cti("answer", 670, answeringNumber="101").send(client)
    assert Call.objects.get().state == "talking"

    clock_at("2026-11-21T21:32:00+03:00")
    cti("hangup", 720, answeringNumber="101", cause="normalClearing", duration=50).send(client)
    call = Call.objects.get()
    assert (call.state, call.answered, call.talk_seconds, call.cause) == ("ended", True, 50, "normal")


def test_a_call_whose_lines_are_all_put_down_ends_after_two_minutes(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T21:20:30+03:00")
    uis("incoming_call", 0).send(client)
    uis("waiting_for_answer", 3, leg_id=1, extension="101").send(client)
    uis("talk_started", 12, leg_id=1, extension="101").send(client)
    uis("talk_finished", 30, leg_id=1, extension="101").send(client)
    assert Call.objects.get().state == "talking"

    clock_at("2026-11-21T21:22:31+03:00")
    assert ending.end_silent() == 1
    call = Call.objects.get()
    assert (call.state, call.answered, call.talk_seconds) == ("ended", True, 18)


def test_a_talk_may_last_and_is_ended_after_four_hours_of_silence(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T17:20:12+03:00")
    sipuni(1, -14_400).send(client)
    sipuni(3, -14_388).send(client)
    clock_at("2026-11-21T21:20:00+03:00")
    assert ending.end_silent() == 0
    clock_at("2026-11-21T21:20:12+03:00")
    assert ending.end_silent() == 1
    assert Call.objects.get().answered


def test_bodies_are_kept_for_ninety_days_and_what_waits_for_longer(client: Client, clock_at: Clock) -> None:
    now = clock_at("2026-11-21T21:20:20+03:00")
    beeline("CallReceivedEvent", "startTime", 0).send(client)
    beeline("CallReleasedEvent", "releaseTime", 20).send(client)
    waits = hearing.store(Hook("cti", "{}"))
    old = now - dt.timedelta(days=91)
    first = HookBody.objects.filter(state="applied").earliest("received_at")
    HookBody.objects.filter(pk__in=[first.pk, waits.pk]).update(received_at=old)

    assert retention.forget_bodies() == 1

    assert HookBody.objects.filter(pk=waits.pk).exists()
    assert CallEvent.objects.filter(body=None).count() == 1
    assert Call.objects.get().state == "ended"


def test_the_figures_tell_of_bodies_silence_and_running_calls(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T21:20:00+03:00")
    cti("newCall", 0, user="101").send(client)
    beeline("CallReceivedEvent", "startTime", 0).send(client)
    hearing.store(Hook("zadarma", "event=NOTIFY_START"))
    clock_at("2026-11-21T21:21:00+03:00")

    assert metrics.bodies() == {("stored",): 1.0}
    assert metrics.silence() == {("beeline",): 60.0, ("cti",): 60.0, ("zadarma",): 60.0}
    assert metrics.running() == {("ringing",): 2.0}
