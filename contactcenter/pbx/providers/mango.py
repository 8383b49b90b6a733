"""Mango Office: a form of `vpbx_api_key`, `sign` and `json`; the sign covers the text of `json` as it was sent."""

import datetime as dt
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from contactcenter.pbx.base import DeadLetter, Direction, Heard, Hook, Kind, Pbx, Refused, epoch, exchange, same, whole
from optics_crm.core.hook_secrets import secret_of

KINDS: dict[str, Kind] = {"Appeared": "ring", "Connected": "answer", "OnHold": "hold", "Disconnected": "leg_end"}
DIRECTIONS: dict[int, Direction] = {0: "internal", 1: "in", 2: "out"}
CAUSES = {
    1100: "normal",
    1110: "caller",
    1111: "no_answer",
    1120: "normal",
    1121: "busy",
    1150: "blacklist",
    1151: "blacklist",
    1160: "no_answer",
    1162: "busy",
    1170: "scheme",
    1180: "normal",
    1190: "off_schedule",
    1192: "off_schedule",
}


def cause_of(code: Any) -> str:
    """What a disconnect code means; an unknown one means what its class does (2219 is a kind of 2210)."""
    number = whole(code)
    if number is None:
        return ""
    return CAUSES.get(number) or CAUSES.get(number // 10 * 10) or ("failed" if number >= 2000 else "normal")


@exchange
class Mango(Pbx):
    """Events of legs come in parallel and unordered, each leg with numbers of its own; a summary ends the call."""

    code = "mango"

    def verify(self, hook: Hook) -> None:
        form, key = hook.form(), secret_of("mango.key")
        signed = sha256((key + form.get("json", "") + secret_of("mango.salt")).encode(errors="replace")).hexdigest()
        is_key = same(form.get("vpbx_api_key", ""), key)
        if not same(form.get("sign", ""), signed if secret_of("mango.salt") else "") or not is_key:
            raise Refused

    def read(self, hook: Hook) -> Sequence[Heard]:
        reader = READERS.get(hook.route.strip("/"))
        if reader is None:
            return ()
        told = hook.json(hook.form().get("json", ""))
        if not isinstance(told.get("entry_id"), str) or not told["entry_id"]:
            raise DeadLetter("no entry_id")
        return reader(told)


def _side(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    side = told.get(name)
    return side if isinstance(side, dict) else {}


def _call(told: Mapping[str, Any]) -> Sequence[Heard]:
    leg, seq, state = str(told.get("call_id") or ""), whole(told.get("seq")) or 0, told.get("call_state")
    if not leg or state not in KINDS:
        raise DeadLetter("no call_id, or an unknown call_state")
    caller, called = _side(told, "from"), _side(told, "to")
    extension = str(called.get("extension") or "")
    direction: Direction = "in"
    if caller.get("extension"):
        direction = "internal" if extension else "out"
    client = called if direction == "out" else caller
    heard = Heard(
        call=told["entry_id"],
        # people pick up; what the voice menu and the queue do is not an answer
        kind=KINDS[state] if told.get("location", "abonent") == "abonent" else "queued",
        key=f"call:{leg}:{seq}:{state}",
        at=epoch(told.get("timestamp")),
        seq=seq,
        leg=leg,
        direction=direction,
        phone=str(client.get("number") or ""),
        line=str(called.get("line_number") or ""),
        extensions=(str(caller["extension"]),) if direction == "out" else ((extension,) if extension else ()),
        cause=cause_of(told.get("disconnect_reason")),
        command=str(told.get("command_id") or "")[:64],
    )
    return (heard,)


def _summary(told: Mapping[str, Any]) -> Sequence[Heard]:
    """The end. A call was answered when it was talked: `entry_result` is 1 even of one lost in the voice menu."""
    direction = DIRECTIONS.get(whole(told.get("call_direction")) or 0, "in")
    caller, called = _side(told, "from"), _side(told, "to")
    ours, client = (caller, called) if direction == "out" else (called, caller)
    created, talked, ended = (whole(told.get(name)) or 0 for name in ("create_time", "talk_time", "end_time"))
    started = epoch(created)
    heard = Heard(
        call=told["entry_id"],
        kind="end",
        key="summary",
        at=epoch(ended),
        direction=direction,
        phone=str(client.get("number") or ""),
        line=str(told.get("line_number") or ""),
        extensions=(str(ours["extension"]),) if ours.get("extension") else (),
        cause=cause_of(told.get("disconnect_reason")),
        answered=talked > 0,
        talk_seconds=max(0, ended - talked) if talked else 0,
        wait_seconds=max(0, (talked or ended) - created) if created else None,
    )
    return (heard, _beginning(heard, started)) if started else (heard,)


def _beginning(end: Heard, at: dt.datetime) -> Heard:
    """A summary knows when the call began, too, should nothing else be heard of it."""
    return Heard(call=end.call, kind="queued", key="begun", at=at, phone=end.phone, line=end.line)


def _recording(told: Mapping[str, Any]) -> Sequence[Heard]:
    number, state = str(told.get("recording_id") or ""), str(told.get("recording_state") or "")
    done = state == "Completed"
    heard = Heard(
        call=told["entry_id"],
        kind="recorded" if done else "keyed",
        key=f"recording:{number}:{state}",
        at=epoch(told.get("timestamp")),
        value=number if done else "",
    )
    return (heard,)


def _dtmf(told: Mapping[str, Any]) -> Sequence[Heard]:
    heard = Heard(
        call=told["entry_id"],
        kind="keyed",
        key=f"dtmf:{told.get('call_id')}:{told.get('seq')}",
        at=epoch(told.get("timestamp")),
        value=str(told.get("dtmf") or "")[:20],
    )
    return (heard,)


READERS = {
    "events/call": _call,
    "events/summary": _summary,
    "events/recording": _recording,
    "events/dtmf": _dtmf,
}
