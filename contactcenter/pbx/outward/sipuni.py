"""Sipuni: a form whose hash is the MD5 of its values in the order of their names, joined by plus, and the secret.

Statistics come as CSV with Russian names of columns, by whole days of Moscow. They name the recording of a call, which
has the call's number; calls without one are told apart by number and moment.
"""

import csv
import datetime as dt
import hashlib
import io
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from contactcenter.pbx.base import Direction, Heard
from contactcenter.pbx.outward.base import FORM, History, Outward, ask_json, ended, outward, read_json
from contactcenter.pbx.outward.http import PbxRefused, PbxSilent, Request, ask
from optics_crm.core.hook_secrets import secret_of

ZONE = ZoneInfo("Europe/Moscow")
EVERYTHING = {
    "anonymous": "1", "firstTime": "0", "fromNumber": "", "state": "0", "toAnswer": "", "toNumber": "", "tree": "",
    "type": "0",
}  # fmt: skip
DIRECTIONS: dict[str, Direction] = {"Входящий": "in", "Исходящий": "out"}
ANSWERED = "Отвечен"


@outward
class SipuniCommands(Outward):
    """`HOOK_SIPUNI_USER` is the number of the account, `HOOK_SIPUNI_KEY` its key of integration."""

    code = "sipuni"
    home = "https://sipuni.com/api"
    needs = ("sipuni.user", "sipuni.key")
    hosts = (".sipuni.com", "sipuni.com")
    can_dial = has_history = True
    names_calls = False

    def _signed(self, path: str, **told: str) -> Request:
        told["user"] = secret_of("sipuni.user")
        signed = "+".join([*(value for _name, value in sorted(told.items())), secret_of("sipuni.key")])
        told["hash"] = hashlib.md5(signed.encode(), usedforsecurity=False).hexdigest()
        return self.request(path, "POST", urlencode(told).encode(), Content_Type=FORM)

    def dial(self, extension: str, phone: str, command: str) -> str:
        told = {"antiaod": "0", "phone": phone.removeprefix("+"), "reverse": "0", "sipnumber": extension}
        answer = ask_json(self._signed("callback/call_number", **told))
        if not isinstance(answer, dict) or not answer.get("success"):
            raise PbxRefused(str(answer)[:200])
        return str(answer.get("call_id") or "")

    def history(self, start: dt.datetime, end: dt.datetime, ticket: str = "") -> History:
        days = {"from": _day(start), "to": _day(end - dt.timedelta(seconds=1))}
        answer = ask(self._signed("statistic/export", **EVERYTHING, **days))
        if answer.status != 200:
            read_json(answer)
            raise PbxSilent(f"answered {answer.status}")
        calls = _read(answer.body.decode("utf-8-sig", "replace"))
        return {number: told for number, told in calls.items() if told[0].at and start <= told[0].at < end}


def _day(at: dt.datetime) -> str:
    return at.astimezone(ZONE).strftime("%d.%m.%Y")


def _read(text: str) -> History:
    """The calls with somebody outside; KeyError for a table of other columns."""
    rows = csv.DictReader(io.StringIO(text), delimiter=";")
    if "ID записи" not in (rows.fieldnames or ()):
        raise PbxSilent("the answer is no table of calls")
    return dict(_call(row) for row in rows if row["Тип"] in DIRECTIONS)


def _call(row: dict[str, str]) -> tuple[str, list[Heard]]:
    """The number of the call, or of the line where the table names none; its beginning and its end."""
    begun, direction = _moment(row["Время"]), DIRECTIONS[row["Тип"]]
    client = row["Куда" if direction == "out" else "Откуда"]
    number = row["ID записи"] or f"statistics:{direction}:{client}:{begun.isoformat()}"
    return number, ended(
        number, begun=begun, over=begun + dt.timedelta(seconds=_seconds(row["Длительность звонка"])),
        talked=_seconds(row["Длительность разговора"]) if row["Статус"] == ANSWERED else None, direction=direction,
        phone=client, line=row["Схема"], extension=row["Кто ответил"],
    )  # fmt: skip


def _moment(text: str) -> dt.datetime:
    """`21.11.2026 12:05:08`, or the same in the order of ISO 8601; ValueError for anything else."""
    if "." in text:
        return dt.datetime.strptime(text, "%d.%m.%Y %H:%M:%S").replace(tzinfo=ZONE)
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def _seconds(text: str) -> int:
    """`83` or `0:01:23`."""
    found = 0
    for part in (text or "0").split(":"):
        found = found * 60 + int(part)
    return found
