"""Calls for tests of pages and of the API, as the exchanges would have made them."""

import datetime as dt
from typing import Any

from contactcenter.calls.hearing import hear
from contactcenter.models import Call, HookBody
from contactcenter.pbx.base import Heard
from optics_crm.core import clock, ids


def make_call(
    phone: str = "+79123456789", *, minutes_ago: float = 5, talked: int = 0, provider: str = "cti", **fields: Any
) -> Call:
    """An incoming call that has ended: answered where `talked` seconds are said, else missed."""
    number, at = str(ids.new_id()), clock.now() - dt.timedelta(minutes=minutes_ago)
    extension = fields.pop("extension", "101")
    words: dict[str, Any] = {"phone": phone, "line": "74950000002", "direction": "in"} | fields
    heard = [Heard(number, "ring", "1", at=at, extensions=(extension,), **words)]
    if talked:
        heard.append(Heard(number, "answer", "2", at=at + dt.timedelta(seconds=7), extensions=(extension,)))
    end = at + dt.timedelta(seconds=7 + (talked or 20))
    heard.append(Heard(number, "end", "3", at=end, talk_seconds=talked, cause="normal" if talked else "caller"))
    told = {"state": "applied", "received_at": end, "digest": ids.new_id().bytes}
    hear(provider, number, heard, HookBody.objects.create(provider=provider, body="{}", **told))
    return Call.objects.get(external_id=number)


def make_dead_body(body: str = '{"phone": "+79123456789"', **fields: Any) -> HookBody:
    """A request that could not be read."""
    words = {"provider": "cti", "fault": "bad JSON", "state": "dead", "received_at": clock.now()} | fields
    return HookBody.objects.create(body=body, digest=ids.new_id().bytes, **words)
