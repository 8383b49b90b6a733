"""The bridge: AMI over a real socket, torn and cut; queue_log over rotations; nothing lost while the CRM is away."""

import json
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from contactcenter.asterisk import queue_log
from contactcenter.asterisk.ami import Parser, action
from contactcenter.asterisk.bridge import Bridge, Config
from contactcenter.asterisk.spool import Spool
from contactcenter.asterisk.translating import Translator
from contactcenter.models import Call, HookBody
from customers.models import FollowUp
from tests.contactcenter.asterisk import SECRET, Asterisk, Crm
from tests.contactcenter.pbx import CLIENT, Line
from tests.contactcenter.test_telephony_door import SAMPLES, needs_samples
from tests.core.staff import make_employee
from tests.harness.stack import eventually

CALL = "1795285200.41"
COMMON = {"Linkedid": CALL, "Uniqueid": CALL, "Queue": "support", "CallerIDNum": CLIENT, "Exten": "74950000002"}
AT = 1_795_285_200


def agent(event: str, at: int, **more: str) -> dict[str, str]:
    return {**COMMON, "Event": event, "Timestamp": f"{AT + at}.5", "Interface": "PJSIP/101", **more}


JOINED = agent("QueueCallerJoin", 0)
CALLED = agent("AgentCalled", 2)
ANSWERED = agent("AgentConnect", 12, RingTime="10", HoldTime="12")
DONE = agent("AgentComplete", 72, TalkTime="60", Reason="caller")
LOG = {
    "answered": [
        f"{AT}|{CALL}|support|NONE|ENTERQUEUE||{CLIENT}|1",
        f"{AT + 8}|{CALL}|support|PJSIP/102|RINGNOANSWER|6000",
        f"{AT + 12}|{CALL}|support|PJSIP/101|CONNECT|12|1795285202.42|10",
        f"{AT + 72}|{CALL}|support|PJSIP/101|COMPLETECALLER|12|60|1",
    ],
    "abandoned": [f"{AT}|{CALL}|support|NONE|ENTERQUEUE||{CLIENT}|1", f"{AT + 30}|{CALL}|support|NONE|ABANDON|1|1|30"],
    "put_out": [f"{AT}|{CALL}|support|NONE|ENTERQUEUE||{CLIENT}|1", f"{AT + 30}|{CALL}|support|NONE|EXITEMPTY|1|1|30"],
}


def of_ami(events: Sequence[dict[str, str]], *, follows_log: bool = False) -> list[dict[str, Any]]:
    translator = Translator(follows_log=follows_log)
    return [one for event in events for one in translator.of_ami(event, AT)]


def of_log(lines: Sequence[str], translator: Translator | None = None) -> list[dict[str, Any]]:
    translator = translator or Translator(follows_log=True)
    return [one for line in lines for one in translator.of_log(queue_log.read(line))]  # type: ignore[arg-type]


def without_event(told: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in told.items() if name != "Event"}


def test_blocks_are_read_however_they_are_torn() -> None:
    data = b"Asterisk Call Manager/5.0\r\n" + action("Ping", Note="a\r\nInjected: 1") + action("Login", Username="me")
    for size in (1, 2, 3, 7, 1000):
        parser = Parser()
        found = [one for at in range(0, len(data), size) for one in parser.feed(data[at : at + size])]
        assert found == [{"Action": "Ping", "Note": "a Injected: 1"}, {"Action": "Login", "Username": "me"}]


def post(client: Client, event: dict[str, Any]) -> None:
    from optics_crm.core.hook_secrets import demo_secret

    answer = Line(f"cti/{demo_secret('cti')}/", json.dumps(event), "application/json").send(client)
    assert answer.status_code == 200


def forget() -> None:
    Call.objects.all().delete()
    HookBody.objects.all().delete()


def facts(call: Call) -> tuple[Any, ...]:
    return call.state, call.answered, call.phone, call.cause, call.talk_seconds, call.answered_by_id


@pytest.mark.django_db
def test_both_sources_and_either_make_the_same_call(client: Client, clock_at: Any) -> None:
    clock_at("2026-11-21T21:21:12+03:00")
    operator = make_employee("operator", extension="101")
    both = Translator(follows_log=True)
    ami = [one for event in (JOINED, CALLED, ANSWERED, DONE) for one in both.of_ami(event, AT)]
    ways = (
        of_ami([JOINED, CALLED, ANSWERED, DONE]),
        of_log(LOG["answered"]),
        [*ami, *of_log(LOG["answered"], both)],
    )
    for events in ways:
        for event in events:
            post(client, event)
        assert facts(Call.objects.get()) == ("ended", True, f"+{CLIENT}", "normal", 60, operator.pk)
        forget()


