"""Small charts drawn by the server as SVG: no script, printable, read out as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise

from optics_crm.core import formats

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 10, 24
MOST_LABELS = 8
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Series:
    """One line: its name, a colour of the theme, a value (or a gap) per place of the axis."""

    label: str | Promise
    colour: str
    values: Sequence[float | Decimal | None]


@dataclass(frozen=True)
class Tick:
    """A place on an axis and its words."""

    at: float
    label: str


@dataclass(frozen=True)
class Line:
    """A drawn series: unbroken pieces as SVG points, and a dot per value."""

    label: str | Promise
    colour: str
    pieces: list[str]
    dots: list[tuple[float, float, str]]


@dataclass(frozen=True)
class Chart:
    """Everything that parts/_lines.html draws; `rows` is the same as a table."""

    lines: list[Line]
    across: list[Tick]
    upwards: list[Tick]
    rows: list[tuple[str, list[float | Decimal | None]]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM
    names: list[str | Promise] = field(default_factory=list)


def round_step(span: float, count: int = 4) -> float:
    """A step of 1, 2, 2.5 or 5 times a power of ten that cuts `span` into about `count` parts."""
    raw = span / count or 1.0
    power = 10.0
    while power > raw:
        power /= 10
    while power * 10 <= raw:
        power *= 10
    return next(step * power for step in STEPS if step * power >= raw)


def bounds(series: Sequence[Series], *, from_zero: bool) -> tuple[float, float, float]:
    """Lowest and highest line of the grid, and its step."""
    known = [float(value) for one in series for value in one.values if value is not None] or [0.0]
    low, high = min(known), max(known)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    step = round_step(high - low or abs(high) or 1.0)
    bottom, top = step * (low // step), -step * (-high // step)
    return bottom, top if top > bottom else bottom + step, step


def tick_words(value: float, step: float) -> str:
    return formats.grouped(round(value)) if float(step).is_integer() else formats.fixed(Decimal(str(value)), 2)


def draw_line(one: Series, places: list[float], height_of: dict[int, float]) -> Line:
    """The pieces between gaps; a value alone between gaps is only a dot."""
    pieces: list[list[str]] = [[]]
    dots = []
    for at, value in enumerate(one.values):
        if value is None:
            pieces.append([])
            continue
        pieces[-1].append(f"{places[at]:.1f},{height_of[at]:.1f}")
        dots.append((round(places[at], 1), round(height_of[at], 1), str(value)))
    return Line(one.label, one.colour, [" ".join(piece) for piece in pieces if len(piece) > 1], dots)


def line_chart(labels: Sequence[str], series: Sequence[Series], *, from_zero: bool = True) -> Chart:
    """Lines over the places named by `labels`; every series has one value per label."""
    low, high, step = bounds(series, from_zero=from_zero)
    room_across, room_up = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    places = [LEFT + room_across * (at + 0.5) / max(len(labels), 1) for at in range(len(labels))]

    def height(value: float) -> float:
        return HEIGHT - BOTTOM - room_up * (value - low) / (high - low)

    lines = []
    for one in series:
        heights = {at: height(float(value)) for at, value in enumerate(one.values) if value is not None}
        lines.append(draw_line(one, places, heights))
    skip = -(-len(labels) // MOST_LABELS) or 1
    grid = [low + step * number for number in range(round((high - low) / step) + 1)]
    return Chart(
        lines=lines,
        across=[Tick(round(places[at], 1), labels[at]) for at in range(0, len(labels), skip)],
        upwards=[Tick(round(height(value), 1), tick_words(value, step)) for value in grid],
        rows=[(labels[at], [one.values[at] for one in series]) for at in range(len(labels))],
        names=[one.label for one in series],
    )
