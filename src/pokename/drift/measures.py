"""What is measured of descriptions, and how far apart two sets of them are in one property.

A distance counts as drift only as far as chance alone doesn't explain it.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from pokename.naming.naming_model import NamingModel
from pokename.naming.wishes import Request
from pokename.reading.content_words import content_words
from pokename.reading.description import concepts_of

Array: TypeAlias = NDArray[np.float64]
Distance = Callable[[Array, Array], Array]
"""A distance, from 0 to 1, between the distributions in two arrays of shape (..., bins)."""

RESPLITS = 200
CHANCE = 0.95  # quantile of the distances between random splits
GROUPS = 10  # groups of a population stability index: quantiles of the reference
RARE = 1e-4  # stands for the share of an empty group, since the logarithm of 0 is undefined


class Features(Struct, frozen=True):
    """The features of a description.

    Attributes:
        length: The number of whitespace-separated words.
        words: The words that a name could be made of, in normal form.
        unknown: The concepts that the thesaurus doesn't know, as the description says them.
        unknown_share: The share of unknown concepts; 1 if there are no concepts.
        ideas: For each token id, the probability that the model writes this token first.
    """

    length: int
    words: tuple[str, ...]
    unknown: tuple[str, ...]
    unknown_share: float
    ideas: Sequence[float]


def features_of(
    texts: Sequence[str], model: NamingModel, advance: Callable[[], None]
) -> list[Features]:
    """Return the features of each description.

    Args:
        texts: The descriptions.
        model: The model that predicts the first token.
        advance: Called after each description.
    """
    features = []
    for text in texts:
        english = Request.of(text, {}).text
        concepts = concepts_of(english)
        unknown = tuple(one.said for one in concepts if not one.known)
        share = len(unknown) / len(concepts) if concepts else 1.0
        ideas = model.language_model.first_probabilities(english)
        features.append(
            Features(len(text.split()), tuple(content_words(text)), unknown, round(share, 2), ideas)
        )
        advance()
    return features


class DriftMeasure(Struct, frozen=True):
    """The distance between the reference and the current descriptions in one property.

    Attributes:
        name: ``length``, ``words``, ``unknown words`` or ``ideas``.
        distance: The Kolmogorov–Smirnov or Jensen–Shannon distance, 0 to 1.
        statistic: The name of the distance.
        by_chance: The distance that 95 of 100 random splits of the pooled descriptions stay below.
        p: The share of random splits with at least this distance.
        drift: 0 if chance explains the distance, 1 for the greatest possible distance.
        psi: The population stability index; None if the bins have no order.
        reference: A short text that sums up the reference descriptions.
        current: A short text that sums up the current descriptions.
        bins: Ordered bins, each with its share of the reference and of the current descriptions.
    """

    name: str
    distance: float
    statistic: str
    by_chance: float
    p: float
    drift: float
    reference: str
    current: str
    psi: float | None = None
    bins: list[tuple[float, float, float]] = []


def measures_of(
    before: Sequence[Features], now: Sequence[Features], counts: tuple[Array, Array], seed: int
) -> list[DriftMeasure]:
    """Return a measure for each compared property: length, words, unknown words and ideas.

    Args:
        before: The features of the reference descriptions.
        now: The features of the current descriptions.
        counts: What ``counts_of`` returned for each side.
        seed: The seed of the random splits.
    """
    return [
        _length(before, now, seed),
        _words(*counts, seed),
        _unknown(before, now, seed),
        _ideas(before, now, seed),
    ]


def counts_of(features: Sequence[Features], words: Sequence[str]) -> Array:
    """Return the count of each word in each description, shape (descriptions, words)."""
    place = {word: number for number, word in enumerate(words)}
    counts = np.zeros((len(features), len(words)))
    for row, one in zip(counts, features, strict=True):
        for word in one.words:
            row[place[word]] += 1
    return counts


def _length(before: Sequence[Features], now: Sequence[Features], seed: int) -> DriftMeasure:
    sides = [[one.length for one in side] for side in (before, now)]
    said = [f"median {np.median(side):.0f} words" for side in sides]
    return _ordered("length", sides, seed, said)


def _unknown(before: Sequence[Features], now: Sequence[Features], seed: int) -> DriftMeasure:
    sides = [[one.unknown_share for one in side] for side in (before, now)]
    said = [f"{np.mean(side):.1%} of a description" for side in sides]
    return _ordered("unknown words", sides, seed, said)


def _words(before: Array, now: Array, seed: int) -> DriftMeasure:
    said = [f"{np.count_nonzero(side.sum(axis=0)):,} different" for side in (before, now)]
    return _measure("words", (before, now), jensen_shannon, seed, said)


def _ideas(before: Sequence[Features], now: Sequence[Features], seed: int) -> DriftMeasure:
    """Compare the mean probabilities of the first token that the model would write."""
    sides = [np.array([one.ideas for one in side]) for side in (before, now)]
    said = [f"{_perplexity(distribution(side)):.0f} in use" for side in sides]
    return _measure("ideas", (sides[0], sides[1]), jensen_shannon, seed, said)


def _ordered(
    name: str, sides: Sequence[Sequence[float]], seed: int, said: Sequence[str]
) -> DriftMeasure:
    """Compare numbers, with one bin for each value."""
    values = sorted({*sides[0], *sides[1]})
    place = {value: number for number, value in enumerate(values)}
    rows = [np.eye(len(values))[[place[value] for value in side]] for side in sides]
    before, now = map(distribution, rows)
    measured = _measure(name, (rows[0], rows[1]), kolmogorov_smirnov, seed, said)
    return replace(
        measured,
        psi=round(stability_index(before, now), 4),
        bins=list(zip(values, _rounded(before), _rounded(now), strict=True)),
    )


def _measure(
    name: str, rows: tuple[Array, Array], distance: Distance, seed: int, said: Sequence[str]
) -> DriftMeasure:
    real = float(distance(*map(distribution, rows)))
    chance, p = by_chance(*rows, distance, seed, real)
    return DriftMeasure(
        name=name,
        distance=round(real, 4),
        statistic=distance.__name__,
        by_chance=round(chance, 4),
        p=round(p, 4),
        drift=round(max(0.0, (real - chance) / max(1 - chance, RARE)), 4),
        reference=said[0],
        current=said[1],
    )


def _perplexity(distribution_: Array) -> float:
    """Return the perplexity of a distribution: its effective number of bins."""
    inside = distribution_[distribution_ > 0]
    return float(np.exp(-np.sum(inside * np.log(inside))))


def _rounded(shares: Array) -> list[float]:
    return [round(float(share), 4) for share in shares]


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
    reference: Array, current: Array, distance: Distance, seed: int, observed: float
) -> tuple[float, float]:
    """Return the distance that chance explains, and the p value of the observed distance.

    The rows of both samples are pooled and split at random, ``RESPLITS`` times.

    Args:
        reference: Counts or probabilities, shape (N, bins), one row for each description.
        current: Counts or probabilities of the other sample, shape (M, bins).
        distance: The distance between distributions.
        seed: The seed of the splits.
        observed: The distance between the distributions of the two samples.

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
    as_far = 1 + int(np.sum(distances >= observed))
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
