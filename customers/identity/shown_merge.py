"""A merge that is only looked at, as a page shows it: each field with both values, the winner, its reason, a choice."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from customers.identity.differences import Piece, compare
from customers.identity.movers import MOVERS
from customers.identity.preview import FieldPreview, FlagPreview, Source, preview
from customers.models import Card, Person
from customers.models.people import Sex
from optics_crm.core import phones

FLAG_BAD = {"opted_out"}  # true is the restrictive answer


@dataclass(frozen=True)
class Value:
    """What one of the two says: letters that differ from the other's, where it comes from, whether it would stand."""

    pieces: Sequence[Piece]
    text: str
    source: Source
    wins: bool


@dataclass(frozen=True)
class Field:
    """A line of the preview. `can_choose`: both know it, and not the same."""

    name: str
    label: Any
    left: Value | None
    right: Value | None
    can_choose: bool


@dataclass(frozen=True)
class Count:
    """How many rows of one kind are on the cards of each; they stay there."""

    label: Any
    left: int
    right: int


@dataclass(frozen=True)
class ShownMerge:
    """All that the page of a merge says."""

    winner: Person
    loser: Person
    fields: Sequence[Field]
    flags: Sequence[FlagPreview]
    left_cards: Sequence[Card]
    right_cards: Sequence[Card]
    counts: Sequence[Count]
    obstacles: Sequence[Any]


def shown(user: Any, winner: Person, loser: Person) -> ShownMerge:
    """What merging the second into the first would make, for a page. A fixed number of queries."""
    found = preview(winner, loser)
    return ShownMerge(
        winner,
        loser,
        [_field(one) for one in found.fields if one.winner or one.loser],
        found.flags,
        found.winner_cards,
        found.loser_cards,
        _counts([card.pk for card in found.winner_cards], [card.pk for card in found.loser_cards]),
        list(found.obstacles.values()),
    )


def _field(one: FieldPreview) -> Field:
    left, right = _text(one.field, one.winner), _text(one.field, one.loser)
    ones, others = compare(left, right)
    result = one.result.card if one.result else None
    return Field(
        one.field,
        one.label,
        Value(ones, left, one.winner, one.winner.card == result) if one.winner else None,
        Value(others, right, one.loser, one.loser.card == result) if one.loser else None,
        one.differs,
    )


def _text(name: str, source: Source | None) -> str:
    """The value as people read it; a phone is masked."""
    if source is None:
        return ""
    if name == "main_phone_id":
        return phones.mask(source.value)
    if name == "sex":
        return str(Sex(source.value).label)
    if isinstance(source.value, dt.date):
        return f"{source.value:%d.%m.%Y}"
    return str(source.value)


def _counts(left: Sequence[uuid.UUID], right: Sequence[uuid.UUID]) -> list[Count]:
    """What is written on the cards of each."""
    found = []
    for mover in MOVERS:
        on = list(mover.model.objects.filter(card__in=[*left, *right]).values_list("card", flat=True))  # type: ignore[attr-defined]
        found.append(Count(mover.label, sum(card in left for card in on), sum(card in right for card in on)))
    return found
