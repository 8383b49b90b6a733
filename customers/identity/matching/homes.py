"""Households: records that live together, the surest pairs first, so that no weak pair makes one of two families."""

import numpy as np
from numpy.typing import NDArray

from customers.identity.matching.clusters import Roots
from customers.identity.matching.scoring import Scored

JOINS_HOME = 0.7  # probability of one household from which a single record joins another one
JOINS_HOMES = 0.9  # and from which two homes of several records become one
MOST = 40  # records of one home: beyond it is a dormitory, or a mistake


def homes(scored: Scored) -> NDArray[np.bool_]:
    """Which pairs are of one household; one person is a household, too."""
    sure = np.maximum(scored.home, scored.same)
    chosen = np.flatnonzero(sure >= JOINS_HOME)
    order = chosen[np.argsort(-sure[chosen], kind="stable")]
    roots = Roots(int(scored.b.max(initial=0)) + 1)
    members: dict[int, int] = {}
    kept = np.zeros(len(sure), bool)
    for k, a, b, p in zip(
        order.tolist(), scored.a[order].tolist(), scored.b[order].tolist(), sure[order].tolist(), strict=True
    ):
        x, y = roots.root(a), roots.root(b)
        if x != y:
            both = (members.get(x, 1), members.get(y, 1))
            if sum(both) > MOST or (min(both) > 1 and p < JOINS_HOMES):
                continue
            members[roots.join(x, y)] = sum(both)
        kept[k] = True
    return kept
