"""A question about two cards as people look at it: side by side, field by field, with what is known of both people."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.dossier import LINE, Line, Look
from customers.homes import HOMES
from customers.identity import evidence, queue
from customers.identity.certainty import certainty_of, kind_of
from customers.identity.differences import Piece, are_equal, compare
from customers.models import Card, CardPhone, Person, Proposal
from optics_crm.core import clock, formats
from optics_crm.core.permissions import can
from optics_crm.core.sync import tables

VISITS = 3
VISIT_KINDS = ("purchase", "exam")
FIELDS: Mapping[str, Any] = {
    "last_name": gettext_lazy("Surname"),
    "first_name": gettext_lazy("Name"),
    "middle_name": gettext_lazy("Patronymic"),
    "birth_date": gettext_lazy("Birth date"),
    "sex": gettext_lazy("Sex"),
    "address": gettext_lazy("Address"),
    "home_salon": gettext_lazy("Home salon"),
}
QUIET = {"sex", "home_salon"}  # shown only where they differ: they seldom decide
SAME, DIFFERS, ONE_SIDE = "same", "differs", "one"
# who else stands in the household of each of %(ids)s, besides the people who are asked about themselves
HOUSEMATES = f"""
WITH home AS ({HOMES})
SELECT h.person_id, h.household_id, p.id, p.first_name, p.last_name, o.role FROM home h
  LEFT JOIN home o ON o.household_id = h.household_id AND o.person_id <> h.person_id
  LEFT JOIN customers_person p ON p.id = o.person_id
 WHERE h.person_id = ANY(%(ids)s::uuid[]) ORDER BY p.first_name
