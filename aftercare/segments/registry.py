"""The only source of names in rules: fields of a person, events, fields of an event.

A new condition is one class in `aftercare/segments/conditions/` (or in the `conditions.py` of an app above): it names
itself, says what it compares, and gives its SQL. Nothing else has to be touched.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.utils.functional import Promise

from aftercare.segments.kinds import Choices, Kind
from optics_crm.core.registry import Registry

if TYPE_CHECKING:
    from aftercare.segments.frame import Frame

Words = str | Promise


class PersonField(ABC):
    """An attribute of a person. `is_medical`: its small counts are never shown exactly."""

    key: ClassVar[str]
    label: ClassVar[Words]
    kind: ClassVar[Kind]
    is_medical: ClassVar[bool] = False
    many: ClassVar[bool] = False

    def choices(self) -> dict[str, Words]:
        """The codes that the value can have, in words; empty where any text will do."""
        return {}

    @abstractmethod
    def sql(self, frame: "Frame") -> str:
        """A scalar SQL expression, NULL where the value is missing; asks the frame for the tables it needs."""


@dataclass(frozen=True)
class EventField:
    """A field of an event.

    `sql` is an expression over the event's row `ev`. A set-valued field (`many`) gives `members` instead: a SELECT of
    (event_id, value) rows as of the frame's date. `join` is added to the event's FROM only where the field is used.
    """

    key: str
    label: Words
    kind: Kind
    sql: str = ""
    join: "Callable[[Frame], str] | None" = None
    members: "Callable[[Frame], str] | None" = None
    choices: Choices | None = None
    is_medical: bool = False

    @property
    def many(self) -> bool:
        return self.members is not None


class Event(ABC):
    """Something that happens to a person on a day."""

    key: ClassVar[str]
    label: ClassVar[Words]
    fields: Mapping[str, EventField]
    is_medical: ClassVar[bool] = False
    never: ClassVar[bool] = False

    @abstractmethod
    def source(self, frame: "Frame") -> str:
        """A SELECT of id, person_id, day, at (orders events of one day) and what the fields' `sql` needs.

        Rows are those that had happened as of the frame's date, of every card of the person; days are the salon's.
        """

    def rolled_up(self, agg: str, of: str | None) -> str | None:
        """The column of the roll-up that answers this aggregate over all time, if there is one."""
        return None


FIELDS: Registry[PersonField] = Registry("segment fields")
EVENTS: Registry[Event] = Registry("segment events")
PLANNED: Registry[Event] = Registry("segment events without a table yet")

F = TypeVar("F", bound=type[PersonField])
E = TypeVar("E", bound=type[Event])


def person_field(cls: F) -> F:
    """Adds a field to the grammar."""
    FIELDS.add(cls.key, cls())
    return cls


def event(cls: E) -> E:
    """Adds an event to the grammar; it takes the place of a planned one."""
    EVENTS.add(cls.key, cls())
    return cls


def planned_event(cls: E) -> E:
    """Adds an event that never happened yet, until an app brings its table."""
    PLANNED.add(cls.key, cls())
    return cls


def find_event(key: str) -> Event | None:
    return EVENTS.find(key) or PLANNED.find(key)


def event_keys() -> list[str]:
    return list(dict.fromkeys([*EVENTS.keys(), *PLANNED.keys()]))
