"""This floor's part of the demo chain: articles, purchases with the rhythm of an optical trade, free service."""

from optics_crm.core.demo import Chunk, setup, teller
from orders.demo.catalogue import catalogue
from orders.demo.gifts import Gifts
from orders.demo.purchases import Desk

setup("orders.catalogue")(catalogue)


@teller("orders.purchases")
def purchases(chunk: Chunk) -> None:
    """Every visit on which something was bought becomes a purchase."""
    desk, gifts = Desk(chunk), Gifts(chunk)
    for family in chunk.families:
        for member in family.members + family.apart:
            for visit in member.visits:
                if visit.bought:
                    visit.purchase = desk.sell(visit, member)
            gifts.give(member)
