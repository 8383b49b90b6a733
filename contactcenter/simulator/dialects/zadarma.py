"""Zadarma, Novofon: moments of Moscow without a zone, a signature over a few fields."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from contactcenter.simulator.dialects.base import FORM, Line, Stamp, dialect
from contactcenter.simulator.planned import PlannedCall

MOSCOW = ZoneInfo("Europe/Moscow")
SAID = {"caller": "cancel", "no_answer": "no answer", "off_schedule": "failed", "scheme": "cancel", "busy": "busy"}
SIGNED = {
    "NOTIFY_ANSWER": ("caller_id", "destination", "call_start"),
    "NOTIFY_OUT_START": ("internal", "destination", "call_start"),
    "NOTIFY_OUT_END": ("internal", "destination", "call_start"),
    "NOTIFY_RECORD": ("pbx_call_id", "call_id_with_rec"),
}
SIGNED_ELSE = ("caller_id", "called_did", "call_start")


@dialect("zadarma")
def speak(call: PlannedCall, secrets: Mapping[str, Any], stamp: Stamp) -> Iterable[Line]:
    """START, INTERNAL for each telephone, ANSWER, END, RECORD; OUT_START and OUT_END of ours."""
    begun = stamp(call.at).astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M:%S")

    def post(at: float, event: str, **more: str) -> Line:
        told = {"event": event, "call_start": begun, "pbx_call_id": call.number} | more
        return Line(at, "zadarma/", urlencode(told), FORM, {"Signature": signature(told, str(secrets["secret"]))})

    answered = {
        "duration": str(call.talked),
        "disposition": "answered" if call.talks else SAID.get(call.cause, "failed"),
    }
    if call.is_out:
        ours = {"internal": call.rings[0].extension, "destination": call.caller.phone.removeprefix("+")}
        yield post(call.at, "NOTIFY_OUT_START", **ours)
        if call.talks:
            yield post(call.talks[0].at, "NOTIFY_ANSWER", **ours, caller_id=call.line)
        yield post(call.ended, "NOTIFY_OUT_END", **ours, **answered)
    else:
        client = {"caller_id": call.caller.phone or "anonymous", "called_did": call.line}
        yield post(call.at, "NOTIFY_START", **client)

        def sides(extension: str, at: float) -> dict[str, str]:
            return client | {"internal": extension, "caller_id": call.asked_by(extension, at) or client["caller_id"]}

        for ring in call.rings:
            yield post(ring.at, "NOTIFY_INTERNAL", **sides(ring.extension, ring.at))
        for talk in call.talks:
            yield post(talk.at, "NOTIFY_ANSWER", **sides(talk.extension, talk.at), destination=talk.extension)
        last = {"internal": call.talks[-1].extension} if call.talks else {}
        yield post(call.ended, "NOTIFY_END", **client, **last, **answered)
    if call.recording:
        yield post(call.ended + 3, "NOTIFY_RECORD", call_id_with_rec=call.recording)


def signature(told: Mapping[str, str], secret: str) -> str:
    """Base64 of the hexadecimal digest, as the provider makes it."""
    text = "".join(told.get(name, "") for name in SIGNED.get(told["event"], SIGNED_ELSE))
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).hexdigest().encode()).decode()