@pytest.mark.django_db
@pytest.mark.parametrize(("how", "cause"), [("abandoned", "caller"), ("put_out", "no_answer")])
def test_the_log_tells_who_gave_up_and_who_was_put_out(client: Client, clock_at: Any, how: str, cause: str) -> None:
    clock_at("2026-11-21T21:20:30+03:00")
    abandon = agent("QueueCallerAbandon", 30)
    translator = Translator(follows_log=True)
    events = [one for event in (JOINED, abandon) for one in translator.of_ami(event, AT)]
    for order in permutations([*events, *of_log(LOG[how], translator)]):
        for event in order:
            post(client, event)
        call = Call.objects.get()
        assert (call.state, call.is_missed, call.cause) == ("ended", True, cause)
        forget()
    assert of_ami([JOINED, abandon])[-1]["cause"] == "cancel"  # without the log AMI has the word


def test_a_call_that_is_handed_over_ends_when_the_caller_hangs_up() -> None:
    over = agent("AgentComplete", 40, TalkTime="28", Reason="transfer")
    events = of_ami([JOINED, ANSWERED, over, agent("Hangup", 100)])
    assert [event["event"] for event in events] == ["newCall", "answer", "leave", "hangup"]
    assert (events[-1]["duration"], events[-1]["timestamp"]) == ("88", AT + 100)
    assert of_ami([agent("Hangup", 1), {"Event": "Hangup"}, {"Event": "PeerStatus", "Uniqueid": "1"}]) == []


HANDED = agent("AgentComplete", 40, TalkTime="28", Reason="transfer")
BLIND = {"Event": "BlindTransfer", "TransfereeLinkedid": CALL, "Extension": "104", "Timestamp": f"{AT + 40}.1"}
DIALLED = agent("DialBegin", 40, DestChannel="PJSIP/104-0000001f")
TAKEN = agent("DialEnd", 45, DestChannel="PJSIP/104-0000001f", DialStatus="ANSWER")
ASKED = {
    "Event": "AttendedTransfer",
    "TransfereeLinkedid": CALL,
    "TransferTargetChannel": "PJSIP/104-0000001f",
    "Timestamp": f"{AT + 40}.1",
}
HANDED_LOG = [*LOG["answered"][:3], f"{AT + 40}|{CALL}|support|PJSIP/101|BLINDTRANSFER|104|from-internal|12|28|1"]


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["blind", "asked", "log"])
def test_the_card_follows_a_call_that_is_handed_over(client: Client, clock_at: Any, how: str) -> None:
    clock_at("2026-11-21T21:20:45+03:00")
    first, second = make_employee("operator", extension="101"), make_employee("second", extension="104")
    told = {
        "blind": of_ami([JOINED, CALLED, ANSWERED, BLIND, HANDED, DIALLED, TAKEN]),
        "asked": of_ami([JOINED, CALLED, ANSWERED, ASKED, HANDED]),
        "log": of_log(HANDED_LOG),
    }[how]
    for event in told:
        post(client, event)
    call = Call.objects.get()
    lines = {leg.employee: leg for leg in call.legs.exclude(employee=None)}
    assert (call.state, call.answered_by, bool(lines[first].ended_at)) == ("talking", first, True)
    assert lines[second].rang_at and not lines[second].ended_at
    assert bool(lines[second].answered_at) == (how != "log")  # the log does not tell who picks up then


def test_a_telephone_that_did_not_take_a_transfer_is_told() -> None:
    busy = agent("DialEnd", 50, DestChannel="PJSIP/104-0000001f", DialStatus="BUSY")
    events = of_ami([JOINED, DIALLED, ANSWERED, HANDED, DIALLED, busy])
    assert [(one["event"], one.get("user")) for one in events[2:]] == [
        ("leave", "101"), ("transfer", "104"), ("noAnswer", "104"),
    ]  # fmt: skip  # what the queue dials is the queue's to tell


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "cause"), [("voicemail", "voicemail"), ("noAnswer", "no_answer")])
@pytest.mark.parametrize("source", ["log", "ami"])
def test_who_leaves_the_queue_by_a_key_has_called_in_vain(
    client: Client, clock_at: Any, said: str, cause: str, source: str
) -> None:
    clock_at("2026-11-21T21:20:30+03:00")
    translator = Translator(follows_log=source == "log", key_cause=said)
    ami = [JOINED, agent("QueueCallerLeave", 20)]
    events = [one for told in ami for one in translator.of_ami(told, AT)]
    if source == "log":
        lines = [LOG["abandoned"][0], f"{AT + 20}|{CALL}|support|NONE|EXITWITHKEY|1|1|1|20"]
        events += of_log(lines, translator)
    events += translator.of_ami(agent("Hangup", 30), AT)
    for event in events:
        post(client, event)
    call = Call.objects.get()
    assert (call.state, call.is_missed, call.cause) == ("ended", True, cause)
    assert FollowUp.objects.get().call == call.pk


