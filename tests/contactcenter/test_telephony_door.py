"""The door of telephone exchanges: whose requests it takes, what it stores, what it answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.signals import request_finished
from django.test import Client, RequestFactory

from contactcenter.calls import hearing
from contactcenter.models import Call, CallEvent, HookBody
from contactcenter.pbx import PBX, Hook, Refused
from contactcenter.views.telephony import telephony
from optics_crm.core.hook_secrets import demo_secret
from tests.contactcenter.pbx import (
    CLIENT,
    FORM,
    HOOKS,
    Line,
    cti,
    mango,
    mango_form,
    mango_leg,
    megafon,
    sipuni,
    zadarma,
    zadarma_signature,
)
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).resolve().parents[3] / "shared/data/telephony"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of real payloads is absent")


def nothing_stored() -> bool:
    return not HookBody.objects.exists() and not Call.objects.exists()


@needs_samples
def test_signatures_are_those_of_the_providers_own_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = json.loads((SAMPLES / "signature_vectors.json").read_text())
    told = vectors["mango"]
    monkeypatch.setenv("HOOK_MANGO_KEY", told["vpbx_api_key"])
    monkeypatch.setenv("HOOK_MANGO_SALT", told["vpbx_api_salt"])
    form = {"vpbx_api_key": told["vpbx_api_key"], "sign": told["sign"], "json": told["json"]}
    PBX.get("mango").verify(Hook("mango", urlencode(form), "events/call"))
    with pytest.raises(Refused):
        PBX.get("mango").verify(Hook("mango", urlencode(form | {"json": told["json"] + " "}), "events/call"))

    told = vectors["zadarma_notify_start"]
    monkeypatch.setenv("HOOK_ZADARMA", told["secret"])
    body = (SAMPLES / "zadarma_notify_start.txt").read_text().strip()
    PBX.get("zadarma").verify(Hook("zadarma", body, headers={"Signature": told["signature"]}))


@needs_samples
def test_the_samples_of_the_manuals_make_calls(client: Client) -> None:
    for path in sorted(SAMPLES.glob("mango_events_*.json")):
        route = f"events/{path.name.split('_')[2]}"
        told = json.loads(path.read_text())
        Line(f"mango/{route}", mango_form(told)).send(client)
    call = Call.objects.get(external_id="232wc3e3w3s222")
    assert (call.state, call.answered, call.events.count()) == ("ended", True, 9)

    for name in ("newcall_in", "answer_in", "hangup_in"):
        text = (SAMPLES / f"zammad_cti_{name}.json").read_text()
        assert Line(f"cti/{demo_secret('cti')}/", text, "application/json").send(client).json() == {}
    call = Call.objects.get(external_id="307fa962-de8d-4ffc-817b-7f6993204159")
    assert (call.state, call.answered, call.phone) == ("ended", True, "+493023125741")

    body = (SAMPLES / "megafon_event_incoming.txt").read_text().strip().replace("=token", f"={demo_secret('megafon')}")
    Line("megafon/", body).send(client)
    assert Call.objects.get(external_id="43294397431").phone == "+78005553535"

    body = (SAMPLES / "sipgate_style_newcall_form.txt").read_text().strip()
    Line(f"cti/{demo_secret('cti')}/", body).send(client)
    legs = Call.objects.get(external_id="4991155921769858278-1").legs.values_list("extension", flat=True)
    assert sorted(legs) == ["user 1", "user 2"]
    assert not HookBody.objects.filter(state="dead").exists()


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (Line("mango/events/call", mango_form({"entry_id": "1"}, salt="another")), 401),
        (Line("mango/events/call", urlencode({"json": "{}"})), 401),
        (Line("megafon/", urlencode({"cmd": "event", "crm_token": "no"})), 401),
        (Line("megafon/", "{broken"), 401),
        (Line("zadarma/", urlencode({"event": "NOTIFY_START"}), FORM, Signature="bm8="), 401),
        (Line("zadarma/", urlencode({"event": "NOTIFY_START"})), 401),
        (Line("uis/not-the-secret/", "{}"), 404),
        (Line("sipuni/not-the-secret/", "{}"), 404),
        (Line("beeline/not-the-secret/", "<a/>"), 404),
        (Line("cti/not-the-secret/", "{}"), 404),
        (Line("cti/", "{}"), 404),
        (Line("nobody/", "{}"), 404),
        (Line("megafon/", "a" * 65_537), 413),
        (Line("megafon/", "a=\0"), 400),
    ],
)
def test_what_is_refused_is_not_stored(client: Client, line: Line, status: int) -> None:
    assert line.send(client).status_code == status
    assert nothing_stored()


@pytest.mark.parametrize(("line", "status"), [(megafon(cmd="contact", phone=CLIENT), 401), (cti("newCall", 0), 404)])
def test_from_a_foreign_network_a_right_secret_is_as_good_as_a_wrong_one(
    client: Client, monkeypatch: pytest.MonkeyPatch, line: Line, status: int
) -> None:
    variable = f"HOOK_{line.path.split('/')[0].upper()}_NETWORKS"
    wrong = Line(
        line.path.replace(demo_secret("cti"), "no"), line.body.replace(demo_secret("megafon"), "no"), line.kind
    )
    monkeypatch.setenv(variable, "203.0.113.0/24, 198.51.100.7")

    for address in ("203.0.114.1", "127.0.0.1", ""):
        client.defaults["REMOTE_ADDR"] = address
        refused = line.send(client)
        assert refused.status_code == status
        assert refused.content == wrong.send(client).content == b'{"code": "refused"}'
    assert nothing_stored()

    client.defaults["HTTP_X_FORWARDED_FOR"] = "203.0.113.5"
    assert line.send(client).status_code == status, "what the client says of itself is no address"
    for address in ("203.0.113.5", "198.51.100.7", "::ffff:203.0.113.9"):
        client.defaults["REMOTE_ADDR"] = address
        assert line.send(client).status_code == 200
        assert wrong.send(client).status_code == status, "the network is no secret"
    monkeypatch.delenv(variable)
    client.defaults["REMOTE_ADDR"] = "192.0.2.1"
    assert line.send(client).status_code == 200


def test_networks_that_cannot_be_read_keep_the_door_shut(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_ZADARMA_NETWORKS", "everywhere")

    assert zadarma("NOTIFY_START").send(client).status_code == 401
    assert client.get(f"{HOOKS}/zadarma/", {"zd_echo": "a1b2"}).status_code == 401
    assert megafon(cmd="contact", phone=CLIENT).send(client).status_code == 200, "the others stay open"
    assert not HookBody.objects.filter(provider="zadarma").exists()


def test_altered_bodies_other_methods_and_text_that_is_none(client: Client) -> None:
    good = mango_leg(1, "Appeared", 0)
    good.body = good.body.replace("Appeared", "Connected")
    assert good.send(client).status_code == 401
    assert client.get(f"{HOOKS}/megafon/").status_code == 405
    assert client.put(f"{HOOKS}/mango/events/call").status_code == 405
    answer = client.generic("POST", f"{HOOKS}/megafon/", b"\xff\xfe", FORM)
    assert answer.status_code == 400
    assert nothing_stored()


@pytest.mark.parametrize(
    "line",
    [
        Line("mango/events/call", mango_form({"call_id": "x", "seq": 1})),
        mango("events/call", call_id="x", seq=1, call_state="Melted"),
        megafon(cmd="event", type="EXPLODED"),
        cti("newCall", callId=""),
        Line(f"cti/{demo_secret('cti')}/", '{"event": "newCall" "from"}', "application/json"),
        Line(f"cti/{demo_secret('cti')}/", "[1, 2]", "application/json"),
        Line(f"beeline/{demo_secret('beeline')}/", "<a><b></a>", "application/xml"),
        Line(f"beeline/{demo_secret('beeline')}/", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "application/xml"),
    ],
)
def test_what_cannot_be_read_is_kept_with_the_reason(client: Client, line: Line) -> None:
    assert line.send(client).status_code == 200

    row = HookBody.objects.get()
    assert row.state == "dead" and row.fault
    assert not Call.objects.exists()


def test_what_is_about_something_else_is_no_mistake(client: Client) -> None:
    for line in (mango("result/callback", command_id="1"), megafon(cmd="contact", phone=CLIENT), sipuni(9, 0)):
        assert line.send(client).status_code == 200

    assert set(HookBody.objects.values_list("state", flat=True)) == {"empty"}


def test_the_same_body_is_stored_once_and_counted(client: Client) -> None:
    for _again in range(3):
        mango_leg(1, "Appeared", 0).send(client)

    assert HookBody.objects.get().times_seen == 3
    assert CallEvent.objects.count() == 1


def test_a_body_that_was_not_applied_is_applied_by_the_worker(
    client: Client, clock_at: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock_at("2026-11-21T21:20:05+03:00")
    with monkeypatch.context() as patch:
        patch.setattr(hearing, "apply", _die)
        assert mango_leg(1, "Appeared", 0).send(client).status_code == 200
    assert HookBody.objects.get().state == "stored" and not Call.objects.exists()

    clock_at("2026-11-21T21:20:09+03:00")
    assert hearing.apply_waiting() == 1

    assert Call.objects.get().state == "ringing"
    assert HookBody.objects.get().state == "applied"


def test_the_exchange_is_answered_before_the_body_is_applied(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_finished, "send", lambda **_words: [])  # it would end the connection of the test
    line = mango_leg(1, "Appeared", 0)
    answer = telephony(rf.post("/", line.body, line.kind), "mango", "events/call")
    assert answer.status_code == 200
    assert HookBody.objects.get().state == "stored" and not Call.objects.exists()

    answer.close()  # as servers do once they have sent it

    assert HookBody.objects.get().state == "applied" and Call.objects.get().state == "ringing"


def _die(_row: Any) -> None:
    raise OSError("the process ended here")


def test_answers_name_only_who_is_known_beyond_doubt(client: Client) -> None:
    contact = megafon(cmd="contact", phone=CLIENT)
    start = zadarma("NOTIFY_START")
    assert contact.send(client).json() == {}
    assert start.send(client).json() == {}

    make_person("Иванова Анна", phone=f"+{CLIENT}")
    assert contact.send(client).json() == {"contact_name": "Иванова А."}
    assert start.send(client).json() == {"caller_name": "Иванова А."}

    make_person("Сидоров Пётр", phone=f"+{CLIENT}")
    assert contact.send(client).json() == {}
    assert sipuni(1, 0).send(client).json() == {"success": True}


def test_zadarma_sees_that_the_address_is_ours(client: Client) -> None:
    answer = client.get(f"{HOOKS}/zadarma/", {"zd_echo": "a1b2"})
    assert (answer.status_code, answer.content) == (200, b"a1b2")


def test_hidden_short_and_foreign_numbers(client: Client) -> None:
    said = {"anonymous": "", "112": "", "": "", "493023125741": "+493023125741", "89123456789": "+79123456789"}
    for place, number in enumerate(said):
        cti("newCall", place, callId=f"c-{place}", **{"from": number}).send(client)

    found = {call.phone_said: call.phone for call in Call.objects.all()}
    assert found == said


def test_a_clock_an_hour_off_moves_no_call(client: Client, clock_at: Callable[[str], Any]) -> None:
    now = clock_at("2026-11-21T22:20:05+03:00")  # the provider says 21:20:00
    cti("newCall", 0, user="101").send(client)
    cti("hangup", 4, cause="cancel").send(client)

    call = Call.objects.get()
    assert call.ended_at == now
    assert (call.wait_seconds, call.cause) == (4, "caller")


def test_the_signature_of_zadarma_is_of_hexadecimal_text() -> None:
    assert zadarma_signature("+79001010100749500000002024-01-29 13:46:22", "test_secret") == (
        "NTVmZWNjZDA3MDg1YzA5YThhNGE4OWJmMmZhMTYwMjQ2MjRhYjc3NA=="
    )
