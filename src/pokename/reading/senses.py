"""The senses of words: "spring" is a season, a coil, a leap or a source of water.

A source word suits one sense of the word that it stands for: blossom the season, trampoline the
coil. The rest of the description tells how probable each sense is. A rarer sense, if probable, adds
source words of its own. ``recipes/taste`` writes the file of senses and fits the weights;
docs/measurements/data-card.md describes the data.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from pokename.paths import SENSES
from pokename.pokedex.official_names import normal_form
from pokename.reading.concept import Concept
from pokename.words.dictionary import lemma
from pokename.words.sorted_lines import line_from, text_in
from pokename.words.thesaurus import sense_entry
from pokename.words.word_vectors import Vector, cosine_of, total, vector

SENSE_FEATURES = (
    "share", "near", "nearest_cue", "nearest_source", "cues", "cue_beside",
    "noun_after_determiner", "noun_after_subject", "noun_before_determiner",
    "verb_after_determiner", "verb_after_subject", "verb_before_determiner",
)  # fmt: skip
# The weights come from a logistic regression on labelled words of train designs (python -m
# recipes.taste.senses).
WEIGHTS = (1.25, 2.42, 1.19, 1.93, 0.57, 1.42, 0.72, -0.24, -0.17, -0.87, 0.93, 1.00)
MOST_CUES = 3  # further cue words of a description don't count
# A rarer sense that is at least LEAST_PROBABLE adds its source words. Then those of senses below
# LEAST_POSSIBLE are left out.
LEAST_PROBABLE, LEAST_POSSIBLE = 0.6, 0.2
UNSAID = "-"  # stands for the source words of a sense that names never say
_DETERMINERS = frozenset(
    "a an the its his her their your my our this these every each no any some one two three".split()
)
_SUBJECTS = frozenset(
    "it they we you he she that who which never always often to can could will would must may "
    "might should".split()
)


class Sense(Struct, frozen=True):
    """A sense of a word.

    Attributes:
        part_of_speech: n, v, or a for adjectives and adverbs.
        share: How often the word has this sense in descriptions of creatures, 0 to 1.
        sources: The source words that suit this sense alone.
        cues: Words that stand in the same description if this sense is meant.
    """

    part_of_speech: str
    share: float
    sources: tuple[str, ...]
    cues: tuple[str, ...]


def senses_of(word: str) -> tuple[Sense, ...]:
    """Return the senses of a word; none if it has only one.

    >>> [sense.sources[0] for sense in senses_of("glass") if sense.sources]
    ['crystal', 'goblet', 'spectacle']
    """
    found, *senses = line_from(text_in(SENSES), f"{word}|").split("|")
    return tuple(map(_sense, senses)) if found == word else ()


def in_senses(text: str, concepts: Sequence[Concept]) -> list[Concept]:
    """Return the concepts of a description in the senses that they have there.

    A concept in a rarer sense gets the source words of this sense too, and loses those of senses
    that it hardly has. A concept in a sense that names never say, as "well" in "a robot that sings
    well", is left out, unless it is the creature or nothing else is left.
    """
    read = list(_read_in_senses(text, concepts))
    said = [one for one, is_said in read if is_said or one.creature]
    return said or [one for one, _ in read]


def _read_in_senses(text: str, concepts: Sequence[Concept]) -> Iterator[tuple[Concept, bool]]:
    """Yield each concept in its sense, and whether names may say this sense."""
    for concept in concepts:
        senses = senses_of(concept.word)
        if not senses:
            yield concept, True
            continue
        chances = _chances(sense_rows(text, concept, concepts, senses))
        suits = {
            source: chance
            for sense, chance in zip(senses, chances, strict=True)
            for source in sense.sources
        }
        best = max(range(len(senses)), key=chances.__getitem__)
        meant = replace(concept, senses=suits)
        if chances[best] < LEAST_PROBABLE:
            yield meant, True
        elif UNSAID in senses[best].sources:
            yield meant, False
        else:
            yield _in_sense(meant, best), True


def _in_sense(concept: Concept, sense: int) -> Concept:
    """Return a concept with the source words of a sense, and its own that may suit it."""
    entry = sense_entry(concept.word, sense)
    if not entry:
        return concept
    others = {
        source: strength
        for source, strength in concept.sources.items()
        if concept.senses.get(source, 1.0) >= LEAST_POSSIBLE
    }
    sources = others | entry.sources
    best_first = dict(sorted(sources.items(), key=lambda one: -one[1]))
    grades = concept.grades | entry.grades
    return replace(concept, sources=best_first, grades=grades, sense=sense)


def _chances(rows: Sequence[Sequence[float]]) -> list[float]:
    """Return the probability of each sense from its features."""
    odds = [math.exp(sum(map(float.__mul__, WEIGHTS, row))) for row in rows]
    return [one / sum(odds) for one in odds]


def sense_rows(
    text: str, concept: Concept, concepts: Sequence[Concept], senses: Sequence[Sense]
) -> list[list[float]]:
    """Return the features of each sense of a concept, in the order of ``SENSE_FEATURES``."""
    others = [vector(one.word) for one in concepts if one is not concept]
    told, whole = _told(text, concept.said), total(others)
    return [_row(sense, told, others, whole) for sense in senses]


class _Told(NamedTuple):
    """What a description tells about one of its words, apart from its concepts.

    Attributes:
        words: All other words and their base forms.
        beside: Those right before and after it.
        place: Whether it comes after a determiner, after a subject, and before a determiner.
    """

    words: frozenset[str]
    beside: frozenset[str]
    place: tuple[bool, bool, bool]


def _row(sense: Sense, told: _Told, others: Sequence[Vector], whole: Vector) -> list[float]:
    """Return the features of a sense.

    Args:
        sense: The sense.
        told: What the description tells about the word.
        others: The vectors of the description's other concepts.
        whole: Their sum.
    """
    cues, sources = list(map(vector, sense.cues)), list(map(vector, sense.sources))
    return [
        math.log(max(sense.share, 0.01)),
        cosine_of(total(cues), whole),
        _nearest(cues, others),
        _nearest(sources, others),
        float(min(MOST_CUES, len(told.words.intersection(sense.cues)))),
        float(not told.beside.isdisjoint(sense.cues)),
        *(float(is_so and sense.part_of_speech == "n") for is_so in told.place),
        *(float(is_so and sense.part_of_speech == "v") for is_so in told.place),
    ]


def _nearest(vectors: Sequence[Vector], others: Sequence[Vector]) -> float:
    """Return the highest cosine of two vectors, one of each; 0 if there are none."""
    return max((cosine_of(one, other) for one in vectors for other in others), default=0.0)


def _told(text: str, said: str) -> _Told:
    """Return what a description tells about one of its words.

    A word in -ing or -ed, often an adjective after a determiner, counts as a determiner, and a word
    in -ly, often an adverb after a subject, as a subject.
    """
    words = [normal_form(word) for word in re.findall(r"[^\W_]+", text)]
    place = words.index(said) if said in words else len(words)
    before = words[place - 1] if 0 < place < len(words) else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    return _Told(
        _with_bases(word for word in words if word != said),
        _with_bases([before, after]),
        (
            before in _DETERMINERS or before.endswith(("ing", "ed")),
            before in _SUBJECTS or before.endswith("ly"),
            after in _DETERMINERS,
        ),
    )


def _with_bases(words: Iterable[str]) -> frozenset[str]:
    """Return words and their base forms."""
    return frozenset(form for word in words if word for form in (word, lemma(word)) if form)


def _sense(text: str) -> Sense:
    """Read a sense of the file: "n 30 goblet cup ~ drink wine" is a noun, in 30 % of cases."""
    start, _, cues = text.partition("~")
    part_of_speech, percent, *sources = start.split()
    return Sense(part_of_speech, int(percent) / 100, tuple(sources), tuple(cues.split()))
