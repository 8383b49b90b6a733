"""By which GUID a client knows a person: its own cards, or the person's oldest card when it has none.

The oldest card of a person never changes, so a client that was told of somebody under a GUID hears of the same person
under the same GUID for ever, tombstones and merges included.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from optics_crm.core.sync.feed.kinds import Reader
from optics_crm.core.sync.tables import ask, uuid_array

CARDS = """SELECT c.id, coalesce(c.guid, c.id), c.client_id = %s AND c.client_id IS NOT NULL, c.person_id,
                  coalesce(c.origin_id, c.person_id), c.deleted_at IS NOT NULL
           FROM customers_card c WHERE c.person_id = ANY(%s::uuid[]) ORDER BY c.created_at, c.id"""
STANDING = "SELECT id, coalesce(merged_into_id, id) FROM customers_person WHERE id = ANY(%s::uuid[])"


class ClientCard(NamedTuple):
    """A card as the client sees it: `is_own`: of its book; `person` stands, `born` is whom the card was born with."""

    id: UUID
    guid: UUID
    is_own: bool
    person: UUID
    born: UUID
    is_deleted: bool


@dataclass(frozen=True)
class Known:
    """How a client knows a person: one card of many, with all cards of the person who stands."""

    card: ClientCard
    main: UUID
    is_deleted: bool


class ClientCards:
    """The cards of some people for one client. Two queries, whatever their number."""

    def __init__(self, people: Collection[UUID], reader: Reader) -> None:
        self.standing: dict[UUID, UUID] = dict(ask(STANDING, [uuid_array(people)]))
        self.cards: dict[UUID, list[ClientCard]] = defaultdict(list)
        for row in ask(CARDS, [reader.client.pk, uuid_array(set(self.standing.values()))]):
            card = ClientCard(*row)
            self.cards[card.person].append(card)

    def known(self, person: UUID) -> list[Known]:
        """The cards under which the client hears of a person: each of its own; without one the oldest, and that of the
        person itself who was merged into somebody.
        """
        stands = self.standing.get(person)
        cards = self.cards.get(stands, []) if stands else []
        if not cards or stands is None:
            return []
        main, own = self._main(cards, stands), [card for card in cards if card.is_own]
        told = own or [main]
        if person != stands and not any(card.born == person for card in told):
            told = [*told, *_first(card for card in cards if card.born == person)]
        is_gone = all(card.is_deleted for card in cards)
        return [Known(card, main.guid, card.is_deleted if card.is_own else is_gone) for card in told]

    def guid_of(self, person: UUID) -> UUID | None:
        """The one GUID for a person, as other objects refer to it."""
        stands = self.standing.get(person)
        cards = self.cards.get(stands, []) if stands else []
        return self._main(cards, stands).guid if cards and stands else None

    def guid_of_card(self, card: UUID, person: UUID) -> UUID | None:
        """The GUID for a card's owner: the card's own where the client knows it."""
        for one in self.cards.get(person, ()):
            if one.id == card and one.is_own:
                return one.guid
        return self.guid_of(person)

    @staticmethod
    def _main(cards: list[ClientCard], stands: UUID) -> ClientCard:
        """The client's own live card first, that of whoever stands before those merged in, the oldest of equals."""
        own = [card for card in cards if card.is_own and not card.is_deleted]
        return min(own or cards, key=lambda card: card.born != stands)


def _first(cards: Iterable[ClientCard]) -> list[ClientCard]:
    return list(cards)[:1]
