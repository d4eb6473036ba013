"""The drift step: measures how far two sets of descriptions have drifted apart.

A self-contained HTML page shows the drift, with figures, histograms and words.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import asdict, replace

from pokename.drift.descriptions import Descriptions, Features, features_of, read_descriptions
from pokename.drift.distances import (
    RARE,
    Array,
    Distance,
    by_chance,
    distribution,
    jensen_shannon,
    kolmogorov_smirnov,
    stability_index,
)
from pokename.errors import DataError
from pokename.files import now, write_text
from pokename.naming.naming_model import load_model
from pokename.paths import DRIFT_PAGE
from pokename.progress import Progress

Share = tuple[str, float, float]
"""A word with its share of all reference words and its share of all current words."""
USUAL = 0.1  # drift above this deserves a look
SHOWN = 10  # how many words of each kind to show
PLACEHOLDER = "/* drift */ null"


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


class Drift(Struct, frozen=True):
    """The comparison of two sets of descriptions.

    Attributes:
        reference: The training descriptions.
        current: The descriptions that users entered.
        model: The label of the model.
        seed: The seed of the samples and the random splits.
        measures: One measure for each compared property: length, words, unknown words and ideas.
        more: Words that are more frequent in the current descriptions than in the reference, the
            largest difference first, with both shares.
        less: Words that are less frequent in the current descriptions, in the same form.
        unknown: Words of the current descriptions that the thesaurus doesn't know, the most
            frequent first, with their counts.
    """

    reference: Descriptions
    current: Descriptions
    model: str
    seed: int
    measures: list[DriftMeasure]
    more: list[Share]
    less: list[Share]
    unknown: list[tuple[str, int]]

    def above(self, threshold: float) -> list[DriftMeasure]:
        """Return the measures whose drift exceeds a threshold."""
        return [one for one in self.measures if one.drift > threshold]

    def check(self, threshold: float) -> None:
        """Raise an error if the drift of a measure exceeds a threshold.

        Raises:
            DataError: A measure drifted; the message names it.
        """
        drifted = ", ".join(f"{one.name} {one.drift:.2f}" for one in self.above(threshold))
        if drifted:
            raise DataError(
                f"The descriptions in use have drifted by more than {threshold:g}: {drifted}.",
                "See docs/how-to/watch-for-drift.md for what to do.",
            )

    def plain(self, threshold: float) -> dict[str, Any]:
        """Return the drift for JSON: figures and counts only, no descriptions."""
        sides = {
            name: {
                "path": str(side.path),
                "descriptions": side.found,
                "looked_at": len(side.texts),
                "left_out": side.left_out,
                "pokedex_texts": side.pokedex_texts,
            }
            for name, side in (("reference", self.reference), ("current", self.current))
        }
        return {
            **sides,
            "model": self.model,
            "seed": self.seed,
            "threshold": threshold,
            "drifted": [one.name for one in self.above(threshold)],
            "measures": [asdict(one) for one in self.measures],
            "asked_more": self.more,
            "asked_less": self.less,
            "unknown_words": self.unknown,
        }


def compare(
    reference: Path,
    current: Path,
    *,
    model: str = "bundled",
    sample: int = 500,
    seed: int = 7,
    progress: Progress | None = None,
) -> Drift:
    """Compare the descriptions that users entered with the training descriptions.

    Args:
        reference: The training descriptions: a file, or a folder with the train split.
        current: The file of the descriptions that users entered.
        model: ``bundled``, or a run's folder.
        sample: The maximum number of descriptions to compare on each side.
        seed: The seed of the samples and the random splits.
        progress: Called with the number of steps done and the total.

    Raises:
        DataError: A file can't be read, or has too few descriptions.
        ModelError: There is no such model.
    """
    sides = [read_descriptions(path, sample, seed) for path in (reference, current)]
    loaded = load_model(model)
    total, done = sum(len(side.texts) for side in sides), 0

    def advance() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total)

    before, now = (features_of(side.texts, loaded, advance) for side in sides)
    words = sorted({word for one in (*before, *now) for word in one.words})
    counts = _counts(before, words), _counts(now, words)
    more, less = _telling(words, *map(distribution, counts))
    return Drift(
        reference=sides[0],
        current=sides[1],
        model=loaded.label,
        seed=seed,
        measures=[
            _length(before, now, seed),
            _words(*counts, seed),
            _unknown(before, now, seed),
            _ideas(before, now, seed),
        ],
        more=more,
        less=less,
        unknown=Counter(word for one in now for word in one.unknown).most_common(SHOWN),
    )


def write_page(path: Path, drift: Drift, threshold: float) -> None:
    """Write the page; it loads nothing from any server.

    Args:
        path: The HTML file.
        drift: The drift to show.
        threshold: The drift above which a measure is marked.
    """
    # A "<" in a word could close the script element that holds the data.
    data = json.dumps({**drift.plain(threshold), "written_at": now()}).replace("<", "\\u003c")
    write_text(path, DRIFT_PAGE.read_text(encoding="utf-8").replace(PLACEHOLDER, data))


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
    chance, p = by_chance(*rows, distance, seed)
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


def _counts(features: Sequence[Features], words: Sequence[str]) -> Array:
    """Return the count of each word in each description, shape (descriptions, words)."""
    place = {word: number for number, word in enumerate(words)}
    counts = np.zeros((len(features), len(words)))
    for row, one in zip(counts, features, strict=True):
        for word in one.words:
            row[place[word]] += 1
    return counts


def _telling(words: Sequence[str], before: Array, now: Array) -> tuple[list[Share], list[Share]]:
    """Return the words that became more frequent, and the words that became less frequent.

    The words that add most to the distance come first.
    """
    ratio = np.log2((now + RARE) / (before + RARE))
    order = np.argsort((now - before) * np.abs(ratio))
    rows = [(words[number], *_rounded(np.array([before[number], now[number]]))) for number in order]
    more = [row for row in reversed(rows) if row[2] > row[1]]
    less = [row for row in rows if row[2] < row[1]]
    return more[:SHOWN], less[:SHOWN]


def _perplexity(distribution_: Array) -> float:
    """Return the perplexity of a distribution: its effective number of bins."""
    inside = distribution_[distribution_ > 0]
    return float(np.exp(-np.sum(inside * np.log(inside))))


def _rounded(shares: Array) -> list[float]:
    return [round(float(share), 4) for share in shares]
