"""Sipuni: a form whose hash is the MD5 of its values in the order of their names, joined by plus, and the secret."""

import hashlib
from urllib.parse import urlencode

from contactcenter.pbx.outward.base import FORM, Outward, ask_json, outward
from contactcenter.pbx.outward.http import PbxRefused
from optics_crm.core.hook_secrets import secret_of


@outward
class SipuniCommands(Outward):
    """`HOOK_SIPUNI_USER` is the number of the account, `HOOK_SIPUNI_KEY` its key of integration."""

    code = "sipuni"
    home = "https://sipuni.com/api"
    needs = ("sipuni.user", "sipuni.key")
    hosts = (".sipuni.com", "sipuni.com")
    can_dial = True

    def dial(self, extension: str, phone: str, command: str) -> str:
        told = {
            "antiaod": "0",
            "phone": phone.removeprefix("+"),
            "reverse": "0",
            "sipnumber": extension,
            "user": secret_of("sipuni.user"),
        }
        signed = "+".join([*(value for _name, value in sorted(told.items())), secret_of("sipuni.key")])
        told["hash"] = hashlib.md5(signed.encode(), usedforsecurity=False).hexdigest()
        body = urlencode(told).encode()
        answer = ask_json(self.request("callback/call_number", "POST", body, Content_Type=FORM))
        if not isinstance(answer, dict) or not answer.get("success"):
            raise PbxRefused(str(answer)[:200])
        return str(answer.get("call_id") or "")
