"""What exchanges and strangers send that is not as it should be: no call is lost, doubled or invented by it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from contactcenter.models import Call, CallEvent, HookBody
from customers.models import FollowUp
from tests.contactcenter.pbx import (
    CLIENT,
    START,
    Line,
    cti,
    mango,
    mango_form,
    mango_leg,
    mango_summary,
    sipuni,
    zadarma,
)
from tests.core.staff import make_employee, make_salon

pytestmark = pytest.mark.django_db
Clock = Callable[[str], Any]
# as the manual prints them: a comma is missing, a colon is missing, a name is misspelt
NO_COMMA = '{"entry_id": "x1" "call_id": "leg", "seq": 1, "call_state": "Appeared"}'
NO_COLON = '{"entry_id" "x1", "call_id": "leg", "seq": 1, "call_state": "Appeared"}'


def signed(text: str, route: str = "events/call") -> Line:
    """A body that the exchange signed as it is, broken or not."""
    from hashlib import sha256
    from urllib.parse import urlencode

    from optics_crm.core.hook_secrets import demo_secret

    key = demo_secret("mango.key")
    sign = sha256((key + text + demo_secret("mango.salt")).encode()).hexdigest()
    return Line(f"mango/{route}", urlencode({"vpbx_api_key": key, "sign": sign, "json": text}))


@pytest.mark.parametrize("text", [NO_COMMA, NO_COLON, "", "null", "[]", '{"entry_id": 5}', '{"entry_id": ""}'])
def test_json_as_the_manuals_print_it_is_set_aside(client: Client, text: str) -> None:
    assert signed(text).send(client).status_code == 200
    assert HookBody.objects.get().state == "dead" and not Call.objects.exists()


def test_a_misspelt_name_is_as_if_it_were_not_there(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T21:20:05+03:00")
    mango_leg(1, "Appeared", 0, locaton="ivr").send(client)
    assert Call.objects.get().state == "ringing"


def test_a_signature_of_other_text_or_of_another_key_is_refused(client: Client) -> None:
    good = mango_form({"entry_id": "x", "call_id": "l", "seq": 1, "call_state": "Appeared"})
    for body in (good.replace("Appeared", "Connected"), good.replace("sign=", "sign=0"), good + "&json=%7B%7D&json=1"):
        status = Line("mango/events/call", body).send(client).status_code
        assert status == (
            200 if body.startswith(good) else 401
        )  # of a repeated field the first counts, as it was signed
    assert Call.objects.count() == 1


def test_the_same_hour_sent_again_changes_nothing(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T21:21:12+03:00")
    lines = [mango_leg(1, "Appeared", 5), mango_leg(2, "Connected", 12), mango_summary(12, 72)]
    for line in lines:
        line.send(client)
    before = Call.objects.values().get(), CallEvent.objects.count()
    clock_at("2026-11-21T22:40:00+03:00")
    for line in reversed(lines):
        assert line.send(client).status_code == 200
    assert (Call.objects.values().get(), CallEvent.objects.count()) == before


def test_an_end_forged_from_a_start_is_seen_for_what_it_is(client: Client, clock_at: Clock) -> None:
    """Zadarma's signature covers no event name: the forged end counts until the real answer comes."""
    clock_at("2026-11-21T21:20:02+03:00")
    start = zadarma("NOTIFY_START")
    start.send(client)
    forged = Line("zadarma/", start.body.replace("NOTIFY_START", "NOTIFY_END") + "&disposition=cancel", **start.headers)
    assert forged.send(client).status_code == 200
    assert Call.objects.get().is_missed and FollowUp.objects.get().status == "open"

    clock_at("2026-11-21T21:20:12+03:00")
    zadarma("NOTIFY_ANSWER", internal="101", destination="101").send(client)
    clock_at("2026-11-21T21:21:12+03:00")
    zadarma("NOTIFY_END", internal="101", duration="60", disposition="answered").send(client)
    call = Call.objects.get()
    assert (call.answered, call.talk_seconds) == (True, 60)
    assert not FollowUp.objects.filter(status="open").exists()


