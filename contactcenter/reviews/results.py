"""What the reviews say of each operator, beside what the clients say."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Count, QuerySet, Sum
from django.db.models.functions import Power

from contactcenter.kpis import KPIS, Frame, measure
from contactcenter.kpis.figures import Figure
from contactcenter.kpis.parts import names_of
from contactcenter.models import CallReview
from optics_crm.core import formats
from optics_crm.core.statistics import mean_of


@dataclass(frozen=True)
class Scores:
    """The mean of `n` scores (shares of 1) and where the true mean lies with 95 %."""

    n: int
    mean: Decimal | None
    interval: tuple[float, float] | None

    @property
    def words(self) -> str:
        return formats.percent(self.mean)

    @property
    def interval_words(self) -> str:
        if self.interval is None:
            return ""
        return f"{round(self.interval[0] * 100)}–{formats.percent(self.interval[1])}"


CLIENTS = ("mean_mark", "marks_given")
NOTHING = Scores(0, None, None)


@dataclass(frozen=True)
class OperatorResult:
    """One operator: the weekly samples, test calls, talks that wait, the clients' marks and how many gave none."""

    operator: uuid.UUID
    name: str
    sample: Scores
    test: Scores
    waiting: int
    marks: Figure
    given: Figure


def results(frame: Frame) -> list[OperatorResult]:
    """Operators with a review or a mark in the weeks of the frame."""
    rows = CallReview.objects.filter(week__gte=frame.since, week__lte=frame.until)
    sample = _scores(rows, CallReview.Source.SAMPLE)
    test = _scores(rows, CallReview.Source.TEST)
    left = dict(rows.filter(state=CallReview.State.WAITING).values_list("operator").annotate(Count("pk")).order_by())
    measured = measure(frame, "operator", kpis=[KPIS.get(key) for key in CLIENTS])
    told = {key: found for key, found in measured.parts["operator"].items() if key}
    nothing = {key: Figure(KPIS.get(key), 0, 0, 0, {}) for key in CLIENTS}
    everybody = {*sample, *test, *left, *told}
    return [
        OperatorResult(
            key,
            name,
            sample.get(key, NOTHING),
            test.get(key, NOTHING),
            left.get(key, 0),
            told.get(key, nothing)["mean_mark"],
            told.get(key, nothing)["marks_given"],
        )
        for key, name in names_of("operator", everybody).items()
    ]


def _scores(rows: "QuerySet[CallReview]", source: str) -> Mapping[uuid.UUID, Scores]:
    done = rows.filter(source=source, state=CallReview.State.DONE)
    found = done.values_list("operator").annotate(
        Count("pk"), Avg("score"), Sum("score"), squares=Sum(Power("score", 2))
    )
    return {
        key: Scores(n, mean, _edges(n, float(total), float(squares)))
        for key, n, mean, total, squares in found.order_by()
    }


def _edges(n: int, total: float, squares: float) -> tuple[float, float] | None:
    found = mean_of(n, total, squares, lowest=0, highest=1)
    return None if found.low is None or found.high is None else (found.low, found.high)
