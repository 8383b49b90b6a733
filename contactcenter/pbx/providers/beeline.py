"""Beeline cloud PBX: XSI events in XML to a secret address, for as long as the subscription is renewed."""

import datetime as dt
from collections.abc import Sequence
from xml.etree.ElementTree import Element, ParseError  # of these types only: the text is read by defusedxml

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

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
    is_extension,
    same,
    whole,
)
from optics_crm.core.hook_secrets import secret_of

KINDS: dict[str, Kind] = {
    "CallReceivedEvent": "ring",
    "CallOriginatedEvent": "ring",
    "CallAnsweredEvent": "answer",
    "CallHeldEvent": "hold",
    "CallReleasedEvent": "leg_end",  # of one subscriber's line; the others of a group ring on
}
MOMENTS = {"ring": "startTime", "answer": "answerTime", "hold": "heldTime", "leg_end": "releaseTime"}
CAUSES = {"busy": "busy", "temporarilyUnavailable": "no_answer", "forwarded": "normal", "global failure": "failed"}


@exchange
class Beeline(Pbx):
    """One event a subscriber; lines of one call share `extTrackingId`. No event ends the call as a whole."""

    code = "beeline"
    is_final_told = False

    def verify(self, hook: Hook) -> None:
        if not same(hook.secret, secret_of("beeline")):
            raise Refused(404)

    def read(self, hook: Hook) -> Sequence[Heard]:
        event = _parse(hook.body)
        data = _find(event, "eventData")
        kind = KINDS.get(_type(data) if data is not None else "")
        call = _find(data, "call") if data is not None else None
        if kind is None or call is None:
            return ()
        number = _text(call, "extTrackingId") or _text(call, "callId")
        if not number:
            raise DeadLetter("no callId")
        return (_heard(event, call, number, kind),)


def _parse(text: str) -> Element:
    try:
        return fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise DeadLetter(f"bad XML: {type(error).__name__}") from None


def _heard(event: Element, call: Element, number: str, kind: Kind) -> Heard:
    target = _text(event, "targetId").partition("@")[0]
    remote = _find(call, "remoteParty")
    phone = _text(remote, "address").removeprefix("tel:") if remote is not None else ""
    direction: Direction = "in" if _text(call, "personality") in ("", "Terminator") else "out"
    if is_extension(phone):  # a consultation between two of ours
        direction = "internal"
    return Heard(
        call=number,
        kind=kind,
        key=f"{kind}:{_text(call, 'callId')}",
        at=_moment(call, kind),
        leg=_text(call, "callId"),
        direction=direction,
        phone=phone,
        extensions=(target,) if target else (),
        cause=CAUSES.get(_text(call, "internalReleaseCause"), "normal") if kind == "leg_end" else "",
    )


def _moment(call: Element, kind: Kind) -> dt.datetime | None:
    milliseconds = whole(_text(call, MOMENTS[kind]))
    return epoch(milliseconds // 1000) if milliseconds else None


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


def _type(element: Element) -> str:
    """`xsi:type="xsi:CallReceivedEvent"` as the bare name."""
    told = next((value for name, value in element.attrib.items() if _plain(name) == "type"), "")
    return told.rpartition(":")[2]


def _find(element: Element, name: str) -> Element | None:
    return next((child for child in element if _plain(child.tag) == name), None)


def _text(element: Element, name: str) -> str:
    child = _find(element, name)
    return (child.text or "").strip() if child is not None else ""
