"""Scores of pairs: alone, then with their neighbours. One way for a base of millions and for the check at the door."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

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
FAINT, APART = -8.0, -1.0  # logits of one person and of one home: a pair below both is forgotten at once


@dataclass(slots=True)
class Scored:
    """Pairs of row numbers (low, high), in order, with the probabilities of one person and of one household.

    Of all pairs that were `compared`, those that may be anything. `features` are kept of the pairs `worth` a second
    look, for the vetoes.
    """

    compared: int
    a: Ints
    b: Ints
    same: NDArray[np.float64]
    home: NDArray[np.float64]
    worth: Ints
    features: Floats


@dataclass(slots=True)
class Looked:
    """Pairs that were looked at alone: raw scores of one person and of one home; features of those `worth` more."""

    a: Ints
    b: Ints
    first: Floats
    home: Floats
    worth: Ints
    features: Floats


def score_side(side: Side, by: Model, workers: int = 1, *, fresh: NDArray[np.bool_] | None = None) -> Scored:
    """Candidates among all records of a side, scored; with `fresh` those alone that hold a fresh record.

    What a third record tells comes with them: whom a fresh one is like are compared with each other, too.
    """
    a, b = candidates(side.table)
    if fresh is not None:
        touched = fresh[a] | fresh[b]
        a, b = a[touched], b[touched]
    return score(side, a, b, by, workers)


def score(side: Side, a: Ints, b: Ints, by: Model, workers: int = 1) -> Scored:
    """Scores of the pairs, and of those that a third record bridges."""
    size = len(side.table)
    seen = look(side, a, b, by, workers)
    new_a, new_b = bridged(graph_of(size, seen), known=a.astype(np.int64) * size + b)
    if len(new_a):
        seen = merged(size, seen, look(side, new_a, new_b, by, workers))
    both = np.concatenate([seen.features, neighbourhood(graph_of(size, seen), seen.worth)], axis=1)
    logits = by.alone.logits(seen.first)
    logits[seen.worth] = by.together.logits(by.second.logits(both))
    same, home = probabilities(logits), probabilities(by.home.logits(seen.home))
    return Scored(len(a) + len(new_a), seen.a, seen.b, same, home, seen.worth, seen.features)


def graph_of(size: int, seen: Looked) -> Graph:
    """The pairs as the neighbourhoods are read from."""
    return Graph(size, seen.a, seen.b, seen.first)


def score_pairs(left: Sequence[Keys], right: Sequence[Keys], population: Population) -> NDArray[np.float64]:
    """The probability that left[i] and right[i] are one person, looked at alone; `population` is the base's.

    What else is at a phone or an address is counted among the records given.
    """
    table = columns_of([*left, *right])
    rows = np.arange(len(left), dtype=np.int32)
    side = side_of(table, population)
    logits = model().first.logits(features(side, rows, rows + len(left)))
    return probabilities(model().alone.logits(logits))


def look(side: Side, a: Ints, b: Ints, by: Model, workers: int = 1) -> Looked:
    """Each pair alone, in `workers` processes."""
    work = _Work(side, a, b, by)
    starts = range(0, max(len(a), 1), CHUNK)
    if workers > 1 and len(starts) > 1:
        with ProcessPoolExecutor(workers, get_context("fork"), initializer=_share, initargs=(work,)) as pool:
            return _in_a_row(list(pool.map(_part, starts)))
    return _in_a_row([work.part(start) for start in starts])


def sifted(a: Ints, b: Ints, rows: Floats, first: Floats, home: Floats) -> Looked:
    """Of pairs with their features and scores, those that may be anything."""
    kept = np.flatnonzero((first > FAINT) | (home > APART))
    first = first[kept]
    worth = np.flatnonzero(first > WORTH)
    return Looked(a[kept], b[kept], first, home[kept], worth, rows[kept[worth]])


@dataclass(slots=True)
class _Work:
    """What the processes share: they are forked, so that nothing of it is copied."""

    side: Side
    a: Ints
    b: Ints
    by: Model

    def part(self, start: int) -> Looked:
        """One chunk of pairs."""
        a, b = self.a[start : start + CHUNK], self.b[start : start + CHUNK]
        rows = features(self.side, a, b)
        return sifted(a, b, rows, self.by.first.logits(rows), self.by.family.logits(rows))


_shared: list[_Work] = []


def _share(work: _Work) -> None:
    _shared[:] = [work]


def _part(start: int) -> Looked:
    return _shared[0].part(start)


def _in_a_row(parts: Sequence[Looked]) -> Looked:
    offsets = np.cumsum([0, *(len(part.a) for part in parts)])
    worth = [part.worth + offset for part, offset in zip(parts, offsets, strict=False)]
    columns = [[getattr(part, name) for part in parts] for name in ("a", "b", "first", "home")]
    a, b, first, home = map(np.concatenate, columns)
    return Looked(a, b, first, home, np.concatenate(worth), np.concatenate([part.features for part in parts]))


def merged(size: int, one: Looked, other: Looked) -> Looked:
    """Two sets of pairs as one, in order of their codes."""
    every = _in_a_row([one, other])
    order = np.argsort(every.a.astype(np.int64) * size + every.b)
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    worth = places[every.worth]
    by_place = np.argsort(worth)
    a, b, first, home = (column[order] for column in (every.a, every.b, every.first, every.home))
    return Looked(a, b, first, home, worth[by_place], every.features[by_place])
