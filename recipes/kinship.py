"""Which things are kinds of each other: an orca is a kind of whale, an eagle is no owl.

A sentence encoder finds an eagle as near to an owl as a hoot is; a maker who asked for an owl has
no use for an eagle. Of living things, people, substances and food WordNet tells them apart.
"""

import re
from functools import cache

from recipes.bundled_model.wordnet import HYPERNYM, Synset, wordnet

# Lexicographer files whose things are something by nature, so that one is never said by another.
# An animal before all else: a whale is first a large person to WordNet, and a tiger a fierce one.
NATURAL = ("animal", "plant", "food", "substance", "person")
# WordNet files claws with animals, and roots with plants: what is none itself is a part of one.
WHOLE = {"animal": "animal", "plant": "plant life"}
SENSES = 2  # of a noun; rarer ones aren't what it is taken for


def strangers(word: str, other: str) -> bool:
    """Return whether two words name natural things, neither of which is a kind of the other.

    A thing that the dictionary explains by the other is no stranger to it: a rat is like a mouse,
    a kitten is a young cat.
    """
    alike = _nature(word) == _nature(other) != ""
    return alike and not (_is_kind(word, other) or _is_kind(other, word))


@cache
def _nature(word: str) -> str:
    """Return the natural category of a word, one of ``NATURAL``, or "" if it has none."""
    files = {sense.file for sense in _senses(word)}
    nature = next((file for file in NATURAL if file in files), "")
    if nature in WHOLE and wordnet().senses[WHOLE[nature], "n"][0].key not in _kinds(word):
        return ""
    return nature


def _is_kind(word: str, other: str) -> bool:
    """Tell whether ``word`` names a kind of ``other``, or is explained by it."""
    kinds, explained = _kinds(word), _explained(word)
    named = any(sense.key in kinds for sense in _senses(other))
    return named or other in explained or f"{other}s" in explained


@cache
def _kinds(word: str) -> frozenset[tuple[str, int]]:
    """Return the keys of a noun's senses and of all that they are kinds of."""
    found: set[tuple[str, int]] = set()
    left = list(_senses(word))
    while left:
        sense = left.pop()
        if sense.key not in found:
            found.add(sense.key)
            left += wordnet().follow(sense, HYPERNYM)
    return frozenset(found)


@cache
def _explained(word: str) -> frozenset[str]:
    """Return the words of a noun's definitions."""
    glosses = " ".join(sense.gloss.lower() for sense in _senses(word))
    return frozenset(re.findall(r"[a-z-]+", glosses))


def _senses(word: str) -> list[Synset]:
    return wordnet().senses.get((word, "n"), [])[:SENSES]
