"""This floor's part of the demo chain: repairs, free service, returns, claims, each with the stages it went through;
the calls of the last months.
"""

from django.db.models import OuterRef, Subquery

from contactcenter import clocks
from contactcenter.demo import conclusions, quality, shifts
from contactcenter.demo.calls import Switchboard
from contactcenter.demo.desk import Desk
from contactcenter.demo.marks import rate_calls
from contactcenter.demo.promises import ask_on_the_site, hand_over_some
from contactcenter.models import Call, Ticket
from customers.models import Membership
from optics_crm.core.demo import Chunk, World, finish, setup, teller
from optics_crm.core.models import Employee


@teller("contactcenter.tickets")
def tickets(chunk: Chunk) -> None:
    """Tickets of pairs of glasses; the latest are still under way, some of them late, some waiting for the client."""
    desk = Desk(chunk)
    everybody = (member for family in chunk.families for member in family.members + family.apart)
    serviced = [visit for member in everybody for visit in member.visits if visit.entitlement]
    for visit in serviced:
        desk.look_at(visit)
    desk.fill(serviced)


@setup("contactcenter.operators")
def operators(world: World) -> None:
    """Who takes the calls."""
    rows = Employee.objects.filter(role="operator", is_active=True).order_by("pk")
    world.kept["operators"] = [(one.pk.hex, one.extension) for one in rows]


@teller("contactcenter.calls")
def calls(chunk: Chunk) -> None:
    """Who called, when, and who took it; some were missed and are owed a call."""
    everybody = (one for family in chunk.families for one in family.members + family.apart)
    Switchboard(chunk).tell([one for one in everybody if one.phone and one.person])


@finish("contactcenter.call_families")
def call_families(world: World) -> None:
    """The families of the callers, as the chain knows them."""
    home = Membership.objects.filter(person=OuterRef("person"), is_home=True).values("household")[:1]
    Call.objects.filter(person__isnull=False).update(household=Subquery(home))


@finish("contactcenter.clocks")
def run_clocks(world: World) -> None:
    """The clocks of what is under way, by the code that keeps them."""
    clocks.refresh(list(Ticket.objects.open().values_list("pk", flat=True)))


# what was written of the calls, then the shifts around it
finish("contactcenter.conclusions")(conclusions.conclude)
finish("contactcenter.shifts")(shifts.shifts)
finish("contactcenter.week_question")(conclusions.ask)


@finish("contactcenter.marks")
def marks(world: World) -> None:
    """What clients thought of the calls."""
    rate_calls(world.now)


@finish("contactcenter.promises")
def promises(world: World) -> None:
    """What was handed over to colleagues, and what was asked on the site."""
    if world.customers:
        hand_over_some(world.rng("handing"), world.now)
        ask_on_the_site(world.rng("webforms"))


finish("contactcenter.reviews")(quality.review)
