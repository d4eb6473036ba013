"""The drift step: reads two sets of descriptions, and measures how far they have drifted apart.

A self-contained HTML page shows the drift, with figures, histograms and words.
"""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import asdict

from pokename.corpus.splits import is_split, read_examples
from pokename.drift.measures import (
    RARE,
    Array,
    DriftMeasure,
    counts_of,
    distribution,
    features_of,
    measures_of,
)
from pokename.errors import ConfigError, DataError
from pokename.files import now, page_with, write_text
from pokename.generate.inputs import read_rows
from pokename.naming.naming_model import load_model
from pokename.paths import DRIFT_PAGE
from pokename.progress import Progress, StepCounter

Share = tuple[str, float, float]
"""A word with its share of all reference words and its share of all current words."""
USUAL = 0.1  # drift above this deserves a look
SHOWN = 10  # how many words of each kind to show
PLACEHOLDER = "/* drift */ null"
FEWEST = 20  # with fewer descriptions, chance explains nearly every distance
TRAIN = ("train.csv", "processed/train.csv")


class Descriptions(Struct, frozen=True):
    """The descriptions of one side of the comparison.

    Attributes:
        path: The file that they come from.
        found: The number of usable descriptions in the file.
        left_out: The number of rows without a usable description, such as rows with only traits.
        pokedex_texts: The number of Pokédex texts in a split, which are left out too: users type
            prompts, and Pokédex texts are longer.
        texts: The descriptions to compare; a random sample if there are too many.
    """

    path: Path
    found: int
    left_out: int
    pokedex_texts: int
    texts: Sequence[str]


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
    steps = StepCounter(progress, sum(len(side.texts) for side in sides))
    before, now = (features_of(side.texts, loaded, steps.advance) for side in sides)
    words = sorted({word for one in (*before, *now) for word in one.words})
    counts = counts_of(before, words), counts_of(now, words)
    more, less = _telling(words, *map(distribution, counts))
    return Drift(
        reference=sides[0],
        current=sides[1],
        model=loaded.label,
        seed=seed,
        measures=measures_of(before, now, counts, seed),
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
    data = {**drift.plain(threshold), "written_at": now()}
    write_text(path, page_with(DRIFT_PAGE, PLACEHOLDER, data))


def read_descriptions(path: Path, sample: int, seed: int) -> Descriptions:
    """Return the descriptions of a file, or of a folder's train split.

    Args:
        path: A text, CSV, JSON lines or Parquet file; or a folder with ``train.csv`` or
            ``processed/train.csv``. Of a split, only the prompts are compared, if it has any.
        sample: The maximum number of descriptions to compare.
        seed: The seed of the sample.

    Raises:
        ConfigError: The file has an unknown format.
        DataError: The file can't be read, or has too few descriptions.
    """
    file = file_of(path)
    texts, left_out, pokedex_texts = _split(file) if is_split(file) else _list(file)
    if len(texts) < FEWEST:
        raise DataError(
            f"{file} has {len(texts)} usable descriptions.",
            f"Drift needs at least {FEWEST}.",
        )
    chosen = random.Random(seed).sample(texts, min(sample, len(texts)))
    return Descriptions(file, len(texts), left_out, pokedex_texts, chosen)


def _split(file: Path) -> tuple[list[str], int, int]:
    """Return the descriptions to compare, and the numbers of unusable rows and Pokédex texts."""
    rows = read_examples(file)
    prompts = [row.description for row in rows if row.kind == "prompt"]
    if prompts:
        return prompts, 0, len(rows) - len(prompts)
    return [row.description for row in rows], 0, 0


def _list(file: Path) -> tuple[list[str], int, int]:
    try:
        rows = list(read_rows(file))
    except ConfigError as error:  # its hint is for the options of generate
        raise ConfigError(error.message, "Give a .txt, .csv, .jsonl or .parquet file.") from None
    texts = [row.description for row in rows if row.description]
    return texts, len(rows) - len(texts), 0


def file_of(path: Path) -> Path:
    """Return the file of descriptions at a path: the file itself, or the train split of a folder.

    Raises:
        DataError: There is no such file.
    """
    if not path.exists():
        raise DataError(f"{path} doesn't exist.", "Give another file or folder.")
    if not path.is_dir():
        return path
    found = next((path / name for name in TRAIN if (path / name).is_file()), None)
    if found is None:
        raise DataError(
            f"{path} has no train.csv.", "Give a file, or the folder that 'preprocess' wrote."
        )
    return found


def _telling(words: Sequence[str], before: Array, now: Array) -> tuple[list[Share], list[Share]]:
    """Return the words that became more frequent, and the words that became less frequent.

    The words that add most to the distance come first.
    """
    ratio = np.log2((now + RARE) / (before + RARE))
    order = np.argsort((now - before) * np.abs(ratio))
    rows = [
        (words[number], round(float(before[number]), 4), round(float(now[number]), 4))
        for number in order
    ]
    more = [row for row in reversed(rows) if row[2] > row[1]]
    less = [row for row in rows if row[2] < row[1]]
    return more[:SHOWN], less[:SHOWN]
