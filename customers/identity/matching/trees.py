"""The learned score: symmetric decision trees, kept as arrays and summed up with numpy alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_CHUNK = 16_384  # rows whose columns stay in the cache of one core
_FEW = 256  # up to here all trees are walked at once


@dataclass(slots=True)
class Trees:
    """`features[t, d] > borders[t, d]` is bit d of the leaf of tree t; `leaves[t]` are its values, in logits."""

    features: NDArray[np.int16]
    borders: Floats
    leaves: Floats
    bias: float

    @classmethod
    def stored(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> "Trees":
        """Trees from the arrays of a model file."""
        features, borders, leaves = (arrays[f"{name}_{part}"] for part in ("features", "borders", "leaves"))
        return cls(features, borders.astype(np.float32), leaves.astype(np.float32), float(arrays[f"{name}_bias"]))

    def logits(self, rows: Floats) -> Floats:
        """The score of each row of features."""
        if len(rows) <= _FEW:
            return self._few(rows.T)
        chunks = (np.ascontiguousarray(rows[i : i + _CHUNK].T) for i in range(0, len(rows), _CHUNK))
        return np.concatenate([self._many(chunk) for chunk in chunks])

    def _few(self, columns: Floats) -> Floats:
        over = columns[self.features] > self.borders[:, :, None]
        leaf = (over * (1 << np.arange(self.borders.shape[1]))[None, :, None]).sum(axis=1)
        return (self.leaves[np.arange(len(leaf))[:, None], leaf].sum(axis=0) + self.bias).astype(np.float32)

    def _many(self, columns: Floats) -> Floats:
        out = np.full(columns.shape[1], self.bias, np.float32)
        leaf = np.empty(columns.shape[1], np.uint8)
        over = np.empty(columns.shape[1], bool)
        bit = over.view(np.uint8)
        for features, borders, leaves in zip(self.features.tolist(), self.borders, self.leaves, strict=True):
            leaf.fill(0)
            for depth, feature in enumerate(features):
                np.greater(columns[feature], borders[depth], out=over)
                np.left_shift(bit, depth, out=bit)
                np.bitwise_or(leaf, bit, out=leaf)
            out += leaves[leaf]
        return out
