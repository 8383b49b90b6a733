"""What a dialect is: a planned call in, the requests of its provider out."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.conf import settings

from aftercare.sandbox import places
from contactcenter.simulator.planned import PlannedCall, Ring
from optics_crm.core.registry import Registry

FORM, JSON, XML = "application/x-www-form-urlencoded", "application/json", "application/xml"
Secrets = Mapping[str, Mapping[str, str]]  # the part `telephony` of demo.json
Stamp = Callable[[float], dt.datetime]  # the clock of the exchange at a moment of the day


@dataclass(frozen=True)
class Line:
    """One request: when it leaves, and to which address under /hooks/telephony/."""

    at: float
    path: str
    body: str
    content_type: str = FORM
    headers: Mapping[str, str] = field(default_factory=dict)


class Dialect(Protocol):
    """Tells one call from its beginning to its end."""

    def __call__(self, call: PlannedCall, secrets: Mapping[str, Any], stamp: Stamp) -> Iterable[Line]: ...


DIALECTS: Registry[Dialect] = Registry("dialects of the simulator")


def dialect(provider: str) -> Callable[[Dialect], Dialect]:
    """Adds a dialect; decorates the function that speaks it."""
    return lambda speak: DIALECTS.add(provider, speak)


def tell(call: PlannedCall, secrets: Secrets, stamp: Stamp) -> list[Line]:
    """The requests of a call in the order in which they leave."""
    speak = DIALECTS.get(call.provider)
    return sorted(speak(call, secrets[call.provider], stamp), key=lambda line: line.at)


def plain(phone: str) -> str:
    """A number as most exchanges write it: without its plus; a hidden one has a word."""
    return phone.removeprefix("+") or "anonymous"


def record_address(call: PlannedCall) -> str:
    """Where the recording lies: at the stand-in of the demo, which speaks it on demand."""
    gateway = settings.SANDBOX_URL or places.address(settings.DATA_DIR) or "https://records.example"
    return f"{gateway.rstrip('/')}/pbx/records/{call.recording}.wav"


def epoch(moment: dt.datetime) -> int:
    """Whole seconds since 1970."""
    return int(moment.timestamp())


def missed_rings(call: PlannedCall) -> list[Ring]:
    """Rings that nobody took."""
    taken = {(talk.extension, talk.at) for talk in call.talks}
    return [ring for ring in call.rings if (ring.extension, ring.until) not in taken]
