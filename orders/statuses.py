"""The statuses of an order: one table, and the one rule by which several books agree about a status.

1C, the shop and we each say where an order stands and since when. Each has one word at a time, its newest; what the
order's status is follows from these words alone (`agreed`), so that it does not matter in which order they arrived.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

GLASSES, LENSES, GOODS = "glasses", "contact_lenses", "goods"
EVERY_KIND = (GLASSES, LENSES, GOODS)

# where people move an order by hand and the exchange tells whose change it was
ACTORS = ("onec", "shop", "crm")


@dataclass(frozen=True)
class Status:
    """`label` is for staff, `client` is the answer to "where is my order". `step` is the place on the way (0: beside
    it), `aside` the statuses beside the way that may follow; `kinds` the orders that pass through it.
    """

    code: str
    label: Words
    client: Words
    colour: str
    icon: str
    step: int = 0
    aside: tuple[str, ...] = ()
    is_end: bool = False
    kinds: tuple[str, ...] = EVERY_KIND


_EARLY = ("on_hold", "cancelled")
_MADE = ("on_hold", "remake", "cancelled")
_MADE_TO_ORDER = (GLASSES,)
_BROUGHT = (GLASSES, LENSES)

TABLE = (
    Status("new", _("new"), _("The order is accepted."), "blue", "sparkles", 1, _EARLY),
    Status("confirmed", _("confirmed"), _("The order is confirmed."), "blue", "check", 2, _EARLY),
    Status("prepaid", _("prepaid"), _("The prepayment has come, the work begins."), "blue", "cash", 3, _EARLY),
    Status(
        "lens_ordered",
        _("lenses ordered"),
        _("The lenses are on their way from the supplier."),
        "violet",
        "package",
        4,
        _EARLY,
        kinds=_BROUGHT,
    ),
    Status(
        "lens_received",
        _("lenses received"),
        _("The lenses are here, the work goes on."),
        "violet",
        "packages",
        5,
        _MADE,
        kinds=_BROUGHT,
    ),
    Status(
        "in_workshop",
        _("in the workshop"),
        _("The glasses are being made in the workshop."),
        "violet",
        "tools",
        6,
        _MADE,
        kinds=_MADE_TO_ORDER,
    ),
    Status(
        "quality_check",
        _("quality check"),
        _("The glasses are made and are being checked."),
        "violet",
        "clipboard-check",
        7,
        _MADE,
        kinds=_MADE_TO_ORDER,
    ),
    Status("picking", _("being picked"), _("The order is being put together."), "teal", "basket", 8, _MADE),
    Status(
        "in_transit", _("on its way"), _("The order is on its way to the salon."), "teal", "truck-delivery", 9, _MADE
    ),
    Status(
        "ready",
        _("ready for pick-up"),
        _("The order is ready, it can be picked up."),
        "green",
        "circle-check",
        10,
        _MADE,
    ),
    Status(
        "client_notified",
        _("client told"),
        _("The order is ready, it can be picked up."),
        "green",
        "message-check",
        11,
        _MADE,
    ),
    Status(
        "issued", _("given out"), _("The order is handed over."), "grey", "checks", 12, ("remake", "returned"), True
    ),
    Status("on_hold", _("on hold"), _("The order waits for a decision."), "amber", "clock-pause", 0, ("cancelled",)),
    Status(
        "remake",
        _("being remade"),
        _("We are making the order anew."),
        "amber",
        "rotate",
        0,
        _EARLY,
        kinds=_MADE_TO_ORDER,
    ),
    Status("cancelled", _("cancelled"), _("The order is cancelled."), "grey", "ban", is_end=True),
    Status("returned", _("returned"), _("The order was returned."), "red", "receipt-refund", is_end=True),
)

STATUSES = {one.code: one for one in TABLE}
PLACES = {one.code: place for place, one in enumerate(TABLE)}
CODES = tuple(STATUSES)
ENDS = tuple(one.code for one in TABLE if one.is_end)
# the client can come for it, or has
READY = ("ready", "client_notified")
# somebody still has to make it: a promise can be broken
UNDER_WAY = tuple(code for code in CODES if code not in (*READY, *ENDS))
OPEN = (*UNDER_WAY, *READY)
REMADE_FROM = 4  # the first step to which a remake leads back


def next_of(code: str, kind: str = GLASSES) -> list[Status]:
    """Where people may move an order of that kind from a status: on along the way (steps may be skipped) or aside."""
    here = STATUSES[code]
    found = [STATUSES[one] for one in here.aside if kind in STATUSES[one].kinds]
    if not here.is_end:
        found = [one for one in TABLE if _leads_on(here, one) and kind in one.kinds] + found
    return found


def _leads_on(here: Status, there: Status) -> bool:
    if there.step == 0:
        return False
    if here.code == "remake":
        return there.step >= REMADE_FROM
    return there.step > here.step


def may_follow(code: str, there: str) -> bool:
    """Whether a status may follow whatever the kind of the order."""
    return any(one.code == there for kind in EVERY_KIND for one in next_of(code, kind))


def track(kind: str) -> list[Status]:
    """The way of an order of that kind, from its first step to the last."""
    return [one for one in TABLE if one.step and kind in one.kinds]


@dataclass(frozen=True, slots=True)
class Word:
    """What one book says: the status, since when, and whose change it was. `book` is empty for our own."""

    book: str
    status: str
    at: dt.datetime
    actor: str = ""

    @property
    def rank(self) -> tuple[dt.datetime, int, str]:
        """Later words weigh more; of one moment the status farther on; of equal ones the book's name decides."""
        return self.at, PLACES[self.status], self.book


def newest_of_each(words: Iterable[Word]) -> list[Word]:
    """Each book's own word: the newest of those that it said."""
    found: dict[str, Word] = {}
    for word in words:
        known = found.get(word.book)
        if known is None or word.rank > known.rank:
            found[word.book] = word
    return list(found.values())


def agreed(words: Iterable[Word]) -> Word | None:
    """The word that stands: the newest, but an end is not taken back by another book.

    A book that said "cancelled" by mistake says something else itself, and its end is gone with its word. Our own word
    only leads on, as people here move an order only on: where a book turns out to have been farther by then, it is
    void. The answer follows from the words, not from the order in which they came.
    """
    standing: Word | None = None
    for word in sorted(words, key=lambda word: word.rank):
        if standing is None or _may_supersede(standing.status, word):
            standing = word
    return standing


def _may_supersede(status: str, word: Word) -> bool:
    if not STATUSES[status].is_end and word.book:
        return True
    return may_follow(status, word.status)
