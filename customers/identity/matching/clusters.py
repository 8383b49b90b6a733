"""Clusters of joined records hold one person: a first name in common, one sex, dates and fathers that agree."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from customers.identity.matching.columns import NO_DATE, Ints
from customers.identity.matching.features import Side


class Roots:
    """Union and find over row numbers."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, row: int) -> int:
        parent = self._parent
        while (above := parent[row]) != row:
            parent[row] = row = parent[above]
        return row

    def join(self, a: int, b: int) -> int:
        """Puts two roots together; the first one leads."""
        self._parent[b] = a
        return a


def together(side: Side, a: Ints, b: Ints, same: NDArray[Any]) -> NDArray[np.bool_]:
    """Which pairs stay joined: the surest first, each only while all records of its cluster agree.

    The pairs are certain, so that two records that nobody else is joined to agree already.
    """
    firsts, date, sex = side.table.text["firsts"], side.table.date, side.table.sex
    father = side.table.text["father"]
    roots = Roots(len(side.table))
    names: dict[int, frozenset[str]] = {}
    facts: dict[int, tuple[set[int], set[int], set[int]]] = {}
    degree = np.bincount(np.concatenate([a, b]), minlength=len(side.table))
    kept = (degree[a] == 1) & (degree[b] == 1)
    crowded = np.flatnonzero(~kept)
    for k in crowded[np.argsort(-same[crowded], kind="stable")].tolist():
        x, y = roots.root(int(a[k])), roots.root(int(b[k]))
        for row in (x, y):
            if row not in names:
                names[row] = firsts.words[firsts.codes[row]]
                facts[row] = _known(date[row], sex[row], father.codes[row])
        if x == y:
            kept[k] = True
            continue
        common = names[x] & names[y]
        dates, sexes, fathers = (p | q for p, q in zip(facts[x], facts[y], strict=True))
        if not common or len(dates) > 2 or len(sexes) > 1 or len(fathers) > 2:
            continue
        roots.join(x, y)
        names[x], facts[x], kept[k] = common, (dates, sexes, fathers), True
    return kept


def _known(date: int, sex: int, father: int) -> tuple[set[int], set[int], set[int]]:
    return ({int(date)} - {NO_DATE}), ({int(sex)} - {0}), ({int(father)} - {0})
