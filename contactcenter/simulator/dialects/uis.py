"""UIS, CoMagic, CallGear: the body of docs/telephony.md, to the secret address."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from contactcenter.simulator.dialects.base import JSON, Line, Stamp, dialect, missed_rings, plain, record_address
from contactcenter.simulator.planned import PlannedCall

MOSCOW = ZoneInfo("Europe/Moscow")


@dialect("uis")
def speak(call: PlannedCall, secrets: Mapping[str, Any], stamp: Stamp) -> Iterable[Line]:
    """The call, each telephone with a leg of its own, the end as a finished or a lost call."""

    def post(at: float, event: str, **more: Any) -> Line:
        told = {
            "event": event,
            "call_session_id": call.number,
            "notification_time": stamp(at).astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M:%S"),
            "contact_phone_number": plain(call.caller.phone),
            "virtual_phone_number": call.line,
            "direction": "out" if call.is_out else "in",
        }
        return Line(at, f"uis/{secrets['secret_path']}/", json.dumps(told | more), JSON)

    if not call.is_out:
        yield post(call.at, "incoming_call")
    legs = {(ring.extension, ring.at): place for place, ring in enumerate(call.rings, 1)}
    for ring in call.rings:
        event = "outgoing_call" if call.is_out else "waiting_for_answer"
        yield post(ring.at, event, leg_id=legs[ring.extension, ring.at], extension=ring.extension)
    if call.talks:
        for ring in missed_rings(call):
            yield post(ring.until, "talk_finished", leg_id=legs[ring.extension, ring.at], extension=ring.extension)
    for talk in call.talks:
        rang = max(ring.at for ring in call.rings if ring.extension == talk.extension)
        leg = {"leg_id": legs[talk.extension, rang], "extension": talk.extension}
        yield post(talk.at, "talk_started", **leg)
        yield post(talk.until, "talk_finished", **leg)
    if call.talks or call.is_out:
        waited = round((call.talks[0].at if call.talks else call.ended) - call.at)
        yield post(call.ended, "call_finished", talk_time_duration=call.talked, wait_time_duration=waited)
    else:
        rung = [ring.extension for ring in call.rings]
        yield post(call.ended, "lost_call", employee_ids=rung, wait_time_duration=round(call.ended - call.at))
    if call.recording:
        link = record_address(call)
        yield post(call.ended + 2, "recorded", file_link=link, file_duration=call.talked)
