"""The picture of refraction over the years: one line per eye of the spherical equivalent, as figures for an SVG."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from customers.models import Prescription
from customers.optics.formulas import spherical_equivalent
from optics_crm.core import formats

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 14, 28
FEWEST = 2


@dataclass(frozen=True)
class Dot:
    """One prescription of one eye."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class EyeLine:
    """The dots of an eye and the path through them."""

    eye: str
    path: str
    dots: Sequence[Dot]


@dataclass(frozen=True)
class Mark:
    """A mark on an axis."""

    at: float
    words: str


@dataclass(frozen=True)
class Picture:
    """Everything the SVG needs."""

    lines: Sequence[EyeLine]
    years: Sequence[Mark]
    dioptres: Sequence[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def refraction_picture(rows: Sequence[Prescription]) -> Picture | None:
    """Distance prescriptions (progressive and bifocal ones hold the distance too) over time; None for fewer
    than two.
    """
    far = [row for row in rows if row.purpose in ("distance", "progressive", "bifocal", "driving", "myopia_control")]
    points: dict[str, list[tuple[dt.date, Decimal]]] = {"od": [], "os": []}
    for row in sorted(far, key=lambda row: row.issued_on):
        for eye in row.eyes.all():
            if eye.sph is not None and eye.eye in points:
                points[eye.eye].append((row.issued_on, spherical_equivalent(eye.sph, eye.cyl)))
    everything = [point for line in points.values() for point in line]
    days = sorted({day for day, _value in everything})
    if len(days) < FEWEST:
        return None
    low = min(value for _day, value in everything) - Decimal("0.5")
    high = max(value for _day, value in everything) + Decimal("0.5")
    scale = _Scale(days[0], days[-1], float(low), float(high))
    lines = [scale.line(eye, line) for eye, line in points.items() if line]
    return Picture(lines, scale.years(), scale.dioptres())


@dataclass(frozen=True)
class _Scale:
    first: dt.date
    last: dt.date
    low: float
    high: float

    def x(self, day: dt.date) -> float:
        span = max((self.last - self.first).days, 1)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / span, 1)

    def y(self, value: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (self.high - value) / (self.high - self.low), 1)

    def line(self, eye: str, points: Sequence[tuple[dt.date, Decimal]]) -> EyeLine:
        dots = [
            Dot(self.x(day), self.y(float(value)), f"{eye.upper()} {formats.dioptre(value)}, {formats.exact(day)}")
            for day, value in points
        ]
        return EyeLine(eye, " ".join(f"{'L' if n else 'M'}{dot.x} {dot.y}" for n, dot in enumerate(dots)), dots)

    def years(self) -> list[Mark]:
        starts = [dt.date(year, 1, 1) for year in range(self.first.year + 1, self.last.year + 1)]
        return [Mark(self.x(day), str(day.year)) for day in starts if self.first <= day <= self.last]

    def dioptres(self) -> list[Mark]:
        step = 1 if self.high - self.low <= 6 else 2
        whole = range(int(self.low // 1), int(self.high // 1) + 1)
        return [
            Mark(self.y(value), formats.dioptre(Decimal(value)))
            for value in whole
            if value % step == 0 and self.low <= value <= self.high
        ]
