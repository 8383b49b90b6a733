"""The answer for each pair: one person (joined without asking), one family, or a question for somebody."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from customers.identity.matching.clusters import together
from customers.identity.matching.columns import Columns, Ints
from customers.identity.matching.features import COLUMN, Floats, Side
from customers.identity.matching.homes import homes
from customers.identity.matching.scoring import Scored
from customers.identity.matching.vetoes import certain

DUPLICATE, FAMILY, REVIEW = "duplicate", "family", "review"
ASK = 0.1  # probability of one person from which somebody is asked
PROPOSED = 0.001  # pairs below are not even listed


class Pair(NamedTuple):
    """Two records and the answer; `score` is the probability of one person, `reasons` are codes."""

    id1: Any
    id2: Any
    score: float
    verdict: str
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Answers:
    """Pairs that are proposed, in order of their rows; `rows` are indexes into `Scored.worth`, -1 where none.

    Two answers a pair: `same`, the probability of one person, and `verdict`. `duplicate`: one person, joined without
    asking; `family`: one household for sure, relatives or one person whom the strict rules leave to somebody; `review`:
    neither is sure.
    """

    a: Ints
    b: Ints
    same: NDArray[np.float64]
    verdict: NDArray[Any]
    rows: Ints


def answers(side: Side, scored: Scored, today: dt.date) -> Answers:
    """Bands: joined where the strict rules allow it and the whole cluster holds together, family, review."""
    same, worth = scored.same, scored.worth
    sure = certain(side, (scored.a[worth], scored.b[worth]), scored.features, same[worth], today)
    joined = np.zeros(len(same), bool)
    joined[worth[sure]] = True
    joined[worth[sure]] = together(side, scored.a[worth[sure]], scored.b[worth[sure]], same[worth[sure]])
    verdict = np.full(len(same), "", object)
    verdict[same >= PROPOSED] = REVIEW
    verdict[homes(scored)] = FAMILY
    verdict[joined] = DUPLICATE
    chosen = np.flatnonzero(verdict != "")
    place = np.full(len(same), -1, np.int64)
    place[worth] = np.arange(len(worth))
    return Answers(scored.a[chosen], scored.b[chosen], same[chosen], verdict[chosen], place[chosen])


def reasons(rows: Floats) -> list[tuple[str, ...]]:
    """Codes of what speaks for and against each pair, from its features."""
    said = [(code, _holds(rows[:, COLUMN[name]], values)) for code, name, values in _REASONS]
    return [tuple(code for code, holds in said if holds[i]) for i in range(len(rows))]


def _holds(column: Floats, values: tuple[float, float]) -> NDArray[np.bool_]:
    return (column >= values[0]) & (column <= values[1])


_REASONS: tuple[tuple[str, str, tuple[float, float]], ...] = (
    ("last", "last", (1, 1)),
    ("last_slip", "last", (0.85, 0.9999)),
    ("last_differs", "last", (0, 0.8499)),
    ("first", "first", (0.97, 1)),
    ("first_near", "first", (0.94, 0.96)),
    ("first_differs", "first", (0, 0.7)),
    ("father", "father", (0.95, 1)),
    ("father_differs", "father", (0, 0.7)),
    ("born", "date", (9, 9)),
    ("born_swap", "date", (8, 8)),
    ("born_year", "date", (7, 7)),
    ("born_day", "date", (6, 6)),
    ("born_vague", "date", (5, 5)),
    ("born_differs", "date", (0, 4)),
    ("phone", "phone", (2, 2)),
    ("phone_slip", "phone", (1, 1)),
    ("email", "email", (2, 2)),
    ("email_name", "email", (1, 1)),
    ("address", "address", (2, 2)),
    ("sex_differs", "sex", (0, 0)),
    ("child", "child", (1, 1)),
)


def described(table: Columns, scored: Scored, found: Answers, ids: NDArray[Any]) -> list[Pair]:
    """The answers with ids and reasons."""
    rows = np.where(found.rows >= 0, found.rows, 0)
    said = reasons(scored.features[rows]) if len(scored.features) else [()] * len(rows)
    return [
        Pair(ids[a], ids[b], float(score), verdict, codes if row >= 0 else ())
        for a, b, score, verdict, codes, row in zip(
            found.a, found.b, found.same, found.verdict, said, found.rows, strict=True
        )
    ]
