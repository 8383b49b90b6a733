"""The clocks of tickets, computed in one place: the term of the stage, the term of the law, who is told when.

A stage's term runs in working time from the moment of the stage. Where the client was waited for in between (a stage
that pauses) and the ticket came back to the stage it had left, the clock goes on where it stood. The law's term runs
in calendar days from the demand and never pauses.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contactcenter.models import LegalTerm, StageChange, StageTerm, Ticket
from contactcenter.models.terms import TermUnit
from contactcenter.models.tickets import Demand, TicketKind
from optics_crm.core import clock
from optics_crm.core.sync import tables
from optics_crm.core.working_time import Calendar, calendars

WARNING, BREACH, GRAVE = 80, 100, 150  # per cent of a term
# what a kind of ticket demands when nobody has said it
USUAL_DEMAND = {TicketKind.RETURN.value: Demand.MONEY_BACK.value, TicketKind.EXCHANGE.value: Demand.EXCHANGE.value}
CHUNK = 1000

STORE = """UPDATE contactcenter_ticket t SET warn_at = r.warn_at, stage_due_at = r.stage_due_at,
        grave_at = r.grave_at, is_paused = r.is_paused, legal_term_id = r.legal_term_id, legal_due_on = r.legal_due_on
    FROM jsonb_to_recordset(%s::jsonb) AS r(id uuid, warn_at timestamptz, stage_due_at timestamptz,
        grave_at timestamptz, is_paused boolean, legal_term_id bigint, legal_due_on date)
    WHERE t.id = r.id AND (t.warn_at, t.stage_due_at, t.grave_at, t.is_paused, t.legal_term_id, t.legal_due_on)
          IS DISTINCT FROM (r.warn_at, r.stage_due_at, r.grave_at, r.is_paused, r.legal_term_id, r.legal_due_on)"""


@dataclass(frozen=True)
class StageClock:
    """The clock of a stage: the moments of 80, 100 and 150 %; all empty in a stage without a term."""

    warn_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    grave_at: dt.datetime | None = None
    is_paused: bool = False


@dataclass(frozen=True)
class Step:
    """A stage and since when."""

    stage: str
    at: dt.datetime


@dataclass(frozen=True)
class Terms:
    """The terms as the tables say them now."""

    stages: Mapping[tuple[str, str], StageTerm]
    laws: Sequence[LegalTerm]

    @classmethod
    def read(cls) -> "Terms":
        stages = {(row.kind, row.stage): row for row in StageTerm.objects.all()}
        return cls(stages, list(LegalTerm.objects.filter(condition="").order_by("-since")))

    def of_stage(self, kind: str, stage: str) -> StageTerm | None:
        """The term of a stage: the kind's own, else everybody's."""
        return self.stages.get((kind, stage)) or self.stages.get(("", stage))

    def of_law(self, demand: str, day: dt.date) -> LegalTerm | None:
        """The edition that was in force when the demand was made."""
        fitting = (row for row in self.laws if row.demand == demand)
        return next((row for row in fitting if row.since <= day and (row.until is None or day < row.until)), None)


def end_of(term: StageTerm, start: dt.datetime, calendar: Calendar) -> dt.datetime:
    """When a term that begins at `start` is over."""
    if term.unit == TermUnit.WORKING_DAYS:
        return calendar.after_days(start, term.amount)
    if term.unit == TermUnit.WORKING_HOURS:
        return calendar.after_minutes(start, term.amount * 60)
    return start + dt.timedelta(minutes=term.amount)


def stage_clock(kind: str, steps: Sequence[Step], terms: Terms, place: Calendar, workshop: Calendar) -> StageClock:
    """The clock of the last of these steps (in their order), with the pauses before it taken out."""
    now = steps[-1]
    term = terms.of_stage(kind, now.stage)
    if term is None:
        return StageClock()
    calendar = workshop if term.in_workshop else place
    start, waited = _start_of(kind, steps, terms, calendar)
    due = end_of(term, start, calendar)
    if waited:
        due = calendar.after_minutes(due, waited)
    if term.unit == TermUnit.MINUTES:
        span = due - start
        return StageClock(start + span * 0.8, due, start + span * 1.5, term.pauses)
    span_minutes = calendar.minutes_between(start, due) - waited
    warn = calendar.after_minutes(start, span_minutes * WARNING / 100 + waited)
    grave = calendar.after_minutes(start, span_minutes * GRAVE / 100 + waited)
    return StageClock(min(warn, due), due, max(grave, due), term.pauses)


def _start_of(kind: str, steps: Sequence[Step], terms: Terms, calendar: Calendar) -> tuple[dt.datetime, float]:
    """When the present stage was first entered, and for how many working minutes the client was waited for since."""
    start, waited, stage = steps[-1].at, 0.0, steps[-1].stage
    place = len(steps) - 1
    while place >= 2 and steps[place - 2].stage == stage:
        pause = terms.of_stage(kind, steps[place - 1].stage)
        if pause is None or not pause.pauses:
            break
        waited += calendar.minutes_between(steps[place - 1].at, steps[place].at)
        place -= 2
        start = steps[place].at
    return start, waited


def demand_of(ticket: Ticket) -> str:
    """What the client demands: as it was said, else what such a ticket is about; "" where the law sets no term."""
    if ticket.demand:
        return ticket.demand
    if ticket.kind == TicketKind.REPAIR and ticket.is_warranty:
        return Demand.FREE_REPAIR.value
    return USUAL_DEMAND.get(ticket.kind, "")


def legal_clock(ticket: Ticket, terms: Terms, place: Calendar) -> tuple[LegalTerm | None, dt.date | None]:
    """The line of the law that counts and its last day, counted from the day after the demand."""
    demanded = ticket.demanded_at or ticket.opened_at
    day = demanded.astimezone(place.zone).date()
    term = terms.of_law(demand_of(ticket), day)
    if term is None:
        return None, None
    last = clock.months_after(day, term.months) if term.months else day + dt.timedelta(days=term.days or 0)
    return term, place.working_day(last) if term.rolls else last


def refresh(ids: Collection[uuid.UUID]) -> None:
    """Computes the clocks of these tickets anew, in a fixed number of statements per thousand."""
    wanted = sorted(set(ids))
    if not wanted:
        return
    terms = Terms.read()
    for first in range(0, len(wanted), CHUNK):
        _refresh(wanted[first : first + CHUNK], terms)


def _refresh(ids: Sequence[uuid.UUID], terms: Terms) -> None:
    tickets = list(Ticket.objects.filter(pk__in=ids))
    places = calendars({row.salon_id for row in tickets} | {row.workshop_id for row in tickets if row.workshop_id})
    opened = [row.pk for row in tickets if row.closed_at is None]
    steps: dict[uuid.UUID, list[Step]] = {}
    for ticket, stage, at in (
        StageChange.objects.filter(ticket__in=opened, deleted_at__isnull=True)
        .order_by("at", "pk")
        .values_list("ticket", "to_stage", "at")
    ):
        assert ticket is not None
        steps.setdefault(ticket, []).append(Step(stage, at))
    rows = [_row(row, steps.get(row.pk, []), terms, places) for row in tickets]
    tables.ask(STORE, [tables.rows_json(rows)])


def _row(ticket: Ticket, steps: Iterable[Step], terms: Terms, places: Mapping[uuid.UUID, Calendar]) -> dict[str, Any]:
    place = places[ticket.salon_id]
    law, last = legal_clock(ticket, terms, place)
    face = StageClock()
    if ticket.closed_at is None:
        now = Step(ticket.stage, ticket.stage_at)
        before = [step for step in steps if step.at < now.at]
        workshop = places[ticket.workshop_id] if ticket.workshop_id else place
        face = stage_clock(ticket.kind, [*before, now], terms, place, workshop)
    return {
        "id": ticket.pk,
        "warn_at": face.warn_at,
        "stage_due_at": face.due_at,
        "grave_at": face.grave_at,
        "is_paused": face.is_paused,
        "legal_term_id": law.pk if law else None,
        "legal_due_on": last,
    }


def level_of(ticket: Ticket, now: dt.datetime) -> int:
    """How much of the stage's term is gone: 0, 80, 100 or 150 (%); 0 while the client is waited for."""
    if ticket.is_paused or ticket.closed_at is not None:
        return 0
    marks = ((ticket.grave_at, GRAVE), (ticket.stage_due_at, BREACH), (ticket.warn_at, WARNING))
    return next((level for at, level in marks if at is not None and at <= now), 0)
