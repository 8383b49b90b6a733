"""How alike two words are, for many pairs of words at once."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from customers.identity.keys.first_names import near

Floats = NDArray[np.float32]
MANY_EDITS = 4
_SHARED, _NEAR, _OTHER = 0.97, 0.95, 0.9  # names in common; passport spellings of one; the most that other names reach


def surnames(left: Sequence[str], right: Sequence[str]) -> Floats:
    """Jaro-Winkler; of a double surname the part that is more alike."""
    out = cpdist(left, right, scorer=JaroWinkler.similarity, dtype=np.float32)
    for i, (a, b) in enumerate(zip(left, right, strict=True)):
        if "-" in a or "-" in b:
            parts = [JaroWinkler.similarity(p, q) for p in a.split("-") for q in b.split("-")]
            out[i] = max(float(out[i]), _SHARED * max(parts))
    return out


def edits(left: Sequence[str], right: Sequence[str]) -> Floats:
    """Letters that differ, neighbours changing places being one; `MANY_EDITS` and more are alike."""
    return cpdist(left, right, scorer=OSA.distance, score_cutoff=MANY_EDITS - 1, dtype=np.float32)


def first_names(left: Sequence[frozenset[str]], right: Sequence[frozenset[str]]) -> Floats:
    """Of sets of canonical names: one in common, two near ones, else the spelling of the nearest two."""
    return np.array([_first(a, b) for a, b in zip(left, right, strict=True)], np.float32)


def fathers(left: Sequence[str], right: Sequence[str]) -> Floats:
    """As first names, of one name each."""
    plain = cpdist(left, right, scorer=JaroWinkler.similarity, dtype=np.float32) * np.float32(_OTHER)
    close = np.array([near(a, b) for a, b in zip(left, right, strict=True)], bool)
    return np.where(close, np.float32(_NEAR), plain)


@lru_cache(maxsize=200_000)
def _first(left: frozenset[str], right: frozenset[str]) -> float:
    if not left.isdisjoint(right):
        return _SHARED
    if any(near(a, b) for a in left for b in right):
        return _NEAR
    return _OTHER * max(JaroWinkler.similarity(a, b) for a in left for b in right)