@pytest.mark.parametrize("event", ["answer", "hangup", "hold", "noAnswer", "transfer"])
def test_news_of_a_call_that_was_never_heard_of_make_it(client: Client, clock_at: Clock, event: str) -> None:
    clock_at("2026-11-21T21:20:05+03:00")
    assert cti(event, 3, answeringNumber="101", user="101").send(client).status_code == 200
    call = Call.objects.get()
    assert (call.phone, call.direction, call.answered) == (f"+{CLIENT}", "in", event == "answer")


def test_two_operators_who_pick_up_at_once_have_one_call(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T21:21:12+03:00")
    first, second = (make_employee("operator", username=one, extension=one) for one in ("101", "102"))
    cti("newCall", 0, user=["101", "102"]).send(client)
    for extension in ("102", "101"):
        cti("answer", 12, answeringNumber=extension).send(client)
    cti("hangup", 72, cause="normalClearing", duration=60).send(client)
    call = Call.objects.get()
    assert (call.answered, call.talk_seconds, call.answered_by) == (True, 60, first)
    taken = call.legs.filter(answered_at__isnull=False).values_list("employee", flat=True)
    assert set(taken) == {first.pk, second.pk}


def test_a_colleague_who_calls_the_common_line_is_owed_nothing(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T21:20:20+03:00")
    salon = make_salon("Салон")
    salon.phone = "8 (4912) 50-00-01"
    salon.save(update_fields=["phone"])
    cti("newCall", 0, **{"from": "74912500001"}).send(client)
    cti("hangup", 20, cause="cancel", **{"from": "74912500001"}).send(client)
    assert Call.objects.get().is_missed and not FollowUp.objects.exists()


@pytest.mark.parametrize("said", ["112", "0890", "anonymous", "Restricted", "sip:101@pbx", "+", "abc", "7" * 40, "0"])
def test_numbers_that_are_none_make_calls_without_a_number(client: Client, clock_at: Clock, said: str) -> None:
    clock_at("2026-11-21T21:20:20+03:00")
    cti("newCall", 0, **{"from": said}).send(client)
    cti("hangup", 20, cause="cancel", **{"from": said}).send(client)
    call = Call.objects.get()
    assert (call.phone, call.state) == ("", "ended")
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("hours", [-1, 1, 3])
def test_a_clock_that_is_off_moves_neither_call_nor_term(client: Client, clock_at: Clock, hours: int) -> None:
    now = clock_at(f"2026-11-20T{12 + hours}:20:20+03:00")
    at = -9 * 3600 - 86_400  # 12:20:00 of the day before the provider's own
    begun = {"call_start_timestamp": START + at}
    sipuni(1, at, **begun).send(client)
    sipuni(2, at + 20, status="NOANSWER", **begun).send(client)
    call = Call.objects.get()
    assert (call.ended_at, call.wait_seconds) == (now, 20)
    assert FollowUp.objects.get().due_at > now


@pytest.mark.parametrize("size", [65_536, 65_537, 5_000_000])
def test_a_body_over_the_limit_is_refused_before_it_is_read(client: Client, size: int) -> None:
    line = cti("newCall", 0)
    line.body = line.body[:-1] + ', "note": "' + "x" * (size - len(line.body) - 12) + '"}'
    assert len(line.body) == size
    assert line.send(client).status_code == (200 if size == 65_536 else 413)


def test_words_of_another_kind_are_no_error(client: Client) -> None:
    for told in (
        {"from": None},
        {"from": 5},
        {"user": {"a": 1}},
        {"timestamp": "soon"},
        {"duration": "x"},
        {"queue": []},
    ):
        assert cti("newCall", None, callId=str(told), **told).send(client).status_code == 200
        assert cti("hangup", None, callId=str(told), **told).send(client).status_code == 200
    assert (
        mango("events/call", call_id=5, seq="one", call_state="Appeared", to=[], **{"from": "x"})
        .send(client)
        .status_code
        == 200
    )
    assert not HookBody.objects.filter(state="stored").exists()
