"""What a split may move from a card to another, and what goes along with it. Apps above add theirs.

MOVERS.add("purchase", Mover("purchase", Purchase, _("purchase"), changed=PURCHASES_CHANGED.happen))

@along("orders.exams")
def exams(chosen: Chosen, card: UUID) -> Chosen: ...      # more rows of that card that belong with the chosen ones
"""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from optics_crm.core.registry import Registry

# mover's key -> ids of its rows
Chosen = Mapping[str, Collection[uuid.UUID]]


@dataclass(frozen=True)
class Mover:
    """Rows of one model with a `card`. `changed` is told the ids of both cards, inside the transaction.

    `settle` is told the ids of the rows, after they went or came back: what is derived from where they are.
    """

    key: str
    model: type[Model]
    label: Any
    changed: Callable[[Collection[uuid.UUID]], None]
    settle: Callable[[Collection[uuid.UUID]], None] | None = None

    @property
    def table(self) -> str:
        return self.model._meta.db_table


MOVERS: Registry[Mover] = Registry("rows that a split may move")
ALONG: Registry[Callable[[Chosen, uuid.UUID], Chosen]] = Registry("what goes along with moved rows")


def along(key: str) -> Callable[[Callable[[Chosen, uuid.UUID], Chosen]], Callable[[Chosen, uuid.UUID], Chosen]]:
    """Adds a rule of what goes along; it is asked again until nothing is added."""

    def decorate(rule: Callable[[Chosen, uuid.UUID], Chosen]) -> Callable[[Chosen, uuid.UUID], Chosen]:
        return ALONG.add(key, rule)

    return decorate


def with_followers(chosen: Chosen, card: uuid.UUID) -> dict[str, set[uuid.UUID]]:
    """The chosen rows with everything that goes along with them."""
    found = {key: set(ids) for key, ids in chosen.items() if ids}
    while True:
        size = sum(map(len, found.values()))
        for rule in ALONG:
            for key, ids in rule(found, card).items():
                if ids:
                    found.setdefault(key, set()).update(ids)
        if sum(map(len, found.values())) == size:
            return found
