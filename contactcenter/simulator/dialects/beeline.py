"""Beeline cloud PBX: XSI events in XML, one for each subscriber."""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from contactcenter.simulator.dialects.base import XML, Line, Stamp, dialect, epoch, missed_rings
from contactcenter.simulator.planned import PlannedCall

MOMENTS = {
    "CallReceivedEvent": "startTime",
    "CallOriginatedEvent": "startTime",
    "CallAnsweredEvent": "answerTime",
    "CallReleasedEvent": "releaseTime",
}
EVENT = """<?xml version="1.0" encoding="UTF-8"?>
<xsi:Event xmlns:xsi="http://schema.broadsoft.com/xsi" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
  <xsi:targetId>{extension}@mpbx.example</xsi:targetId>
  <xsi:eventData i:type="xsi:{kind}"><xsi:call>
    <xsi:callId>{leg}</xsi:callId><xsi:extTrackingId>{number}</xsi:extTrackingId>
    <xsi:personality>{personality}</xsi:personality>
    <xsi:remoteParty><xsi:address countryCode="7">{client}</xsi:address></xsi:remoteParty>
    <xsi:{moment}>{milliseconds}</xsi:{moment}>{cause}
  </xsi:call></xsi:eventData>
</xsi:Event>"""
CAUSE = "<xsi:internalReleaseCause>{}</xsi:internalReleaseCause>"
CAUSES = {"busy": "busy", "no_answer": "temporarilyUnavailable"}


@dialect("beeline")
def speak(call: PlannedCall, secrets: Mapping[str, Any], stamp: Stamp) -> Iterable[Line]:
    """Received, Answered, Released of every subscriber's line; no event ends the call as a whole."""
    phone = call.caller.phone

    def post(at: float, kind: str, extension: str, leg: str, cause: str = "") -> Line:
        body = EVENT.format(
            extension=extension, kind=kind, leg=leg, number=escape(call.number),
            personality="Originator" if call.is_out else "Terminator",
            client=f"tel:{escape(phone)}" if phone else "anonymous", moment=MOMENTS[kind],
            milliseconds=epoch(stamp(at)) * 1000, cause=CAUSE.format(cause) if cause else "",
        )  # fmt: skip
        return Line(at, f"beeline/{secrets['secret_path']}/", body, XML)

    first = "CallOriginatedEvent" if call.is_out else "CallReceivedEvent"
    talks = {(talk.extension, talk.at): talk for talk in call.talks}
    missed = missed_rings(call)
    if not call.rings:  # out of hours the group's own line takes it and lets it go
        yield post(call.at, first, "group", f"{call.number}/g")
        yield post(call.ended, "CallReleasedEvent", "group", f"{call.number}/g", CAUSES["no_answer"])
    for place, ring in enumerate(call.rings):
        leg = f"{call.number}/{place}"
        yield post(ring.at, first, ring.extension, leg)
        talk = talks.get((ring.extension, ring.until))
        if talk:
            yield post(talk.at, "CallAnsweredEvent", talk.extension, leg)
            yield post(talk.until, "CallReleasedEvent", talk.extension, leg)
        elif ring in missed:
            yield post(ring.until, "CallReleasedEvent", ring.extension, leg, CAUSES.get(call.cause, ""))
