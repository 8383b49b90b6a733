"""A measured figure: its value, how sure it is, how it reads, whether it reaches its goal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from contactcenter.kpis.base import Kpi, Unit
from contactcenter.kpis.rules import RULES, in_words
from optics_crm.core import formats
from optics_crm.core.statistics import mean_of, share_of

LOWEST, HIGHEST = 1, 5  # marks


@dataclass(frozen=True)
class Figure:
    """`top` over `bottom`; `squares` sums the squares of marks; `rules` are the thresholds that held.

    `url` leads to the very calls, where whoever asked for the figure wants that.
    """

    kpi: Kpi
    top: Any
    bottom: Any
    squares: Any
    rules: Mapping[str, Any] = field(compare=False, repr=False)
    url: str = field(default="", compare=False, repr=False)

    @property
    def value(self) -> Decimal | None:
        """The figure; None where there is nothing to divide by. Shares are of 1."""
        if self.kpi.unit == Unit.COUNT:
            return Decimal(self.top)
        return Decimal(self.top) / Decimal(self.bottom) if self.bottom else None

    @property
    def formula(self) -> str:
        """How it is counted, with the thresholds that held."""
        return str(self.kpi.formula) % in_words({one.code: self.rules[one.code] for one in RULES})

    @property
    def words(self) -> str:
        """The figure as people read it."""
        if self.value is None:
            return formats.DASH
        return READ[self.kpi.unit](self.value)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share or mean lies with 95 %; None where that says nothing."""
        if self.kpi.unit == Unit.SHARE:
            share = share_of(int(self.top), int(self.bottom))
            return _edges(share.low, share.high)
        if self.kpi.unit == Unit.MARK:
            sums = int(self.bottom), float(self.top), float(self.squares)
            mean = mean_of(*sums, lowest=LOWEST, highest=HIGHEST)
            return _edges(mean.low, mean.high)
        return None

    @property
    def interval_words(self) -> str:
        found = self.interval
        if found is None:
            return ""
        if self.kpi.unit == Unit.SHARE:
            return f"{formats.fixed(Decimal(str(found[0] * 100)), 1)}–{formats.percent(found[1], 1)}"
        return "–".join(formats.fixed(Decimal(str(edge)), 2) for edge in found)

    @property
    def size(self) -> str:
        """Of how many: `194 of 200`, or the number of marks."""
        if self.kpi.unit == Unit.SHARE:
            return f"{formats.grouped(int(self.top))} / {formats.grouped(int(self.bottom))}"
        if self.kpi.unit == Unit.WORKLOAD:
            return _("%(hours)s h") % {"hours": formats.grouped(round(self.bottom / 3600))}
        return "" if self.kpi.unit == Unit.COUNT else formats.grouped(int(self.bottom))

    @property
    def tone(self) -> str:
        """`good` or `bad` against the goal; "" where there is none or nothing was measured."""
        if not self.kpi.target or self.value is None:
            return ""
        goal = self.rules[self.kpi.target] / (100 if self.kpi.unit == Unit.SHARE else 1)
        reached = self.value <= goal if self.kpi.lower_is_better else self.value >= goal
        return "good" if reached else "bad"


def _edges(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


READ = {
    Unit.COUNT: lambda value: formats.grouped(int(value)),
    Unit.SHARE: lambda value: formats.percent(value, 1),
    Unit.WORKLOAD: lambda value: formats.percent(value, 1),
    Unit.SECONDS: lambda value: formats.spoken(round(value)) or "0:00",
    Unit.MARK: lambda value: formats.fixed(value, 2),
    Unit.MONEY: lambda value: formats.money(round(value)),
}
