"""Bodies as the exchanges send them: made here, signed with the demo's secrets."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from contactcenter.pbx import Hook
from optics_crm.core.hook_secrets import demo_secret

HOOKS = "/hooks/telephony"
FORM = "application/x-www-form-urlencoded"
ENTRY = "MjY4Nzg2ODQwMTo4MQ=="
CLIENT = "79123456789"
START = 1_795_285_200  # 2026-11-21T18:20:00Z


def mango_form(told: Mapping[str, Any], key: str = "", salt: str = "") -> str:
    """The form of Mango for one object."""
    key, salt = key or demo_secret("mango.key"), salt or demo_secret("mango.salt")
    text = json.dumps(told)
    sign = hashlib.sha256((key + text + salt).encode()).hexdigest()
    return urlencode({"vpbx_api_key": key, "sign": sign, "json": text})


def zadarma_signature(text: str, key: str = "") -> str:
    digest = hmac.new((key or demo_secret("zadarma")).encode(), text.encode(), hashlib.sha1).hexdigest()
    return base64.b64encode(digest.encode()).decode()


class Line:
    """What a provider posts: `(path, body, content type, headers)`."""

    def __init__(self, path: str, body: str, kind: str = FORM, **headers: str) -> None:
        self.path, self.body, self.kind, self.headers = path, body, kind, headers

    def hook(self, provider: str) -> Hook:
        """The same as the adapter gets it."""
        route = self.path.removeprefix(f"{provider}/").strip("/") if provider == "mango" else ""
        return Hook(provider, self.body, route, self.kind, self.headers)

    def send(self, client: Client) -> Any:
        return client.generic("POST", f"{HOOKS}/{self.path}", self.body.encode(), self.kind, headers=self.headers)


def mango(route: str, **told: Any) -> Line:
    return Line(f"mango/{route}", mango_form({"entry_id": ENTRY, **told}))


def mango_leg(seq: int, state: str, at: int, leg: str = "leg-1", extension: str = "101", **more: Any) -> Line:
    told = {
        "call_id": leg,
        "timestamp": START + at,
        "seq": seq,
        "call_state": state,
        "location": "abonent",
        "from": {"number": CLIENT},
        "to": {"extension": extension, "number": "sip:a@b", "line_number": "78001234567"},
    }
    return mango("events/call", **told | more)


def mango_summary(talked: int | None, ended: int, extension: str = "101", reason: int = 1110) -> Line:
    to = {"extension": extension, "number": "78001234567"} if extension else {}
    return mango(
        "events/summary",
        call_direction=1,
        **{"from": {"number": CLIENT}, "to": to},
        line_number="78001234567",
        create_time=START,
        forward_time=START + 2,
        talk_time=START + talked if talked is not None else 0,
        end_time=START + ended,
        entry_result=1,
        disconnect_reason=reason,
    )


def megafon(**told: str) -> Line:
    return Line("megafon/", urlencode({"crm_token": demo_secret("megafon"), "callid": "43294397431"} | told))


def zadarma(event: str, **told: str) -> Line:
    fields = {
        "event": event,
        "call_start": "2026-11-21 21:20:00",
        "pbx_call_id": "in_811eb5c055f9",
        "caller_id": f"+{CLIENT}",
        "called_did": "74950000000",
    } | told
    names = ("caller_id", "destination", "call_start") if event == "NOTIFY_ANSWER" else ()
    text = "".join(fields.get(name, "") for name in names or ("caller_id", "called_did", "call_start"))
    return Line("zadarma/", urlencode(fields), FORM, Signature=zadarma_signature(text))


def by_secret(provider: str, told: Mapping[str, Any] | str) -> Line:
    """UIS, Sipuni, Beeline, CTI: a secret address, JSON (or the text as it is)."""
    body = told if isinstance(told, str) else json.dumps(told)
    return Line(f"{provider}/{demo_secret(provider)}/", body, "application/json")


def uis(event: str, at: int, **told: Any) -> Line:
    words = {
        "event": event,
        "call_session_id": 987_654,
        "contact_phone_number": CLIENT,
        "virtual_phone_number": "74950000001",
        "notification_time": f"2026-11-21 21:20:{at:02d}",
    }
    return by_secret("uis", words | told)


def sipuni(event: int, at: int, **told: Any) -> Line:
    words = {
        "event": event,
        "call_id": "16114.88",
        "src_num": CLIENT,
        "src_type": "1",
        "dst_num": "101",
        "dst_type": "2",
        "short_dst_num": "101",
        "timestamp": START + at,
        "call_start_timestamp": START,
    }
    return by_secret("sipuni", words | told)


def cti(event: str, at: int | None = None, **told: Any) -> Line:
    words: dict[str, Any] = {
        "event": event,
        "from": CLIENT,
        "to": "74950000002",
        "direction": "in",
        "callId": "307fa962-de8d",
        **({"timestamp": START + at} if at is not None else {}),
    }
    return by_secret("cti", words | told)


def beeline(
    kind: str,
    field: str,
    at: int,
    leg: str = "callhalf-1:0",
    target: str = "101@mpbx.ru",
    remote: str = f"+{CLIENT}",
    personality: str = "Terminator",
) -> Line:
    body = f"""<?xml version="1.0" encoding="UTF-8"?>
<xsi:Event xmlns:xsi="http://schema.broadsoft.com/xsi" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
  <xsi:targetId>{target}</xsi:targetId>
  <xsi:eventData i:type="xsi:{kind}"><xsi:call>
    <xsi:callId>{leg}</xsi:callId><xsi:extTrackingId>65432:1</xsi:extTrackingId>
    <xsi:personality>{personality}</xsi:personality>
    <xsi:remoteParty><xsi:address countryCode="7">tel:{remote}</xsi:address></xsi:remoteParty>
    <xsi:{field}>{(START + at) * 1000}</xsi:{field}>
  </xsi:call></xsi:eventData>
</xsi:Event>"""
    return Line(f"beeline/{demo_secret('beeline')}/", body, "application/xml")
