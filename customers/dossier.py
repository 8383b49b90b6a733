"""The dossier of a person and of a family: what is asked once, and the lists that every floor fills.

Apps above plug in from their `panels.py` (found by name):

    @panel("orders.certificates", _("Certificates"), "certificate", place="left", order=40,
           capability="certificates.use", template="orders/_certificates.html")
    def certificates(dossier: Dossier) -> Mapping | None: ...      # the template's words, None: nothing to show

    @timeline_source("purchase", _("Purchases"), "shopping-bag", capability="purchases.view")
    def purchases(look: Look) -> Iterable[Line]: ...               # at most look.limit, newest first, before
    look.before

    @waiting("contactcenter.tickets")
    def open_tickets(dossier: Dossier) -> Mapping[UUID, int]: ...  # the dot on a member's tab

    @care("orders.service_ending", order=20)
    def service_ending(dossier: Dossier) -> Care | None: ...       # the next best care; the smallest order wins

A panel asks a fixed number of questions whatever the size of the family; a costly one is `lazy`.
`dossier.person` is whom the left column is about, `dossier.ids` are the people whose line is shown. A
dossier that only a phone look-up opened is `minimal`: it shows panels that say `minimal=True` and no line.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from customers.models import Household, Membership, Person
from optics_crm.core.permissions import can
from optics_crm.core.registry import Registry

Words = str | Promise
PLACES = ("left", "right", "top")
LINE_PAGE = 25


@dataclass(frozen=True)
class Member:
    """A tab of the family: the person, the role in the household, what waits."""

    person: Person
    role: str
    url: str
    current: bool
    waits: int


@dataclass
class Dossier:
    """Who looks at whom. `person` is the one the left column is about; `persons` those whose line is shown."""

    user: Any
    person: Person
    persons: Sequence[Person]
    today: dt.date
    household: Household | None = None
    memberships: Sequence[Membership] = ()
    others: int = 0
    whole_family: bool = False
    minimal: bool = False
    # who stands for whom: the people of the family and everybody merged into them
    selves: Mapping[uuid.UUID, uuid.UUID] = field(default_factory=dict)

    @cached_property
    def ids(self) -> list[uuid.UUID]:
        """The people whose line is shown, with everybody merged into them."""
        return self._with_selves([person.pk for person in self.persons])

    @cached_property
    def family_ids(self) -> list[uuid.UUID]:
        """Everybody of the family whom the user may open, with those merged into them; the person alone without one."""
        return self._with_selves([row.person_id for row in self.memberships] or [self.person.pk])

    @cached_property
    def names(self) -> dict[uuid.UUID, str]:
        """First names by person, for lines of several people."""
        people = [*self.persons, *(row.person for row in self.memberships)]
        names = {person.pk: person.first_name or person.full_name for person in people}
        return {**{gone: names[root] for gone, root in self.selves.items() if root in names}, **names}

    def _with_selves(self, people: Sequence[uuid.UUID]) -> list[uuid.UUID]:
        wanted = set(people)
        return [*people, *(gone for gone, root in self.selves.items() if root in wanted and gone not in wanted)]

    def can(self, capability: str) -> bool:
        return can(self.user, capability)


@dataclass(frozen=True)
class Panel:
    """A card of the dossier; `family` marks those about the whole family, shown once."""

    key: str
    title: Words
    icon: str
    place: str
    order: int
    capability: str
    template: str
    minimal: bool
    lazy: bool
    build: Callable[[Dossier], Mapping[str, Any] | None]


@dataclass(frozen=True)
class ShownPanel:
    """A panel with its words; a lazy one has none until it is opened."""

    panel: Panel
    words: Mapping[str, Any]


@dataclass(frozen=True)
class Look:
    """What a source of the line is asked for: these people, before this moment, so many lines."""

    user: Any
    persons: Sequence[uuid.UUID]
    before: dt.datetime | None
    limit: int
    today: dt.date


@dataclass(frozen=True)
class Line:
    """One thing that happened. `template` opens in place with `entry`; `load` fetches the place's content
    when opened.
    """

    at: dt.datetime
    title: Words
    icon: str
    text: Words = ""
    colour: str = "grey"
    person: uuid.UUID | None = None
    url: str = ""
    template: str = ""
    load: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    kind: str = ""
    who: str = ""


@dataclass(frozen=True)
class TimelineSource:
    """One kind of things that happen."""

    kind: str
    label: Words
    icon: str
    capability: str
    lines: Callable[[Look], Iterable[Line]]


@dataclass(frozen=True)
class Care:
    """The next best care: one sentence, its reason, its button (`post` makes it a form)."""

    sentence: Words
    reason: Words = ""
    icon: str = "heart-handshake"
    action: Words = ""
    url: str = ""
    post: bool = False
    colour: str = "blue"


@dataclass(frozen=True)
class CareRule:
    """A rule that may propose a care."""

    key: str
    order: int
    propose: Callable[[Dossier], Care | None]


PANELS: Registry[Panel] = Registry("dossier panels")
LINE: Registry[TimelineSource] = Registry("time line sources")
WAITING: Registry[Callable[[Dossier], Mapping[uuid.UUID, int]]] = Registry("things that wait")
CARE: Registry[CareRule] = Registry("rules of care")


def panel(
    key: str,
    title: Words,
    icon: str,
    *,
    place: str,
    template: str,
    order: int = 50,
    capability: str = "customers.view",
    minimal: bool = False,
    lazy: bool = False,
) -> Callable[[Callable[[Dossier], Mapping[str, Any] | None]], Callable[[Dossier], Mapping[str, Any] | None]]:
    """Adds a card at the left, the right or the top of the dossier. A `lazy` one is asked when it is opened."""
    if place not in PLACES:
        raise ValueError(f"{key}: a panel stands left, right or top")

    def decorate(build: Callable[[Dossier], Mapping[str, Any] | None]) -> Callable[[Dossier], Mapping[str, Any] | None]:
        PANELS.add(key, Panel(key, title, icon, place, order, capability, template, minimal, lazy, build))
        return build

    return decorate


def timeline_source(
    kind: str, label: Words, icon: str, *, capability: str = "customers.view"
) -> Callable[[Callable[[Look], Iterable[Line]]], Callable[[Look], Iterable[Line]]]:
    """Adds a kind to the one time line; the line's filter shows `label`."""

    def decorate(lines: Callable[[Look], Iterable[Line]]) -> Callable[[Look], Iterable[Line]]:
        LINE.add(kind, TimelineSource(kind, label, icon, capability, lines))
        return lines

    return decorate


def waiting(
    key: str,
) -> Callable[[Callable[[Dossier], Mapping[uuid.UUID, int]]], Callable[[Dossier], Mapping[uuid.UUID, int]]]:
    """Adds a count per person of the family (`dossier.family_ids`) to the dots on the tabs."""

    def decorate(count: Callable[[Dossier], Mapping[uuid.UUID, int]]) -> Callable[[Dossier], Mapping[uuid.UUID, int]]:
        return WAITING.add(key, count)

    return decorate


def care(key: str, *, order: int) -> Callable[[Callable[[Dossier], Care | None]], Callable[[Dossier], Care | None]]:
    """Adds a rule of care about `dossier.person`."""

    def decorate(propose: Callable[[Dossier], Care | None]) -> Callable[[Dossier], Care | None]:
        CARE.add(key, CareRule(key, order, propose))
        return propose

    return decorate
