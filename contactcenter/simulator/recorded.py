"""A recorded day: requests as they once came, played again under new numbers with the secrets of this copy."""

import datetime as dt
import json
import os
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from contactcenter.models import HookBody
from contactcenter.simulator.dialects import Line, Secrets
from contactcenter.simulator.dialects.base import FORM
from contactcenter.simulator.dialects.zadarma import signature
from optics_crm.core import clock

FIELDS = ("at", "provider", "route", "content_type", "body")
IDS = ("entry_id", "call_id", "callid", "second_callid", "pbx_call_id", "call_session_id", "callId")
XML_IDS = re.compile(r"(<[\w:]*(?:extTrackingId|callId)>)([^<]+)(<)")


def rows_of(day: dt.date) -> Iterator[dict[str, Any]]:
    """What the exchanges sent on that day of the chain's own zone, in the order in which it came."""
    start = dt.datetime.combine(day, dt.time(), clock.zone_of(""))
    rows = HookBody.objects.filter(received_at__gte=start, received_at__lt=start + dt.timedelta(days=1))
    for row in rows.order_by("received_at", "pk").iterator():
        told = (row.received_at.isoformat(), row.provider, row.route, row.content_type, row.body)
        yield dict(zip(FIELDS, told, strict=True))


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file that `save` wrote; ValueError with one sentence for anything else."""
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            row = json.loads(text)
            if not isinstance(row, dict) or set(row) != set(FIELDS):
                raise ValueError(f"line {number} is no recorded request")
            yield row


def save(rows: Iterator[dict[str, Any]], path: Path) -> int:
    """Writes rows for their owner only: they hold clients' numbers. Returns how many."""
    count = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def lines(rows: Iterator[dict[str, Any]], secrets: Secrets, name: str) -> Iterator[tuple[float, Line]]:
    """Each request with the seconds after the first one, its call under a number of this play (`name`)."""
    begun: dt.datetime | None = None
    for row in rows:
        at = dt.datetime.fromisoformat(row["at"])
        begun = begun or at
        seconds = (at - begun).total_seconds()
        yield seconds, _again(row, secrets[row["provider"]], name, seconds)


def _again(row: dict[str, Any], secret: Mapping[str, Any], name: str, at: float) -> Line:
    """The request as this copy knows its exchanges: new numbers, own secrets."""
    provider, body, kind = row["provider"], row["body"], row["content_type"]
    path = f"{provider}/{secret.get('secret_path') or secret.get('token') or ''}/"
    if provider == "mango":
        form = dict(parse_qsl(body, keep_blank_values=True))
        text = _renamed(form.get("json", ""), name)
        sign = sha256((str(secret["api_key"]) + text + str(secret["salt"])).encode()).hexdigest()
        body = urlencode({"vpbx_api_key": secret["api_key"], "sign": sign, "json": text})
        return Line(at, f"mango/{row['route']}", body, FORM)
    if body.lstrip().startswith("<"):
        return Line(at, path, XML_IDS.sub(rf"\g<1>{name}-\g<2>\g<3>", body), kind)
    if body.lstrip().startswith("{"):
        return Line(at, path, _renamed(body, name), kind)
    told = [(key, f"{name}-{value}" if key in IDS and value else value) for key, value in parse_qsl(body)]
    if provider == "megafon":
        told = [(key, str(secret["token"]) if key == "crm_token" else value) for key, value in told]
        return Line(at, "megafon/", urlencode(told), FORM)
    if provider == "zadarma":
        return Line(at, "zadarma/", urlencode(told), FORM, {"Signature": signature(dict(told), str(secret["secret"]))})
    return Line(at, path, urlencode(told), FORM)


def _renamed(text: str, name: str) -> str:
    """JSON with the numbers of its call changed; what is no JSON stays as it is: it is to be refused again."""
    try:
        told = json.loads(text)
    except ValueError:
        return text
    if isinstance(told, dict):
        told = {key: f"{name}-{value}" if key in IDS and value else value for key, value in told.items()}
    return json.dumps(told, ensure_ascii=False)
