"""Distances between two samples, and the distances that chance alone produces."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Distance = Callable[[Array, Array], Array]
"""A distance, from 0 to 1, between the distributions in two arrays of shape (..., bins)."""

RESPLITS = 200
CHANCE = 0.95  # quantile of the distances between random splits
GROUPS = 10  # groups of a population stability index: quantiles of the reference
RARE = 1e-4  # stands for the share of an empty group, since the logarithm of 0 is undefined


def kolmogorov_smirnov(one: Array, other: Array) -> Array:
    """Return the largest gap between two cumulative distributions over ordered bins.

    >>> float(kolmogorov_smirnov(np.array([1.0, 0.0]), np.array([0.5, 0.5])))
    0.5
    """
    gaps: Array = np.abs(np.cumsum(one, axis=-1) - np.cumsum(other, axis=-1)).max(axis=-1)
    return gaps


def jensen_shannon(one: Array, other: Array) -> Array:
    """Return the Jensen–Shannon distance, with logarithms to base 2.

    >>> float(jensen_shannon(np.array([1.0, 0.0]), np.array([0.0, 1.0])))
    1.0
    """
    between = (one + other) / 2
    divergence = (_divergence(one, between) + _divergence(other, between)) / 2
    distance: Array = np.sqrt(np.clip(divergence, 0, 1))
    return distance


def stability_index(reference: Array, current: Array) -> float:
    """Return the population stability index over ten quantile groups of the reference.

    Args:
        reference: A distribution over ordered bins, shape (bins,).
        current: Another distribution over the same bins.
    """
    middle = np.cumsum(reference) - reference / 2
    group = np.minimum((middle * GROUPS).astype(int), GROUPS - 1)
    shares = [
        np.clip(np.bincount(group, weights=one, minlength=GROUPS), RARE, None)
        for one in (reference, current)
    ]
    return float(np.sum((shares[1] - shares[0]) * np.log(shares[1] / shares[0])))


def by_chance(
    reference: Array, current: Array, distance: Distance, seed: int
) -> tuple[float, float]:
    """Return the distance that chance explains, and the p value of the observed distance.

    The rows of both samples are pooled and split at random, ``RESPLITS`` times.

    Args:
        reference: Counts or probabilities, shape (N, bins), one row for each description.
        current: Counts or probabilities of the other sample, shape (M, bins).
        distance: The distance between distributions.
        seed: The seed of the splits.

    Returns:
        The ``CHANCE`` quantile of the distances, and the p value of a permutation test: the share
        of splits (the real split included) whose distance is at least the observed distance.
    """
    rng = np.random.default_rng(seed)
    rows = np.concatenate([reference, current]).astype(np.float32)
    chosen = np.zeros((RESPLITS, len(rows)), np.float32)
    for split in chosen:
        split[rng.permutation(len(rows))[: len(reference)]] = 1
    inside = (chosen @ rows).astype(float)
    outside = rows.sum(axis=0, dtype=float) - inside
    distances = distance(shares(inside), shares(np.clip(outside, 0, None)))
    real = float(distance(distribution(reference), distribution(current)))
    as_far = 1 + int(np.sum(distances >= real))
    return float(np.quantile(distances, CHANCE)), as_far / (RESPLITS + 1)


def distribution(rows: Array) -> Array:
    """Return the distribution over bins; the rows, (N, bins), are counts or probabilities."""
    return shares(rows.sum(axis=0, dtype=float))


def shares(counts: Array) -> Array:
    """Return counts as shares of their sum along the last axis; a sum of 0 gives shares of 0."""
    total = counts.sum(axis=-1, keepdims=True)
    share: Array = counts / np.where(total, total, 1)
    return share


def _divergence(one: Array, between: Array) -> Array:
    """Return the Kullback–Leibler divergence in bits; ``between`` covers the bins of ``one``."""
    ratio = np.divide(one, between, out=np.ones_like(one), where=one > 0)
    divergence: Array = np.sum(one * np.log2(ratio), axis=-1)
    return divergence
