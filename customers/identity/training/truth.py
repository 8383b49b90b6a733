"""How good pairs are, by the truth: what a threshold may reach, and what joining and families did."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PRECISIONS = {"r_at_99": 0.99, "r_at_995": 0.995, "r_at_999": 0.999}
Ints = NDArray[Any]


@dataclass(slots=True)
class Truth:
    """Whose each record is: `person` and `household` as numbers by the record's place, `place` by its id."""

    place: dict[str, int]
    person: Ints
    household: Ints


def read_truth(source: Path) -> Truth:
    """Columns id, true_person and true_household of a file."""
    with source.open(newline="", encoding="utf8") as file:
        rows = [(row["id"], row["true_person"], row["true_household"]) for row in csv.DictReader(file)]
    people: dict[str, int] = {}
    homes: dict[str, int] = {}
    return Truth(
        {row[0]: i for i, row in enumerate(rows)},
        np.array([people.setdefault(row[1], len(people)) for row in rows]),
        np.array([homes.setdefault(row[2], len(homes)) for row in rows]),
    )


def figures(answer: Path, truth: Truth) -> dict[str, float]:
    """best_f1 with p and r, recall at precisions, wrong joins within families, households pairwise."""
    with answer.open(newline="", encoding="utf8") as file:
        reader = csv.reader(file)
        next(reader)
        rows = [(truth.place[a], truth.place[b], float(score), verdict) for a, b, score, verdict in reader]
    a = np.array([row[0] for row in rows], np.int64)
    b = np.array([row[1] for row in rows], np.int64)
    verdict = np.array([row[3] for row in rows], object)
    found = ranked(np.array([row[2] for row in rows]), truth.person[a] == truth.person[b], _pairs(truth.person))
    joined, home = verdict == "duplicate", (verdict == "duplicate") | (verdict == "family")
    wrong = joined & (truth.person[a] != truth.person[b])
    found["family_joined"] = int((wrong & (truth.household[a] == truth.household[b])).sum())
    found["strangers_joined"] = int(wrong.sum()) - found["family_joined"]
    found["joined"] = int(joined.sum())
    found["hh_f1"] = round(_household_f1(truth, a[home], b[home]), 4)
    return found


def ranked(score: NDArray[Any], right: NDArray[Any], total: int) -> dict[str, float]:
    """Figures of a ranking; pairs of one score are taken together."""
    order = np.argsort(-score, kind="stable")
    scores, hits = score[order], np.cumsum(right[order])
    ends = np.flatnonzero(np.r_[scores[1:] != scores[:-1], True]) if len(scores) else np.zeros(0, int)
    p, r = hits[ends] / (ends + 1), hits[ends] / max(total, 1)
    f1 = 2 * p * r / np.maximum(p + r, 1e-12)
    if not len(f1):
        return dict.fromkeys(("best_f1", "p", "r", *PRECISIONS), 0.0)
    best = int(f1.argmax())
    found = {"best_f1": f1[best], "p": p[best], "r": r[best]}
    found.update({name: r[p >= least].max(initial=0.0) for name, least in PRECISIONS.items()})
    return {name: round(float(value), 4) for name, value in found.items()}


def _household_f1(truth: Truth, a: Ints, b: Ints) -> float:
    parent = list(range(len(truth.person)))

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for one, other in zip(a.tolist(), b.tolist(), strict=True):
        parent[root(one)] = root(other)
    said = np.array([root(row) for row in range(len(parent))])
    both = _pairs(said.astype(np.int64) * len(parent) + truth.household)
    return 2 * both / max(_pairs(said) + _pairs(truth.household), 1)


def _pairs(values: Ints) -> int:
    _, counts = np.unique(values, return_counts=True)
    return int((counts * (counts - 1) // 2).sum())
