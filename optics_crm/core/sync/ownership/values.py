"""Values of columns as plain JSON, equal for equal values, and back."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID


def plain(value: Any) -> Any:
    """A column's value fit for jsonb."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return value


def is_empty(value: Any) -> bool:
    """Whether a column says nothing."""
    return value is None or value in ("", [])
