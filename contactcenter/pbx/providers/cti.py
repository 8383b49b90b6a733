"""The neutral format (newCall, answer, hangup): any exchange that can post speaks it, our Asterisk bridge does."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from contactcenter.pbx.base import (
    DeadLetter,
    Direction,
    Heard,
    Hook,
    Kind,
    Pbx,
    Refused,
    epoch,
    exchange,
    moment,
    same,
    whole,
)
from optics_crm.core.hook_secrets import secret_of

KINDS: dict[str, Kind] = {
    "newCall": "ring",
    "answer": "answer",
    "noAnswer": "leg_end",  # of one telephone that rang in vain; the call goes on
    "leave": "leg_end",  # of one telephone that talked: the call was handed over and goes on
    "hold": "hold",
    "transfer": "ring",
    "hangup": "end",
    "recorded": "recorded",
    "rating": "rated",
    "key": "keyed",
}
CAUSES = {
    "normalClearing": "normal",
    "busy": "busy",
    "cancel": "caller",
    "noAnswer": "no_answer",
    "congestion": "failed",
    "notFound": "failed",
    "forwarded": "normal",
    "voicemail": "voicemail",
}
MENU = "menu"
SAID: dict[Kind, str] = {
    "recorded": "link",
    "rated": "value",
    "keyed": "value",
}  # the field in which such an event says what
TALKED = ("normalClearing", "forwarded")


@exchange
class Cti(Pbx):
    """JSON or a form. `timestamp` and `duration` (seconds talked) are ours; without them arrival counts."""

    code = "cti"

    def verify(self, hook: Hook) -> None:
        if not same(hook.secret, secret_of("cti")):
            raise Refused(404)

    def read(self, hook: Hook) -> Sequence[Heard]:
        told = hook.fields()
        event = str(told.get("event") or "")
        call = str(told.get("callId") or told.get("call_id") or "")
        if event == MENU:
            return ()
        if event not in KINDS:
            raise DeadLetter("an unknown event")
        if not call:
            raise DeadLetter("no callId")
        if KINDS[event] in SAID:
            return (_said(told, event, call),)
        return (_heard(told, hook, event, call),)

    def menu_asks(self, hook: Hook) -> tuple[str, str] | None:
        """`menu` asks with callId and from, and waits for `kind`, `state`, `words`."""
        told = hook.fields()
        call, phone = str(told.get("callId") or told.get("call_id") or ""), str(told.get("from") or "")
        return (call, phone) if told.get("event") == MENU and call and phone else None


def _said(told: dict[str, Any], event: str, call: str) -> Heard:
    """What is told of a call that is over: its recording, the client's mark, the key that was pressed."""
    kind = KINDS[event]
    value = str(told.get(SAID[kind]) or "")[:500]
    if not value:
        raise DeadLetter(f"no {SAID[kind]}")
    key = f"{event}:{told.get('timestamp') or ''}:{value}"
    return Heard(call=call, kind=kind, key=key, at=_moment(told), value=value)


def _moment(told: dict[str, Any]) -> dt.datetime | None:
    return epoch(told.get("timestamp")) or moment(told.get("timestamp"), dt.UTC)


def _heard(told: dict[str, Any], hook: Hook, event: str, call: str) -> Heard:
    out = told.get("direction") == "out"
    direction: Direction = "out" if out else "in"
    who = _who(told, hook, event)
    kind = KINDS[event]
    talked = whole(told.get("duration")) if kind == "end" else None
    cause = str(told.get("cause") or "normalClearing")
    return Heard(
        call=call,
        kind=kind,
        key=":".join((event, *who, str(told.get("timestamp") or ""))),
        at=_moment(told),
        leg=next(iter(who), "") if len(who) == 1 and kind != "end" else "",
        direction=direction,
        phone=str(told.get("to" if out else "from") or ""),
        line=str(told.get("queue") or told.get("from" if out else "to") or "")[:80],
        extensions=who,
        cause=CAUSES.get(cause, "failed") if kind == "end" else "",
        answered=(bool(talked) and cause in TALKED if talked is not None else None) if kind == "end" else None,
        talk_seconds=(talked if cause in TALKED else 0) if talked is not None else None,
    )


def _who(told: dict[str, Any], hook: Hook, event: str) -> tuple[str, ...]:
    """Whom it rings, or who took it."""
    if event == "answer" and told.get("answeringNumber"):
        return (str(told["answeringNumber"]),)
    many = told.get("user") or told.get("user[]")
    names = many if isinstance(many, list) else [many]
    if "user[]" in told and not hook.body.lstrip().startswith("{"):
        names = hook.form_list("user[]")
    return tuple(str(name) for name in names if name)[:50]
