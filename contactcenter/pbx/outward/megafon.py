"""MegaFon VATS: JSON with a key in the header; the history is a list at once."""

import datetime as dt
import json
from typing import Any
from urllib.parse import urlencode

from contactcenter.pbx.base import moment, whole
from contactcenter.pbx.outward.base import History, Outward, ask_json, ended, outward
from contactcenter.pbx.outward.http import PbxSilent
from contactcenter.pbx.providers.megafon import CAUSES
from optics_crm.core.hook_secrets import secret_of


@outward
class MegaFonCommands(Outward):
    """The chain's own host under megapbx.ru is told by PBX_MEGAFON_URL."""

    code = "megafon"
    home = "https://vats.megapbx.ru/crmapi/v1"
    needs = ("megafon.api",)
    hosts = (".megapbx.ru", ".megafon.ru")
    can_dial = has_history = True

    def dial(self, extension: str, phone: str, command: str) -> str:
        body = json.dumps({"phone": phone.removeprefix("+"), "user": extension, "externalid": command}).encode()
        key = secret_of("megafon.api")
        told = ask_json(self.request("makecall", "POST", body, X_API_KEY=key, Content_Type="application/json"))
        return str(told.get("callid") or "") if isinstance(told, dict) else ""

    def history(self, start: dt.datetime, end: dt.datetime, ticket: str = "") -> History:
        period = {"start": _text(start), "end": _text(end)}
        told = ask_json(self.request(f"history/json?{urlencode(period)}", X_API_KEY=secret_of("megafon.api")))
        if not isinstance(told, list):
            raise PbxSilent("the history is no list")
        return {str(row["uid"]): _call(row) for row in told if isinstance(row, dict) and row.get("uid")}


def _text(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _call(row: dict[str, Any]) -> list[Any]:
    begun = moment(row.get("start"), dt.UTC)
    wait, talk = whole(row.get("wait")) or 0, whole(row.get("duration")) or 0
    answered = str(row.get("status", "")).lower() == "success"
    return ended(
        str(row["uid"]), begun=begun, over=begun + dt.timedelta(seconds=wait + talk) if begun else None,
        talked=talk if answered else None, direction="out" if row.get("type") == "out" else "in",
        phone=str(row.get("client") or ""), line=str(row.get("diversion") or ""), extension=str(row.get("user") or ""),
        cause=CAUSES.get(str(row.get("status", "")).lower(), "failed"),
    )  # fmt: skip
