"""What the doors of the stand-in share: answers, the calls that happened, moments."""

import datetime as dt
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from aftercare.sandbox.rooms import Asked, Said
from contactcenter.standin.journal import Journal
from optics_crm.core import clock
from optics_crm.core.registry import Registry

MOSCOW = ZoneInfo("Europe/Moscow")
REFUSED = Said(401, b'{"error": "unknown key"}')
Door = Callable[[Asked, str], Said]
DOORS: Registry[Door] = Registry("doors of the stand-in")


def door(provider: str) -> Callable[[Door], Door]:
    """Adds a provider's door; it gets the request and the rest of its path."""
    return lambda answer: DOORS.add(provider, answer)


def said(value: Any, status: int = 200) -> Said:
    """An answer in JSON."""
    return Said(status, json.dumps(value).encode())


def same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def calls(provider: str, start: dt.datetime, end: dt.datetime) -> Iterator[dict[str, Any]]:
    """The calls of a provider that began in that time and are over."""
    return Journal(settings.DATA_DIR).between(provider, start, end, clock.now())


def epoch(at: dt.datetime) -> int:
    return int(at.timestamp())


def talk(call: Mapping[str, Any]) -> int:
    """Seconds of talk."""
    return epoch(call["over"]) - epoch(call["taken"]) if call["taken"] else 0


def moscow(text: str) -> dt.datetime:
    """A moment without a zone is Moscow's."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=MOSCOW)
