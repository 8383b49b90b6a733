"""What this floor shows in a dossier: open tickets by their clocks, tickets and calls on the line, care."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contactcenter.answers import answer_of
from contactcenter.calls.asked_marks import may_ask
from contactcenter.calls.shown import face_of, icon_of
from contactcenter.flows import FLOWS
from contactcenter.models import Call, Ticket, WebRequest
from contactcenter.models.tickets import KEPT
from contactcenter.shown import show
from customers.dossier import Care, Dossier, Line, Look, care, panel, timeline_source, waiting
from customers.followup_shown import ENCLOSURES, Enclosure
from customers.followups import ORIGINS
from customers.models import FollowUp
from optics_crm.core import formats
from optics_crm.core.badges import status_of
from optics_crm.core.permissions import can
from orders.models import Order
from orders.order_doors import DOORS, OrderDoor

MANY = 8


@panel(
    "contactcenter.tickets",
    gettext_lazy("Open tickets"),
    "tool",
    place="right",
    order=10,
    capability="tickets.view",
    template="tickets/_panel.html",
)
def open_tickets(dossier: Dossier) -> Mapping[str, Any]:
    """The open tickets of the people on the page by their clocks, and the way to a new one."""
    rows = Ticket.objects.open().filter(card__person__in=dossier.ids).select_related("card__person", "salon", "owner")
    shown = show(rows.order_by("stage_due_at", "pk")[:MANY], dossier.user)
    may_open = dossier.can("tickets.work") and not dossier.whole_family
    return {
        "tickets": shown,
        "new_url": f"{reverse('contactcenter:ticket_new')}?customer={dossier.person.pk}" if may_open else "",
    }


@timeline_source("ticket", gettext_lazy("Tickets"), "tool", capability="tickets.view")
def tickets(look: Look) -> Iterable[Line]:
    """Tickets by the day they were opened, with where they stand."""
    rows = Ticket.objects.live().filter(card__person__in=look.persons).select_related("card", "salon")
    if look.before:
        rows = rows.filter(opened_at__lt=look.before)
    for row in rows.order_by("-opened_at")[: look.limit]:
        words = (row.item, row.get_stage_display(), str(row.salon))
        yield Line(
            at=row.opened_at,
            title=f"{row.get_kind_display().capitalize()} {row.number}",
            text=" · ".join(str(word) for word in words if word),
            icon=FLOWS[row.kind].icon,
            colour="amber" if row.closed_at is None else "red" if row.stage == "refused" else "grey",
            person=row.card.person_id,
            url=reverse("contactcenter:ticket", args=[row.pk]),
        )


@timeline_source("call", gettext_lazy("Calls"), "phone", capability="calls.view")
def calls(look: Look) -> Iterable[Line]:
    """Calls of the people, and of their numbers where nobody has said who it was."""
    rows = Call.objects.visible_to(look.user).of_people(look.persons).select_related("answered_by")
    if look.before:
        rows = rows.filter(started_at__lt=look.before)
    for row in rows.order_by("-started_at", "-pk")[: look.limit]:
        status = status_of("call", face_of(row))
        operator = formats.short_name(row.answered_by.full_name) if row.answered_by else ""
        yield Line(
            at=row.started_at,
            title=_("Call: %(direction)s") % {"direction": row.get_direction_display()},
            text=" · ".join(str(part) for part in (status.label, formats.spoken(row.talk_seconds), operator) if part),
            icon=icon_of(row),
            colour=status.colour,
            person=row.person_id,
            url=reverse("contactcenter:call", args=[row.pk]),
        )


def call_of(user: Any, row: FollowUp) -> tuple[str, str] | None:
    """The call that a promise came from."""
    if row.call is None or not can(user, "calls.view"):
        return None
    return _("The call"), reverse("contactcenter:call", args=[row.call])


ORIGINS.add("contactcenter.call", call_of)


def enclosed_request(user: Any, row: FollowUp) -> Mapping[str, Any] | None:
    """What was asked on a site: name, number, words."""
    asked = WebRequest.objects.filter(promise=row).select_related("site").first() if row.kind == "webform" else None
    if asked is None:
        return None
    may_reveal = can(user, "customers.phones")
    return {
        "asked": asked,
        "reveal_url": reverse("contactcenter:web_request_phone", args=[asked.pk]) if may_reveal else "",
    }


ENCLOSURES.add(
    "contactcenter.web_request",
    Enclosure(gettext_lazy("Request from the site"), "world", "calls/_enclosed_request.html", enclosed_request, 5),
)


def enclosed_mark(user: Any, row: FollowUp) -> Mapping[str, Any] | None:
    """The talk that a promise came from, as long as nobody knows how the client found it."""
    if row.call is None or not can(user, "calls.view"):
        return None
    call = Call.objects.filter(pk=row.call).select_related("answered_by").first()
    if call is None or not may_ask(user, call):
        return None
    return {"call": call, "url": reverse("contactcenter:call_mark", args=[call.pk])}


ENCLOSURES.add(
    "contactcenter.mark",
    Enclosure(gettext_lazy("Mark of the talk"), "star", "calls/_enclosed_mark.html", enclosed_mark, 8),
)


@waiting("contactcenter.tickets")
def tickets_waiting(dossier: Dossier) -> Mapping[uuid.UUID, int]:
    rows = Ticket.objects.open().filter(card__person__in=dossier.family_ids).order_by()
    return dict(rows.values_list("card__person").annotate(Count("pk")))


@care("contactcenter.ready", order=4)
def ready(dossier: Dossier) -> Care | None:
    """Something of the client's lies ready in a salon."""
    if not dossier.can("tickets.view"):
        return None
    rows = Ticket.objects.open().filter(card__person=dossier.person, stage__in=KEPT).select_related("salon")
    row = rows.order_by("stage_at").first()
    if row is None:
        return None
    return Care(
        sentence=_("Hand over: %(number)s is ready") % {"number": row.number},
        reason=answer_of(row).words,
        icon="circle-check",
        action=_("Open"),
        url=reverse("contactcenter:ticket", args=[row.pk]),
        colour="green",
    )


def _link_of(order: Order) -> str:
    return reverse("contactcenter:order_link", args=[order.pk])


DOORS.add(
    "contactcenter.link",
    OrderDoor(gettext_lazy("Link for the client"), "link", "KeyL", "L", "orders.work", _link_of),
)
