"""Figures with bootstrap intervals, and paired differences of figures.

A resample draws whole families with replacement; for hits on designs, it draws creatures.

A case that is hard for one system tends to be hard for another. Differences are therefore computed
case by case, where this common difficulty cancels out. The interval of a difference is narrower
than those of the two figures, so it may exclude 0 although these overlap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pokename.evaluation.cases import Case

Values = NDArray[np.float64]
TAIL = 2.5  # per cent of the resamples on each side of an interval


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure and its 95 % interval.

    Attributes:
        value: The figure over all cases.
        low: The 2.5th percentile of the bootstrap resamples.
        high: The 97.5th percentile of the bootstrap resamples.
    """

    value: float
    low: float
    high: float

    @classmethod
    def exact(cls, value: float) -> "Measure":
        """Return a figure without uncertainty: both bounds equal the value."""
        return cls(value, value, value)


Measures = Mapping[str, Measure]
"""Figures by key."""


class Resamples:
    """Bootstrap resamples: whole families drawn with replacement.

    Species of one family are alike, so a family is drawn as a whole or not at all (the cluster
    bootstrap of Davison and Hinkley, Bootstrap Methods and their Application, 1997, 3.8). All
    figures use the same resamples, so systems are compared on the same cases.

    Args:
        families: The family of each case, N.
        count: The number of resamples.
        seed: The seed of the draws.
    """

    def __init__(self, families: Sequence[int], count: int, seed: int) -> None:
        names, self._members = np.unique(np.asarray(families), return_inverse=True)
        self._size = len(names)
        rng = np.random.default_rng(seed)
        drawn = rng.multinomial(self._size, np.full(self._size, 1 / self._size), size=count)
        # Shape (1 + count, families). The first row counts each family once, for the whole data;
        # each further row says how often one resample contains each family.
        self._weights = np.vstack([np.ones(self._size), drawn])

    def mean(self, values: Sequence[float | None]) -> Measure | None:
        """Return the mean over cases, or None if no case has a value.

        Args:
            values: One value for each case; None for a case that doesn't count.
        """
        known = np.array([value is not None for value in values])
        figures = np.array([0.0 if value is None else value for value in values])
        return _measure(
            (self._weights @ self._sums(self._members, figures)),
            (self._weights @ self._sums(self._members, known.astype(float))),
        )

    def share(self, values: Sequence[float | None]) -> Measure | None:
        """Return the mean over cases of shares from 0 to 1, or None if no case has a value.

        If all shares are 0, or all are 1, no resample differs, but the figure isn't certain. The
        interval is then that of Clopper and Pearson (Biometrika 26, 1934), with families as trials.
        """
        mean = self.mean(values)
        if mean is None or mean.value not in {0, 1}:
            return mean
        known = np.array([value is not None for value in values])
        families = len(np.unique(self._members[known]))
        edge = (TAIL / 100) ** (1 / families)
        return Measure(1, edge, 1) if mean.value else Measure(0, 0, 1 - edge)

    def rank_correlation(
        self, one: ArrayLike, other: ArrayLike, cases: Sequence[int]
    ) -> Measure | None:
        """Return Spearman's rank correlation, or None if one of the samples is constant.

        The ranks are computed once over the whole data, and not again in each resample.

        Args:
            one: The values of one sample, M.
            other: The values of the other sample, M.
            cases: The index of the case that each pair belongs to, M.
        """
        if not len(cases):
            return None
        x, y = (ranks - ranks.mean() for ranks in (mean_ranks(one), mean_ranks(other)))
        members = self._members[np.asarray(cases)]
        n, sx, sy, sxx, syy, sxy = (
            self._weights @ self._sums(members, part)
            for part in (np.ones_like(x), x, y, x * x, y * y, x * y)
        )
        spread = np.sqrt(np.maximum(n * sxx - sx**2, 0) * np.maximum(n * syy - sy**2, 0))
        return _measure(n * sxy - sx * sy, spread)

    def areas(self, scores: ArrayLike, positive: ArrayLike, cases: Sequence[int]) -> Values | None:
        """Return the areas under the ROC curve: of the whole data, then of each resample.

        The area is the share of pairs of a positive and a negative item in which the positive one
        scores higher; ties count half.

        Args:
            scores: The scores, M.
            positive: Whether each scored item belongs to the class, M.
            cases: The index of the case that each scored item belongs to, M.
        """
        values, is_positive = np.asarray(scores, dtype=float), np.asarray(positive, dtype=bool)
        if is_positive.all() or not is_positive.any():
            return None
        members = np.eye(self._size)[self._members[np.asarray(cases)]]
        above, below = members[is_positive], members[~is_positive]
        gap = values[is_positive][:, None] - values[~is_positive]
        wins = above.T @ np.heaviside(gap, 0.5) @ below  # shape (families, families)
        won = np.einsum("rf,fg,rg->r", self._weights, wins, self._weights, optimize=True)
        pairs = (self._weights @ above.sum(0)) * (self._weights @ below.sum(0))
        return _ratio(won, pairs)

    @staticmethod
    def mean_of(draws: Sequence[Values]) -> Measure | None:
        """Return the mean of several figures; each has values for the data and all resamples."""
        known = np.isfinite(draws)
        return _measure(np.nansum(draws, axis=0), known.sum(axis=0).astype(float))

    def _sums(self, members: NDArray[np.intp], values: Values) -> Values:
        """Return the sum of the values of each family."""
        sums = np.bincount(members, weights=values, minlength=self._size)
        return np.asarray(sums, dtype=float)


