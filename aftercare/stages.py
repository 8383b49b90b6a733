"""Recency stages: whole calendar years since the last medical glasses were handed over. The edges are data."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aftercare.models import RecencyStage
from optics_crm.core.clock import years_after


@dataclass(frozen=True)
class Edges:
    """A stage holds while the years since hand-over are in (after, up_to]; no `up_to` has no end.

    The day of hand-over itself is in the stage that begins at 0.
    """

    after: int
    up_to: int | None


def edges() -> Mapping[str, Edges | None]:
    """Every stage in its order; None for the stage of those who never had medical glasses."""
    rows = RecencyStage.objects.order_by("position").values_list("code", "after_years", "up_to_years")
    return {code: None if after is None else Edges(after, up_to) for code, after, up_to in rows}


def earliest(years: int, as_of: dt.date) -> dt.date:
    """The earliest hand-over that is not more than `years` years ago: the first day e with e + years >= as_of."""
    day = years_after(as_of, -years)
    return day if years_after(day, years) >= as_of else day + dt.timedelta(days=1)


def days_of(stage: Edges, as_of: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The half-open range of hand-over days [first, beyond) that stand in a stage on a day; None is unbounded."""
    first = None if stage.up_to is None else earliest(stage.up_to, as_of)
    beyond = None if stage.after == 0 else earliest(stage.after, as_of)
    return first, beyond


def stage_of(last_medical_on: dt.date | None, as_of: dt.date, known: Mapping[str, Edges | None]) -> str:
    """The stage of a person whose last medical glasses were handed over on that day, or never."""
    for code, stage in known.items():
        if stage is None:
            if last_medical_on is None:
                return code
            continue
        if last_medical_on is not None:
            first, beyond = days_of(stage, as_of)
            if (first is None or last_medical_on >= first) and (beyond is None or last_medical_on < beyond):
                return code
    return ""


def case(last: str, known: Mapping[str, Edges | None], as_of: dt.date, place: Callable[[Any], str]) -> str:
    """The stage in SQL: `last` is the day of the last hand-over (or NULL), `place` makes a parameter of a value."""
    whens = []
    for code, stage in known.items():
        if stage is None:
            whens.append(f"WHEN {last} IS NULL THEN {place(code)}::text")
            continue
        first, beyond = days_of(stage, as_of)
        parts = [f"{last} IS NOT NULL"]
        parts += [f"{last} >= {place(first)}::date"] if first is not None else []
        parts += [f"{last} < {place(beyond)}::date"] if beyond is not None else []
        whens.append(f"WHEN {' AND '.join(parts)} THEN {place(code)}::text")
    return f"(CASE {' '.join(whens)} ELSE '' END)"
