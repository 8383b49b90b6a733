"""UIS, CoMagic, CallGear: JSON-RPC."""

import json

from aftercare.sandbox.rooms import Asked, Said
from contactcenter.standin.calling import connect
from contactcenter.standin.doors.base import MOSCOW, calls, door, moscow, said, same, talk
from optics_crm.core.hook_secrets import demo_secret


@door("uis")
def answer(asked: Asked, path: str) -> Said:
    told = json.loads(asked.body)
    params = told["params"]
    if not same(str(params.get("access_token", "")), demo_secret("uis.api")):
        return said({"jsonrpc": "2.0", "id": 1, "error": {"code": -32001, "message": "Access token is invalid"}})
    if told["method"] == "start.employee_call":
        number = connect("uis", str(params["employee"]["id"]), params["contact"])
        return said({"jsonrpc": "2.0", "id": 1, "result": {"data": {"call_session_id": number}}})
    start, end = (moscow(params[name]) for name in ("date_from", "date_till"))
    rows = [
        {
            "id": call["number"],
            "start_time": call["begun"].astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M:%S"),
            "finish_time": call["over"].astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M:%S"),
            "talk_duration": talk(call),
            "contact_phone_number": call["phone"].removeprefix("+"),
            "virtual_phone_number": call["line"],
            "direction": call["direction"],
            "is_lost": not call["taken"],
        }
        for call in calls("uis", start, end)
    ]
    return said({"jsonrpc": "2.0", "id": 1, "result": {"data": rows}})
