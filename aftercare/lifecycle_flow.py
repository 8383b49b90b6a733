"""The flow between stages within a month, as a drawing and as a table."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from aftercare.lifecycle_history import span_of
from aftercare.models import RecencyStage
from optics_crm.core import clock

COLOURS = ("green", "teal", "amber", "red", "grey")  # by position: the longer ago, the warmer
WIDTH, HEIGHT, NODE, GAP = 760, 400, 12, 18
SMALLEST = 2.0  # pixels of a stage through which nobody went
Moves = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Node:
    """A bar at the edge of the drawing with its words."""

    label: str
    colour: str
    people: int
    x: float
    y: float
    height: float
    text_x: float
    text_y: float
    anchor: str


@dataclass(frozen=True)
class Ribbon:
    """People who went from one stage to another."""

    colour: str
    words: str
    path: str


@dataclass(frozen=True)
class Flow:
    """The drawing, and the same figures as a table."""

    nodes: list[Node]
    ribbons: list[Ribbon]
    table: list[tuple[str, list[int | None]]]
    columns: list[str]
    moved: int
    stayed: int
    start: dt.date
    end: dt.date
    width: int = WIDTH
    height: int = HEIGHT


def colour_of(stage: RecencyStage) -> str:
    if stage.after_years is None:
        return COLOURS[-1]
    return COLOURS[min(stage.position - 1, len(COLOURS) - 2)]


def draw(month: dt.date, moves: Moves) -> Flow:
    """Those who moved, as ribbons between two rows of bars; those who stayed are only a number."""
    known = list(RecencyStage.objects.all())
    moving = {pair: people for pair, people in moves.items() if pair[0] != pair[1] and people}
    scale = scale_of(moving, known)
    left = place(known, {code: sum(n for (a, _b), n in moving.items() if a == code) for code in codes(known)}, scale, 0)
    right = place(
        known,
        {code: sum(n for (_a, b), n in moving.items() if b == code) for code in codes(known)},
        scale,
        WIDTH - NODE,
    )
    start, end = span_of(month, clock.today())
    return Flow(
        nodes=[*left.values(), *right.values()],
        ribbons=ribbons(known, moving, left, right, scale),
        table=[(stage.label, [moves.get((stage.code, to), 0) for to in codes(known)]) for stage in known],
        columns=[stage.label for stage in known],
        moved=sum(moving.values()),
        stayed=sum(moves.values()) - sum(moving.values()),
        start=start,
        end=end,
    )


def codes(known: list[RecencyStage]) -> list[str]:
    return [stage.code for stage in known]


def scale_of(moving: Moves, known: list[RecencyStage]) -> float:
    """Pixels a person."""
    room = HEIGHT - GAP * (len(known) - 1) - SMALLEST * len(known)
    return room / max(1, sum(moving.values()))


def place(known: list[RecencyStage], people: Mapping[str, int], scale: float, x: float) -> dict[str, Node]:
    """The bars of one side from top to bottom; the words stand inside the drawing."""
    nodes, y = {}, 0.0
    for stage in known:
        height = max(SMALLEST, people[stage.code] * scale)
        at_left = x == 0
        nodes[stage.code] = Node(
            label=stage.label,
            colour=colour_of(stage),
            people=people[stage.code],
            x=x,
            y=round(y, 1),
            height=round(height, 1),
            text_x=NODE + 8 if at_left else WIDTH - NODE - 8,
            text_y=round(y + height / 2, 1),
            anchor="start" if at_left else "end",
        )
        y += height + GAP
    return nodes


def ribbons(
    known: list[RecencyStage], moving: Moves, left: Mapping[str, Node], right: Mapping[str, Node], scale: float
) -> list[Ribbon]:
    """One band a pair of stages, stacked in the order of the stages on both sides."""
    labels = {stage.code: stage.label for stage in known}
    from_y = {code: node.y for code, node in left.items()}
    to_y = {code: node.y for code, node in right.items()}
    found = []
    for source in codes(known):
        for target in codes(known):
            people = moving.get((source, target), 0)
            if not people:
                continue
            thick = people * scale
            words = f"{labels[source]} → {labels[target]}: {people}"
            found.append(Ribbon(left[source].colour, words, band(from_y[source], to_y[target], thick)))
            from_y[source] += thick
            to_y[target] += thick
    return found


def band(y0: float, y1: float, thick: float) -> str:
    """A bent band from the left bars to the right ones, as the path of SVG."""
    x0, x1 = NODE, WIDTH - NODE
    mid = (x0 + x1) / 2
    return (
        f"M{x0} {y0:.1f}C{mid} {y0:.1f} {mid} {y1:.1f} {x1} {y1:.1f}"
        f"V{y1 + thick:.1f}C{mid} {y1 + thick:.1f} {mid} {y0 + thick:.1f} {x0} {y0 + thick:.1f}Z"
    )
