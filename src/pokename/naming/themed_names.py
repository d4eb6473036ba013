"""Names that a language model wrote for a creature and a theme, or for two themes.

A themed name for "dog" and "fire" is "infernine". If a description says both, its themed names are
candidates beside the blends made from the thesaurus. ``recipes/taste`` writes the files;
docs/measurements/data-card.md describes the data.
"""

import gzip
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from pokename.naming.description import Concept
from pokename.paths import THEMED_LETTERS, THEMED_NAMES, THEMES

SUBJECTS_KEPT = 16


def is_themed(letters: str) -> bool:
    """Return whether a name is a themed name, of whatever creature and theme.

    >>> is_themed("infernine"), is_themed("nofernine")
    (True, False)
    """
    return letters in _all_letters()


@cache
def _all_letters() -> frozenset[str]:
    return frozenset(gzip.decompress(THEMED_LETTERS.read_bytes()).decode("ascii").split())


class ThemedName(NamedTuple):
    """A themed name for a description.

    Attributes:
        letters: The name in lower case.
        sources: The source word for the creature, then that for the theme. The name may begin
            with either.
        concepts: Index of the concept that each source word says.
    """

    letters: str
    sources: tuple[str, str]
    concepts: tuple[int, int]


class _Meaning(NamedTuple):
    """The creatures and the themes that a word of a description says."""

    creatures: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


def themed_names(concepts: Sequence[Concept]) -> list[ThemedName]:
    """Return the themed names for what a description says.

    These are the names for its creature and a theme, and the names for two themes of which its
    creature is one. The thesaurus must list their source word for the creature: judges kept few of
    the others, since many of them say another creature.
    """
    said = [_meaning(concept.word) for concept in concepts]
    creature = _creature(concepts, said)
    if creature is None:
        return []
    subjects = said[creature].creatures or said[creature].themes
    return [
        name
        for n, one in enumerate(said)
        if n != creature
        for name in _listed((creature, n), *product(subjects, one.themes))
        if name.sources[0] in concepts[creature].sources
    ]


def _creature(concepts: Sequence[Concept], said: Sequence[_Meaning]) -> int | None:
    """Return the index of the concept for the creature, or None if there is none.

    If there are no names for "blacksmith", the creature of "gorilla blacksmith" is the gorilla.
    """
    last = next((n for n, concept in enumerate(concepts) if concept.creature), None)
    if last is None:
        return None
    return next((n for n in range(last, -1, -1) if said[n].creatures), last)


def _listed(concepts: tuple[int, int], *pairs: tuple[str, str]) -> Iterator[ThemedName]:
    """Yield the names for pairs of a creature or theme and a theme."""
    for subject, theme in pairs:
        for letters, sources in _names_of(subject).get(theme, ()):
            yield ThemedName(letters, sources, concepts)


@lru_cache(maxsize=SUBJECTS_KEPT)
def _names_of(subject: str) -> dict[str, list[tuple[str, tuple[str, str]]]]:
    """Return the names of a creature or a theme by theme, each with its two source words.

    The first source word says the subject.
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


def _read(name: str) -> tuple[str, tuple[str, str]]:
    letters, _, sources = name.partition("=")
    first, _, second = sources.partition("+")
    return letters, (first, second)


def _meaning(word: str) -> _Meaning:
    lines, start = _lines(), f"{word}: "
    place = bisect_left(lines, start)
    if place == len(lines) or not lines[place].startswith(start):
        return _Meaning()
    creatures, _, themes = lines[place].removeprefix(start).partition("|")
    return _Meaning(_parted(creatures), _parted(themes))


def _parted(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(";"))))


@cache
def _lines() -> list[str]:
    """Return the lines of the file of themes, sorted."""
    return gzip.decompress(THEMES.read_bytes()).decode("ascii").splitlines()
