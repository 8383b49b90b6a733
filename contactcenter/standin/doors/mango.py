"""Mango Office: signed forms; the list of calls is ready at the second question."""

import csv
import datetime as dt
import hashlib
import io
import json
from typing import Any
from urllib.parse import parse_qsl

from aftercare.sandbox.rooms import Asked, Said
from contactcenter.standin.calling import connect
from contactcenter.standin.doors.base import REFUSED, calls, door, epoch, said, same
from optics_crm.core import ids
from optics_crm.core.hook_secrets import demo_secret

CSV = "text/csv; charset=utf-8"
_tickets: dict[str, tuple[bool, dict[str, Any]]] = {}  # by ticket: asked for before, and the period


@door("mango")
def answer(asked: Asked, path: str) -> Said:
    form = dict(parse_qsl(asked.body.decode()))
    key, text = demo_secret("mango.key"), form.get("json", "")
    sign = hashlib.sha256((key + text + demo_secret("mango.salt")).encode()).hexdigest()
    if form.get("vpbx_api_key") != key or not same(form.get("sign", ""), sign):
        return REFUSED
    told = json.loads(text)
    if path == "commands/callback":
        connect("mango", told["from"]["extension"], told["to_number"], told["command_id"])
        return said({"command_id": told["command_id"], "result": 1000})
    if path == "stats/request":
        ticket = ids.new_id().hex
        _tickets[ticket] = (False, told)
        return said({"key": ticket})
    if path == "stats/result":
        return _mango_list(told["key"])
    if path == "queries/recording/post":
        return Said(302, b"", location=f"/pbx/records/{told['recording_id']}.wav")
    return Said(404, b"{}")


def _mango_list(ticket: str) -> Said:
    """204 at the first question: the list is being made."""
    was_asked, period = _tickets[ticket]
    _tickets[ticket] = (True, period)
    if not was_asked:
        return Said(204)
    start, end = (dt.datetime.fromtimestamp(int(period[name]), dt.UTC) for name in ("date_from", "date_to"))
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for call in calls("mango", start, end):
        out = call["direction"] == "out"
        phone = call["phone"].removeprefix("+")
        told = {
            "entry_id": call["number"],
            "start": epoch(call["begun"]),
            "finish": epoch(call["over"]),
            "answer": epoch(call["taken"]) if call["taken"] else 0,
            "from_extension": call["extension"] if out else "",
            "from_number": "" if out else phone,
            "to_extension": "" if out else call["extension"],
            "to_number": phone if out else call["line"],
            "line_number": call["line"],
            "disconnect_reason": 1110,
        }
        rows.writerow([told[name] for name in period["fields"].split(",")])
    return Said(200, text.getvalue().encode(), CSV)
