"""This floor's part of the demo chain: articles and what lies where, purchases with the rhythm of an optical trade,
orders of the last months, what is put aside, free service.
"""

from optics_crm.core.demo import Chunk, setup, teller
from orders.demo.catalogue import catalogue
from orders.demo.gifts import Gifts
from orders.demo.purchases import Desk
from orders.demo.stock import Asides, shelves

setup("orders.catalogue")(catalogue)
setup("orders.stock")(shelves)


@teller("orders.purchases")
def purchases(chunk: Chunk) -> None:
    """Every visit on which something was bought becomes a purchase, the later ones with the order that they were."""
    desk, gifts, asides = Desk(chunk), Gifts(chunk), Asides(chunk)
    for family in chunk.families:
        for member in family.members + family.apart:
            for visit in member.visits:
                if visit.bought:
                    visit.purchase = desk.sell(visit, member)
            gifts.give(member)
            asides.put(member)
            desk.begin(member)
