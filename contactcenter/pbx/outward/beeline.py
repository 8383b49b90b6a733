"""Beeline cloud PBX: a token in the header; the subscription to events lives an hour and is renewed by us."""

import datetime as dt
import json
from urllib.parse import quote, urlencode

from django.conf import settings

from contactcenter.pbx.outward.base import Outward, ask_json, outward
from contactcenter.pbx.outward.http import PbxSilent, Request
from optics_crm.core.hook_secrets import secret_of

TOKEN = "X_MPBX_API_AUTH_TOKEN"  # noqa: S105  # the name of a header
LIVES = dt.timedelta(hours=1)


@outward
class BeelineCommands(Outward):
    """Its statistics do not name the calls of its events, so that there is nothing to compare by."""

    code = "beeline"
    home = "https://cloudpbx.beeline.ru/apis/portal"
    needs = ("beeline.api",)
    hosts = (".beeline.ru",)
    can_dial = True

    def _asked(self, path: str, method: str = "GET", body: bytes = b"") -> Request:
        headers = {TOKEN: secret_of("beeline.api"), "Content_Type": "application/json"}
        return self.request(path, method, body, **headers)

    def dial(self, extension: str, phone: str, command: str) -> str:
        query = urlencode({"phoneNumber": phone.removeprefix("+")})
        told = ask_json(self._asked(f"abonents/{quote(extension, safe='')}/call?{query}", "POST"))
        return told if isinstance(told, str) else ""

    def subscribe(self) -> str:
        """Orders the events for another hour; the number of the subscription."""
        told = {
            "expires": int(LIVES.total_seconds()),
            "subscriptionType": "BASIC_CALL",
            "url": f"{settings.PUBLIC_URL}/hooks/telephony/beeline/{secret_of('beeline')}/",
        }
        answer = ask_json(self._asked("subscription", "PUT", json.dumps(told).encode()))
        if not isinstance(answer, dict) or not answer.get("subscriptionId"):
            raise PbxSilent("no number of the subscription")
        return str(answer["subscriptionId"])
