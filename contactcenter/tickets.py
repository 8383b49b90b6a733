"""What is done with tickets: opening, moving, handing over to somebody, promising, refusing.

Each action locks the ticket, checks the revision that the caller saw, changes, writes the journal and says the news.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from contactcenter import clocks, events, services, stages
from contactcenter.flows import flow_of
from contactcenter.models import StageChange, Ticket, TicketPromise
from contactcenter.models.tickets import ENDS, TicketKind, TicketStage
from customers.models import Card
from optics_crm.core import audit, clock, news
from optics_crm.core.errors import Conflict, DomainError, Stale
from optics_crm.core.ids import new_id
from optics_crm.core.models import Employee, Salon
from optics_crm.core.programs import Program
from optics_crm.core.sync.ownership.actions import set_here
from orders.models import Purchase

STEP = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class TicketWords:
    """What is said when a ticket is opened. Money in roubles; `demanded_on` is the day of the demand."""

    kind: str
    salon: Salon
    item: str = ""
    defect: str = ""
    purchase: Purchase | None = None
    line_no: int | None = None
    demand: str = ""
    demanded_on: dt.date | None = None
    promised_on: dt.date | None = None
    workshop: Salon | None = None
    owner: Employee | None = None
    price: Decimal | None = None
    is_warranty: bool = False


@transaction.atomic
def open_ticket(actor: Any, card: Card, words: TicketWords) -> Ticket:
    """Opens a ticket of that card at its first stage, with its clocks; a free service uses the right of its pair."""
    _check_words(card, words)
    now = clock.now()
    ticket_id = new_id()
    ticket = Ticket.objects.create(
        pk=ticket_id,
        guid=ticket_id,
        card=card,
        salon=words.salon,
        workshop=words.workshop,
        purchase=words.purchase,
        purchase_guid=words.purchase.guid if words.purchase else None,
        line_no=words.line_no,
        number=_next_number(),
        kind=words.kind,
        stage=TicketStage.ACCEPTED,
        opened_at=now,
        opened_on=now.astimezone(clock.zone_of(words.salon.timezone)).date(),
        stage_at=now,
        item=words.item[:300],
        defect=words.defect,
        demand=words.demand,
        demanded_at=_start_of(words.demanded_on, words.salon) or (now if words.demand else None),
        owner=words.owner,
        author=_employee(actor),
        price=words.price,
        is_warranty=words.is_warranty,
    )
    change = _step(actor, ticket, TicketStage.ACCEPTED, at=now)
    if words.promised_on:
        _promise(actor, ticket, words.promised_on, "")
    clocks.refresh([ticket.pk])
    services.settle([ticket.pk], origin="", actor=actor)
    audit.record(actor, "contactcenter.ticket.opened", ticket, salon=ticket.salon_id, kind=ticket.kind)
    _say(events.TICKET_OPENED, ticket, actor, change=change.pk)
    ticket.refresh_from_db()
    return ticket


@transaction.atomic
def move_ticket(actor: Any, ticket: Ticket, stage: str, *, comment: str = "", revision: int | None = None) -> Ticket:
    """Moves a ticket to another stage of its kind. A refusal says why; moving to where it stands changes nothing."""
    row = _locked(ticket, revision)
    if stage == row.stage:
        return row
    flow = flow_of(row.kind)
    if row.stage in ENDS:
        raise Conflict("ticket_ended", _("This ticket is closed: open a new one."))
    if stage not in flow.everywhere:
        raise DomainError(
            "stage_of_other_kind", _("Tickets of this kind do not go through this stage."), pointer="/stage"
        )
    if stage == TicketStage.REFUSED and not comment.strip():
        raise DomainError("reason_missing", _("Write why the client is refused."), pointer="/comment")
    at = max(clock.now(), row.stage_at + STEP)
    change = _step(actor, row, stage, before=row.stage, at=at, comment=comment)
    stages.refresh([row.pk])
    if stage in ENDS and comment.strip() and not row.resolution:
        Ticket.objects.filter(pk=row.pk).update(resolution=comment.strip())
    services.settle([row.pk], origin="", actor=actor)
    audit.record(actor, "contactcenter.ticket.moved", row, reason=comment, stage=stage, before=row.stage)
    _say(events.TICKET_STAGE_CHANGED, row, actor, change=change.pk)
    row.refresh_from_db()
    return row


@transaction.atomic
def assign_ticket(actor: Any, ticket: Ticket, owner: Employee | None, *, revision: int | None = None) -> Ticket:
    """Names who answers for the ticket, or nobody."""
    row = _open(ticket, revision)
    _note_set_here(row, "owner")
    _change(row, owner=owner)
    audit.record(actor, "contactcenter.ticket.assigned", row, owner=str(owner.pk) if owner else "")
    _say(events.TICKET_CHANGED, row, actor, changed=["responsible"])
    return row


@transaction.atomic
def promise_ticket(
    actor: Any, ticket: Ticket, day: dt.date, *, reason: str = "", revision: int | None = None
) -> Ticket:
    """Promises a day to the client. A later day than the one that stands needs a reason; the first promise stays."""
    row = _open(ticket, revision)
    if day < clock.today(row.salon.timezone):
        raise DomainError("promise_in_past", _("Promise a day that is not over yet."), pointer="/promised_on")
    if row.promised_on == day:
        return row
    if row.promised_on and day > row.promised_on and not reason.strip():
        raise DomainError("reason_missing", _("Write why the client has to wait longer."), pointer="/reason")
    _note_set_here(row, "promised_on")
    _promise(actor, row, day, reason)
    _change(row)
    audit.record(actor, "contactcenter.ticket.promised", row, reason=reason, promised_on=day.isoformat())
    _say(events.TICKET_PROMISED, row, actor, changed=["promised_on"])
    return row


@transaction.atomic
def correct_ticket(actor: Any, ticket: Ticket, *, revision: int | None = None, **said: Any) -> Ticket:
    """Corrects what was written: item, defect, cause, resolution, price, demand, demanded_at, workshop, is_warranty,
    refund_amount, refund_paid_at.
    """
    row = _locked(ticket, revision)
    unknown = set(said) - CORRECTABLE
    if unknown:
        raise ValueError(f"tickets have no {sorted(unknown)} to correct")
    changed = sorted(name for name, value in said.items() if getattr(row, name) != value)
    if not changed:
        return row
    _note_set_here(row, *changed)
    _change(row, **{name: said[name] for name in changed})
    clocks.refresh([row.pk])
    audit.record(actor, "contactcenter.ticket.corrected", row, fields=changed)
    _say(events.TICKET_CHANGED, row, actor, changed=changed)
    row.refresh_from_db()
    return row


CORRECTABLE = frozenset(
    {
        "item",
        "defect",
        "cause",
        "resolution",
        "price",
        "demand",
        "demanded_at",
        "workshop",
        "is_warranty",
        "refund_amount",
        "refund_paid_at",
    }
)


def _check_words(card: Card, words: TicketWords) -> None:
    if words.kind not in TicketKind.values:
        raise DomainError("ticket_kind_unknown", _("There is no such kind of ticket."), pointer="/kind")
    if words.purchase is not None and (words.purchase.card is None or words.purchase.card.person_id != card.person_id):
        raise DomainError("purchase_of_other", _("This purchase is somebody else's."), pointer="/purchase")
    if words.kind == TicketKind.MAINTENANCE and words.purchase is None:
        raise DomainError("purchase_missing", _("Name the glasses that are serviced."), pointer="/purchase")
    if words.promised_on and words.promised_on < clock.today(words.salon.timezone):
        raise DomainError("promise_in_past", _("Promise a day that is not over yet."), pointer="/promised_on")
    if words.demanded_on and words.demanded_on > clock.today(words.salon.timezone):
        raise DomainError("demand_in_future", _("The demand cannot lie in the future."), pointer="/demanded_on")


def _next_number() -> str:
    """A number for people: К-000123, the next one of the chain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('contactcenter_ticket_number')")
        return f"К-{cursor.fetchone()[0]:06d}"


