"""Events as they are kept, read back."""

from typing import Any

from contactcenter.models import CallEvent
from contactcenter.pbx import Heard
from contactcenter.pbx.base import ROW


def heard_of(row: CallEvent, call: str = "") -> Heard:
    """What a kept event said, of the call of that number."""
    told: dict[str, Any] = {name: row.told[name] for name in ROW if name in row.told}
    told["extensions"] = tuple(told.get("extensions", ()))
    return Heard(call=call, kind=row.kind, key=row.key, at=row.at, **told)  # type: ignore[arg-type]  # written by us
