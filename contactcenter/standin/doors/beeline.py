"""Beeline cloud PBX: a token in the header."""

import json
from urllib.parse import parse_qsl

from aftercare.sandbox.rooms import Asked, Said
from contactcenter.standin.calling import connect
from contactcenter.standin.doors.base import REFUSED, door, said, same
from optics_crm.core import ids
from optics_crm.core.hook_secrets import demo_secret


@door("beeline")
def answer(asked: Asked, path: str) -> Said:
    if not same(asked.headers.get("x-mpbx-api-auth-token", ""), demo_secret("beeline.api")):
        return REFUSED
    if path == "subscription" and asked.method == "PUT":
        told = json.loads(asked.body)
        return said({"subscriptionId": ids.new_id().hex, "expires": told["expires"]})
    words = path.split("/")
    if words[0] == "abonents" and words[-1] == "call":
        return said(connect("beeline", words[1], dict(parse_qsl(asked.query))["phoneNumber"]))
    return Said(404, b"{}")