"""


@dataclass(frozen=True)
class Row:
    """One field of both cards. `state`: same, differs, or one (only one side knows it)."""

    label: Any
    left: Sequence[Piece]
    right: Sequence[Piece]
    state: str


@dataclass(frozen=True)
class Number:
    """A phone or an e-mail of a card; `shared`: the other card has the same one. A malformed one is shown as typed."""

    text: str
    shared: bool
    is_phone: bool
    is_number: bool
    whose: str


@dataclass
class Side:
    """A card with what is known of its person."""

    card: Card
    person: Person
    other_cards: int = 0
    phones: list[Number] = field(default_factory=list)
    emails: list[Number] = field(default_factory=list)
    household: uuid.UUID | None = None
    family: list[str] = field(default_factory=list)
    visits: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Pair:
    """The question and all that is needed to answer it. `kind`: what the right one most likely is of the left one."""

    proposal: Proposal
    band: str
    score: float
    verdict: str
    reasons: Sequence[tuple[str, bool]]
    rows: Sequence[Row]
    left: Side
    right: Side
    kind: str
    one_home: bool


def pairs_of(user: Any, proposals: Sequence[Proposal]) -> list[Pair]:
    """These questions side by side, read with their cards, people and `CONTACTS`. A fixed number of queries a pair."""
    cards = [card for row in proposals for card in (row.card_a, row.card_b) if card is not None]
    sides = {card.pk: Side(card, card.person) for card in cards}
    people = {card.person_id for card in cards}
    _add_contacts(sides)
    _add_other_cards(sides, people)
    _add_homes(sides, people)
    visits = {person: _visits(user, person) for person in people}
    for side in sides.values():
        side.visits = visits[side.person.pk]
    return [_pair(row, sides[row.card_a_id], sides[row.card_b_id]) for row in proposals if row.card_b_id]


def _pair(row: Proposal, left: Side, right: Side) -> Pair:
    certain = certainty_of(row)
    codes = sorted(certain.reasons, key=_against)
    return Pair(
        proposal=row,
        band=certain.band,
        score=certain.score,
        verdict=_verdict(row),
        reasons=[(evidence.in_words([code])[0], code not in evidence.AGAINST) for code in codes],
        rows=_rows(left.card, right.card),
        left=_marked(left, right),
        right=_marked(right, left),
        kind=kind_of(row),
        one_home=left.household is not None and left.household == right.household,
    )


def _against(code: str) -> bool:
    return code in evidence.AGAINST


def _verdict(row: Proposal) -> str:
    """What the question says, in one line."""
    if row.kind == Proposal.Kind.FAMILY:
        return _("Looks like relatives")
    return _("Looks like one person") if row.score >= queue.BANDS["likely"] else _("Perhaps one person")


def _rows(left: Card, right: Card) -> list[Row]:
    rows = {name: _row(label, _text(left, name), _text(right, name)) for name, label in FIELDS.items()}
    return [row for name, row in rows.items() if name not in QUIET or row.state == DIFFERS]


def _row(label: Any, left: str, right: str) -> Row:
    ones, others = compare(left, right)
    state = SAME if left and are_equal(left, right) else DIFFERS if left and right else ONE_SIDE
    return Row(label, ones, others, state)


def _text(card: Card, name: str) -> str:
    if name == "birth_date":
        return f"{card.birth_date:%d.%m.%Y}" if card.birth_date else ""
    if name == "sex":
        return str(card.get_sex_display()) if card.sex else ""
    if name == "address" and card.city and card.city not in card.address:
        return ", ".join(part for part in (card.city, card.address) if part)
    return str(getattr(card, name) or "")


def _marked(side: Side, other: Side) -> Side:
    """The same side, with what both cards have in common marked."""
    theirs = {one.text for one in (*other.phones, *other.emails)}
    side.phones = [_shared(one, theirs) for one in side.phones]
    side.emails = [_shared(one, theirs) for one in side.emails]
    return side


def _shared(one: Number, theirs: Collection[str]) -> Number:
    return Number(one.text, one.text in theirs, one.is_phone, one.is_number, one.whose)


def _add_contacts(sides: Mapping[uuid.UUID, Side]) -> None:
    for side in sides.values():
        for use in sorted(side.card.phones.all(), key=_place):
            text = use.phone.number if use.phone else use.raw
            whose = "" if use.role == CardPhone.Role.OWN else str(use.get_role_display())
            side.phones.append(Number(text, False, True, use.phone is not None, whose))
        for mail in side.card.emails.all():
            text = mail.email.address if mail.email else mail.raw
            side.emails.append(Number(text, False, False, mail.email is not None, ""))


def _place(use: CardPhone) -> tuple[int, int]:
    return use.position, use.pk


def _add_other_cards(sides: Mapping[uuid.UUID, Side], people: Collection[uuid.UUID]) -> None:
    counts: dict[uuid.UUID, int] = defaultdict(int)
    for person in Card.objects.live().filter(person__in=people).values_list("person", flat=True):
        counts[person] += 1
    for side in sides.values():
        side.other_cards = counts[side.person.pk] - 1


def _add_homes(sides: Mapping[uuid.UUID, Side], people: Collection[uuid.UUID]) -> None:
    homes: dict[uuid.UUID, uuid.UUID] = {}
    mates: dict[uuid.UUID, list[str]] = defaultdict(list)
    for person, household, mate, first, last, _role in tables.ask(HOUSEMATES, {"ids": list(people)}):
        homes[person] = household
        if mate is not None:
            mates[person].append(first or last)
    for side in sides.values():
        side.household = homes.get(side.person.pk)
        side.family = mates.get(side.person.pk, [])


def _visits(user: Any, person: uuid.UUID) -> list[Line]:
    """What the person bought and when the eyes were checked, the newest first, of what the user may see."""
    look = Look(user, [person], None, VISITS, clock.today())
    sources = [LINE.find(kind) for kind in VISIT_KINDS]
    found = [line for one in sources if one and can(user, one.capability) for line in one.lines(look)]
    return sorted(found, key=_moment, reverse=True)[:VISITS]


def _moment(line: Line) -> Any:
    return line.at


def since(card: Card) -> str:
    """When a card was written, in words."""
    return formats.day(card.source_created_at or card.created_at)
