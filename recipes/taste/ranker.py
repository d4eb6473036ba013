"""Learn the ranker from designed names and picks, and write it as plain trees."""

import json
from collections.abc import Sequence
from typing import Any

import lightgbm
import numpy as np

from pokename.files import write_text
from pokename.paths import RANKER

SOURCE_TREES = 150
NAME_TREES = 350
BLEND_TREES = 200


def fit_sources(rows: np.ndarray, used: np.ndarray) -> lightgbm.LGBMClassifier:
    """Learn which source words makers use for a description.

    Args:
        rows: Features of N source words.
        used: Whether a maker used each source word.
    """
    model = lightgbm.LGBMClassifier(
        n_estimators=SOURCE_TREES, learning_rate=0.06, num_leaves=12, min_child_samples=60,
        colsample_bytree=0.7, subsample=0.8, subsample_freq=1, verbose=-1, n_jobs=2, seed=7,
        deterministic=True,
    )  # fmt: skip
    return model.fit(rows, used)


def fit_names(rows: np.ndarray, good: np.ndarray, weights: np.ndarray) -> lightgbm.LGBMClassifier:
    """Learn which candidates are names that a maker gave or picked.

    Args:
        rows: Features of N candidates.
        good: Whether each candidate was given or picked.
        weights: The weight of each candidate.
    """
    model = lightgbm.LGBMClassifier(
        n_estimators=NAME_TREES, learning_rate=0.05, num_leaves=15, min_child_samples=60,
        colsample_bytree=0.5, subsample=0.8, subsample_freq=1, verbose=-1, n_jobs=2, seed=7,
        deterministic=True,
    )  # fmt: skip
    return model.fit(rows, good, sample_weight=weights)


def fit_blends(
    rows: Sequence[np.ndarray], good: Sequence[np.ndarray], weights: Sequence[float] | None = None
) -> lightgbm.LGBMRanker:
    """Learn which of all blends of two words is the one that was made.

    Args:
        rows: Features of the blends of each of N pairs.
        good: Whether each blend is the one that people made, for each pair.
        weights: The weight of each pair; None if all count the same.
    """
    model = lightgbm.LGBMRanker(
        objective="lambdarank", n_estimators=BLEND_TREES, learning_rate=0.1, num_leaves=8,
        min_child_samples=30, colsample_bytree=0.6, verbose=-1, n_jobs=2, seed=7,
        deterministic=True, lambdarank_truncation_level=10,
    )  # fmt: skip
    groups = [len(one) for one in rows]
    of_rows = None if weights is None else np.repeat(weights, groups)
    return model.fit(
        np.concatenate(rows), np.concatenate(good), group=groups, sample_weight=of_rows
    )


def plain_trees(model: lightgbm.LGBMModel, features: Sequence[str]) -> dict[str, Any]:
    """Return a model as ``pokename.naming.ranker`` reads it."""
    trees = model.booster_.dump_model()["tree_info"]
    return {"features": list(features), "trees": [_plain(one["tree_structure"]) for one in trees]}


def write(trees: dict[str, Any]) -> None:
    """Write the ranker that ships: plain trees for sources, names and blends."""
    write_text(RANKER, json.dumps(trees, separators=(",", ":")) + "\n")


def _plain(node: dict[str, Any]) -> Any:
    if "split_feature" not in node:
        return _short(node["leaf_value"])
    return [
        node["split_feature"],
        _short(node["threshold"]),
        _plain(node["left_child"]),
        _plain(node["right_child"]),
    ]


def _short(number: float) -> float:
    """Return a number with six significant digits."""
    return float(f"{number:.6g}")
