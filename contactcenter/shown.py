"""Tickets as the screens show them: clocks, lateness, the board's columns, the track of stages."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from contactcenter import clocks
from contactcenter.escalating import LEVELS, Heads
from contactcenter.flows import FLOWS, flow_of
from contactcenter.models import StageChange, Ticket
from contactcenter.models.tickets import ENDS, KEPT, TicketStage
from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.permissions import can, salon_scope

NAMED = 4  # people that a line names


@dataclass(frozen=True)
class Shown:
    """A ticket with what its card says. `person_url`: whether the user may open the client's dossier."""

    row: Ticket
    icon: str
    level: int
    is_late: bool
    is_legally_late: bool
    is_promise_broken: bool
    may_open_person: bool

    @property
    def person(self) -> Person:
        return self.row.card.person

    @property
    def legal_starts_at(self) -> dt.datetime:
        """When the law's clock began, for the amber of its last fifth."""
        return self.row.demanded_at or self.row.opened_at


@dataclass(frozen=True)
class Column:
    """A stage of the board with its most urgent tickets; `total` counts those that are not shown as well."""

    stage: str
    label: Any
    cards: Sequence[Shown]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.cards)


@dataclass(frozen=True)
class Mark:
    """A stage on the track of a ticket; `state` is passed, now or ahead."""

    stage: str
    label: Any
    state: str
    at: dt.datetime | None = None


def show(rows: Iterable[Ticket], user: Any) -> list[Shown]:
    """The rows (with card, person, salon and owner joined) as this user may see them; one question."""
    tickets, now, today = list(rows), clock.now(), clock.today()
    openable = _openable(tickets, user)
    return [_shown(row, now, today, row.card.person_id in openable) for row in tickets]


def _openable(tickets: Sequence[Ticket], user: Any) -> set[uuid.UUID]:
    people = {row.card.person_id for row in tickets}
    if not people or not can(user, "customers.view"):
        return set()
    if salon_scope(user) is None:
        return people
    return set(Person.objects.visible_to(user).filter(pk__in=people).values_list("pk", flat=True))


def _shown(row: Ticket, now: dt.datetime, today: dt.date, may_open: bool) -> Shown:
    level = clocks.level_of(row, now)
    is_open = row.closed_at is None
    legally = is_open and row.legal_due_on is not None and row.legal_due_on < today
    broken = (
        is_open
        and not row.is_paused
        and row.stage not in KEPT
        and row.promised_on is not None
        and row.promised_on < today
    )
    return Shown(
        row=row,
        icon=FLOWS[row.kind].icon,
        level=level,
        is_late=level >= clocks.BREACH or legally or broken,
        is_legally_late=legally,
        is_promise_broken=broken,
        may_open_person=may_open,
    )


def columns_of(shown: Iterable[Shown], totals: dict[str, int]) -> list[Column]:
    """The board: every stage in which a ticket can be under way, late ones first in each."""
    cards: dict[str, list[Shown]] = defaultdict(list)
    for one in shown:
        cards[one.row.stage].append(one)
    return [
        Column(stage.value, stage.label, cards[stage.value], max(totals.get(stage.value, 0), len(cards[stage.value])))
        for stage in TicketStage
        if stage.value not in ENDS
    ]


def track_of(ticket: Ticket, history: Sequence[StageChange]) -> list[Mark]:
    """The way of the ticket: what it has been through, where it stands, what lies ahead."""
    reached = {change.to_stage: change.at for change in history}
    flow = flow_of(ticket.kind)
    ended = ticket.stage in ENDS
    marks = []
    for stage in dict.fromkeys((*flow.stages, ticket.stage, *(() if ended else (flow.end,)))):
        if stage == ticket.stage:
            state = "now"
        elif stage in reached:
            state = "passed"
        elif ended or stage not in (*flow.after(ticket.stage), flow.end):
            continue  # a stage that was left out
        else:
            state = "ahead"
        marks.append(Mark(stage, TicketStage(stage).label, state, reached.get(stage)))
    order = list(TicketStage.values)
    return sorted(marks, key=lambda mark: order.index(mark.stage))


def history_of(ticket: Ticket) -> list[StageChange]:
    """The steps in their order; two neighbours that tell the same stage are one, the told one before the derived."""
    rows = StageChange.objects.filter(ticket=ticket, deleted_at__isnull=True).select_related("actor")
    steps: list[StageChange] = []
    for row in rows.order_by("at", "pk"):
        if steps and steps[-1].to_stage == row.to_stage:
            if steps[-1].is_derived:
                steps[-1] = row
            continue
        steps.append(row)
    return steps


@dataclass(frozen=True)
class Told:
    """Who is told at a share of a stage's term, and when that was, if it has come to that in this stage."""

    share: int
    whom: Any
    names: Sequence[str]
    at: dt.datetime | None


def told_of(ticket: Ticket) -> list[Told]:
    """Who is told at 80, 100 and 150 % of a stage's term."""
    heads = Heads.read({ticket.salon_id})
    due_at = ticket.stage_due_at
    told = dict(ticket.escalations.filter(due_at=due_at).values_list("level", "at")) if due_at else {}
    words = {
        clocks.WARNING: _("responsible"),
        clocks.BREACH: _("responsible and salon manager"),
        clocks.GRAVE: _("director"),
    }
    return [
        Told(level, words[level], [one.full_name for one in heads.told(level, ticket)][:NAMED], told.get(level))
        for level in LEVELS
    ]
