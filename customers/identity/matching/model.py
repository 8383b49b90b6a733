"""The model: three sets of trees and a calibration, learned by `manage.py identity_train`, read from one file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customers.identity.matching.trees import Trees

PLACE = Path(__file__).parent / "model.npz"
_EDGE = 17.0  # logits beyond are as good as certain


@dataclass(slots=True)
class Curve:
    """From raw scores to logits that hold: straight between the knots, in parallel beyond them."""

    raw: NDArray[np.float64]
    true: NDArray[np.float64]

    def logits(self, score: NDArray[Any]) -> NDArray[np.float64]:
        inside = np.interp(score, self.raw, self.true)
        beyond = np.maximum(score - self.raw[-1], 0) + np.minimum(score - self.raw[0], 0)
        return np.clip(inside + beyond, -_EDGE, _EDGE)


@dataclass(slots=True)
class Model:
    """`first` looks at a pair alone, `second` at its neighbours too, `family` tells relatives; `version` names it."""

    first: Trees
    second: Trees
    family: Trees
    alone: Curve
    together: Curve
    home: Curve
    version: str


def probabilities(logits: NDArray[Any]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-logits.astype(np.float64)))


@cache
def model() -> Model:
    """The model of this release."""
    return read(PLACE)


def read(place: Path) -> Model:
    with np.load(place) as arrays:
        first, second, family = (Trees.stored(arrays, name) for name in ("first", "second", "family"))
        alone, together, home = (_curve(arrays, name) for name in ("alone", "together", "home"))
        return Model(first, second, family, alone, together, home, str(arrays["version"]))


def _curve(arrays: Mapping[str, NDArray[Any]], name: str) -> Curve:
    return Curve(arrays[f"{name}_raw"], arrays[f"{name}_true"])
