"""The neutral format: JSON to the address with the token."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from contactcenter.simulator.dialects.base import JSON, Line, Stamp, dialect, epoch, plain
from contactcenter.simulator.planned import PlannedCall

CAUSES = {
    "normal": "normalClearing",
    "caller": "cancel",
    "no_answer": "noAnswer",
    "busy": "busy",
    "scheme": "normalClearing",
}


@dialect("cti")
def speak(call: PlannedCall, secrets: Mapping[str, Any], stamp: Stamp) -> Iterable[Line]:
    """newCall with all whom it rings, answer, transfer, leave, hangup."""
    client = plain(call.caller.phone)
    sides = {"from": call.line, "to": client} if call.is_out else {"from": client, "to": call.line}

    def post(at: float, event: str, **more: Any) -> Line:
        told = {"event": event, "callId": call.number, "direction": "out" if call.is_out else "in", **sides}
        body = json.dumps(told | {"timestamp": epoch(stamp(at))} | more)
        return Line(at, f"cti/{secrets['token']}/", body, JSON)

    rounds: dict[float, list[str]] = {}
    for ring in call.rings:
        rounds.setdefault(ring.at, []).append(ring.extension)
    if not call.rings:
        yield post(call.at, "newCall")
    for at, extensions in sorted(rounds.items()):
        is_transfer = bool(call.talks) and at > call.talks[0].at
        yield post(at, "transfer" if is_transfer else "newCall", user=extensions)
    if call.menu_asked is not None:
        yield post(call.menu_asked, "menu")
    for talk in call.talks:
        yield post(talk.at, "answer", answeringNumber=talk.extension)
    for talk in call.talks[:-1]:
        yield post(talk.until, "leave", user=talk.extension)
    last = {"answeringNumber": call.talks[-1].extension} if call.talks else {}
    cause = CAUSES.get(call.cause, "voicemail" if call.cause == "voicemail" else "noAnswer")
    yield post(call.ended, "hangup", cause=cause, duration=call.talked, **last)
