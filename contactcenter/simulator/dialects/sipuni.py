"""Sipuni: parameters of a form to the secret address; moments are seconds since 1970."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from contactcenter.simulator.dialects.base import Line, Stamp, dialect, epoch, plain, record_address
from contactcenter.simulator.planned import PlannedCall

STATUS = {"busy": "BUSY", "caller": "CANCEL"}


@dialect("sipuni")
def speak(call: PlannedCall, secrets: Mapping[str, Any], stamp: Stamp) -> Iterable[Line]:
    """1 for each telephone that rings, 3 for who takes it, 4 for who puts down, 2 at the end."""

    def post(at: float, event: int, extension: str, **more: Any) -> Line:
        client, line = plain(call.caller.phone), call.line
        sides = {"src_num": client, "src_type": "1", "dst_num": line, "dst_type": "2", "short_dst_num": extension}
        if call.is_out:
            sides = {"src_num": line, "src_type": "2", "dst_num": client, "dst_type": "1", "short_src_num": extension}
        if asks := call.asked_by(extension, at):
            sides |= {"src_num": asks, "src_type": "2", "short_src_num": asks}
        told = {
            "event": event,
            "call_id": call.number,
            "timestamp": epoch(stamp(at)),
            "call_start_timestamp": epoch(stamp(call.at)),
            "treeName": line,
        }
        return Line(at, f"sipuni/{secrets['secret_path']}/", urlencode(told | sides | more))

    if not call.rings:
        yield post(call.at, 1, "")
    for ring in call.rings:
        yield post(ring.at, 1, ring.extension)
    for talk in call.talks:
        yield post(talk.at, 3, talk.extension)
        yield post(talk.until, 4, talk.extension, status="ANSWER")
    end: dict[str, Any] = {"status": "ANSWER" if call.talks else STATUS.get(call.cause, "NOANSWER")}
    if call.talks:
        end["call_answer_timestamp"] = epoch(stamp(call.talks[0].at))
    if call.recording:
        end["call_record_link"] = record_address(call)
    if call.mark:
        end["rating"] = call.mark
    yield post(call.ended, 2, call.talks[-1].extension if call.talks else "", **end)
