"""What the life-cycle page shows: stages with their people today, the months to choose from, the trend."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from aftercare import lifecycle
from aftercare.lifecycle_flow import Moves, colour_of
from aftercare.lifecycle_history import first_of_month, span_of
from aftercare.models import RecencyStage, StageCount, StageMove
from optics_crm.core import clock


@dataclass(frozen=True)
class StageRow:
    """A stage today; `consented` is a part of `reachable`, `change` is the net of the month."""

    code: str
    label: str
    colour: str
    term: str
    people: int
    total: int
    reachable: int
    consented: int
    change: int

    @property
    def share(self) -> float:
        return self.people / self.total if self.total else 0.0


@dataclass(frozen=True)
class Slice:
    """A stage's part of a bar, in hundredths of its width."""

    colour: str
    words: str
    x: float
    width: float


@dataclass(frozen=True)
class TrendRow:
    """One day's people by stage."""

    day: dt.date
    total: int
    slices: list[Slice]


def stage_rows(salon: uuid.UUID | None, moves: Moves) -> list[StageRow]:
    """The stages of today in their order."""
    counts = lifecycle.stage_counts(salon=salon)
    reach = lifecycle.stage_reach(salon=salon)
    total = sum(counts.values())
    return [
        StageRow(
            code=stage.code,
            label=stage.label,
            colour=colour_of(stage),
            term=term_of(stage),
            people=counts[stage.code],
            total=total,
            reachable=reach[stage.code][0],
            consented=reach[stage.code][1],
            change=net(stage.code, moves),
        )
        for stage in RecencyStage.objects.all()
    ]


def totals(rows: list[StageRow]) -> dict[str, int]:
    """The bottom line of the stages' table."""
    return {
        "reachable": sum(row.reachable for row in rows),
        "consented": sum(row.consented for row in rows),
    }


def net(code: str, moves: Moves) -> int:
    """Came minus left."""
    came = sum(people for (source, target), people in moves.items() if target == code != source)
    left = sum(people for (source, target), people in moves.items() if source == code != target)
    return came - left


def term_of(stage: RecencyStage) -> str:
    """The stage's edges in words."""
    if stage.after_years is None:
        return _("never had medical glasses")
    if stage.up_to_years is None:
        return _("medical glasses more than %(years)s years ago") % {"years": stage.after_years}
    if stage.after_years == 0:
        return _("medical glasses within the last year")
    return _("medical glasses %(from)s to %(to)s years ago") % {"from": stage.after_years, "to": stage.up_to_years}


def moves_of(month: dt.date, salon: uuid.UUID | None) -> Moves:
    """The month's moves: of the whole chain as the job has kept them, of one salon (or not kept yet) from the facts."""
    if salon is None:
        kept = StageMove.objects.filter(month=month).values_list("from_stage", "to_stage", "people")
        if found := {(source, target): people for source, target, people in kept}:
            return found
    return lifecycle.moves(*span_of(month, clock.today()), salon=salon)


def months(today: dt.date) -> list[dt.date]:
    """The months that the page offers, newest first."""
    kept = set(StageMove.objects.values_list("month", flat=True).distinct())
    return sorted(kept | {first_of_month(today)}, reverse=True)


def trend() -> list[TrendRow]:
    """Counts at the ends of months and today, newest first, of the whole chain."""
    found: dict[dt.date, dict[str, int]] = {}
    for day, stage, people in StageCount.objects.order_by("-day").values_list("day", "stage", "people"):
        found.setdefault(day, {})[stage] = people
    latest = next(iter(found), None)
    known = list(RecencyStage.objects.all())
    return [
        TrendRow(day, sum(people.values()), slices(known, people))
        for day, people in found.items()
        if day == latest or (day + dt.timedelta(days=1)).day == 1
    ]


def slices(known: list[RecencyStage], people: dict[str, int]) -> list[Slice]:
    total = sum(people.values()) or 1
    parts, x = [], 0.0
    for stage in known:
        width = 100 * people.get(stage.code, 0) / total
        parts.append(
            Slice(colour_of(stage), f"{stage.label}: {people.get(stage.code, 0)}", round(x, 2), round(width, 2))
        )
        x += width
    return parts
