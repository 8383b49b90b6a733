"""UIS, CoMagic, CallGear: JSON-RPC of two addresses, calls and reports."""

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

from contactcenter.pbx.base import moment, whole
from contactcenter.pbx.outward.base import History, Outward, ask_json, ended, outward
from contactcenter.pbx.outward.http import PbxRefused, PbxSilent
from optics_crm.core.hook_secrets import secret_of
from optics_crm.env import env_text

ZONE = ZoneInfo("Europe/Moscow")
REPORTS = "https://dataapi.uiscom.ru/v2.0"
FIELDS = [
    "id", "start_time", "finish_time", "talk_duration", "contact_phone_number", "virtual_phone_number", "direction",
    "is_lost",
]  # fmt: skip


@outward
class UisCommands(Outward):
    """The employee is known by the number that stands as extension in the account; calls leave from PBX_UIS_LINE."""

    code = "uis"
    home = "https://callapi.uiscom.ru/v4.0"
    needs = ("uis.api",)
    hosts = (".uiscom.ru", ".comagic.ru", ".callgear.com", ".callgear.ae")
    can_dial = has_history = True

    def call(self, address: str, method: str, **params: Any) -> Any:
        """One method of JSON-RPC: its result's data."""
        told = {"access_token": secret_of("uis.api"), **params}
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": told}).encode()
        answer = ask_json(self.request(address, "POST", body, Content_Type="application/json; charset=UTF-8"))
        if not isinstance(answer, dict) or not ("result" in answer or "error" in answer):
            raise PbxSilent("the answer is no JSON-RPC")
        if answer.get("error"):
            raise PbxRefused(str(answer["error"].get("message", ""))[:200])
        return answer["result"].get("data")

    def dial(self, extension: str, phone: str, command: str) -> str:
        line = {"virtual_phone_number": env_text("PBX_UIS_LINE")} if env_text("PBX_UIS_LINE") else {}
        data = self.call(
            self.base(), "start.employee_call", first_call="employee", contact=phone.removeprefix("+"),
            employee={"id": whole(extension) or 0}, external_id=command, **line,
        )  # fmt: skip
        return str((data or {}).get("call_session_id") or "")

    def history(self, start: dt.datetime, end: dt.datetime, ticket: str = "") -> History:
        base = self.base()
        address = f"{base}/reports" if base != self.home else REPORTS
        period = {"date_from": _text(start), "date_till": _text(end)}
        rows = self.call(address, "get.calls_report", fields=FIELDS, limit=10_000, **period)
        return {str(row["id"]): _call(row) for row in rows or () if isinstance(row, dict) and row.get("id")}


def _text(at: dt.datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def _call(row: dict[str, Any]) -> list[Any]:
    talk = whole(row.get("talk_duration")) or 0
    out = row.get("direction") == "out"
    return ended(
        str(row["id"]), begun=moment(row.get("start_time"), ZONE), over=moment(row.get("finish_time"), ZONE),
        talked=None if row.get("is_lost") else talk, direction="out" if out else "in",
        phone=str(row.get("contact_phone_number") or ""), line=str(row.get("virtual_phone_number") or ""),
    )  # fmt: skip
