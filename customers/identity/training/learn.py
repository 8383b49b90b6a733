"""Learns the model from generated families. Needs CatBoost (`--group train`); reading the model needs numpy alone."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
DEPTH = 6


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to learn."""

    trees: int = 300
    rate: float = 0.1
    threads: int = 2


def trees(rows: NDArray[Any], truth: NDArray[np.bool_], effort: Effort, seed: int) -> Arrays:
    """Symmetric trees that tell true rows, as the arrays of `Trees.stored`."""
    learner = CatBoostClassifier(
        iterations=effort.trees,
        learning_rate=effort.rate,
        depth=DEPTH,
        border_count=128,
        thread_count=effort.threads,
        random_seed=seed,
        verbose=False,
        allow_writing_files=False,
        boost_from_average=True,
        l2_leaf_reg=5,
    )
    learner.fit(rows, truth)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "model.json"
        learner.save_model(str(place), format="json")
        return _arrays(json.loads(place.read_text("utf8")), rows.shape[1])


def curve(score: NDArray[Any], truth: NDArray[np.bool_], bins: int = 60) -> tuple[NDArray[Any], NDArray[Any]]:
    """Knots (raw score, true logit): the share of true rows among rows of like score, made monotonous."""
    order = np.argsort(score, kind="stable")
    scores, truths = score[order], truth[order].astype(float)
    edges = np.unique(np.quantile(scores[np.abs(scores) < 11], np.linspace(0, 1, bins + 1)))
    place = np.clip(np.searchsorted(edges, scores, side="right") - 1, 0, len(edges) - 2)
    number = np.bincount(place, minlength=len(edges) - 1)
    hits = np.bincount(place, truths, minlength=len(edges) - 1)
    middle = np.bincount(place, scores, minlength=len(edges) - 1) / np.maximum(number, 1)
    share = _rising((hits + 0.5) / (number + 1), number + 1)
    logit = np.log(share / (1 - share)) + np.arange(len(share)) * 1e-6
    kept = number > 0
    return middle[kept], logit[kept]


def _rising(values: NDArray[Any], weights: NDArray[Any]) -> NDArray[Any]:
    """The nearest values that never fall (pool adjacent violators)."""
    pools: list[list[float]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        pools.append([value, weight, 1])
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            b, a = pools.pop(), pools.pop()
            total = a[1] + b[1]
            pools.append([(a[0] * a[1] + b[0] * b[1]) / total, total, a[2] + b[2]])
    return np.concatenate([np.full(int(count), value) for value, _, count in pools])


def _arrays(model: dict[str, Any], width: int) -> Arrays:
    grown = model["oblivious_trees"]
    features = np.zeros((len(grown), DEPTH), np.int16)
    borders = np.full((len(grown), DEPTH), np.inf, np.float32)
    leaves = np.zeros((len(grown), 2**DEPTH), np.float32)
    for t, tree in enumerate(grown):
        for d, split in enumerate(tree["splits"] or []):
            features[t, d], borders[t, d] = split["float_feature_index"], split["border"]
        leaves[t, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, bias = model["scale_and_bias"]
    return {
        "features": features,
        "borders": borders,
        "leaves": leaves * scale,
        "bias": np.array(bias[0] if isinstance(bias, list) else bias),
        "width": np.array(width),
    }
