"""MegaFon VATS: JSON with a key in the header."""

import datetime as dt
import json
from urllib.parse import parse_qsl

from aftercare.sandbox.rooms import Asked, Said
from contactcenter.standin.calling import connect
from contactcenter.standin.doors.base import REFUSED, calls, door, epoch, said, same, talk
from optics_crm.core.hook_secrets import demo_secret


@door("megafon")
def answer(asked: Asked, path: str) -> Said:
    if not same(asked.headers.get("x-api-key", ""), demo_secret("megafon.api")):
        return REFUSED
    if path == "makecall":
        told = json.loads(asked.body)
        return said({"callid": connect("megafon", told["user"], told["phone"])})
    if path != "history/json":
        return Said(404, b"{}")
    query = dict(parse_qsl(asked.query))
    start, end = (
        dt.datetime.strptime(query[name], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC) for name in ("start", "end")
    )
    rows = [
        {
            "uid": call["number"],
            "type": call["direction"],
            "client": call["phone"].removeprefix("+"),
            "user": call["extension"],
            "diversion": call["line"],
            "start": call["begun"].astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "wait": epoch(call["taken"] or call["over"]) - epoch(call["begun"]),
            "duration": talk(call),
            "status": "success" if call["taken"] else "missed",
        }
        for call in calls("megafon", start, end)
    ]
    return said(rows)
