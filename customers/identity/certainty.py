"""How sure a question is and why: what the matcher said, or for relatives what the table of odds says of two cards."""

from dataclasses import dataclass

from customers.identity import evidence, queue
from customers.identity.health.flaws import FLAWS
from customers.identity.keys import Record, keys_of
from customers.identity.odds import weigh
from customers.identity.shown import likely_kind
from customers.models import Card, Proposal

MOST = 0.999  # nothing is wholly certain, whatever rounding says
# what the rows are read with, so that a page of them costs a fixed number of queries
CONTACTS = tuple(f"{card}__{name}" for card in ("card_a", "card_b") for name in ("phones__phone", "emails__email"))


@dataclass(frozen=True)
class Certainty:
    """A probability of what is asked (0 where nobody computed one), its word, and codes of reasons."""

    score: float
    reasons: tuple[str, ...]

    @property
    def band(self) -> str:
        return queue.band_of(self.score)


def certainty_of(row: Proposal) -> Certainty:
    """Of a question whose cards were read with their `CONTACTS`. The matcher tells of one person, not of relatives."""
    if row.kind != Proposal.Kind.FAMILY or row.card_b is None:
        return Certainty(min(row.score, MOST), tuple(row.reasons))
    odds = weigh(keys_of(record_of(row.card_a)), keys_of(record_of(row.card_b)))
    return Certainty(min(odds.relative, MOST), odds.reasons)


def kind_of(row: Proposal) -> str:
    """What the second card's person most likely is of the first's: as somebody said, else by their ages."""
    second = row.card_b.birth_date if row.card_b else None
    return str(row.evidence.get("kind") or likely_kind(row.card_a.birth_date, second))


def record_of(card: Card) -> Record:
    """What a card says, as the normaliser takes it."""
    phones = tuple(use.phone.number if use.phone else use.raw for use in card.phones.all())
    emails = [use.email.address for use in card.emails.all() if use.email]
    return Record(
        card.last_name,
        card.first_name,
        card.middle_name,
        card.birth_date,
        phones,
        emails[0] if emails else "",
        card.address,
        card.city,
        card.sex,
    )


def in_words(row: Proposal, codes: tuple[str, ...]) -> list[str]:
    """Why a question was asked: what two cards have in common, or which rule a card breaks."""
    if row.kind in (Proposal.Kind.SAME, Proposal.Kind.FAMILY):
        return evidence.in_words(codes)
    return [str(one.title) for one in map(FLAWS.find, codes) if one]
