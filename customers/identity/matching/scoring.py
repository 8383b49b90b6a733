"""Scores of pairs: alone, then with their neighbours. One way for a base of millions and for the check at the door."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customers.identity.keys import Keys
from customers.identity.matching.blocks import candidates
from customers.identity.matching.collective import Graph, bridged, neighbourhood
from customers.identity.matching.columns import Ints, columns_of
from customers.identity.matching.features import Floats, Side, features, side_of
from customers.identity.matching.model import Model, model, probabilities
from customers.identity.matching.population import Population

CHUNK = 250_000  # pairs whose features are in memory at once
WORTH = -5.0  # logit of a pair that its neighbours may still lift


@dataclass(slots=True)
class Scored:
    """Pairs of row numbers (low, high), in order, with the probabilities of one person and of one household.

    `features` are kept of the pairs `worth` a second look, for the vetoes.
    """

    a: Ints
    b: Ints
    same: NDArray[np.float64]
    home: NDArray[np.float64]
    worth: Ints
    features: Floats


def score_side(side: Side, by: Model, workers: int = 1) -> Scored:
    """Candidates among all records of a side, scored."""
    return score(side, *candidates(side.table), by, workers)


def score(side: Side, a: Ints, b: Ints, by: Model, workers: int = 1) -> Scored:
    """Scores of the pairs, and of those that a third record bridges."""
    first, home, worth, kept = _alone(side, a, b, by, workers)
    size = len(side.table)
    new_a, new_b = bridged(Graph(size, a, b, first))
    if len(new_a):
        more = _alone(side, new_a, new_b, by, workers)
        a, b, first, home, worth, kept = merged(size, (a, b, first, home, worth, kept), (new_a, new_b, *more))
    both = np.concatenate([kept, neighbourhood(Graph(size, a, b, first), worth)], axis=1)
    logits = by.alone.logits(first)
    logits[worth] = by.together.logits(by.second.logits(both))
    return Scored(a, b, probabilities(logits), probabilities(by.home.logits(home)), worth, kept)


def score_pairs(left: Sequence[Keys], right: Sequence[Keys], population: Population) -> NDArray[np.float64]:
    """The probability that left[i] and right[i] are one person, looked at alone; `population` is the base's.

    What else is at a phone or an address is counted among the records given.
    """
    table = columns_of([*left, *right])
    rows = np.arange(len(left), dtype=np.int32)
    side = side_of(table, population)
    logits = model().first.logits(features(side, rows, rows + len(left)))
    return probabilities(model().alone.logits(logits))


def _alone(side: Side, a: Ints, b: Ints, by: Model, workers: int) -> tuple[Floats, Floats, Ints, Floats]:
    """Raw scores of one person and of one household; the pairs worth more, with their features."""
    work = _Work(side, a, b, by)
    starts = range(0, max(len(a), 1), CHUNK)
    if workers > 1 and len(starts) > 1:
        with ProcessPoolExecutor(workers, get_context("fork"), initializer=_share, initargs=(work,)) as pool:
            parts = list(pool.map(_part, starts))
    else:
        parts = [work.part(start) for start in starts]
    first, home, worth, kept = (np.concatenate(values) for values in zip(*parts, strict=True))
    return first, home, worth, kept


@dataclass(slots=True)
class _Work:
    """What the processes share: they are forked, so that nothing of it is copied."""

    side: Side
    a: Ints
    b: Ints
    by: Model

    def part(self, start: int) -> tuple[Floats, Floats, Ints, Floats]:
        """The scores of one chunk of pairs."""
        chunk = slice(start, start + CHUNK)
        rows = features(self.side, self.a[chunk], self.b[chunk])
        score = self.by.first.logits(rows)
        chosen = np.flatnonzero(score > WORTH)
        return score, self.by.family.logits(rows), chosen + start, rows[chosen]


_shared: list[_Work] = []


def _share(work: _Work) -> None:
    _shared[:] = [work]


def _part(start: int) -> tuple[Floats, Floats, Ints, Floats]:
    return _shared[0].part(start)


def merged(size: int, old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
    """Two sets of scored pairs as one, in order of their codes."""
    a, b, first, home = (np.concatenate([x, y]) for x, y in zip(old[:4], new[:4], strict=True))
    order = np.argsort(a.astype(np.int64) * size + b, kind="stable")
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    worth = places[np.concatenate([old[4], new[4] + len(old[0])])]
    by_place = np.argsort(worth)
    kept = np.concatenate([old[5], new[5]])
    return a[order], b[order], first[order], home[order], worth[by_place], kept[by_place]
