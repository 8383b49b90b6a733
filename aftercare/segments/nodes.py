"""A rule after it was read: only known names, values of the right type, nothing left to check."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aftercare.segments.durations import Duration, resolve
from aftercare.segments.registry import Event, EventField, PersonField


@dataclass(frozen=True)
class Window:
    """Half-open days [from, to); without `to` up to and including the as-of date."""

    start: Duration | dt.date | None = None
    end: Duration | dt.date | None = None

    def first(self, as_of: dt.date) -> dt.date | None:
        return None if self.start is None else resolve(self.start, as_of)

    def beyond(self, as_of: dt.date) -> dt.date | None:
        """The first day after the window."""
        return None if self.end is None else resolve(self.end, as_of)


@dataclass(frozen=True)
class FieldLeaf:
    """An attribute of the person, or inside `where` one of the event."""

    field: PersonField | EventField
    op: str
    value: Any


@dataclass(frozen=True)
class EventLeaf:
    """Something that happened to the person, aggregated."""

    event: Event
    where: "Group | None" = None
    agg: str = "exists"
    of: EventField | None = None
    op: str = ""
    value: Any = None
    window: Window = field(default_factory=Window)


@dataclass(frozen=True)
class SequenceLeaf:
    """`after` happened, and `then` did not follow within the time."""

    after: EventLeaf
    then: EventLeaf
    within: Duration


@dataclass(frozen=True)
class StageLeaf:
    stage: str


@dataclass(frozen=True)
class SegmentLeaf:
    """Another segment, read anew at each compilation."""

    segment: uuid.UUID
    name: str
    rule: "Group"


@dataclass(frozen=True)
class BucketLeaf:
    """People whose stable random number mod 100 is in [low, high)."""

    low: int
    high: int


Leaf = FieldLeaf | EventLeaf | SequenceLeaf | StageLeaf | SegmentLeaf | BucketLeaf


@dataclass(frozen=True)
class Group:
    """Rules joined by and/or; no rules at all mean everybody."""

    combinator: str = "and"
    negated: bool = False
    rules: tuple["Group | Leaf", ...] = ()

    def leaves(self) -> Iterator[Leaf]:
        """Every leaf below, left to right, the ones inside `where` left out."""
        for rule in self.rules:
            if isinstance(rule, Group):
                yield from rule.leaves()
            else:
                yield rule
