"""Why a person belongs to a rule or does not: the rule's tree with a verdict at each part."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aftercare import stages
from aftercare.segments.compile import node
from aftercare.segments.count import planner
from aftercare.segments.describe import describe
from aftercare.segments.frame import Frame
from aftercare.segments.nodes import Group, Leaf


@dataclass(frozen=True)
class Verdict:
    """One part of the rule in words, whether it holds for the person, and its own parts."""

    text: str
    holds: bool
    parts: tuple["Verdict", ...] = ()


def explain(rule: Group, person: uuid.UUID, as_of: dt.date) -> Verdict:
    """Every group and leaf decided for one person by one statement, from the facts."""
    frame = Frame(as_of, stages.edges(), persons=[person])
    parts = list(walk(rule))
    columns = [f"({node(frame, part, negated=False, lone=False)}) IS TRUE" for part in parts]
    where = " AND ".join(frame.standing())
    with planner() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {frame.from_clause()} WHERE {where}", frame.params)
        found = cursor.fetchone() or [False] * len(parts)
    return tree(rule, iter(found))


def walk(rule: Group | Leaf) -> Iterator[Group | Leaf]:
    yield rule
    if isinstance(rule, Group):
        for item in rule.rules:
            yield from walk(item)


def tree(rule: Group | Leaf, verdicts: Iterator[Any]) -> Verdict:
    """The verdicts put back in the shape of the rule, in the order of `walk`."""
    holds = bool(next(verdicts))
    parts = tuple(tree(item, verdicts) for item in rule.rules) if isinstance(rule, Group) else ()
    return Verdict(describe(rule), holds, parts)
