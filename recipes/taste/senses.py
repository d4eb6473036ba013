"""Write the senses of words that ship, fit the weights of their features, and print these.

python -m recipes.taste.senses

The weights go into ``pokename.reading.senses`` by hand.
"""

import csv
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from pokename import paths
from pokename.reading.description import concepts_of
from pokename.reading.senses import SENSE_FEATURES, sense_rows, senses_of
from recipes import sorted_lines
from recipes.taste.data_files import FOLDS, SENSE_LABELS, SENSES, Design, designs, fold_of


class Labelled(NamedTuple):
    """A word of a design's description, and the sense that it has there.

    Attributes:
        design: The design.
        rows: The features of each of the word's senses.
        sense: Index of the sense that is meant.
    """

    design: Design
    rows: list[list[float]]
    sense: int


def main() -> None:
    """Write the file; print the weights, and how often the sense with the best score is right."""
    write()
    train, val = ([one for one in labelled() if one.design.split == n] for n in ("train", "val"))
    weights = fit(train)
    for feature, weight in zip(SENSE_FEATURES, weights, strict=True):
        print(f"{feature} {weight:.2f}")
    right = []
    for fold in range(FOLDS):
        without_fold = fit([one for one in train if fold_of(one.design) != fold])
        right += [is_right(without_fold, one) for one in train if fold_of(one.design) == fold]
    print(f"right, cross-validated on train: {np.mean(right):.3f} of {len(right)}")
    print(f"right on val: {np.mean([is_right(weights, one) for one in val]):.3f} of {len(val)}")
    usual = np.eye(len(SENSE_FEATURES))[SENSE_FEATURES.index("share")]
    print(f"the usual sense is right on val: {np.mean([is_right(usual, one) for one in val]):.3f}")


def write() -> None:
    """Write the senses that ship, without their glosses."""
    lines = []
    for line in SENSES.read_text("ascii").splitlines():
        word, *senses = line.split(" | ")
        told = [sense.partition(" ")[2].replace(":", "", 1) for sense in senses]
        lines.append("|".join([word, *told]))
    sorted_lines.write(paths.SENSES, lines)


def labelled() -> Iterator[Labelled]:
    """Yield the labelled words; words that have none of their senses are left out."""
    by_number = {one.number: one for one in designs()}
    with SENSE_LABELS.open(encoding="ascii", newline="") as stream:
        for cells in csv.DictReader(stream, delimiter="\t"):
            design, sense = by_number[int(cells["design"])], int(cells["sense"])
            concepts = concepts_of(design.text)
            concept = next((one for one in concepts if one.word == cells["word"]), None)
            if sense and concept:
                rows = sense_rows(design.text, concept, concepts, senses_of(concept.word))
                yield Labelled(design, rows, sense - 1)


def fit(words: Sequence[Labelled]) -> np.ndarray:
    """Return the weights of a conditional logistic regression: which of a word's senses is meant.

    It is fitted as a logistic regression on differences between the sense that is meant and each
    other sense.
    """
    steps = np.array(
        [
            np.subtract(one.rows[one.sense], other)
            for one in words
            for place, other in enumerate(one.rows)
            if place != one.sense
        ]
    )
    signs = np.resize((1, -1), len(steps))
    model = LogisticRegression(fit_intercept=False)
    weights: np.ndarray = model.fit(steps * signs[:, None], signs > 0).coef_[0]
    return weights


def is_right(weights: np.ndarray, word: Labelled) -> bool:
    """Return whether the sense that is meant has the highest score."""
    return bool(np.argmax(np.array(word.rows) @ weights) == word.sense)


if __name__ == "__main__":
    main()
