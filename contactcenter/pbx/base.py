"""The neutral tongue of telephony: what a provider's file must be able to do, and the events it speaks in."""

import datetime as dt
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal
from urllib.parse import parse_qs

from optics_crm.core import strict_json
from optics_crm.core.registry import Registry

Kind = Literal["queued", "ring", "answer", "hold", "leg_end", "end", "recorded", "rated", "keyed", "told"]
LONGEST_EXTENSION = 5
LINKED = "linked:"  # and the second number, which is the event's value, too
Direction = Literal["", "in", "out", "internal"]


class Refused(Exception):
    """The request is not the provider's: 401 (or 404 for an unknown secret path), without a word why."""

    def __init__(self, status: int = 401) -> None:
        super().__init__(status)
        self.status = status


class DeadLetter(Exception):
    """The request is the provider's and cannot be read; the sentence says why."""


@dataclass(frozen=True)
class Hook:
    """One request as it came: the exact text of the body, the rest of the address, the headers."""

    provider: str
    body: str
    route: str = ""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    secret: str = ""

    def form(self) -> dict[str, str]:
        """The fields of a form body; a repeated one counts once, the first."""
        return {name: values[0] for name, values in parse_qs(self.body, keep_blank_values=True).items()}

    def form_list(self, name: str) -> list[str]:
        """All values of a repeated field."""
        return parse_qs(self.body).get(name, [])

    def json(self, text: str | None = None) -> dict[str, Any]:
        """The object of a JSON body; DeadLetter for anything else."""
        try:
            value = strict_json.read((self.body if text is None else text).encode())
        except strict_json.BadJson as error:
            raise DeadLetter(f"bad JSON: {error.message}") from None
        if not isinstance(value, dict):
            raise DeadLetter("the body is no JSON object")
        return value

    def fields(self) -> dict[str, Any]:
        """A JSON object or a form, whichever was sent: several providers send either."""
        return self.json() if self.body.lstrip().startswith("{") else dict(self.form())


@dataclass(frozen=True)
class Heard:
    """One thing that happened to a call. `key` is the same for every repetition of it, and for nothing else.

    `at` is the provider's moment (aware), None where it tells none. `leg` names the line within the call; "" is the
    call itself. `talk_seconds` and `answered` of an `end` are what the provider counted; None: it does not say.
    `command` is the id of our wish that made the call.
    """

    call: str
    kind: Kind
    key: str
    at: dt.datetime | None = None
    seq: int = 0
    leg: str = ""
    direction: Direction = ""
    phone: str = ""
    line: str = ""
    extensions: tuple[str, ...] = ()
    cause: str = ""
    answered: bool | None = None
    talk_seconds: int | None = None
    wait_seconds: int | None = None
    value: str = ""
    command: str = ""

    def as_row(self) -> dict[str, Any]:
        """What is kept of it beside key, kind and moment: only what was said."""
        rest = {name: getattr(self, name) for name in ROW}
        return {name: value for name, value in rest.items() if value not in ("", None, (), 0) or value is False}


ROW = (
    "seq",
    "leg",
    "direction",
    "phone",
    "line",
    "extensions",
    "cause",
    "answered",
    "talk_seconds",
    "wait_seconds",
    "value",
    "command",
)


class Pbx:
    """One provider. `is_final_told`: it always tells the end of a call, so that silence of its legs is no end.

    `links_calls`: it may tell a part of a call under a number of its own, by an event whose key begins with LINKED.
    """

    code: ClassVar[str]
    is_final_told: ClassVar[bool] = True
    links_calls: ClassVar[bool] = False

    def verify(self, hook: Hook) -> None:
        """Raises Refused unless the request is the provider's; every comparison in constant time."""
        raise NotImplementedError

    def read(self, hook: Hook) -> Sequence[Heard]:
        """The events of the request, none where it is about something else; DeadLetter where it cannot be read."""
        raise NotImplementedError

    def asks(self, hook: Hook) -> str | None:
        """The number about which the provider waits for an answer at once, None where it waits for nothing."""
        return None

    def answer(self, hook: Hook, found: Mapping[str, str] | None) -> Any:
        """What is answered: `found` holds name and responsible of a caller who is known beyond doubt."""
        return {}

    def menu_asks(self, hook: Hook) -> tuple[str, str] | None:
        """Call and number for which the voice menu wants to know how their order stands, None where it does not."""
        return None

    def menu_answer(self, told: Mapping[str, str]) -> Any:
        """How the status is told to the menu: `kind`, `state` and `words`; None where this menu cannot say it."""
        return dict(told)


PBX: Registry[Pbx] = Registry("telephone exchanges")


def exchange(adapter: type[Pbx]) -> type[Pbx]:
    """Adds a provider; used as a decorator."""
    PBX.add(adapter.code, adapter())
    return adapter


def same(given: str, expected: str) -> bool:
    """Whether two secrets are one, in constant time; an unset secret equals nothing."""
    return bool(expected) and hmac.compare_digest(given.encode(errors="replace"), expected.encode())


def whole(value: Any) -> int | None:
    """A whole number that may be written as text; None for anything else."""
    try:
        return int(str(value))
    except ValueError:
        return None


def is_extension(number: str) -> bool:
    """Whether a number is one of ours, of a telephone within the exchange: no client's is so short."""
    return number.isdigit() and len(number) <= LONGEST_EXTENSION


def epoch(value: Any) -> dt.datetime | None:
    """A moment told as seconds since 1970 (text or number); None where there is none."""
    seconds = whole(value)
    if not seconds or not 0 < seconds < 32_503_680_000:
        return None
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def moment(text: Any, zone: dt.tzinfo) -> dt.datetime | None:
    """A moment written as a date with a time; without an offset it is of that zone. None for anything else."""
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)