def _measure(above: Values, below: Values) -> Measure | None:
    """Return a ratio with its interval, from sums over the whole data and over each resample."""
    if not below[0] or not below[1:].any():  # no case counts in the data or in any resample
        return None
    values = _ratio(above, below)
    low, high = np.nanpercentile(values[1:], [TAIL, 100 - TAIL])
    return Measure(float(values[0]), float(low), float(high))


def _ratio(above: Values, below: Values) -> Values:
    """Return ``above / below``; NaN where ``below`` is 0: no case of that resample counts."""
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below != 0)


def mean_ranks(values: ArrayLike) -> Values:
    """Return ranks from 1; equal values share the mean of their ranks.

    >>> mean_ranks([10, 30, 10]).tolist()
    [1.5, 3.0, 1.5]
    """
    _, places, counts = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[places], dtype=float)


@dataclass(frozen=True, slots=True)
class CaseValue:
    """The value of a figure in one case; the mean over the cases is the figure.

    Attributes:
        figure: The key of the figure, such as ``usable``; a figure of one kind of description has
            a prefix, such as ``prompt/mrr``.
        system: The label of the system.
        case: What identifies the case: kind and species, or the description of a design.
        group: What bootstrap resamples draw as a whole: the number of a family, or of a creature.
        value: The value.
    """

    figure: str
    system: str
    case: str
    group: int
    value: float

    @classmethod
    def of(cls, figure: str, system: str, case: Case, value: float) -> "CaseValue":
        """Return the value of a figure in a case of a species; resamples draw its family."""
        return cls(figure, system, f"{case.kind}/{case.species_id}", case.family, value)


def by_case(values: Sequence[CaseValue], figure: str, system: str) -> dict[str, CaseValue]:
    """Return the values of one figure of one system, by case."""
    return {one.case: one for one in values if one.figure == figure and one.system == system}


def difference(
    one: Mapping[str, CaseValue], other: Mapping[str, CaseValue], resamples: tuple[int, int]
) -> Measure | None:
    """Return a figure minus another, over the cases in which both have a value.

    If all resamples are equal, as those of a single family are, the interval has no width, and
    doesn't show whether the difference is chance.

    Args:
        one: The values of a figure, by case.
        other: The values to compare them with, by case.
        resamples: The number of resamples, and their seed.
    """
    shared = [case for case in one if case in other]
    if not shared:
        return None
    gains = [one[case].value - other[case].value for case in shared]
    return Resamples([one[case].group for case in shared], *resamples).mean(gains)
