"""Promises as the pages show them: the kind in words, where they stand, the one button, what came with them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from customers.followups import KINDS, OUTCOMES, origins_of, outcomes_of
from customers.models import FollowUp
from customers.presses import presses_of_promise
from optics_crm.core import formats
from optics_crm.core.permissions import can
from optics_crm.core.registry import Registry


@dataclass(frozen=True)
class Door:
    """Where the promises of a kind are kept: the button's words, and the address for this user, "" for none."""

    label: str | Promise
    url: Callable[[Any, FollowUp], str]


@dataclass(frozen=True)
class Enclosure:
    """Something that comes with a promise, on its page. `build` gives the template's words, None for nothing."""

    title: str | Promise
    icon: str
    template: str
    build: Callable[[Any, FollowUp], Mapping[str, Any] | None]
    order: int = 50


@dataclass(frozen=True)
class ShownEnclosure:
    """A built enclosure."""

    enclosure: Enclosure
    words: Mapping[str, Any]


# by kind of promise; without an entry a promise is kept on its own page
DOORS: Registry[Door] = Registry("doors of promises", may_be_empty=True)
ENCLOSURES: Registry[Enclosure] = Registry("what comes with promises")


def shown_followup(row: FollowUp, user: Any) -> dict[str, Any]:
    """A promise with its kind in words, its icon, the outcomes to choose from, what it came from, the one button."""
    kind = KINDS.find(row.kind)
    label, url = next_step(row, user)
    opens = can(user, "customers.view")
    return {
        "row": row,
        "label": kind.label if kind else row.kind,
        "icon": kind.icon if kind else "checkup-list",
        "outcomes": [(code, OUTCOMES[code]) for code in outcomes_of(row)],
        "origins": origins_of(user, row),
        "presses": presses_of_promise(user, row),
        "who": who(row, opens=opens),
        "opens": opens and row.person_id is not None,
        "button": label,
        "url": url,
    }


def who(row: FollowUp, *, opens: bool) -> str:
    """The client as this user may name them; "" where nobody is known."""
    if row.person is None:
        return ""
    return row.person.full_name if opens else formats.short_name(row.person.full_name)


def next_step(row: FollowUp, user: Any) -> tuple[str | Promise, str]:
    """The one button of a promise: its words and address."""
    page = reverse("customers:followup", args=[row.pk])
    if row.phase == FollowUp.Phase.CLOSED:
        return _("Open"), page
    if row.phase == FollowUp.Phase.ANSWERED:
        return _("Tell the client"), page
    if row.returns:
        return _("Answer"), page
    door = DOORS.find(row.kind)
    url = door.url(user, row) if door else ""
    return (door.label, url) if door and url else (_("Open"), page)


def enclosures_of(user: Any, row: FollowUp) -> Iterable[ShownEnclosure]:
    """What comes with a promise, as far as this user may see it."""
    for enclosure in sorted(ENCLOSURES, key=lambda one: one.order):
        words = enclosure.build(user, row)
        if words is not None:
            yield ShownEnclosure(enclosure, words)


STEP_ICONS: Mapping[str, str] = {
    "assigned": "user-check",
    "postponed": "calendar-time",
    "tried": "phone-off",
    "answered": "message-check",
    "asked_again": "arrow-back-up",
    "escalated": "alert-triangle",
    "closed": "circle-check",
    "reopened": "rotate",
}
