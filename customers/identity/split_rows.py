"""What a split may be chosen from: the rows of a card in words, with the reason why one may be somebody else's.

    @rows_of("purchase", capability="purchases.view")
    def purchases(card: Card) -> Iterable[SplitRow]: ...     # the key is the mover's; apps above: `split_rows.py`

Rows of a mover without an entry here are not chosen by hand; they go along with what is.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from customers.models import Card
from optics_crm.core.permissions import can
from optics_crm.core.registry import Registry

GROWN = 18  # years: whose things are no child's


@dataclass(frozen=True)
class SplitRow:
    """One row. `why` says what speaks for another person's, "" where nothing does."""

    key: str
    pk: uuid.UUID
    on: dt.date
    icon: str
    title: str | Promise
    text: str
    why: str | Promise = ""

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.key}:{self.pk}"


@dataclass(frozen=True)
class Teller:
    """Who tells the rows of a kind, and what it takes to see them."""

    capability: str
    rows: Callable[[Card], Iterable[SplitRow]]


TELLERS: Registry[Teller] = Registry("rows to choose from in a split")


def rows_of(
    key: str, *, capability: str
) -> Callable[[Callable[[Card], Iterable[SplitRow]]], Callable[[Card], Iterable[SplitRow]]]:
    """Adds the rows of a mover."""

    def decorate(rows: Callable[[Card], Iterable[SplitRow]]) -> Callable[[Card], Iterable[SplitRow]]:
        TELLERS.add(key, Teller(capability, rows))
        return rows

    return decorate


def rows_on(user: Any, card: Card) -> list[SplitRow]:
    """What the user may choose from on a card, the newest first."""
    found = [row for teller in TELLERS if can(user, teller.capability) for row in teller.rows(card)]
    return sorted(found, key=_day, reverse=True)


def _day(row: SplitRow) -> tuple[dt.date, str]:
    return row.on, row.value


def grown_on(card: Card, day: dt.date) -> bool:
    """Whether the card's person was a grown-up on a day; not known counts as grown."""
    return card.birth_date is None or day >= card.birth_date + dt.timedelta(days=round(365.25 * GROWN))
