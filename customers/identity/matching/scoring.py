"""Scores of pairs: alone, then with their neighbours. One way for a base of millions and for the check at the door."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

CHUNK = 400_000  # pairs whose features are in memory at once
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


def score_side(side: Side, by: Model, threads: int = 1) -> Scored:
    """Candidates among all records of a side, scored."""
    return score(side, *candidates(side.table), by, threads)


def score(side: Side, a: Ints, b: Ints, by: Model, threads: int = 1) -> Scored:
    """Scores of the pairs, and of those that a third record bridges."""
    first, home, worth, kept = _alone(side, a, b, by, threads)
    size = len(side.table)
    new_a, new_b = bridged(Graph(size, a, b, first))
    if len(new_a):
        more = _alone(side, new_a, new_b, by, threads)
        a, b, first, home, worth, kept = _merged(size, (a, b, first, home, worth, kept), (new_a, new_b, *more))
    both = np.concatenate([kept, neighbourhood(Graph(size, a, b, first), worth)], axis=1)
    logits = by.alone.logits(first)
    logits[worth] = by.together.logits(by.second.logits(both, threads))
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


def _alone(side: Side, a: Ints, b: Ints, by: Model, threads: int) -> tuple[Floats, Floats, Ints, Floats]:
    """Raw scores of one person and of one household; the pairs worth more, with their features."""
    first, home, worth, kept = [], [], [], []
    for start, rows in _in_chunks(side, a, b):
        score = by.first.logits(rows, threads)
        chosen = np.flatnonzero(score > WORTH)
        first.append(score)
        home.append(by.family.logits(rows, threads))
        worth.append(chosen + start)
        kept.append(rows[chosen])
    if not first:
        nothing = np.zeros(0, np.float32)
        return nothing, nothing, np.zeros(0, np.int64), features(side, a, b)
    return np.concatenate(first), np.concatenate(home), np.concatenate(worth), np.concatenate(kept)


def _in_chunks(side: Side, a: Ints, b: Ints) -> Iterator[tuple[int, Floats]]:
    for start in range(0, len(a), CHUNK):
        yield start, features(side, a[start : start + CHUNK], b[start : start + CHUNK])


def _merged(size: int, old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
    """Two sets of scored pairs as one, in order of their codes."""
    a, b, first, home = (np.concatenate([x, y]) for x, y in zip(old[:4], new[:4], strict=True))
    order = np.argsort(a.astype(np.int64) * size + b, kind="stable")
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    worth = places[np.concatenate([old[4], new[4] + len(old[0])])]
    by_place = np.argsort(worth)
    kept = np.concatenate([old[5], new[5]])
    return a[order], b[order], first[order], home[order], worth[by_place], kept[by_place]
