"""One box for everything: phone in any spelling, name, order number, page. Apps add theirs in `search.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from optics_crm.core import menu, phones
from optics_crm.core.models import Employee
from optics_crm.core.permissions import can
from optics_crm.core.registry import Registry

SHORTEST = 3
PER_SOURCE = 8
LONGEST = 20
LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
TO_CYRILLIC = str.maketrans(LATIN + LATIN.upper() + '{}:"<>~', CYRILLIC + CYRILLIC.upper() + "ХЪЖЭБЮЁ")
TO_LATIN = str.maketrans(CYRILLIC + CYRILLIC.upper(), LATIN + LATIN.upper())


@dataclass(frozen=True)
class Query:
    """What somebody typed, read in the ways in which it may have been meant."""

    text: str

    @cached_property
    def digits(self) -> str:
        return "".join(char for char in self.text if char.isdigit())

    @cached_property
    def phone(self) -> str:
        """The number in E.164, or "" when this is no phone number."""
        return phones.normalise(self.text)

    @cached_property
    def switched(self) -> str:
        """The same keys in the other keyboard layout: `bdfyjd` was meant as `иванов`."""
        latin = any("a" <= char <= "z" for char in self.text.lower())
        return self.text.translate(TO_CYRILLIC if latin else TO_LATIN)

    @property
    def is_long_enough(self) -> bool:
        return len(self.text) >= SHORTEST

    @classmethod
    def read(cls, raw: str) -> "Query":
        return cls(" ".join(raw.split())[:100])


@dataclass(frozen=True)
class Hit:
    """One line of the answer; `status` is a (family, code) pair for a badge."""

    title: str
    url: str
    sub: str = ""
    icon: str = "circle"
    status: tuple[str, str] | None = None
    person: bool = False


@dataclass(frozen=True)
class SearchSource:
    """One kind of thing that can be found. `find` gives at most `limit` hits, the best first."""

    key: str
    label: str | Promise
    capability: str
    find: Callable[[Employee, Query, int], Iterable[Hit]]
    order: int = 50


@dataclass(frozen=True)
class Group:
    """What one source found."""

    label: str | Promise
    hits: list[Hit] = field(default_factory=list)


SOURCES: Registry[SearchSource] = Registry("search sources")


def add_source(source: SearchSource) -> SearchSource:
    return SOURCES.add(source.key, source)


def pages(user: Employee, query: Query) -> list[Hit]:
    """Pages of the user's rail whose name holds the text; all of them for an empty box."""
    wanted = {query.text.casefold(), query.switched.casefold()}
    entries = [entry for entry in menu.entries_for(user, "") if entry.url]
    found = [entry for entry in entries if any(text in str(entry.label).casefold() for text in wanted)]
    return [Hit(str(entry.label), entry.url, icon=entry.icon) for entry in found]


def search(user: Employee, query: Query) -> list[Group]:
    """Groups with at least one hit, at most LONGEST hits in all: the box finds, it does not list the base."""
    groups = []
    left = LONGEST
    if query.is_long_enough:
        for source in sorted(SOURCES, key=lambda source: source.order):
            if left > 0 and can(user, source.capability):
                hits = list(source.find(user, query, min(PER_SOURCE, left)))
                groups.append(Group(source.label, hits))
                left -= len(hits)
    groups.append(Group(_("Pages"), pages(user, query)))
    return [group for group in groups if group.hits]
