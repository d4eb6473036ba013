"""Fit of names to their description, measured without the score that the generator ranks by."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

from pokename.corpus.splits import Kind
from pokename.evaluation.bootstrap import Measure, Resamples
from pokename.evaluation.cases import Answers, Case
from pokename.evaluation.checks import has_root
from pokename.evaluation.yardstick import Yardstick, types_of
from pokename.paths import SYNONYMS

# WordNet's detachment rules (see morphy(7)), as pairs: inflected ending, ending of the lemma.
ENDINGS = (
    ("s", ""), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"),
    ("ies", "y"), ("men", "man"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""),
    ("ing", "e"), ("ing", ""), ("er", ""), ("er", "e"), ("est", ""), ("est", "e"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def with_related(words: frozenset[str]) -> frozenset[str]:
    """Return words with their synonyms and hypernyms.

    >>> with_related(frozenset({"lizards"})) >= {"lizards", "lizard", "saurian"}
    True
    """
    found = set(words)
    for lemma in {lemma for word in found for lemma in _lemmas(word)}:
        found |= {lemma, *_related()[lemma].split()}
    return frozenset(found)


def _lemmas(word: str) -> Iterator[str]:
    """Yield the possible lemmas of a word that have related words."""
    if word in _related():
        yield word
    for ending, lemma_ending in ENDINGS:
        if word.endswith(ending):
            lemma = word[: -len(ending)] + lemma_ending
            if lemma in _related():
                yield lemma


@cache
def _related() -> dict[str, str]:
    """Return the related words of each word, as one text with spaces between them."""
    lines = SYNONYMS.read_text(encoding="ascii").splitlines()
    return dict(line.split(" ", 1) for line in lines)


Words = Callable[[Case], frozenset[str]]


def fit(
    answers: Answers, yardstick: Yardstick, kind: Kind | None = None
) -> dict[str, Measure | None]:
    """Return the share of names that fit their description, and the share that fit by chance.

    Args:
        answers: The names to measure.
        yardstick: The cases and references.
        kind: The kind of description to measure; None measures all.
    """
    counted = [kind in {None, case.kind} for case in yardstick.cases]
    words: dict[str, Words] = {
        "root": lambda case: case.words,
        "related": lambda case: with_related(case.words),
        "species": lambda case: yardstick.all_words[case.species_id],
    }
    measures: dict[str, Measure | None] = {}
    for key, words_of_case in words.items():
        own = _share(answers, yardstick.cases, words_of_case, counted)
        other = _share(answers, yardstick.others, words_of_case, counted)
        gain = [
            None if mine is None or theirs is None else mine - theirs
            for mine, theirs in zip(own, other, strict=True)
        ]
        for suffix, values in (("own", own), ("shuffled", other), ("difference", gain)):
            share = suffix != "difference"
            resamples = yardstick.resamples
            measures[f"{key}_{suffix}"] = (resamples.share if share else resamples.mean)(values)
    measures["type_auc"] = _type_area(answers, yardstick, counted)
    return measures


def ideas_by_case(answers: Answers, yardstick: Yardstick, kind: Kind) -> list[float | None]:
    """Return the share of names with an idea of their own description, for each case.

    A case of another kind, or without names, has None.
    """
    counted = [case.kind == kind for case in yardstick.cases]
    return _share(answers, yardstick.cases, lambda case: with_related(case.words), counted)


def _share(
    answers: Answers, cases: Sequence[Case], words: Words, counted: Sequence[bool]
) -> list[float | None]:
    """Return, for each list, the share of names with a root of the case at the same index."""
    shares: list[float | None] = []
    for names, case, counts in zip(answers.names, cases, counted, strict=True):
        known = words(case) if counts else frozenset()
        hits = sum(has_root(one.name, known) for one in names)
        shares.append(hits / len(names) if counts and names else None)
    return shares


def _type_area(answers: Answers, yardstick: Yardstick, counted: Sequence[bool]) -> Measure | None:
    """Return the area under the ROC curve of guessing types from names, averaged over types.

    For each type, names of creatures of the type are compared with all other names. Species of
    unknown type are skipped, and so are types that all or none of the species have.
    """
    cases = [place for place, counts in enumerate(counted) if counts]
    known = [
        (place, one.name, types)
        for place in cases
        if (types := types_of(yardstick.cases[place].species_id))
        for one in answers.names[place]
    ]
    places = [place for place, _, _ in known]
    areas = []
    for kind in yardstick.guesser.types:
        scores = [yardstick.guesser.score(name, kind) for _, name, _ in known]
        positive = [kind in types for _, _, types in known]
        area = yardstick.resamples.areas(scores, positive, places)
        if area is not None:
            areas.append(area)
    return Resamples.mean_of(areas) if areas else None
