"""Mango Office: commands are signed like its events; statistics are ordered and fetched when they are made."""

import csv
import datetime as dt
import io
import json
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from contactcenter.pbx.base import Heard, epoch, whole
from contactcenter.pbx.outward.base import FORM, History, NotReady, Outward, ask_json, ended, outward, read_json
from contactcenter.pbx.outward.http import PbxRefused, PbxSilent, Request, ask
from contactcenter.pbx.providers.mango import cause_of
from optics_crm.core.hook_secrets import secret_of

FIELDS = (
    "entry_id", "start", "finish", "answer", "from_extension", "from_number", "to_extension", "to_number",
    "line_number", "disconnect_reason",
)  # fmt: skip
DONE = 1000  # the result code of success
NOT_YET = 204


@outward
class MangoCommands(Outward):
    """POST form of key, sign and json, as in the other direction."""

    code = "mango"
    home = "https://app.mango-office.ru/vpbx"
    needs = ("mango.key", "mango.salt")
    hosts = (".mango-office.ru",)
    can_dial = has_history = True

    def post(self, path: str, **told: Any) -> Request:
        """A signed command."""
        key, text = secret_of("mango.key"), json.dumps(told, ensure_ascii=False)
        sign = sha256((key + text + secret_of("mango.salt")).encode()).hexdigest()
        body = urlencode({"vpbx_api_key": key, "sign": sign, "json": text}).encode()
        return self.request(path, "POST", body, Content_Type=FORM)

    def dial(self, extension: str, phone: str, command: str) -> str:
        sides = {"from": {"extension": extension}, "to_number": phone.removeprefix("+")}
        told = ask_json(self.post("commands/callback", command_id=command, **sides))
        if isinstance(told, dict) and whole(told.get("result")) not in (None, DONE):
            raise PbxRefused(f"result {told['result']}")
        return ""  # the events of the call carry our command

    def history(self, start: dt.datetime, end: dt.datetime, ticket: str = "") -> History:
        if not ticket:
            period = {"date_from": str(int(start.timestamp())), "date_to": str(int(end.timestamp()))}
            told = ask_json(self.post("stats/request", fields=",".join(FIELDS), **period))
            raise NotReady(str(told["key"]))
        answer = ask(self.post("stats/result", key=ticket))
        if answer.status == NOT_YET:
            raise NotReady(ticket)
        if answer.status != 200:
            read_json(answer)
            raise PbxSilent(f"answered {answer.status}")
        return _read(answer.body.decode("utf-8-sig", "replace"))

    def recording(self, value: str) -> Request:
        return self.post("queries/recording/post", recording_id=value, action="download")


def _read(text: str) -> History:
    """The calls of a list of legs."""
    calls: dict[str, list[dict[str, str]]] = {}
    for row in csv.reader(io.StringIO(text), delimiter=";"):
        if len(row) == len(FIELDS):
            leg = dict(zip(FIELDS, row, strict=True))
            calls.setdefault(leg["entry_id"], []).append(leg)
    return {number: _call(number, legs) for number, legs in calls.items()}


def _call(number: str, legs: list[dict[str, str]]) -> list[Heard]:
    legs.sort(key=lambda leg: whole(leg["start"]) or 0)
    taken = [leg for leg in legs if (whole(leg["answer"]) or 0) > 0]
    first = taken[0] if taken else legs[0]
    begun, over = epoch(legs[0]["start"]), max(whole(leg["finish"]) or 0 for leg in legs)
    direction = "in"
    if first["from_extension"]:
        direction = "internal" if first["to_extension"] else "out"
    return ended(
        number, begun=begun, over=epoch(over), talked=over - (whole(first["answer"]) or over) if taken else None,
        direction=direction, phone=first["to_number" if direction == "out" else "from_number"],
        line=first["line_number"], extension=first["from_extension" if direction == "out" else "to_extension"],
        cause=cause_of(legs[-1]["disconnect_reason"]),
    )  # fmt: skip
