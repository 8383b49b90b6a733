"""Zadarma, Novofon: signed queries."""

import base64
import hashlib
import hmac
from urllib.parse import parse_qsl

from aftercare.sandbox.rooms import Asked, Said
from contactcenter.standin.calling import connect
from contactcenter.standin.doors.base import MOSCOW, REFUSED, calls, door, epoch, moscow, said, same, talk
from optics_crm.core import clock
from optics_crm.core.hook_secrets import demo_secret


@door("zadarma")
def answer(asked: Asked, path: str) -> Said:
    method = f"/{path}/"
    text = method + asked.query + hashlib.md5(asked.query.encode(), usedforsecurity=False).hexdigest()
    digest = hmac.new(demo_secret("zadarma").encode(), text.encode(), hashlib.sha1).hexdigest()
    sign = base64.b64encode(digest.encode()).decode()
    if not same(asked.headers.get("authorization", ""), f"{demo_secret('zadarma.key')}:{sign}"):
        return REFUSED
    query = dict(parse_qsl(asked.query))
    if method == "/v1/request/callback/":
        connect("zadarma", query["from"], query["to"])
        return said({"status": "success", "from": query["from"], "to": query["to"], "time": epoch(clock.now())})
    if method == "/v1/pbx/record/request/":
        link = f"{asked.headers.get('host', '')}/pbx/records/{query['call_id']}.wav"
        return said({"status": "success", "link": f"http://{link}"})
    if method != "/v1/statistics/pbx/":
        return Said(404, b"{}")
    start, end = (moscow(query[name]) for name in ("start", "end"))
    rows = [
        {
            "pbx_call_id": call["number"],
            "callstart": call["begun"].astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M:%S"),
            "clid": call["phone"],
            "destination": call["phone"] if call["direction"] == "out" else call["extension"],
            "sip": call["line"],
            "disposition": "answered" if call["taken"] else "no answer",
            "seconds": talk(call),
        }
        for call in calls("zadarma", start, end)
    ]
    return said({"status": "success", "stats": rows})
