"""Beeline cloud PBX: a token in the header; statistics come in pages."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from aftercare.sandbox.rooms import Asked, Said
from contactcenter.standin.calling import connect
from contactcenter.standin.doors.base import REFUSED, calls, door, epoch, said, same, talk
from contactcenter.standin.tones import spoken
from optics_crm.core import ids
from optics_crm.core.hook_secrets import demo_secret


@door("beeline")
def answer(asked: Asked, path: str) -> Said:
    if not same(asked.headers.get("x-mpbx-api-auth-token", ""), demo_secret("beeline.api")):
        return REFUSED
    query, words = dict(parse_qsl(asked.query)), path.split("/")
    match words:
        case ["subscription"] if asked.method == "PUT":
            found = said({"subscriptionId": ids.new_id().hex, "expires": json.loads(asked.body)["expires"]})
        case ["v2", "statistics"]:
            found = said(_page(query))
        case ["records"]:
            found = said([_record(call) for call in _calls(query) if call["recording"]])
        case ["v2", "records", name, "download"]:
            found = Said(200, spoken(name), "audio/x-wav")
        case ["abonents", extension, "call"]:
            found = said(connect("beeline", extension, query["phoneNumber"]))
        case _:
            found = Said(404, b"{}")
    return found


def _calls(query: dict[str, str]) -> Iterator[dict[str, Any]]:
    start, end = (dt.datetime.fromisoformat(query[name]) for name in ("dateFrom", "dateTo"))
    return calls("beeline", start, end)


def _record(call: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": call["recording"],
        "phone": call["phone"].removeprefix("+"),
        "direction": "OUTBOUND" if call["direction"] == "out" else "INBOUND",
        "date": epoch(call["taken"] or call["begun"]) * 1000,
        "duration": talk(call) * 1000,
    }


def _page(query: dict[str, str]) -> list[dict[str, Any]]:
    page, size = int(query["page"]), int(query["pageSize"])
    rows = [_row(call) for call in _calls(query)]
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
