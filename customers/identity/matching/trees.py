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
        """Tree by tree. Multiplying is what the processor does to many bytes at once; shifting them is not."""
        size = columns.shape[1]
        out, value = np.full(size, self.bias, np.float32), np.empty(size, np.float32)
        leaf, over = np.empty(size, np.uint8), np.empty(size, bool)
        bit = over.view(np.uint8)
        places = [np.uint8(1 << depth) for depth in range(self.borders.shape[1])]
        for features, borders, leaves in zip(self.features.tolist(), self.borders, self.leaves, strict=True):
            leaf.fill(0)
            for feature, border, place in zip(features, borders, places, strict=True):
                np.greater(columns[feature], border, out=over)
                np.multiply(bit, place, out=bit)
                np.bitwise_or(leaf, bit, out=leaf)
            np.take(leaves, leaf, out=value, mode="clip")
            out += value
        return out
