"""What a value can be: which comparisons it allows and how JSON becomes a value of Python."""

import datetime as dt
import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from aftercare.segments.durations import parse_offset
from aftercare.segments.errors import RuleError
from optics_crm.core.strict_json import storable

EQUALITY = ("=", "!=", "in", "not_in", "is_set", "is_not_set")
ORDER = ("<", "<=", ">", ">=", "between")
OPS = (*EQUALITY, *ORDER, "contains", "anniversary_in")
NO_VALUE = ("is_set", "is_not_set")
LONGEST_LIST = 500
LONGEST_TEXT = 200
LARGEST = Decimal(10) ** 15

Choices = Callable[[], dict[str, str | Promise]]


@dataclass(frozen=True)
class Kind:
    """A type of value: its name in words, its comparisons, how one value is read."""

    code: str
    ops: tuple[str, ...]
    read: Callable[[Any, str], Any]


def read_number(raw: Any, pointer: str) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise RuleError(pointer, _("A number is expected here."))
    if isinstance(raw, float) and not math.isfinite(raw):
        raise RuleError(pointer, _("A number is expected here."))
    number = Decimal(str(raw))
    if abs(number) >= LARGEST:
        raise RuleError(pointer, _("This number is too large."))
    return number


def read_text(raw: Any, pointer: str) -> str:
    if not isinstance(raw, str) or not raw:
        raise RuleError(pointer, _("A text is expected here."))
    if len(raw) > LONGEST_TEXT or not storable(raw):
        raise RuleError(pointer, _("A text of at most 200 ordinary characters is expected here."))
    return raw


def read_flag(raw: Any, pointer: str) -> bool:
    if not isinstance(raw, bool):
        raise RuleError(pointer, _("true or false is expected here."))
    return raw


def read_salon(raw: Any, pointer: str) -> uuid.UUID:
    try:
        return uuid.UUID(raw)
    except (ValueError, AttributeError, TypeError):
        raise RuleError(pointer, _("The id or the 1C guid of a salon is expected here.")) from None


NUMBER = Kind("number", EQUALITY + ORDER, read_number)
DATE = Kind("date", (*EQUALITY, *ORDER, "anniversary_in"), parse_offset)
TEXT = Kind("text", (*EQUALITY, "contains"), read_text)
FLAG = Kind("flag", EQUALITY, read_flag)
SALON = Kind("salon", EQUALITY, read_salon)
SET_OPS = (*EQUALITY, "contains")


def read_choice(raw: Any, pointer: str, choices: Choices | None) -> str:
    """A text that must be one of the known codes, where the field has a list of them."""
    text = read_text(raw, pointer)
    known = choices() if choices else {}
    if known and text not in known:
        raise RuleError(
            pointer, _("%(value)s is not known here; one of: %(known)s.") % {"value": text, "known": ", ".join(known)}
        )
    return text


def read_value(kind: Kind, op: str, raw: Any, pointer: str, choices: Choices | None = None) -> Any:
    """The right-hand side of a comparison: one value, a list, a pair or a number of days."""

    def one(item: Any, where: str) -> Any:
        return read_choice(item, where, choices) if kind is TEXT and op != "contains" else kind.read(item, where)

    if op in NO_VALUE:
        return None
    if op == "anniversary_in":
        return _read_days(raw, pointer)
    if op in ("in", "not_in"):
        if not isinstance(raw, list) or not 0 < len(raw) <= LONGEST_LIST:
            raise RuleError(pointer, _("A list of 1 to 500 values is expected here."))
        return tuple(one(item, f"{pointer}/{index}") for index, item in enumerate(raw))
    if op == "between":
        return _read_pair(raw, pointer, one)
    return one(raw, pointer)


def _read_days(raw: Any, pointer: str) -> int:
    days = raw.get("days") if isinstance(raw, dict) and set(raw) == {"days"} else None
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 366:
        raise RuleError(pointer, _('Write {"days": n} with n from 1 to 366.'))
    return days


def _read_pair(raw: Any, pointer: str, one: Callable[[Any, str], Any]) -> tuple[Any, Any]:
    if not isinstance(raw, list) or len(raw) != 2:
        raise RuleError(pointer, _("A pair of values, from and to, is expected here."))
    low, high = one(raw[0], f"{pointer}/0"), one(raw[1], f"{pointer}/1")
    if isinstance(low, Decimal | dt.date) and type(low) is type(high) and low > high:  # type: ignore[operator]
        raise RuleError(pointer, _("The first value of the pair is larger than the second."))
    return low, high
