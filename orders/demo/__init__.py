"""This floor's part of the demo chain: articles, purchases with the rhythm of an optical trade, free service."""

from optics_crm.core.demo import Chunk, teller
from orders.demo import catalogue  # noqa: F401  # adds the articles
from orders.demo.purchases import Desk


@teller("orders.purchases")
def purchases(chunk: Chunk) -> None:
    """Every visit on which something was bought becomes a purchase."""
    desk = Desk(chunk)
    for family in chunk.families:
        for member in family.members + family.apart:
            for visit in member.visits:
                if visit.bought:
                    visit.purchase = desk.sell(visit, member)
