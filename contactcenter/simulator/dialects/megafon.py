"""MegaFon VATS: events without moments, and a line of history at the end."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from contactcenter.simulator.dialects.base import Line, Stamp, dialect, missed_rings, plain, record_address
from contactcenter.simulator.planned import PlannedCall

STATUS = {"caller": "Cancel", "no_answer": "missed", "off_schedule": "missed", "scheme": "missed", "busy": "Busy"}


@dialect("megafon")
def speak(call: PlannedCall, secrets: Mapping[str, Any], stamp: Stamp) -> Iterable[Line]:
    """INCOMING for each telephone that rings, ACCEPTED, COMPLETED, CANCELLED for the others; then the history."""

    def post(at: float, **told: str) -> Line:
        common = {"crm_token": str(secrets["token"]), "callid": call.number, "phone": plain(call.caller.phone)}
        return Line(at, "megafon/", urlencode(common | {"diversion": call.line} | told))

    way = "out" if call.is_out else "in"

    second = f"{call.number}-2"

    def event(at: float, kind: str, extension: str, **more: str) -> Line:
        if asks := call.asked_by(extension, at):  # a consultation has a number of its own
            more |= {"callid": second, "phone": asks}
        return post(at, cmd="event", type=kind, direction=way, user=f"user{extension}", ext=extension, **more)

    first = "OUTGOING" if call.is_out else "INCOMING"
    for ring in call.rings:
        yield event(ring.at, first, ring.extension)
    for ring in missed_rings(call):
        yield event(ring.until, "CANCELLED", ring.extension)
    for talk in call.talks:
        yield event(talk.at, "ACCEPTED", talk.extension)
    if call.talks:
        last = call.talks[-1]
        yield event(call.ended, "COMPLETED", last.extension)
        if call.asked_by(last.extension, last.at):
            asker = call.talks[0]
            yield event(asker.until, "TRANSFERRED", asker.extension, second_callid=second)
    yield post(call.ended + 1, cmd="history", type=way, **_history(call, stamp))


def _history(call: PlannedCall, stamp: Stamp) -> dict[str, str]:
    begun = stamp(call.talks[0].at if call.talks else call.at)
    extension = call.talks[0].extension if call.talks else call.rings[0].extension if call.rings else ""
    told = {
        "ext": extension,
        "start": begun.strftime("%Y%m%dT%H%M%SZ"),
        "duration": str(call.talked),
        "status": "Success" if call.talks else STATUS.get(call.cause, "missed"),
        "link": record_address(call) if call.recording else "",
        "rating": str(call.mark) if call.mark else "",
    }
    return {name: value for name, value in told.items() if value}
