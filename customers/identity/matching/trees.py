"""The learned score: symmetric decision trees, kept as arrays and summed up with numpy alone."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_CHUNK = 16_384  # rows whose bins stay in the cache of one core
_FEW = 256  # up to here all trees are walked at once


@dataclass(slots=True)
class Trees:
    """`features[t, d] > borders[t, d]` is bit d of the leaf of tree t; `leaves[t]` are its values, in logits."""

    features: NDArray[np.int16]
    bins: NDArray[np.uint8]
    leaves: Floats
    cuts: list[Floats]
    bias: float

    @classmethod
    def of(
        cls, features: NDArray[Any], borders: NDArray[Any], leaves: NDArray[Any], bias: float, width: int
    ) -> "Trees":
        """Trees over `width` features; the borders of each feature become its bins."""
        cuts = [np.unique(borders[features == f]).astype(np.float32) for f in range(width)]
        bins = np.zeros(features.shape, np.uint8)
        for f, cut in enumerate(cuts):
            here = features == f
            bins[here] = np.searchsorted(cut, borders[here].astype(np.float32))
        return cls(features.astype(np.int16), bins, leaves.astype(np.float32), cuts, bias)

    @classmethod
    def stored(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> "Trees":
        """Trees from the arrays of a model file."""
        get = {part: arrays[f"{name}_{part}"] for part in ("features", "borders", "leaves", "bias", "width")}
        return cls.of(get["features"], get["borders"], get["leaves"], float(get["bias"]), int(get["width"]))

    def logits(self, rows: Floats, threads: int = 1) -> Floats:
        """The score of each row of features."""
        if len(rows) <= _FEW:
            return self._few(self._binned(rows))
        chunks = [rows[i : i + _CHUNK] for i in range(0, len(rows), _CHUNK)]
        if threads == 1:
            return np.concatenate([self._many(self._binned(chunk)) for chunk in chunks])
        with ThreadPoolExecutor(threads) as pool:
            return np.concatenate(list(pool.map(self._chunk, chunks)))

    def _chunk(self, rows: Floats) -> Floats:
        return self._many(self._binned(rows))

    def _binned(self, rows: Floats) -> NDArray[np.uint8]:
        out = np.empty((len(self.cuts), len(rows)), np.uint8)
        for f, cut in enumerate(self.cuts):
            out[f] = np.searchsorted(cut, rows[:, f], side="left")
        return out

    def _few(self, binned: NDArray[np.uint8]) -> Floats:
        over = binned[self.features] > self.bins[:, :, None]
        leaf = (over * (1 << np.arange(self.bins.shape[1]))[None, :, None]).sum(axis=1)
        return (self.leaves[np.arange(len(leaf))[:, None], leaf].sum(axis=0) + self.bias).astype(np.float32)

    def _many(self, binned: NDArray[np.uint8]) -> Floats:
        out = np.full(binned.shape[1], self.bias, np.float32)
        leaf = np.empty(binned.shape[1], np.uint8)
        over = np.empty(binned.shape[1], bool)
        bit = over.view(np.uint8)
        for features, bins, leaves in zip(self.features.tolist(), self.bins.tolist(), self.leaves, strict=True):
            leaf.fill(0)
            for depth, (feature, border) in enumerate(zip(features, bins, strict=True)):
                np.greater(binned[feature], border, out=over)
                np.left_shift(bit, depth, out=bit)
                np.bitwise_or(leaf, bit, out=leaf)
            out += leaves[leaf]
        return out
