"""Sipuni: a form with a hash."""

import hashlib
from urllib.parse import parse_qsl

from aftercare.sandbox.rooms import Asked, Said
from contactcenter.standin.calling import connect
from contactcenter.standin.doors.base import REFUSED, door, said, same
from optics_crm.core.hook_secrets import demo_secret


@door("sipuni")
def answer(asked: Asked, path: str) -> Said:
    form = dict(parse_qsl(asked.body.decode()))
    given = form.pop("hash", "")
    text = "+".join([*(value for _name, value in sorted(form.items())), demo_secret("sipuni.key")])
    if not same(given, hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()):
        return REFUSED
    if path != "callback/call_number":
        return Said(404, b"{}")
    return said({"success": True, "call_id": connect("sipuni", form["sipnumber"], form["phone"])})
