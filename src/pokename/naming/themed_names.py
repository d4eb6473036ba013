"""Names that a language model wrote for a creature and a theme, or for two themes.

A themed name for "dog" and "fire" is "infernine". If a description says both, its themed names are
candidates beside the blends made from the thesaurus. ``recipes/taste`` writes the files;
docs/measurements/data-card.md describes the data.
"""

import zipfile
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from pokename.paths import THEMED_LETTERS, THEMED_NAMES
from pokename.reading.concept import Concept
from pokename.words.sorted_lines import text_in
from pokename.words.thesaurus import Meaning, meaning_of

SUBJECTS_KEPT = 16  # in the cache
STAR = "*"  # the mark before a starred name in the file


def is_themed(letters: str) -> bool:
    """Return whether a name is one of the themed names that the ranker learned from.

    >>> is_themed("infernine"), is_themed("nofernine")
    (True, False)
    """
    return letters in _all_letters()


@cache
def _all_letters() -> frozenset[str]:
    return frozenset(text_in(THEMED_LETTERS).split())


class ThemedName(NamedTuple):
    """A themed name for a description.

    Attributes:
        letters: The name in lower case.
        sources: The source word for the creature, then that for the theme. The name may begin
            with either.
        concepts: Index of the concept that each source word says.
        starred: Whether a critic would choose the name at once.
    """

    letters: str
    sources: tuple[str, str]
    concepts: tuple[int, int]
    starred: bool


def themed_names(concepts: Sequence[Concept]) -> list[ThemedName]:
    """Return the themed names for what a description says.

    These are the names for the creature and a theme. If the creature is itself a theme, such as
    "storm", the names for both themes count too. A name counts only if the thesaurus lists its
    source word for the creature.
    """
    meanings = [meaning_of(concept.word) for concept in concepts]
    return [
        name
        for n, subjects in _subjects(concepts, meanings)
        for m, one in enumerate(meanings)
        if m != n
        for name in _names_for((n, m), *product(subjects, one.themes))
        if name.sources[0] in concepts[n].sources
    ]


def _subjects(
    concepts: Sequence[Concept], meanings: Sequence[Meaning]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the concepts that say the creature, with the creatures or themes that they mean.

    In "mushroom knight" and "gorilla blacksmith", the word before says what the knight or the
    blacksmith is. A word that means a creature and no theme, such as "dog", needs no word before.
    """
    last = next((n for n, concept in enumerate(concepts) if concept.creature), None)
    if last is not None:
        yield last, meanings[last].creatures + meanings[last].themes
        if last and (meanings[last].themes or not meanings[last].creatures):
            yield last - 1, meanings[last - 1].creatures


def _names_for(concepts: tuple[int, int], *pairs: tuple[str, str]) -> Iterator[ThemedName]:
    """Yield the names for pairs of a creature or theme and a theme."""
    for subject, theme in pairs:
        for letters, sources, starred in _names_of(subject).get(theme, ()):
            yield ThemedName(letters, sources, concepts, starred)


@lru_cache(maxsize=SUBJECTS_KEPT)
def _names_of(subject: str) -> dict[str, list[tuple[str, tuple[str, str], bool]]]:
    """Return the names of a creature or a theme by theme.

    Each has its two source words, of which the first says the subject, and whether it is starred.
    """
    with zipfile.ZipFile(THEMED_NAMES) as archive:
        if subject not in archive.namelist():
            return {}
        lines = archive.read(subject).decode("ascii").splitlines()
    found = {}
    for line in lines:
        theme, _, names = line.partition(": ")
        found[theme] = [_read(name) for name in names.split()]
    return found


def _read(name: str) -> tuple[str, tuple[str, str], bool]:
    letters, _, sources = name.removeprefix(STAR).partition("=")
    first, _, second = sources.partition("+")
    return letters, (first, second), name.startswith(STAR)
