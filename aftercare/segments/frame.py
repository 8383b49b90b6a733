"""What one compilation has gathered: parameters, joins, fused aggregates. Values never enter the text of the SQL."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from aftercare.segments.registry import Event
from aftercare.stages import Edges

LIVE_CARD = "EXISTS (SELECT 1 FROM customers_card lc WHERE lc.person_id = p.id AND lc.deleted_at IS NULL)"


@dataclass
class Fused:
    """The one aggregate subquery over an event's table: a column per leaf, each with its own FILTER."""

    event: Event
    columns: list[tuple[str, str]] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    starts: list[dt.date | None] = field(default_factory=list)
    ends: list[dt.date | None] = field(default_factory=list)

    @property
    def alias(self) -> str:
        return f"e_{self.event.key}"


class Frame:
    """`figures`: the roll-up may answer (the as-of date is today and it is fresh); `people`: it lists the people.

    `persons` narrows every event to some people (explanations, the roll-up). `prefix` keeps the parameters of several
    rules apart.
    """

    def __init__(
        self,
        as_of: dt.date,
        stages: Mapping[str, Edges | None],
        *,
        figures: bool = False,
        people: bool = False,
        persons: Collection[uuid.UUID] | None = None,
        prefix: str = "r",
    ) -> None:
        self.as_of, self.stages = as_of, stages
        self.figures, self.people = figures, people or figures
        self.persons, self.prefix = persons, prefix
        self.params: dict[str, Any] = {}
        self.joins: dict[str, str] = {}
        self.fused: dict[str, Fused] = {}
        self.uses_person = not self.people
        self._names = 0

    @property
    def id(self) -> str:
        """The person's id."""
        return "s.person_id" if self.people else "p.id"

    def param(self, value: Any) -> str:
        """A place for a value."""
        name = self.name()
        self.params[name] = value
        return f"%({name})s"

    def name(self) -> str:
        self._names += 1
        return f"{self.prefix}{self._names}"

    @property
    def day(self) -> str:
        """The as-of date."""
        name = f"{self.prefix}_day"
        self.params[name] = self.as_of
        return f"%({name})s::date"

    @property
    def zone(self) -> str:
        """The chain's own time zone, for moments without a salon."""
        return settings.TIME_ZONE

    def column(self, name: str) -> str:
        """A column of the person's own table."""
        self.uses_person = True
        return f"p.{name}"

    def join(self, key: str, build: Callable[[str], str]) -> str:
        """Adds a LEFT JOIN once; returns its alias."""
        alias = f"j_{key}"
        if key not in self.joins:
            self.joins[key] = build(alias)
        return alias

    def only(self, column: str) -> str:
        """Narrows an event's source to the people that are asked about."""
        if self.persons is None:
            return ""
        name = f"{self.prefix}_persons"
        self.params[name] = [str(person) for person in self.persons]
        return f" AND {column} = ANY(%({name})s::uuid[])"

    def fuse(self, event: Event) -> Fused:
        return self.fused.setdefault(event.key, Fused(event))

    def from_clause(self) -> str:
        """Everything between FROM and WHERE."""
        parts = ["aftercare_personstats s" if self.people else "customers_person p"]
        if self.people and self.uses_person:
            parts.append("JOIN customers_person p ON p.id = s.person_id")
        parts += [self._fused_join(fused) for fused in self.fused.values()]
        parts += self.joins.values()
        return "\n".join(parts)

    def standing(self) -> list[str]:
        """Conditions that leave only people: not merged away, with a card that lives."""
        known = [] if self.people else ["p.merged_into_id IS NULL", LIVE_CARD]
        return [part.removeprefix(" AND ") for part in [*known, self.only(self.id)] if part]

    def _fused_join(self, fused: Fused) -> str:
        columns = ", ".join(f"{expression} AS {name}" for name, expression in fused.columns)
        joins = "\n".join(fused.joins)
        return (
            f"LEFT JOIN (SELECT ev.person_id, {columns} FROM ({fused.event.source(self)}) ev {joins}"
            f" WHERE {self._bounds(fused)} GROUP BY ev.person_id) {fused.alias}"
            f" ON {fused.alias}.person_id = {self.id}"
        )

    def _bounds(self, fused: Fused) -> str:
        """The days outside of which no leaf looks."""
        bounds = ["TRUE"]
        starts = [day for day in fused.starts if day is not None]
        if len(starts) == len(fused.starts):
            bounds.append(f"ev.day >= {self.param(min(starts))}::date")
        ends = [day for day in fused.ends if day is not None]
        if len(ends) == len(fused.ends):
            bounds.append(f"ev.day < {self.param(max(ends))}::date")
        return " AND ".join(bounds)
