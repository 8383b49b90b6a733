"""What the page of reasons shows: reasons of both levels beside another period, their trend, a table by part."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from aftercare.campaigns.results import Share, newcombe
from contactcenter.figures_page import trend_slice
from contactcenter.kpis import Frame
from contactcenter.kpis.parts import frame_of
from contactcenter.models import ContactReason
from contactcenter.reason_report import PRODUCTS, Question, ReasonCounts, count_reasons, in_two_levels
from optics_crm.core import formats
from optics_crm.core.charts import Chart, Series, line_chart
from optics_crm.core.models import Salon

Levels = Sequence[tuple[ContactReason, Sequence[ContactReason]]]
COLOURS = ("blue", "green", "amber", "red", "violet")


@dataclass(frozen=True)
class ReasonRow:
    """A reason: its calls, their share of all answered ones, the change to the other period in words."""

    pk: uuid.UUID | None
    name: str
    is_group: bool
    is_retired: bool
    calls: int
    share: float
    before: int
    change: str
    is_sure: bool
    url: str


@dataclass(frozen=True)
class PartRow:
    """A salon or a product: calls of each group of reasons, with the way to them."""

    name: str
    total: int
    cells: list[tuple[int, str]]


@dataclass(frozen=True)
class Trend:
    """Lines of groups, or of the reasons of one `group`; `points` are the same as numbers that lead to the calls."""

    chart: Chart | None
    group: str
    names: list[str]
    points: list[tuple[str, list[tuple[int, str]]]]


@dataclass(frozen=True)
class Shown:
    """Everything of the page."""

    total: int
    rows: list[ReasonRow]
    groups: list[str]
    parts: list[PartRow]
    trend: Trend | None


def show(question: Question, versus: Frame | None) -> Shown:
    """Two counts, the list of reasons, the names of the parts."""
    found = count_reasons(replace(question, trend=trend_slice(question.frame)))
    before = count_reasons(replace(question, frame=versus)) if versus else ReasonCounts()
    levels = in_two_levels()
    flat = [row for group, below in levels for row in (group, *below)]
    rows = [
        _row(row.name, row.pk, found, before, question, is_group=row.parent_id is None, is_retired=not row.is_active)
        for row in flat
        if row.is_active or found.reasons[row.pk] or before.reasons[row.pk]
    ]
    rows.append(_row(_("no reason named"), None, found, before, question, is_group=True, is_retired=False))
    tops = [(group.pk, group.name) for group, _below in levels if found.reasons[group.pk]]
    return Shown(
        found.total, rows, [name for _pk, name in tops], _parts(found, tops, question), _trend(found, levels, question)
    )


def _row(
    name: str, pk: uuid.UUID | None, found: ReasonCounts, before: ReasonCounts, question: Question, **more: bool
) -> ReasonRow:
    now, then = Share(found.total, found.reasons[pk]), Share(before.total, before.reasons[pk])
    edges = newcombe(now, then)
    by = (now.rate or 0) - (then.rate or 0)
    words = f"{'+' if by > 0 else ''}{formats.percent(by, 1)}" if edges else ""
    return ReasonRow(
        pk=pk,
        name=name,
        calls=now.hits,
        share=now.rate or 0.0,
        before=then.hits,
        change=words,
        is_sure=edges is not None and not edges[0] <= 0 <= edges[1],
        url=address(pk, question),
        **more,
    )


def address(pk: uuid.UUID | None, question: Question, **more: Any) -> str:
    """The very calls of a reason."""
    frame = replace(question.frame, **more)
    query: dict[str, Any] = {"reason": pk or "none", "since": frame.since, "until": frame.until}
    query |= {"at_line" if name == "line" else name: value for name, value in frame.narrowed().items()}
    query |= {"product": question.product} if question.product else {}
    return f"{reverse('contactcenter:calls')}?{urlencode(query)}"


def _parts(found: ReasonCounts, tops: Sequence[tuple[uuid.UUID, str]], question: Question) -> list[PartRow]:
    rows = []
    for key, name in _names(question.by, list(found.parts)):
        counts = found.parts[key]
        cells = [(counts[pk], _part_address(pk, question, key)) for pk, _name in tops]
        rows.append(PartRow(name, counts.total(), cells))
    return sorted(rows, key=lambda row: -row.total)


def _part_address(pk: uuid.UUID, question: Question, key: Any) -> str:
    if question.by == "product":
        return address(pk, replace(question, product=key))
    return address(pk, question, salon=key) if key else ""


def _names(by: str, keys: Sequence[Any]) -> list[tuple[Any, str]]:
    if by == "product":
        return [(key, str(PRODUCTS[key])) for key in keys]
    names = dict(Salon.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name"))
    return [(key, names.get(key, _("no salon known"))) for key in keys]


def _trend(found: ReasonCounts, levels: Levels, question: Question) -> Trend | None:
    """The five groups with the most calls, or the reasons of the group that was opened."""
    days = sorted(found.periods)
    if len(days) < 2:
        return None
    opened = next((level for level in levels if level[0].pk == question.group), None)
    rows, counts = (opened[1], found.below) if opened else ([group for group, _below in levels], found.periods)
    called = [row for row in rows if found.reasons[row.pk]]
    most = sorted(called, key=lambda row: -found.reasons[row.pk])[: len(COLOURS)]
    told = [counts.get(day, Counter()) for day in days]
    lines = [
        Series(row.name, colour, [one[row.pk] for one in told]) for row, colour in zip(most, COLOURS, strict=False)
    ]
    names = [date_format(day, "j E") for day in days]
    points = [_points(day, counts.get(day, Counter()), most, question) for day in days]
    return Trend(
        line_chart(names, lines) if lines else None,
        opened[0].name if opened else "",
        [row.name for row in most],
        list(zip(names, points, strict=True)),
    )


def _points(
    day: dt.date, counts: Counter[uuid.UUID | None], rows: Sequence[ContactReason], question: Question
) -> list[tuple[int, str]]:
    """The calls of each reason on the days of one point, with the way to them."""
    its = replace(question, frame=frame_of(question.frame, trend_slice(question.frame), day))
    return [(counts[row.pk], address(row.pk, its)) for row in rows]
