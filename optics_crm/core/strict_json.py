"""JSON from outside, read so that what comes out can be stored: nothing doubled, nothing endless, no broken text."""

import json
import math
from typing import Any

from django.utils.translation import gettext as _

from optics_crm.core.errors import DomainError

DEEPEST = 20


class BadJson(DomainError):
    """The text is not JSON that we take."""

    status = 400

    def __init__(self, message: Any) -> None:
        super().__init__("bad_json", message)


def read(raw: bytes, *, deepest: int = DEEPEST) -> Any:
    """The value of a JSON text in UTF-8.

    Raises BadJson for what is not JSON, NaN and infinities, a key that is given twice, values nested deeper than
    `deepest`, and text that PostgreSQL cannot hold (NUL, half a surrogate pair).
    """
    try:
        value = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant, parse_float=_fraction
        )
    except RecursionError:
        raise BadJson(_("The body is nested too deeply.")) from None
    except ValueError:
        raise BadJson(_("The body is not JSON.")) from None
    _look_through(value, deepest)
    return value


def storable(text: str) -> bool:
    """Whether PostgreSQL can hold the text."""
    try:
        return "\0" not in text and bool(text.encode() or True)
    except UnicodeEncodeError:  # half a surrogate pair
        return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadJson(_("A key of the body is given twice."))
    return found


def _constant(name: str) -> float:
    raise ValueError(name)


def _fraction(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _look_through(value: Any, deepest: int) -> None:
    """Level by level, without recursion."""
    level, depth = [value], 0
    while level:
        inner: list[Any] = []
        for one in level:
            if isinstance(one, str) and not storable(one):
                raise BadJson(_("The body holds a character that cannot be stored."))
            if isinstance(one, dict):
                inner += [*one.keys(), *one.values()]
            elif isinstance(one, list):
                inner += one
        depth += any(isinstance(one, dict | list) for one in level)
        if depth > deepest:
            raise BadJson(_("The body is nested too deeply."))
        level = inner
