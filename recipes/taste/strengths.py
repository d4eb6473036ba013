"""How well each source word says its word: learned from what makers use."""

import gzip
import re
from collections import Counter

import lightgbm
import numpy as np

from pokename.paths import SOURCE_WORDS
from pokename.words.thesaurus import GRADES, STEPS
from recipes.taste.data_files import designs, fold_of
from recipes.taste.sources import Thesaurus, grade_of

SOURCES_KEPT = 40
MARKS = {0: "", **{grade: mark for mark, grade in GRADES.items()}}


def fit_strength(thesaurus: Thesaurus, without: int | None = None) -> lightgbm.LGBMClassifier:
    """Learn which source words of a word makers use, from train designs.

    Args:
        thesaurus: All words.
        without: A fold to leave out.
    """
    rows: list[list[float]] = []
    used: list[bool] = []
    for one in designs():
        if one.split == "train" and fold_of(one) != without:
            wanted = one.sources
            for sources in thesaurus.design_features(one).values():
                rows += sources.values()
                used += [source in wanted for source in sources]
    model = lightgbm.LGBMClassifier(
        n_estimators=200, learning_rate=0.05, num_leaves=12, min_child_samples=60,
        colsample_bytree=0.7, subsample=0.8, subsample_freq=1, verbose=-1, n_jobs=2, seed=7,
        deterministic=True,
    )  # fmt: skip
    return model.fit(np.array(rows, float), np.array(used))


def strengths(model: lightgbm.LGBMClassifier, rows: dict[str, list[float]]) -> dict[str, float]:
    """Return the source words of a word with their strengths in steps of a ninth, best first."""
    kept = {source: row for source, row in rows.items() if re.fullmatch("[a-z]{2,14}", source)}
    if not kept:
        return {}
    table = np.array(list(kept.values()), float)
    odds = np.asarray(model.predict(table, raw_score=True, num_threads=1))
    steps = np.clip(np.round((odds + 5.0) / 5.0 * STEPS), 0, STEPS)
    best = sorted(zip(odds, kept, steps, strict=True), key=lambda one: (-one[0], one[1]))
    return {source: float(step) / STEPS for _, source, step in best[:SOURCES_KEPT]}


def write(thesaurus: Thesaurus, model: lightgbm.LGBMClassifier) -> None:
    """Write the thesaurus that ships."""
    lines = []
    for word in thesaurus.words:
        if re.fullmatch("[a-z]+", word):
            found = strengths(model, thesaurus.features(word, Counter(), Counter()))
            sources = " ".join(
                f"{source}{round(STEPS * how)}{MARKS[grade_of(word, source)]}"
                for source, how in found.items()
            )
            lines.append(f"{word} {round(STEPS * min(1, thesaurus.salience(word)))} {sources}")
    # A blank sorts before all letters, so that lines are in the order of their words.
    SOURCE_WORDS.write_bytes(gzip.compress("\n".join(sorted(lines)).encode(), 9, mtime=0))
