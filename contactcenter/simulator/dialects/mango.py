"""Mango Office: every leg with numbers of its own, a summary at the end, the sign over the text as it is sent."""

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from contactcenter.simulator.dialects.base import Line, Stamp, dialect, epoch, missed_rings, plain
from contactcenter.simulator.planned import PlannedCall

REASONS = {"normal": 1110, "caller": 1110, "no_answer": 1111, "off_schedule": 1192, "scheme": 1170, "busy": 1121}
ANOTHER_TOOK_IT = 1180


@dialect("mango")
def speak(call: PlannedCall, secrets: Mapping[str, Any], stamp: Stamp) -> Iterable[Line]:
    """Legs of the menu, of each telephone that rings, and the summary."""
    teller = _Teller(call, secrets, stamp)
    if not call.is_out:
        yield teller.leg("menu", 1, "Appeared", call.at, location="ivr", to={"number": call.line})
    yield from teller.rings()
    yield teller.summary()
    if call.recording:
        yield teller.post(
            "events/recording", call.ended + 2, recording_id=call.recording, recording_state="Completed", seq=3,
            completion_code=1000, recipient="Cloud", timestamp=epoch(stamp(call.ended)),
        )  # fmt: skip


class _Teller:
    def __init__(self, call: PlannedCall, secrets: Mapping[str, Any], stamp: Stamp) -> None:
        self.call, self.secrets, self.stamp = call, secrets, stamp

    def post(self, route: str, at: float, **told: Any) -> Line:
        text = json.dumps({"entry_id": self.call.number, **told}, ensure_ascii=False)
        key = str(self.secrets["api_key"])
        sign = sha256((key + text + str(self.secrets["salt"])).encode()).hexdigest()
        return Line(at, f"mango/{route}", urlencode({"vpbx_api_key": key, "sign": sign, "json": text}))

    def leg(self, leg: str, seq: int, state: str, at: float, location: str = "abonent", **more: Any) -> Line:
        """One event of a leg; `more` are its sides and the reason."""
        told = {"call_id": f"{self.call.number}/{leg}", "timestamp": epoch(self.stamp(at)), "seq": seq}
        sides = {"from": {"number": plain(self.call.caller.phone)}} | more
        if self.call.command:
            told["command_id"] = self.call.command
        return self.post("events/call", at, **told, call_state=state, location=location, **sides)

    def rings(self) -> Iterator[Line]:
        call = self.call
        over = REASONS.get(call.cause, 1110)
        for place, ring in enumerate(missed_rings(call)):
            leg, sides = f"{ring.extension}-{place}", self._sides(ring.extension)
            yield self.leg(leg, 1, "Appeared", ring.at, **sides)
            reason = ANOTHER_TOOK_IT if call.talks else over
            yield self.leg(leg, 2, "Disconnected", ring.until, **sides, disconnect_reason=reason)
        for talk in call.talks:
            leg, sides = f"{talk.extension}-talk", self._sides(talk.extension)
            if asks := call.asked_by(talk.extension, talk.at):  # a leg between two of ours, under the client's entry_id
                sides["from"] = {"extension": asks, "number": f"sip:{asks}@vpbx.example"}
            rang = max((ring.at for ring in call.rings if ring.extension == talk.extension), default=talk.at)
            yield self.leg(leg, 1, "Appeared", rang, **sides)
            yield self.leg(leg, 2, "Connected", talk.at, **sides)
            yield self.leg(leg, 3, "Disconnected", talk.until, **sides, disconnect_reason=over)

    def _sides(self, extension: str) -> dict[str, Any]:
        client = {"number": plain(self.call.caller.phone)}
        ours = {"extension": extension, "number": f"sip:{extension}@vpbx.example", "line_number": self.call.line}
        return {"from": ours, "to": client} if self.call.is_out else {"from": client, "to": ours}

    def summary(self) -> Line:
        call = self.call
        talk = call.talks[0] if call.talks else None
        ours = {"extension": talk.extension if talk else call.rings[0].extension} if talk or call.is_out else {}
        client = {"number": plain(call.caller.phone)}
        sides = {"from": ours, "to": client} if call.is_out else {"from": client, "to": ours}
        return self.post(
            "events/summary", call.ended + 1, call_direction=2 if call.is_out else 1, **sides, line_number=call.line,
            create_time=epoch(self.stamp(call.at)), forward_time=epoch(self.stamp(call.at)),
            talk_time=epoch(self.stamp(talk.at)) if talk else 0, end_time=epoch(self.stamp(call.ended)),
            entry_result=1 if talk else 0, disconnect_reason=REASONS.get(call.cause, 1110),
        )  # fmt: skip
