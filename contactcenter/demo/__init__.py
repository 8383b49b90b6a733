"""This floor's part of the demo chain: repairs, free service, returns, claims, each with the stages it went through."""

from contactcenter import clocks
from contactcenter.demo.desk import Desk
from contactcenter.models import Ticket
from optics_crm.core.demo import Chunk, World, finish, teller


@teller("contactcenter.tickets")
def tickets(chunk: Chunk) -> None:
    """Tickets of pairs of glasses; the latest are still under way, some of them late, some waiting for the client."""
    desk = Desk(chunk)
    everybody = (member for family in chunk.families for member in family.members + family.apart)
    serviced = [visit for member in everybody for visit in member.visits if visit.entitlement]
    for visit in serviced:
        desk.look_at(visit)
    desk.fill(serviced)


@finish("contactcenter.clocks")
def run_clocks(world: World) -> None:
    """The clocks of what is under way, by the code that keeps them."""
    clocks.refresh(list(Ticket.objects.open().values_list("pk", flat=True)))
