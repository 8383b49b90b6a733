"""The card on which a desk of ours writes about a person."""

from customers.models import Card, Person


def card_of(person: Person) -> Card:
    """A card of our own book before those of 1C, the oldest of each; every visible person has one."""
    cards = Card.objects.live().filter(person=person).select_related("person")
    return sorted(cards, key=lambda card: (card.client_id is not None, card.created_at))[0]
