"""How well each source word says its word: learned from what makers use."""

import re
from collections import Counter
from typing import NamedTuple

import lightgbm
import numpy as np

from pokename.paths import SOURCE_WORDS
from pokename.words.thesaurus import GRADES, SENSE_MARK, STEPS
from recipes import sorted_lines
from recipes.taste.data_files import (
    Design,
    Graded,
    RarerSense,
    designs,
    fold_of,
    graded_sources,
    rarer_senses,
)
from recipes.taste.parts import Judged
from recipes.taste.thesaurus import UNLISTED, Thesaurus, zipf
from recipes.wordnet import strangers

SOURCES_KEPT = 40
NEAR, LESS_NEAR = 0.45, 0.36  # least nearness of a new source word: used once, used more often
SAYING = 5  # as many source words of a rarer sense say it at once
MARKS = {0: "", **{grade: mark for mark, grade in GRADES.items()}}


class Told(NamedTuple):
    """What people told of a source word for a word.

    Attributes:
        rank: Its rank in the associations, from 0.
        designed: How often train designs used it for the word.
        themed: How often themed names did.
        used: In how many names of train designs it is, for any word.
        liked: The share of its names that judges picked.
        grade: 1, 0 or -1.
    """

    rank: int
    designed: int
    themed: int
    used: int
    liked: float
    grade: int


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
            for sources in design_features(thesaurus, one).values():
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
            rows = features(thesaurus, word, Counter(), Counter())
            lines.append(_line(word, thesaurus.salience(word), strengths(model, rows), rows))
    for sense in rarer_senses():
        rows = sense_features(thesaurus, sense)
        entry = f"{sense.word}{SENSE_MARK}{sense.number}"
        lines.append(_line(entry, thesaurus.salience(sense.word), strengths(model, rows), rows))
    # A blank sorts before all letters, so that lines are in the order of their words.
    sorted_lines.write(SOURCE_WORDS, lines)


def features(
    thesaurus: Thesaurus,
    word: str,
    own: Counter[tuple[str, str]],
    used: Counter[str],
    own_judged: Judged | None = None,
) -> dict[str, list[float]]:
    """Return the features of each source word of a word, without what a design itself told."""
    known = thesaurus.words[word]
    less = own_judged or Judged()
    rows = {}
    for source in known.sources:
        times = known.designed[source] - own[word, source]
        rank = known.ranks.get(source, UNLISTED)
        if rank == UNLISTED and not _is_kin(thesaurus, word, source, times + known.themed[source]):
            continue
        told = Told(
            rank, times, known.themed[source], thesaurus.used[source] - used[source],
            known.judged.liked(source, less), grade_of(word, source),
        )  # fmt: skip
        rows[source] = _row(thesaurus, word, source, told)
    return rows


def sense_features(thesaurus: Thesaurus, sense: RarerSense) -> dict[str, list[float]]:
    """Return the features of each source word of a rarer sense; no design told any of them."""
    rows, unseen = {}, Judged()
    for rank, source in enumerate((sense.word, *sense.sources)):
        liked, grade = unseen.liked(source, unseen), int(rank <= SAYING)
        told = Told(rank, 0, 0, thesaurus.used[source], liked, grade)
        rows[source] = _row(thesaurus, sense.text, source, told)
    return rows


def _row(thesaurus: Thesaurus, text: str, source: str, told: Told) -> list[float]:
    """Return the features of a source word for the word or sense that a text says."""
    best, best_rank = thesaurus.best.get(source, (text, UNLISTED))
    return [
        told.rank, told.designed, told.themed, thesaurus.nearness(text, source),
        thesaurus.spread[source], zipf(source), len(source), told.used, best_rank,
        thesaurus.nearness(best, text), told.liked, told.grade,
    ]  # fmt: skip


def _is_kin(thesaurus: Thesaurus, word: str, source: str, times: int) -> bool:
    """Return whether a source word, used so many times for a word, says it; no list has it."""
    if times <= 0 or strangers(word, source):
        return False
    return thesaurus.nearness(word, source) >= (NEAR if times == 1 else LESS_NEAR)


def design_features(thesaurus: Thesaurus, one: Design) -> dict[str, dict[str, list[float]]]:
    """Return the features of the source words of each word of a design."""
    own = thesaurus.own.get(one.number, Counter())
    used = Counter(source for _, plan in one.names for source in set(plan)) if own else Counter()
    judged = thesaurus.own_judged.get(one.number, {})
    return {
        word: features(thesaurus, word, own, used, judged.get(word))
        for word in thesaurus.entries_of(one.text)
    }


def grade_of(word: str, source: str) -> int:
    """Return the grade of a source word for a word of descriptions: 1, 0 or -1."""
    return 1 if source == word else graded_sources().get(word, Graded()).grade(source)


def _line(
    entry: str, salience: float, found: dict[str, float], rows: dict[str, list[float]]
) -> str:
    """Return the line of an entry; the last feature of a source word is its grade."""
    sources = (
        f"{source}{round(STEPS * how)}{MARKS[int(rows[source][-1])]}"
        for source, how in found.items()
    )
    return f"{entry} {round(STEPS * min(1, salience))} {' '.join(sources)}"
