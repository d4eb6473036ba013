"""Write the senses of words that ship, fit the weights of their features, and print these.

python -m recipes.taste.senses

The weights go into ``pokename.naming.senses`` by hand.
"""

import gzip
from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from pokename import paths
from pokename.files import replacing
from pokename.naming.description import concepts_of
from pokename.naming.senses import SENSE_FEATURES, sense_rows, senses_of
from recipes.taste.data_files import FOLDS, SENSE_LABELS, SENSES, Design, designs, fold_of

STRENGTH = 1.0  # inverse of the L2 penalty


def main() -> None:
    """Write the file and print the weights, and how often the best sense is right."""
    write()
    labels = pd.read_csv(SENSE_LABELS, sep="\t")
    by_number = {one.number: one for one in designs()}
    labelled = [
        (one, rows, label.sense - 1)
        for label in labels.itertuples()
        if label.sense and (one := by_number[label.design]).split in ("train", "val")
        if (rows := _rows(one, label.word))
    ]
    train = [row for row in labelled if row[0].split == "train"]
    for feature, weight in zip(SENSE_FEATURES, fit(train), strict=True):
        print(f"{feature} {weight:.2f}")
    right = [
        is_best(fit([row for row in train if fold_of(row[0]) != fold]), *row[1:])
        for fold in range(FOLDS)
        for row in train
        if fold_of(row[0]) == fold
    ]
    val = [row[1:] for row in labelled if row[0].split == "val"]
    weights = fit(train)
    usual = np.eye(len(SENSE_FEATURES))[SENSE_FEATURES.index("share")]
    print(f"right, cross-validated on train: {np.mean(right):.3f} of {len(right)}")
    print(f"right on val: {np.mean([is_best(weights, *row) for row in val]):.3f} of {len(val)}")
    print(f"the usual sense is right on val: {np.mean([is_best(usual, *row) for row in val]):.3f}")


def write() -> None:
    """Write the senses that ship, without their glosses."""
    lines = []
    for line in SENSES.read_text("ascii").splitlines():
        word, *senses = line.split(" | ")
        told = [sense.partition(" ")[2].replace(":", "", 1) for sense in senses]
        lines.append("|".join([word, *told]))
    with replacing(paths.SENSES) as temporary:
        temporary.write_bytes(gzip.compress("\n".join(sorted(lines)).encode("ascii"), mtime=0))


Labelled = tuple[Design, list[list[float]], int]


def fit(labelled: Sequence[Labelled]) -> np.ndarray:
    """Return the weights of a conditional logistic regression: which of a word's senses is meant.

    It is fitted as a logistic regression on differences between the sense that is meant and each
    other sense.
    """
    steps = np.array(
        [
            np.subtract(rows[sense], other)
            for _, rows, sense in labelled
            for place, other in enumerate(rows)
            if place != sense
        ]
    )
    signs = np.resize((1, -1), len(steps))
    model = LogisticRegression(C=STRENGTH, fit_intercept=False)
    weights: np.ndarray = model.fit(steps * signs[:, None], signs > 0).coef_[0]
    return weights


def is_best(weights: np.ndarray, rows: Sequence[Sequence[float]], sense: int) -> bool:
    """Return whether the sense that is meant has the highest score."""
    return bool(np.argmax(np.array(rows) @ weights) == sense)


def _rows(one: Design, word: str) -> list[list[float]]:
    concepts = concepts_of(one.text)
    concept = next((each for each in concepts if each.word == word), None)
    return sense_rows(one.text, concept, concepts, senses_of(word)) if concept else []


if __name__ == "__main__":
    main()
