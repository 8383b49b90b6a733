"""What the page of the figures shows: all of them with what they are of, their trend, parts, hours by weekday."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from aftercare.campaigns.results import Share, newcombe
from contactcenter.figure_forms import Asked
from contactcenter.kpis import KPIS, Frame, Kpi, Measured, in_order, measure
from contactcenter.kpis.base import Unit
from contactcenter.kpis.behind import address
from contactcenter.kpis.figures import Figure
from contactcenter.kpis.measuring import Figures
from contactcenter.kpis.parts import WEEKDAYS, frame_of, names_of, weekday_name
from optics_crm.core import formats
from optics_crm.core.charts import Chart, Series, line_chart

SHADES = 5
TREND = (("handled", "green"), ("answered", "blue"), ("service_level", "violet"))


@dataclass(frozen=True)
class SheetRow:
    """One figure of the whole period; `change` is in words, `is_sure` when the difference is beyond chance."""

    kpi: Kpi
    formula: str
    figure: Figure
    url: str
    rest_url: str
    before: Figure | None
    change: str
    is_sure: bool


@dataclass(frozen=True)
class Cell:
    """A figure of one part with the way to its calls."""

    figure: Figure
    url: str


@dataclass(frozen=True)
class PartRow:
    """One part of the slice."""

    key: Any
    name: str
    cells: list[Cell]

    def value_of(self, key: str) -> Decimal | None:
        """The figure of that key, rounded; None where it is not told so apart."""
        found = next((cell.figure.value for cell in self.cells if cell.figure.kpi.key == key), None)
        return None if found is None else round(found, 4)


@dataclass(frozen=True)
class HeatCell:
    """An hour of a weekday: what it says and how dark it is, 0..5."""

    words: str
    shade: int
    url: str


@dataclass(frozen=True)
class HeatMap:
    """Hours across, weekdays down."""

    kpi: Kpi
    formula: str
    hours: list[int]
    rows: list[tuple[str, list[HeatCell]]]


def trend_slice(frame: Frame) -> str:
    """By what the trend of a period of this length is drawn."""
    return "day" if frame.days <= 45 else "week" if frame.days <= 200 else "month"


def look(asked: Asked) -> Measured:
    """Everything that the page shows of its own period, in one statement."""
    return measure(asked.frame, *dict.fromkeys((asked.by, trend_slice(asked.frame), "cell")))


def sheet(asked: Asked, found: Measured) -> list[SheetRow]:
    """All figures of the period, each beside that of the other period."""
    before = measure(asked.versus).total if asked.versus else {}
    return [_sheet_row(one, found.total[one.key], before.get(one.key), asked.frame) for one in in_order()]


def _sheet_row(one: Kpi, figure: Figure, before: Figure | None, frame: Frame) -> SheetRow:
    change, is_sure = _change(figure, before)
    rest = address(one, frame, rest=True) if one.unit == Unit.SHARE and figure.bottom > figure.top else ""
    return SheetRow(one, figure.formula, figure, address(one, frame), rest, before, change, is_sure)


def _change(now: Figure, before: Figure | None) -> tuple[str, bool]:
    """The difference in words, and whether it lies beyond chance (shares only)."""
    if before is None or now.value is None or before.value is None:
        return "", False
    by = now.value - before.value
    if now.kpi.unit == Unit.SHARE:
        edges = newcombe(Share(int(now.bottom), int(now.top)), Share(int(before.bottom), int(before.top)))
        points = formats.fixed(by * 100, 1)
        words = _("%(points)s pp") % {"points": f"+{points}" if by > 0 else points}
        return words, edges is not None and not edges[0] <= 0 <= edges[1]
    if now.kpi.unit == Unit.SECONDS:
        seconds = round(by)
        return _("%(n)s s") % {"n": f"+{seconds}" if seconds > 0 else formats.grouped(seconds)}, False
    if now.kpi.unit == Unit.MARK:
        return ("+" if by > 0 else "") + formats.fixed(by, 2), False
    return ("+" if by > 0 else "") + formats.grouped(round(by)), False


def columns(by: str) -> list[Kpi]:
    """The figures that mean something told apart so."""
    return [one for one in in_order() if one.by_operator or by != "operator"]


def part_rows(asked: Asked, found: Measured) -> list[PartRow]:
    """The parts of the slice in their order."""
    parts, kpis = found.parts[asked.by], columns(asked.by)
    return [
        PartRow(key, name, _cells(kpis, parts[key], frame_of(asked.frame, asked.by, key)))
        for key, name in names_of(asked.by, parts).items()
    ]


def _cells(kpis: Sequence[Kpi], figures: Figures, frame: Frame) -> list[Cell]:
    return [Cell(figures[one.key], address(one, frame)) for one in kpis]


def trend(asked: Asked, found: Measured) -> Chart | None:
    """The shares of the goal over the period; None where there are too few days for a line."""
    by = trend_slice(asked.frame)
    parts = found.parts[by]
    places = sorted(parts)
    known = any(parts[place][key].value is not None for place in places for key, _colour in TREND)
    if len(places) < 2 or not known:
        return None
    form = "F Y" if by == "month" else "j E"
    lines = [
        Series(KPIS.get(key).name, colour, [_hundredths(parts[place][key]) for place in places])
        for key, colour in TREND
    ]
    return line_chart([date_format(place, form) for place in places], lines, from_zero=False)


def _hundredths(figure: Figure) -> float | None:
    return None if figure.value is None else round(float(figure.value) * 100, 1)


def heat_map(asked: Asked, found: Measured) -> HeatMap | None:
    """One figure by hour and weekday; None where nothing was called."""
    one = KPIS.get(asked.heat)
    cells = {key: figures[one.key] for key, figures in found.parts["cell"].items()}
    known = [float(figure.value) for figure in cells.values() if figure.value is not None]
    if not known or not any(figure.bottom for figure in cells.values()):
        return None
    hours = sorted({key % 24 for key, figure in cells.items() if figure.bottom})
    span = range(hours[0], hours[-1] + 1)
    low, high = (0.0 if one.unit == Unit.COUNT else min(known)), max(known)

    def cell(key: int) -> HeatCell:
        return _heat_cell(cells.get(key), low, high, asked.frame, key)

    rows = [(weekday_name(day), [cell(day * 24 + hour) for hour in span]) for day in range(1, WEEKDAYS + 1)]
    return HeatMap(one, found.total[one.key].formula, list(span), rows)


def _heat_cell(figure: Figure | None, low: float, high: float, frame: Frame, key: int) -> HeatCell:
    if figure is None or not figure.bottom or figure.value is None:
        return HeatCell("", 0, "")
    share = (float(figure.value) - low) / (high - low) if high > low else 1.0
    words = formats.fixed(figure.value * 100, 0) if figure.kpi.unit == Unit.SHARE else figure.words
    return HeatCell(words, round(share * SHADES), address(figure.kpi, frame_of(frame, "cell", key)))
