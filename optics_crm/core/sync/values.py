"""Values as 1C writes them, and the types that the kinds' shapes are made of.

1C has an empty date and an empty reference, GUIDs in braces, dates with a time of day and moments without a zone.
All of it is understood here, once.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from optics_crm.core import clock
from optics_crm.core.sync.faults import Fault

SKEW: Final = dt.timedelta(minutes=5)
DEPTH: Final = 20
OLDEST: Final = dt.date(1900, 1, 1)
MONEY_LIMIT: Final = Decimal("9999999999.99")
BIGINT: Final = 2**63 - 1

EMPTY: Final = frozenset(
    {
        "",
        "0001-01-01",
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00Z",
        "00000000-0000-0000-0000-000000000000",
        "{00000000-0000-0000-0000-000000000000}",
    }
)
_HEX: Final = "[0-9a-fA-F]"
_GUID: Final = re.compile(rf"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}")
_BRACED: Final = re.compile(rf"\{{({_GUID.pattern})\}}")

Str10 = Annotated[str, Meta(max_length=10)]
Str40 = Annotated[str, Meta(max_length=40)]
Str60 = Annotated[str, Meta(max_length=60)]
Str80 = Annotated[str, Meta(max_length=80)]
Str100 = Annotated[str, Meta(max_length=100)]
Str120 = Annotated[str, Meta(max_length=120)]
Str150 = Annotated[str, Meta(max_length=150)]
Str200 = Annotated[str, Meta(max_length=200)]
Str254 = Annotated[str, Meta(max_length=254)]
Str300 = Annotated[str, Meta(max_length=300)]
LongText = Annotated[str, Meta(max_length=20_000)]

# A key that may be absent (UNSET: nothing changes) or empty (None: cleared)
OptUuid = UUID | None | UnsetType
OptDay = dt.date | None | UnsetType
OptMoment = dt.datetime | None | UnsetType
OptNumber = Decimal | None | UnsetType
OptBool = bool | None | UnsetType


def guid_of(raw: Any) -> UUID | None:
    """A GUID in any case, with or without braces; None for anything else, 1C's empty reference included."""
    if not isinstance(raw, str) or raw in EMPTY:
        return None
    text = raw[1:-1] if raw.startswith("{") and raw.endswith("}") else raw
    return uuids([text])[0] if _GUID.fullmatch(text) else None


def uuids(texts: Sequence[str]) -> list[UUID]:
    """UUIDs of texts that are known to be such: msgspec makes them in a fifth of the time that `UUID()` takes."""
    return msgspec.convert(texts, list[UUID])


def tidy(value: Any) -> Any:
    """The value with 1C's empty dates, empty references and empty texts as null and GUIDs without braces."""
    if isinstance(value, dict):
        return {key: _tidy_field(item) for key, item in value.items()}
    if isinstance(value, list):
        return [tidy(item) for item in value]
    return value


def _tidy_field(value: Any) -> Any:
    if isinstance(value, str):
        if value in EMPTY:
            return None
        braced = _BRACED.fullmatch(value) if value[:1] == "{" else None
        return braced[1] if braced else value
    return tidy(value)


def depth_of(value: Any) -> int:
    """How many levels of objects and lists lie within each other."""
    deepest, level = 0, [value]
    while level:
        level = [child for item in level if isinstance(item, dict | list) for child in _children(item)]
        deepest += 1
    return deepest - 1


def _children(item: dict[str, Any] | list[Any]) -> list[Any]:
    return list(item.values()) if isinstance(item, dict) else item


class Reading:
    """How one batch reads values: the client's zone for naive moments, and the present moment."""

    def __init__(self, timezone: str, *, lenient_until: dt.datetime | None = None) -> None:
        self.zone = clock.zone_of(timezone)
        self.now = clock.now()
        self.latest = max(self.now + SKEW, lenient_until or self.now)
        # a till whose clock runs ahead within the day is no mistake of a date
        self.last_day = self.latest.astimezone(self.zone).date()

    def moment(self, value: dt.datetime, pointer: str) -> dt.datetime:
        """The moment in UTC; a naive one is in the client's zone."""
        if not 1900 <= value.year <= 9000:
            raise Fault("bad_date", pointer, value.isoformat())
        # in UTC, because offsets of a day's length are more than PostgreSQL reads
        return (value if value.tzinfo else value.replace(tzinfo=self.zone)).astimezone(dt.UTC)

    def past_moment(self, value: dt.datetime, pointer: str) -> dt.datetime:
        """A moment that has come: of a day after today it is refused."""
        aware = self.moment(value, pointer)
        if aware > self.latest and aware.astimezone(self.zone).date() > self.last_day:
            raise Fault("date_in_future", pointer, value.isoformat())
        return aware

    def past_day(self, value: dt.date, pointer: str) -> dt.date:
        """A day not after today and not before 1900."""
        if value > self.last_day:
            raise Fault("date_in_future", pointer, value.isoformat())
        return self.day(value, pointer)

    def day(self, value: dt.date, pointer: str) -> dt.date:
        """A day from 1900 to 9000."""
        if not 1900 <= value.year <= 9000:
            raise Fault("bad_date", pointer, value.isoformat())
        return value


def plain(value: Any) -> str:
    """A text as signs are compared: without blanks around it, in small letters; "" for anything else."""
    return value.strip().lower() if isinstance(value, str) else ""


def money(value: Decimal, pointer: str) -> Decimal:
    """Roubles that fit numeric(12, 2); kopecks beyond the second digit are rounded by the table."""
    return number(value, pointer, MONEY_LIMIT)


def number(value: Decimal, pointer: str, limit: Decimal) -> Decimal:
    """A finite number within [-limit, limit]."""
    try:
        if -limit <= value <= limit:
            return value
    except InvalidOperation:
        raise Fault("bad_number", pointer, value) from None
    raise Fault("out_of_range" if value.is_finite() else "bad_number", pointer, value)


def given(row: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that were sent."""
    return {key: value for key, value in row.items() if value is not UNSET}


_NUL: Final = re.compile(rb"\x00|(?<!\\)(?:\\\\)*\\u0000")


def has_nul(body: bytes) -> bool:
    """Whether a JSON text holds the character NUL, which PostgreSQL cannot keep."""
    return (b"\\u0000" in body or b"\x00" in body) and _NUL.search(body) is not None


_UNTIDY: Final = (b'""', b"0001-01-01", b"00000000-0000-", b'"{')


def is_untidy(body: bytes) -> bool:
    """Whether a JSON text may hold 1C's empty values or GUIDs in braces; false means that it holds none."""
    return any(sign in body for sign in _UNTIDY)
