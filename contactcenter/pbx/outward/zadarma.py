"""Zadarma, Novofon: every request is signed by base64 of the hexadecimal HMAC over path, parameters and their MD5."""

import base64
import datetime as dt
import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode

from contactcenter.pbx.base import moment, whole
from contactcenter.pbx.outward.base import History, Outward, ask_json, ended, outward
from contactcenter.pbx.outward.http import PbxRefused, PbxSilent, Request
from contactcenter.pbx.providers.zadarma import CAUSES, ZONE
from optics_crm.core.hook_secrets import secret_of


@outward
class ZadarmaCommands(Outward):
    """PBX_ZADARMA_URL names Novofon's address for its clients."""

    code = "zadarma"
    home = "https://api.zadarma.com"
    needs = ("zadarma.key", "zadarma")
    hosts = (".zadarma.com", ".novofon.com")
    can_dial = has_history = True

    def signed(self, path: str, **told: str) -> Request:
        """A GET with its parameters in the order of their names, which the signature needs."""
        query = urlencode(sorted(told.items()))
        text = path + query + hashlib.md5(query.encode(), usedforsecurity=False).hexdigest()
        digest = hmac.new(secret_of("zadarma").encode(), text.encode(), hashlib.sha1).hexdigest()
        sign = base64.b64encode(digest.encode()).decode()
        address = f"{path.lstrip('/')}?{query}"
        return self.request(address, Authorization=f"{secret_of('zadarma.key')}:{sign}")

    def dial(self, extension: str, phone: str, command: str) -> str:
        _good(ask_json(self.signed("/v1/request/callback/", **{"from": extension, "to": phone.removeprefix("+")})))
        return ""

    def history(self, start: dt.datetime, end: dt.datetime, ticket: str = "") -> History:
        period = {"start": _text(start), "end": _text(end), "version": "2"}
        told = _good(ask_json(self.signed("/v1/statistics/pbx/", **period)))
        calls: dict[str, list[dict[str, Any]]] = {}
        for row in told.get("stats") or ():
            if isinstance(row, dict) and row.get("pbx_call_id"):
                calls.setdefault(str(row["pbx_call_id"]), []).append(row)
        return {number: _call(number, rows) for number, rows in calls.items()}

    def recording(self, value: str) -> Request:
        told = _good(ask_json(self.signed("/v1/pbx/record/request/", call_id=value)))
        return self.request(str(told.get("link") or ""))


def _good(told: Any) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise PbxSilent("the answer is no object")
    if told.get("status") == "error":
        raise PbxRefused(str(told.get("message") or "error")[:200])
    return told


def _text(at: dt.datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def _call(number: str, rows: list[dict[str, Any]]) -> list[Any]:
    rows.sort(key=lambda row: str(row.get("callstart")))
    taken = next((row for row in rows if row.get("disposition") == "answered"), None)
    first = taken or rows[0]
    begun = moment(rows[0].get("callstart"), ZONE)
    talk = whole(first.get("seconds")) or 0
    out = str(number).startswith("out")
    return ended(
        number, begun=begun, over=begun + dt.timedelta(seconds=talk) if begun else None,
        talked=talk if taken else None, direction="out" if out else "in",
        phone=str(first.get("destination" if out else "clid") or ""), line="" if out else str(first.get("sip") or ""),
        cause=CAUSES.get(str(first.get("disposition")), "failed"),
    )  # fmt: skip
