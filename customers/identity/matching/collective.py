"""What the neighbours say about a pair: a better candidate, a third record that agrees with both or denies one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customers.identity.matching.columns import Ints

Floats = NDArray[np.float32]
NAMES = (
    "score", "rival_high", "rival_low", "lead", "support", "supporters", "against", "against_mean", "degree_high",
    "degree_low",
)  # fmt: skip
NOBODY = np.float32(-12)  # there is no rival, no support
AGREED = np.float32(9)  # nobody contradicts
_LIKELY = -1.5
_SURE = 1.5
_MOST = 12  # neighbours of a record that are looked at


@dataclass(slots=True)
class Graph:
    """Scored pairs (low, high), sorted by `low * size + high`."""

    size: int
    a: Ints
    b: Ints
    score: Floats

    @property
    def codes(self) -> Ints:
        return self.a.astype(np.int64) * self.size + self.b


def neighbourhood(graph: Graph, chosen: Ints) -> Floats:
    """One row of `NAMES` for each of the `chosen` pairs."""
    a, b, score = graph.a[chosen], graph.b[chosen], graph.score[chosen]
    rival_a, rival_b = _rivals(graph, chosen)
    likely = _Adjacency(graph, _LIKELY)
    degree = likely.degree
    support, supporters = _support(graph, likely, chosen)
    against, mean = _against(graph, _Adjacency(graph, _SURE), chosen)
    high = np.maximum(rival_a, rival_b)
    columns = (
        score, high, np.minimum(rival_a, rival_b), score - high, support, supporters, against, mean,
        np.maximum(degree[a], degree[b]), np.minimum(degree[a], degree[b]),
    )  # fmt: skip
    return np.stack([column.astype(np.float32) for column in columns], axis=1)


def bridged(graph: Graph, known: Ints, least: float = 0.0) -> tuple[Ints, Ints]:
    """Pairs that nobody has scored (`known` are the codes of all that are) but a third record links by likely ones."""
    codes, strength, _ = _two_steps(graph, _Adjacency(graph, _LIKELY))
    strong = codes[strength >= least]
    new = strong[~_among(strong, known)]
    return (new // graph.size).astype(np.int32), (new % graph.size).astype(np.int32)


class _Adjacency:
    """Neighbours of every record by pairs that score at least `least`, best first, `_MOST` at most."""

    def __init__(self, graph: Graph, least: float) -> None:
        kept = np.flatnonzero(graph.score >= least)
        here = np.concatenate([graph.a[kept], graph.b[kept]])
        there = np.concatenate([graph.b[kept], graph.a[kept]])
        score = np.concatenate([graph.score[kept], graph.score[kept]])
        order = _best_first(here, score)
        here, there, score = here[order], there[order], score[order]
        start = np.searchsorted(here, np.arange(graph.size + 1))
        within = np.arange(len(here)) - start[here] < _MOST if len(here) else np.zeros(0, bool)
        self.here, self.there, self.score = here[within], there[within], score[within]
        self.start = np.searchsorted(self.here, np.arange(graph.size + 1))
        self.degree = np.diff(self.start)


def _best_first(here: Ints, score: Floats) -> Ints:
    """The order by record, and of one record by falling score; one sort, for scores stay far below a hundred."""
    return np.argsort(here * 256.0 - score, kind="stable")


def _rivals(graph: Graph, chosen: Ints) -> tuple[Floats, Floats]:
    """The best score of each side with anybody else."""
    here = np.concatenate([graph.a, graph.b])
    there = np.concatenate([graph.b, graph.a])
    score = np.concatenate([graph.score, graph.score])
    order = _best_first(here, score)
    here, there, score = here[order], there[order], score[order]
    start = np.searchsorted(here, np.arange(graph.size + 1))
    padded = np.append(score, [NOBODY, NOBODY])
    best, second = padded[start[:-1]], padded[np.minimum(start[:-1] + 1, len(score))]
    count = np.diff(start)
    partner = np.append(there, -1)[start[:-1]]
    second = np.where(count > 1, second, NOBODY)
    a, b = graph.a[chosen], graph.b[chosen]
    return np.where(partner[a] == b, second[a], best[a]), np.where(partner[b] == a, second[b], best[b])


def _two_steps(graph: Graph, near: _Adjacency) -> tuple[Ints, Floats, Ints]:
    """Pairs with a neighbour in common, the strength of the best way (its weaker step), the number of ways."""
    codes, strength = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
    for degree in range(2, _MOST + 1):
        middle = np.flatnonzero(near.degree == degree)
        if not len(middle):
            continue
        at = near.start[middle][:, None] + np.arange(degree)
        left, right = np.triu_indices(degree, 1)
        x, y = near.there[at[:, left]].ravel().astype(np.int64), near.there[at[:, right]].ravel()
        codes.append(np.minimum(x, y) * graph.size + np.maximum(x, y))
        strength.append(np.minimum(near.score[at[:, left]], near.score[at[:, right]]).ravel())
    found, place, ways = np.unique(np.concatenate(codes), return_inverse=True, return_counts=True)
    best = np.full(len(found), NOBODY, np.float32)
    np.maximum.at(best, place, np.concatenate(strength))
    return found, best, ways


def _support(graph: Graph, near: _Adjacency, chosen: Ints) -> tuple[Floats, Ints]:
    codes, strength, ways = _two_steps(graph, near)
    wanted = graph.codes[chosen]
    if not len(codes):
        return np.full(len(wanted), NOBODY, np.float32), np.zeros(len(wanted), np.int64)
    at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    found = codes[at] == wanted
    return np.where(found, strength[at], NOBODY), np.where(found, ways[at], 0)


def _against(graph: Graph, sure: _Adjacency, chosen: Ints) -> tuple[Floats, Floats]:
    """Of the records that surely are one side's person: the lowest and the mean score with the other side."""
    lowest = np.full(len(chosen), AGREED, np.float32)
    total, number = np.zeros(len(chosen), np.float64), np.zeros(len(chosen), np.int64)
    for side, other in ((graph.a[chosen], graph.b[chosen]), (graph.b[chosen], graph.a[chosen])):
        many = sure.degree[side]
        pair = np.repeat(np.arange(len(chosen)), many)
        step = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many)
        friend = sure.there[sure.start[side][pair] + step].astype(np.int64)
        facing = other[pair].astype(np.int64)
        apart = friend != facing
        pair, friend, facing = pair[apart], friend[apart], facing[apart]
        score = _score_of(graph, np.minimum(friend, facing) * graph.size + np.maximum(friend, facing))
        np.minimum.at(lowest, pair, score)
        np.add.at(total, pair, score)
        np.add.at(number, pair, 1)
    return lowest, np.where(number > 0, total / np.maximum(number, 1), AGREED).astype(np.float32)


def _score_of(graph: Graph, wanted: Ints) -> Floats:
    codes = graph.codes
    if not len(codes):
        return np.full(len(wanted), NOBODY, np.float32)
    at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return np.where(codes[at] == wanted, graph.score[at], NOBODY)


def _among(codes: Ints, known: Ints) -> NDArray[np.bool_]:
    if not len(known):
        return np.zeros(len(codes), bool)
    at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    return known[at] == codes
