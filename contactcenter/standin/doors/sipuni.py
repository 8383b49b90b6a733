"""Sipuni: a form with a hash; statistics are a table of Russian columns."""

import csv
import datetime as dt
import hashlib
import io
from typing import Any
from urllib.parse import parse_qsl

from aftercare.sandbox.rooms import Asked, Said
from contactcenter.standin.calling import connect
from contactcenter.standin.doors.base import MOSCOW, REFUSED, calls, door, epoch, said, same, talk
from optics_crm.core.hook_secrets import demo_secret

COLUMNS = (
    "Тип", "Статус", "Время", "ID схемы звонка", "Схема", "Исходящая линия", "Откуда", "Куда", "Кто ответил",
    "Длительность звонка", "Длительность разговора", "Время ответа", "Оценка", "ID записи",
)  # fmt: skip


@door("sipuni")
def answer(asked: Asked, path: str) -> Said:
    form = dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
    given = form.pop("hash", "")
    text = "+".join([*(value for _name, value in sorted(form.items())), demo_secret("sipuni.key")])
    if not same(given, hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()):
        return REFUSED
    if path == "statistic/export":
        return Said(200, _table(form).encode("utf-8-sig"), "text/csv; charset=utf-8")
    if path != "callback/call_number":
        return Said(404, b"{}")
    return said({"success": True, "call_id": connect("sipuni", form["sipnumber"], form["phone"])})


def _table(form: dict[str, str]) -> str:
    """The calls of the days between two dates, both of them included; a recording is named after its call."""
    start, last = (dt.datetime.strptime(form[name], "%d.%m.%Y").replace(tzinfo=MOSCOW) for name in ("from", "to"))
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, delimiter=";", restval="")
    table.writeheader()
    table.writerows(_row(call) for call in calls("sipuni", start, last + dt.timedelta(days=1)))
    return text.getvalue()


def _row(call: dict[str, Any]) -> dict[str, Any]:
    client, taken = call["phone"].removeprefix("+"), call["taken"]
    is_out = call["direction"] == "out"
    return {
        "Тип": "Исходящий" if is_out else "Входящий",
        "Статус": "Отвечен" if taken else "Не отвечен",
        "Время": call["begun"].astimezone(MOSCOW).strftime("%d.%m.%Y %H:%M:%S"),
        "Схема": call["line"],
        "Откуда": call["line"] if is_out else client,
        "Куда": client if is_out else call["line"],
        "Кто ответил": call["extension"] if taken else "",
        "Длительность звонка": epoch(call["over"]) - epoch(call["begun"]),
        "Длительность разговора": talk(call),
        "ID записи": call["number"] if taken else "",
    }
