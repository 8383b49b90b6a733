"""Beeline cloud PBX: a token in the header; statistics come in pages."""

import datetime as dt
import json
from typing import Any
from urllib.parse import parse_qsl

from aftercare.sandbox.rooms import Asked, Said
from contactcenter.standin.calling import connect
from contactcenter.standin.doors.base import REFUSED, calls, door, epoch, said, same, talk
from optics_crm.core import ids
from optics_crm.core.hook_secrets import demo_secret


@door("beeline")
def answer(asked: Asked, path: str) -> Said:
    if not same(asked.headers.get("x-mpbx-api-auth-token", ""), demo_secret("beeline.api")):
        return REFUSED
    if path == "subscription" and asked.method == "PUT":
        told = json.loads(asked.body)
        return said({"subscriptionId": ids.new_id().hex, "expires": told["expires"]})
    if path == "v2/statistics":
        return said(_page(dict(parse_qsl(asked.query))))
    words = path.split("/")
    if words[0] == "abonents" and words[-1] == "call":
        return said(connect("beeline", words[1], dict(parse_qsl(asked.query))["phoneNumber"]))
    return Said(404, b"{}")


def _page(query: dict[str, str]) -> list[dict[str, Any]]:
    start, end = (dt.datetime.fromisoformat(query[name]) for name in ("dateFrom", "dateTo"))
    page, size = int(query["page"]), int(query["pageSize"])
    rows = [_row(call) for call in calls("beeline", start, end)]
    return rows[page * size : (page + 1) * size]


def _row(call: dict[str, Any]) -> dict[str, Any]:
    is_out = call["direction"] == "out"
    return {
        "startDate": epoch(call["begun"]) * 1000,
        "abonent": {"userId": call["extension"], "extension": call["extension"]},
        "direction": "OUTBOUND" if is_out else "INBOUND",
        "phone_to" if is_out else "phone_from": call["phone"].removeprefix("+"),
        "status": "PLACED" if is_out else "RECIEVED" if call["taken"] else "MISSED",
        "duration": talk(call) * 1000,
    }
