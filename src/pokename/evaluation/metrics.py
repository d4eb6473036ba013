"""Figures of names, as pure functions of numbers and strings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pokename.naming.blends import shares_letters
from pokename.naming.gates import MIN_EDITS, edits_to_official
from pokename.pokedex.names import normal_form

Values = NDArray[np.float64]
# Fewer letters in common are chance more often than a source word.
ROOT_LETTERS = 4
SHORTEST, LONGEST = 3, 12
FORM = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean and its 95 % interval.

    Attributes:
        value: The mean over cases.
        low: 2.5th percentile of the bootstrap.
        high: 97.5th percentile of the bootstrap.
    """

    value: float
    low: float
    high: float


def bootstrap_mean(
    values: Sequence[float], families: Sequence[int], resamples: int, seed: int
) -> Measure:
    """Return the mean with an interval by bootstrap over families.

    Species of a family resemble each other, so whole families are drawn with replacement (the
    cluster bootstrap of Davison and Hinkley, Bootstrap Methods and their Application, 1997, 3.8).

    Args:
        values: N figures.
        families: The family of each, N.
        resamples: Draws.
        seed: Of the draws.
    """
    _, members = np.unique(np.asarray(families), return_inverse=True)
    n_families = int(members.max()) + 1
    sums = np.bincount(members, weights=np.asarray(values, dtype=float), minlength=n_families)
    sizes = np.bincount(members, minlength=n_families)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(n_families, np.full(n_families, 1 / n_families), size=resamples)
    means = (drawn @ sums) / (drawn @ sizes)
    low, high = np.percentile(means, [2.5, 97.5])
    return Measure(float(sums.sum() / sizes.sum()), float(low), float(high))


def true_ranks(scores: Values) -> Values:
    """Return the rank, from 1, of the true name of each case among all names.

    Args:
        scores: Shape (cases, names); the true name of case i stands in column i. Ties share the
            mean of their ranks, so that a model which tells nothing apart is at chance.

    Returns:
        Ranks, shape (cases,).
    """
    own = np.diagonal(scores)[:, None]
    above = (scores > own).sum(axis=1)
    level = (scores == own).sum(axis=1)
    return np.asarray(above + (level + 1) / 2, dtype=float)


def chance_reciprocal_rank(names: int) -> float:
    """Return the mean reciprocal rank of guessing among ``names``.

    >>> round(chance_reciprocal_rank(99), 3)
    0.052
    """
    return float((1 / np.arange(1, names + 1)).mean())


def has_form(name: str) -> bool:
    """Tell whether a name is made of 3 to 12 plain letters."""
    return bool(FORM.fullmatch(name.lower())) and SHORTEST <= len(name) <= LONGEST


def is_novel(name: str) -> bool:
    """Tell whether a name is two or more edits from every official name."""
    return edits_to_official(normal_form(name)) >= MIN_EDITS


def has_root(name: str, words: frozenset[str]) -> bool:
    """Tell whether a name has four letters in a row in common with one of the words.

    >>> has_root("Charizard", frozenset({"lizard"})), has_root("Charizard", frozenset({"bird"}))
    (True, False)
    """
    letters = normal_form(name)
    return any(
        shares_letters(word, letters, ROOT_LETTERS) for word in words if len(word) >= ROOT_LETTERS
    )
