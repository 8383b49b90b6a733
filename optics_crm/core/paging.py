"""Pages of long lists by key, not by number: page 10,000 costs what page 1 does, nothing is shown twice."""

import base64
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Rows of one page and where to go from it; the addresses are empty at the ends."""

    rows: list[Any]
    next_url: str
    previous_url: str

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def pack(row: Model, order: tuple[str, ...]) -> str:
    """The row's place in the order as an opaque word."""
    values = [row.serializable_value(name.lstrip("-")) for name in order]
    text = json.dumps([str(value) for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpack(cursor: str, model: type[Model], order: tuple[str, ...]) -> list[Any] | None:
    """The place again, or None when somebody has played with the address."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if len(values) != len(order):
            return None
        fields: list[Any] = [model._meta.get_field(name.lstrip("-")) for name in order]
        return [_sane(field.to_python(value)) for field, value in zip(fields, values, strict=True)]
    except Exception:  # whatever a stranger's cursor does to base64, json or a field: it is the first page
        return None


def _sane(value: Any) -> Any:
    """The value; OverflowError for a moment that is none in UTC, which the database could not read either."""
    return value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value


def beyond(order: tuple[str, ...], values: list[Any], *, backwards: bool) -> Q:
    """Rows after (or before) a place: equal in the first keys, further in the next."""
    found = Q()
    same = Q()
    for name, value in zip(order, values, strict=True):
        plain = name.lstrip("-")
        sign = "lt" if name.startswith("-") != backwards else "gt"
        found |= same & Q(**{f"{plain}__{sign}": value})
        same &= Q(**{plain: value})
    return found


def turned(order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)


def address(request: HttpRequest, **cursor: str) -> str:
    """This list's own address with another cursor and the same filters."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query.update(cursor)
    return f"{request.path}?{query.urlencode()}"


def paginate(request: HttpRequest, rows: QuerySet[Any], order: tuple[str, ...], size: int = SIZE) -> Page:
    """One page of `rows` in `order` (own non-null columns, the last one unique), by ?after= or ?before=."""
    before = unpack(request.GET.get("before", ""), rows.model, order) if "before" in request.GET else None
    after = unpack(request.GET.get("after", ""), rows.model, order) if "after" in request.GET else None
    backwards = before is not None
    place = before or after
    if place:
        rows = rows.filter(beyond(order, place, backwards=backwards))
    found = list(rows.order_by(*(turned(order) if backwards else order))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], "", "")
    has_next, has_previous = (True, more) if backwards else (more, after is not None)
    return Page(
        found,
        address(request, after=pack(found[-1], order)) if has_next else "",
        address(request, before=pack(found[0], order)) if has_previous else "",
    )
