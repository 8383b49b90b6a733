"""Beeline cloud PBX: a token in the header; the subscription to events lives an hour and is renewed by us.

Its statistics have a line for each subscriber whom a call rang, and no number of the call.
"""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from contactcenter.pbx.base import Direction, Heard, is_extension, whole
from contactcenter.pbx.outward.base import History, Outward, ask_json, ended, outward
from contactcenter.pbx.outward.http import PbxSilent, Request
from optics_crm.core.hook_secrets import secret_of

TOKEN = "X_MPBX_API_AUTH_TOKEN"  # noqa: S105  # the name of a header
LIVES = dt.timedelta(hours=1)
PAGE, MOST_PAGES = 100, 500
ONE_CALL = dt.timedelta(seconds=60)  # a group rings for so long: its lines within that are of one call


@outward
class BeelineCommands(Outward):
    """The portal of a chain's own exchange."""

    code = "beeline"
    home = "https://cloudpbx.beeline.ru/apis/portal"
    needs = ("beeline.api",)
    hosts = (".beeline.ru",)
    can_dial = has_history = True
    names_calls, lists_recordings = False, True

    def _asked(self, path: str, method: str = "GET", body: bytes = b"") -> Request:
        headers = {TOKEN: secret_of("beeline.api"), "Content_Type": "application/json"}
        return self.request(path, method, body, **headers)

    def dial(self, extension: str, phone: str, command: str) -> str:
        query = urlencode({"phoneNumber": phone.removeprefix("+")})
        told = ask_json(self._asked(f"abonents/{quote(extension, safe='')}/call?{query}", "POST"))
        return told if isinstance(told, str) else ""

    def history(self, start: dt.datetime, end: dt.datetime, ticket: str = "") -> History:
        period = {"dateFrom": _text(start), "dateTo": _text(end)}
        rows = [row for row in self._lines(period) if _is_outside(row)]
        rows.sort(key=lambda row: whole(row.get("startDate")) or 0)
        calls: dict[tuple[str, str], list[list[dict[str, Any]]]] = {}
        for row in rows:
            known = calls.setdefault(_side(row), [])
            if known and _begun(row) - _begun(known[-1][0]) <= ONE_CALL:
                known[-1].append(row)
            else:
                known.append([row])
        return {_label(side, lines): _call(side, lines) for side, every in calls.items() for lines in every}

    def recorded(self, start: dt.datetime, end: dt.datetime) -> History:
        query = urlencode({"dateFrom": _text(start), "dateTo": _text(end)})
        rows = ask_json(self._asked(f"records?{query}"))
        if not isinstance(rows, list):
            raise PbxSilent("the records are no list")
        told = [row for row in rows if isinstance(row, dict) and row.get("id") and whole(row.get("date"))]
        return {f"record:{row['id']}": _recorded(row) for row in told}

    def recording(self, value: str) -> Request:
        name = quote(value, safe="")
        return self._asked(f"v2/records/{name}/download?recordId={name}")

    def _lines(self, period: dict[str, str]) -> Iterator[dict[str, Any]]:
        for page in range(MOST_PAGES):
            query = urlencode({**period, "page": page, "pageSize": PAGE})
            rows = ask_json(self._asked(f"v2/statistics?{query}"))
            if not isinstance(rows, list):
                raise PbxSilent("the statistics are no list")
            yield from (row for row in rows if isinstance(row, dict) and whole(row.get("startDate")))
            if not rows:
                return
        raise PbxSilent("the statistics have no end")

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


def _recorded(row: dict[str, Any]) -> list[Heard]:
    """Its date is that of the talk, which began at most a ring earlier."""
    begun = dt.datetime.fromtimestamp(int(row["date"]) / 1000, dt.UTC)
    side: Direction = "out" if row.get("direction") == "OUTBOUND" else "in"
    name, phone = str(row["id"]), str(row.get("phone") or "")
    start = Heard(call="", kind="queued", key="begun", at=begun, direction=side, phone=phone)
    return [start, Heard(call="", kind="recorded", key=f"record:{name}", value=name)]


def _text(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _begun(row: dict[str, Any]) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(row["startDate"]) / 1000, dt.UTC)


def _side(row: dict[str, Any]) -> tuple[str, str]:
    """Direction and the number of the other side; "" for one that hides it."""
    if row.get("direction") == "OUTBOUND":
        return "out", str(row.get("phone_to") or "")
    return "in", str(row.get("phone_from") or "")


def _is_outside(row: dict[str, Any]) -> bool:
    """Whether the other side is no subscriber of ours; one that hides its number is outside."""
    return not is_extension(_side(row)[1])


def _label(side: tuple[str, str], lines: list[dict[str, Any]]) -> str:
    return f"statistics:{side[0]}:{side[1]}:{lines[0]['startDate']}"


def _call(side: tuple[str, str], lines: list[dict[str, Any]]) -> list[Heard]:
    """One call of the lines that it rang; whose telephone was picked up has talked."""
    taken = next((row for row in lines if row.get("status") != "MISSED" and whole(row.get("duration"))), None)
    told = taken or lines[0]
    begun, talk = _begun(lines[0]), round((whole(told.get("duration")) or 0) / 1000)
    subscriber = told.get("abonent") or {}
    return ended(
        _label(side, lines), begun=begun, over=begun + dt.timedelta(seconds=talk), talked=talk if taken else None,
        direction=side[0], phone=side[1], extension=str(subscriber.get("extension") or ""),
    )  # fmt: skip
