"""The page of a ticket, and the menu of where it may go."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from contactcenter.answers import answer_of
from contactcenter.clocks import demand_of
from contactcenter.flows import flow_of, next_of
from contactcenter.forms import CorrectionForm, OwnerForm
from contactcenter.models import Ticket
from contactcenter.models.tickets import ENDS, Demand, TicketStage
from contactcenter.shown import history_of, show, told_of, track_of
from optics_crm.core.permissions import can, requires

JOINED = ("card__person", "salon", "workshop", "owner", "purchase", "legal_term", "client", "author")


def own_ticket(user: Any, pk: uuid.UUID) -> Ticket:
    """A ticket that the user may open, with what its page needs; 404 for others."""
    return get_object_or_404(Ticket.objects.visible_to(user).select_related(*JOINED), pk=pk)


@requires("tickets.view")
@require_GET
def ticket_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return page(request, own_ticket(request.user, pk))


@requires("tickets.work")
@require_GET
def moves(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Where the ticket may go, as a menu of its card."""
    ticket = own_ticket(request.user, pk)
    return render(request, "tickets/_moves.html", {"ticket": ticket, "moves": moves_of(ticket)})


def moves_of(ticket: Ticket) -> dict[str, Any]:
    """The next stage, the others of its kind, and the ends."""
    if ticket.stage in ENDS:
        return {"next": None, "others": [], "refused": None}
    flow, following = flow_of(ticket.kind), next_of(ticket.kind, ticket.stage)
    others = [stage for stage in (*flow.stages, flow.end) if stage not in (ticket.stage, following)]
    return {
        "next": TicketStage(following),
        "others": [TicketStage(stage) for stage in others],
        "refused": TicketStage.REFUSED,
    }


def page(
    request: HttpRequest, ticket: Ticket, *, correction: CorrectionForm | None = None, status: int = 200
) -> HttpResponse:
    """The page with its forms; a refused correction stands in its form."""
    history = history_of(ticket)
    may_work = can(request.user, "tickets.work")
    demand = demand_of(ticket)
    owners = OwnerForm(
        ticket=ticket, user=request.user, initial={"owner": ticket.owner_id, "revision": ticket.revision}
    )
    context = {
        "ticket": ticket,
        "one": show([ticket], request.user)[0],
        "answer": answer_of(ticket),
        "track": track_of(ticket, history),
        "history": history,
        "promises": ticket.promises.select_related("actor"),
        "told": told_of(ticket),
        "demand": Demand(demand).label if demand else "",
        "moves": moves_of(ticket),
        "may_work": may_work,
        "is_open": ticket.closed_at is None,
        "owners": owners if may_work else None,
        "correction": (correction or CorrectionForm(instance=ticket)) if may_work else None,
        "is_correcting": correction is not None,
    }
    return render(request, "tickets/ticket.html", context, status=status)