@needs_samples
def test_the_samples_of_a_real_asterisk() -> None:
    parser, translator, found = Parser(), Translator(follows_log=False), []
    for name in ("queuecallerjoin", "agentconnect", "agentcomplete", "queuecallerabandon"):
        text = (SAMPLES / f"ami_{name}.txt").read_text().strip().replace("\n", "\r\n") + "\r\n\r\n"
        found += [one for told in parser.feed(text.encode()) for one in translator.of_ami(told, AT)]
    assert [one["event"] for one in found] == ["newCall", "answer", "hangup", "hangup"]
    assert (found[1]["answeringNumber"], found[2]["duration"]) == ("agent.name", "3")
    assert found[0]["from"] == "+49 123 456789" and found[3]["cause"] == "cancel"
    assert queue_log.read((SAMPLES / "asterisk_queue_log_line.txt").read_text()) is not None


def test_the_log_is_followed_over_rotations_and_restarts(tmp_path: Path) -> None:
    path, kept = tmp_path / "queue_log", tmp_path / "place"
    path.write_text("1|old|q|NONE|ABANDON|1|1|1\n")
    tail = queue_log.Tail(path, kept)
    assert list(tail.lines()) == []  # what was before the bridge is history
    with path.open("a") as file:
        file.write("2|a|q|NONE|ABANDON|1|1|1\nnot a line\n3|b|q|NO")
    assert [line.call for line in tail.lines()] == ["a"]
    tail.keep()
    with path.open("a") as file:
        file.write("NE|ABANDON|1|1|1\n")
    assert [line.call for line in queue_log.Tail(path, kept).lines()] == ["b"]
    path.rename(tmp_path / "queue_log.1")
    path.write_text("4|c|q|NONE|ABANDON|1|1|1\n")
    assert [line.call for line in tail.lines()][-1] == "c"


def test_the_spool_keeps_what_a_kill_left(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for number in range(3):
        spool.add({"n": number})
    event, place = spool.next() or ({}, 0)
    spool.done(place)
    with (tmp_path / "heard.ndjson").open("a") as file:
        file.write('{"n": 3')  # cut off
    again = Spool(tmp_path)
    seen = []
    while found := again.next():
        seen.append(found[0]["n"])
        again.done(found[1])
    assert (event, seen) == ({"n": 0}, [1, 2])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Asterisk, Crm, Config]]:
    asterisk, crm = Asterisk(), Crm()
    log = tmp_path / "queue_log"
    log.touch()
    yield asterisk, crm, Config("127.0.0.1", asterisk.port, "crm", SECRET, crm.url, tmp_path / "spool", log)
    asterisk.close()
    crm.close()


def test_nothing_is_lost_over_cut_lines_and_an_absent_crm(world: tuple[Asterisk, Crm, Config]) -> None:
    asterisk, crm, config = world
    bridge = Bridge(config)
    bridge.start()
    try:
        asterisk.say("QueueCallerJoin", **without_event(JOINED))
        eventually(lambda: crm.taken, 10, "the first event")
        crm.status = 503
        asterisk.say("AgentConnect", **without_event(ANSWERED))
        asterisk.drop()
        eventually(lambda: len(asterisk.logins) == 2, 10, "a second login")
        asterisk.say("AgentComplete", **without_event(DONE))
        assert config.queue_log is not None
        with config.queue_log.open("a") as file:
            file.write(LOG["answered"][3] + "\n")
        eventually(lambda: (config.spool / "heard.ndjson").read_text().count("hangup") == 2, 10, "both sources")
        crm.status = 200
        eventually(lambda: len(crm.taken) == 4, 15, "all of them")
        assert [one["event"] for one in crm.taken] == ["newCall", "answer", "hangup", "hangup"]
    finally:
        bridge.stop()
    assert asterisk.logins == [True, True]


def test_what_was_heard_before_a_stop_is_posted_after_it(world: tuple[Asterisk, Crm, Config]) -> None:
    asterisk, crm, config = world
    crm.status = 502
    bridge = Bridge(config)
    bridge.start()
    asterisk.say("QueueCallerJoin", **without_event(JOINED))
    eventually((config.spool / "heard.ndjson").exists, 10)
    bridge.stop()
    assert not crm.taken
    crm.status = 200
    second = Bridge(config)
    second.start()
    try:
        eventually(lambda: len(crm.taken) == 1, 10)
    finally:
        second.stop()


def test_what_the_crm_will_never_take_is_set_aside(world: tuple[Asterisk, Crm, Config]) -> None:
    asterisk, crm, config = world
    crm.status = 413
    bridge = Bridge(config)
    bridge.start()
    try:
        asterisk.say("QueueCallerJoin", **without_event(JOINED))
        dead = config.spool / "refused.ndjson"
        eventually(dead.exists, 10)
        assert "413" in dead.read_text()
        crm.status = 200
        asterisk.say("AgentConnect", **without_event(ANSWERED))
        eventually(lambda: len(crm.taken) == 1, 10)
    finally:
        bridge.stop()