def _start_of(day: dt.date | None, salon: Salon) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(), clock.zone_of(salon.timezone)) if day else None


def _employee(actor: Any) -> Employee | None:
    return actor if isinstance(actor, Employee) else None


def _step(
    actor: Any, ticket: Ticket, stage: str, *, at: dt.datetime, before: str = "", comment: str = ""
) -> StageChange:
    change_id = new_id()
    return StageChange.objects.create(
        pk=change_id,
        guid=change_id,
        object_id=ticket.pk,
        ticket=ticket,
        from_stage=before,
        to_stage=stage,
        at=at,
        actor=_employee(actor),
        comment=comment.strip()[:500],
    )


def _promise(actor: Any, ticket: Ticket, day: dt.date, reason: str) -> None:
    TicketPromise.objects.create(
        ticket=ticket, promised_on=day, actor=_employee(actor), reason=reason.strip()[:300], at=clock.now()
    )
    ticket.first_promised_on = ticket.first_promised_on or day
    ticket.promised_on = day
    ticket.save(update_fields=["first_promised_on", "promised_on"])


def _locked(ticket: Ticket, revision: int | None) -> Ticket:
    row = Ticket.objects.select_for_update(of=("self",)).select_related("salon").get(pk=ticket.pk)
    if revision is not None and revision != row.revision:
        raise Stale("ticket_changed", _("Somebody has changed this ticket meanwhile: look at it again."))
    return row


def _open(ticket: Ticket, revision: int | None) -> Ticket:
    row = _locked(ticket, revision)
    if row.stage in ENDS:
        raise Conflict("ticket_ended", _("This ticket is closed: open a new one."))
    return row


def _change(row: Ticket, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.revision, row.updated_at = row.revision + 1, clock.now()
    row.save(update_fields=[*values, "revision", "updated_at"])


def _note_set_here(row: Ticket, *names: str) -> None:
    """What the book of the ticket says of these fields counts from now on only where it is newer."""
    told = {NAME_IN_BOOKS.get(name, name): row.serializable_value(name) for name in names}
    set_here("service_ticket", row.pk, told)


NAME_IN_BOOKS = {"owner": "responsible", "is_warranty": "warranty"}


def _say(code: str, ticket: Ticket, actor: Any, *, changed: Any = (), **more: Any) -> None:
    news.say(
        code, {"ticket": ticket.pk, "card": ticket.card_id, **more}, actor=actor, origin=_origin(actor), changed=changed
    )


def _origin(actor: Any) -> str:
    """The source of a program that acts: the feed does not tell it what it has said itself."""
    return str(actor) if isinstance(actor, Program) else ""
