"""The rail: one entry per built page, filled by each app's own `menu.py`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models import Employee
from optics_crm.core.permissions import can
from optics_crm.core.registry import Registry

LONGEST = 9
Count = Callable[[Employee], int]


@dataclass(frozen=True)
class Entry:
    """A page in the rail. `count` says how much waits there for the user; a smaller `order` stands higher.

    `roles` narrows an entry to those who need it daily; empty means everybody who holds `capability`.
    """

    key: str
    label: str | Promise
    icon: str
    url_name: str
    capability: str = ""
    count: Count | None = None
    order: int = 50
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shown:
    """An entry as the template gets it."""

    key: str
    label: str | Promise
    icon: str
    url: str
    current: bool
    count: int


MENU: Registry[Entry] = Registry("menu")


def add_entry(entry: Entry) -> Entry:
    return MENU.add(entry.key, entry)


def address(entry: Entry) -> str:
    """Where the entry leads, or nothing while the page is not built."""
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""


def is_for(entry: Entry, user: Employee) -> bool:
    if entry.roles and user.role not in entry.roles and not user.is_superuser:
        return False
    return not entry.capability or can(user, entry.capability)


def is_current(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def entries_for(user: Employee, path: str, *, counted: bool = False) -> Iterator[Shown]:
    """The user's rail in order; waiting counts only when `counted`, so that pages keep their query count."""
    shown = [entry for entry in sorted(MENU, key=lambda entry: entry.order) if is_for(entry, user) and address(entry)]
    best = max((address(e) for e in shown if is_current(address(e), path)), key=len, default="")
    for entry in shown[:LONGEST]:
        url = address(entry)
        count = entry.count(user) if counted and entry.count else 0
        yield Shown(entry.key, entry.label, entry.icon, url, url == best, count)


add_entry(Entry("home", _("Home"), "home", "core:home", order=0))
add_entry(Entry("sync", _("Exchange"), "arrows-exchange", "core:sync", "sync.view", order=80))
