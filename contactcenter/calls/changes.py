"""What has become of a call, as listeners are told it: most see from it alone that there is nothing for them to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from contactcenter.models import Call, CallLeg


@dataclass(frozen=True)
class CallChange:
    """A call as it stands in the running transaction, with its lines, and as it stood before (None: it is new)."""

    call: Call
    legs: Sequence[CallLeg]
    before: Call | None = None


def as_they_stand(calls: Iterable[Call]) -> list[CallChange]:
    """These calls as if all of them were new; one query, and what `calls` costs."""
    rows = list(calls)
    prefetch_related_objects(rows, "legs")
    return [CallChange(row, list(row.legs.all())) for row in rows]
