"""MegaFon VATS: a form (or JSON) of `cmd`, known by `crm_token`; its events carry no moments."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from contactcenter.pbx.base import (
    LINKED,
    DeadLetter,
    Direction,
    Heard,
    Hook,
    Kind,
    Pbx,
    Refused,
    exchange,
    is_extension,
    same,
    whole,
)
from optics_crm.core.hook_secrets import secret_of

KINDS: dict[str, Kind] = {
    "INCOMING": "ring",
    "OUTGOING": "ring",
    "ACCEPTED": "answer",
    "COMPLETED": "end",
    "CANCELLED": "leg_end",  # of a group call it may mean that another one answered
    "TRANSFERRED": "hold",
}
CAUSES = {
    "missed": "no_answer",
    "cancel": "caller",
    "busy": "busy",
    "notavailable": "failed",
    "notallowed": "blacklist",
    "notfound": "failed",
    "success": "normal",
}


@exchange
class MegaFon(Pbx):
    """`history` ends a call; where it is lost, the call ends when none of its lines is open."""

    code = "megafon"
    is_final_told = False
    links_calls = True

    def verify(self, hook: Hook) -> None:
        try:
            given = hook.fields().get("crm_token")
        except DeadLetter:
            raise Refused from None
        if not same(str(given or ""), secret_of("megafon")):
            raise Refused

    def read(self, hook: Hook) -> Sequence[Heard]:
        told = hook.fields()
        reader = READERS.get(str(told.get("cmd")))
        if reader is None:
            return ()
        if not told.get("callid"):
            raise DeadLetter("no callid")
        return reader({name: str(value) for name, value in told.items()})

    def asks(self, hook: Hook) -> str | None:
        told = hook.fields()
        return str(told.get("phone") or "") if told.get("cmd") == "contact" else None

    def answer(self, hook: Hook, found: Mapping[str, str] | None) -> Any:
        """`{}` for a stranger; name and whom to ring for one who is known."""
        if not found:
            return {}
        told = {"contact_name": found["name"], "responsible": found.get("responsible", "")}
        return {name: value for name, value in told.items() if value}


def _who(told: Mapping[str, str]) -> tuple[str, ...]:
    name = told.get("ext") or told.get("user") or ""
    return (name,) if name else ()


def _event(told: Mapping[str, str]) -> Sequence[Heard]:
    kind = KINDS.get(told.get("type", "").upper())
    if kind is None:
        raise DeadLetter("an unknown type of event")
    who = _who(told)
    out = told.get("direction") == "out" or told["type"].upper() == "OUTGOING"
    direction: Direction = "out" if out else "in"
    if is_extension(told.get("phone", "")):  # a colleague is asked before the call is handed over
        direction = "internal"
    heard = Heard(
        call=told["callid"],
        kind=kind,
        key=":".join(("event", told["type"].upper(), *who, told.get("second_callid", ""))),
        leg=next(iter(who), ""),
        direction=direction,
        phone=told.get("phone", ""),
        line=told.get("diversion") or told.get("telnum", ""),
        extensions=who,
    )
    second = told.get("second_callid", "")
    if not second or second == heard.call:
        return (heard,)
    # `callid` is the client's call, `second_callid` the one to which it was handed over
    return heard, Heard(call=heard.call, kind="hold", key=f"{LINKED}{second}", value=second)


def _history(told: Mapping[str, str]) -> Sequence[Heard]:
    status, seconds = told.get("status", "").lower(), whole(told.get("duration")) or 0
    started = _moment(told.get("start", ""))
    answered = status == "success"
    heard = Heard(
        call=told["callid"],
        kind="end",
        key="history",
        at=started + dt.timedelta(seconds=seconds) if started else None,
        direction=_way(told),
        phone=told.get("phone", ""),
        line=told.get("diversion") or told.get("telnum", ""),
        extensions=_who(told),
        cause=CAUSES.get(status, "failed"),
        answered=answered,
        talk_seconds=seconds if answered else 0,
    )
    found = [heard]
    if started:
        found.append(Heard(call=heard.call, kind="queued", key="begun", at=started, phone=heard.phone))
    if told.get("link"):
        found.append(Heard(call=told["callid"], kind="recorded", key="link", at=heard.at, value=told["link"][:500]))
    if told.get("rating"):
        found.append(Heard(call=told["callid"], kind="rated", key="rating", at=heard.at, value=told["rating"]))
    return found


def _way(told: Mapping[str, str]) -> Direction:
    if is_extension(told.get("phone", "")):
        return "internal"
    return "out" if told.get("type") == "out" else "in"


def _rating(told: Mapping[str, str]) -> Sequence[Heard]:
    return (Heard(call=told["callid"], kind="rated", key="rating", value=told.get("rating", "")),)


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


READERS = {"event": _event, "history": _history, "rating": _rating}
