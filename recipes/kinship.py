"""Ask WordNet whether a thing is a kind of another: an orca is a whale, an eagle isn't an owl.

For a sentence encoder, "eagle" is as near to "owl" as "hoot" is. But a user who asks for an owl
doesn't want an eagle. WordNet tells such things apart: animals, plants, people, substances, food.
"""

import re
from collections.abc import Iterable
from functools import cache

from recipes.wordnet import HYPERNYM, Synset, wordnet

# Lexicographer files of natural things, which can't stand for each other. "animal" is first because
# in WordNet the first sense of whale is a large person, and that of tiger a fierce person.
NATURAL = ("animal", "plant", "food", "substance", "person")
# WordNet classifies claws as animals and roots as plants. A word that isn't a kind of this noun
# names only a part of an animal or plant, so it counts as neither.
WHOLE = {"animal": "animal", "plant": "plant life"}
SENSES = 2  # only the first senses of a noun count; people rarely mean the others


def strangers(word: str, other: str) -> bool:
    """Return whether two words name natural things and neither is a kind of the other.

    Words aren't strangers if one appears in the definition of the other: a kitten is a young cat.
    """
    alike = _nature(word) == _nature(other) != ""
    return alike and not (_is_kind(word, other) or _is_kind(other, word))


@cache
def _nature(word: str) -> str:
    """Return the natural category of a word, one of ``NATURAL``, or "" if it has none."""
    files = {sense.file for sense in _senses(word)}
    nature = next((file for file in NATURAL if file in files), "")
    return nature if _holds_whole(nature, _kinds(word)) else ""


def is_whole(sense: Synset) -> bool:
    """Return whether a sense of a noun is no mere part of an animal or plant, such as a claw."""
    return _holds_whole(sense.file, _with_hypernyms([sense]))


def _holds_whole(nature: str, kinds: frozenset[tuple[str, int]]) -> bool:
    """Return whether kinds of an animal or plant include that of a whole one."""
    return nature not in WHOLE or wordnet().senses[WHOLE[nature], "n"][0].key in kinds


def _is_kind(word: str, other: str) -> bool:
    """Return whether ``word`` names a kind of ``other``, or its definition contains ``other``."""
    kinds, explained = _kinds(word), _explained(word)
    named = any(sense.key in kinds for sense in _senses(other))
    return named or other in explained or f"{other}s" in explained


@cache
def _kinds(word: str) -> frozenset[tuple[str, int]]:
    """Return the keys of a noun's senses and of all their hypernyms."""
    return _with_hypernyms(_senses(word))


def _with_hypernyms(senses: Iterable[Synset]) -> frozenset[tuple[str, int]]:
    """Return the keys of senses and of all their hypernyms."""
    found: set[tuple[str, int]] = set()
    left = list(senses)
    while left:
        sense = left.pop()
        if sense.key not in found:
            found.add(sense.key)
            left += wordnet().follow(sense, HYPERNYM)
    return frozenset(found)


@cache
def _explained(word: str) -> frozenset[str]:
    """Return the words in the definitions of a noun."""
    glosses = " ".join(sense.gloss.lower() for sense in _senses(word))
    return frozenset(re.findall(r"[a-z-]+", glosses))


def _senses(word: str) -> list[Synset]:
    return wordnet().senses.get((word, "n"), [])[:SENSES]
