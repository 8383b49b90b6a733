"""From generated files to a model: which pairs are learnt from, in what order.

The first trees see pairs alone; the second ones see files that the first did not learn from, with their neighbours; the
curves are drawn on a file that neither has seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customers.identity.keys import Record, keys_of
from customers.identity.matching.blocks import candidates
from customers.identity.matching.collective import bridged, neighbourhood
from customers.identity.matching.columns import Ints, columns_of
from customers.identity.matching.features import COLUMN, Floats, Side, features, side_of
from customers.identity.matching.population import population_of
from customers.identity.matching.scoring import graph_of, merged, sifted
from customers.identity.matching.trees import Trees
from customers.identity.training.families import families
from customers.identity.training.flaws import Row
from customers.identity.training.learn import Arrays, Effort, curve, trees

ALONE = ((100_000, 201), (300_000, 204))  # records and seed of the files for the first trees
TOGETHER = ((200_000, 203),)
CURVES = ((200_000, 205),)
_KEPT = 0.1  # of the pairs that anybody would tell apart
_HOMES = 0.5  # of the pairs for the trees of households
Say = Callable[[str], None]


@dataclass(slots=True)
class Lesson:
    """Pairs of one file, with the truth."""

    side: Side
    person: Ints
    household: Ints
    a: Ints
    b: Ints
    rows: Floats

    @property
    def same(self) -> NDArray[np.bool_]:
        return np.asarray(self.person[self.a] == self.person[self.b])

    @property
    def home(self) -> NDArray[np.bool_]:
        return np.asarray(self.household[self.a] == self.household[self.b])


def lesson(records: int, seed: int) -> Lesson:
    """Candidates of a generated file and their features."""
    rows = families(records, seed)
    keys = [keys_of(_record(row)) for row in rows]
    side = side_of(table := columns_of(keys), population_of(table))
    a, b = candidates(table)
    person, household = (np.array([row[name] for row in rows]) for name in ("true_person", "true_household"))
    return Lesson(side, person, household, a, b, features(side, a, b))


def _record(row: Row) -> Record:
    names = (row["last_name"], row["first_name"], row["middle_name"])
    return Record(*names, row["birth_date"], (row["phone"],), row["email"], row["address"])


def learnt(say: Say, effort: Effort, share: float = 1.0) -> Arrays:
    """The arrays of a model file; `share` takes smaller files for a trial."""
    arrays: Arrays = {}
    alone = _lessons(ALONE, share, say)
    _put(arrays, "first", trees(*_thinned(alone), effort, 1))
    say("trees of pairs")
    _put(arrays, "family", trees(*_homes(alone[0]), effort, 1))
    say("trees of households")
    first, family = Trees.stored(arrays, "first"), Trees.stored(arrays, "family")
    del alone
    seen = [_with_neighbours(one, first, family) for one in _lessons(TOGETHER, share, say)]
    rows, same = (np.concatenate(parts) for parts in zip(*seen, strict=True))
    _put(arrays, "second", trees(rows, same, effort, 2))
    say("trees of neighbourhoods")
    second = Trees.stored(arrays, "second")
    for one in _lessons(CURVES, share, say):
        _draw(arrays, "alone", first.logits(one.rows), one.same)
        _draw(arrays, "home", family.logits(one.rows), one.home)
        rows, same = _with_neighbours(one, first, family)
        _draw(arrays, "together", second.logits(rows), same)
    return arrays


def save(arrays: Arrays, place: Path, version: str) -> None:
    np.savez_compressed(place, allow_pickle=False, version=np.array(version), **arrays)


def _lessons(files: Sequence[tuple[int, int]], share: float, say: Say) -> list[Lesson]:
    found = []
    for records, seed in files:
        found.append(lesson(round(records * share), seed))
        say(f"file {seed}: {len(found[-1].a)} pairs")
    return found


def _thinned(lessons: Sequence[Lesson]) -> tuple[Floats, NDArray[np.bool_]]:
    """All pairs but most of those whose names or birth dates nobody would take for one person's."""
    rows, same = np.concatenate([one.rows for one in lessons]), np.concatenate([one.same for one in lessons])
    first, date, years = (rows[:, COLUMN[name]] for name in ("first", "date", "years"))
    other_name = (first >= 0) & (first < 0.7) & (date < 3)
    other_date = (date >= 0) & (date < 3) & (years > 2) & (years != 10)
    kept = same | ~(other_name | other_date) | (np.random.default_rng(1).random(len(same)) < _KEPT)
    return rows[kept], same[kept]


def _homes(one: Lesson) -> tuple[Floats, NDArray[np.bool_]]:
    kept = np.random.default_rng(2).random(len(one.a)) < _HOMES
    return one.rows[kept], one.home[kept]


def _with_neighbours(one: Lesson, first: Trees, family: Trees) -> tuple[Floats, NDArray[np.bool_]]:
    """Rows of the second trees: the pairs worth a second look, bridged ones included."""
    size = len(one.person)
    seen = sifted(one.a, one.b, one.rows, first.logits(one.rows), family.logits(one.rows))
    a, b = bridged(graph_of(size, seen), known=one.a.astype(np.int64) * size + one.b)
    rows = features(one.side, a, b)
    seen = merged(size, seen, sifted(a, b, rows, first.logits(rows), family.logits(rows)))
    looked = np.concatenate([seen.features, neighbourhood(graph_of(size, seen), seen.worth)], axis=1)
    return looked, np.asarray(one.person[seen.a[seen.worth]] == one.person[seen.b[seen.worth]])


def _draw(arrays: Arrays, name: str, score: NDArray[Any], truth: NDArray[np.bool_]) -> None:
    arrays[f"{name}_raw"], arrays[f"{name}_true"] = curve(score, truth)


def _put(arrays: Arrays, name: str, found: Arrays) -> None:
    arrays.update({f"{name}_{part}": values for part, values in found.items()})
