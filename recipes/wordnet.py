"""Read WordNet 3.0's database files into synsets, and tell whether a thing is a kind of another.

An orca is a whale, an eagle isn't an owl. For a sentence encoder, "eagle" is as near to "owl" as
"hoot" is. But a user who asks for an owl doesn't want an eagle. WordNet tells such things apart:
animals, plants, people, substances, food.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDNET = Path("/usr/share/wordnet")  # the folder of Debian's package wordnet-base
# The names of the lexicographer files by number, see lexnames(5).
LEXICOGRAPHER_FILES = {
    5: "animal", 6: "artifact", 7: "attribute", 8: "body", 12: "feeling", 13: "food",
    17: "object", 18: "person", 19: "phenomenon", 20: "plant", 25: "shape", 27: "substance",
    29: "bodily", 30: "change", 34: "consumption", 35: "contact", 37: "emotion", 38: "motion",
    39: "perception", 43: "weather",
}  # fmt: skip
_FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
_READ = "nva"  # the parts of speech of ``WordNet``
HYPERNYM = "@"
# Lexicographer files of natural things, which can't stand for each other. "animal" is first because
# in WordNet the first sense of whale is a large person, and that of tiger a fierce person.
NATURAL = ("animal", "plant", "food", "substance", "person")
# WordNet classifies claws as animals and roots as plants. A word that isn't a kind of this noun
# names only a part of an animal or plant, so it counts as neither.
WHOLE = {"animal": "animal", "plant": "plant life"}
SENSES = 2  # only the first senses of a noun count; people rarely mean the others


@dataclass(frozen=True)
class Synset:
    """A set of synonyms with one meaning.

    Attributes:
        key: Part of speech (n, v or a) and offset in the data file.
        file: The lexicographer file, such as ``animal``; "" if not in ``LEXICOGRAPHER_FILES``.
        words: Lower-case lemmas, with spaces instead of underscores, without proper nouns.
        pointers: For each pointer, its symbol and the key of the target synset.
        gloss: The definition without examples.
    """

    key: tuple[str, int]
    file: str
    words: tuple[str, ...]
    pointers: tuple[tuple[str, tuple[str, int]], ...]
    gloss: str


class WordNet:
    """The synsets of nouns, verbs and adjectives, by key and by word.

    The senses of a word are ordered by frequency, the most frequent first.
    """

    def __init__(self) -> None:
        self.synsets = {synset.key: synset for pos in _READ for synset in synsets(pos)}
        self.senses: dict[tuple[str, str], list[Synset]] = defaultdict(list)
        for pos in _READ:
            for line in _lines(f"index.{_FILES[pos]}"):
                lemma, _, senses, *rest = line.split()
                offsets = rest[-int(senses) :]
                self.senses[lemma.replace("_", " "), pos] = [
                    self.synsets[pos, int(offset)] for offset in offsets
                ]

    def follow(self, synset: Synset, symbol: str) -> list[Synset]:
        """Return the synsets that ``synset`` points to with ``symbol``."""
        return [
            self.synsets[target]
            for pointer, target in synset.pointers
            if pointer.startswith(symbol) and target in self.synsets
        ]


def synsets(pos: str) -> Iterator[Synset]:
    """Yield the synsets of a part of speech: n, v, a, or r for adverbs."""
    return (_parse(line, pos) for line in _lines(f"data.{_FILES[pos]}"))


def irregular_forms(pos: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the irregular forms of a part of speech, each with its possible lemmas."""
    for line in _lines(f"{_FILES[pos]}.exc"):
        form, *lemmas = line.split()
        yield form, lemmas


@cache
def wordnet() -> WordNet:
    """Return the installed WordNet, cached after the first call."""
    return WordNet()


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


def _lines(file: str) -> list[str]:
    """Return the lines of a database file, without the licence at its top."""
    text = (WORDNET / file).read_text(encoding="ascii")
    return [line for line in text.splitlines() if not line.startswith("  ")]


def _parse(line: str, pos: str) -> Synset:
    """Parse a line of a data file into a synset, see wndb(5)."""
    fields, _, gloss = line.partition(" | ")
    offset, file, _, count, *rest = fields.split()
    n_words = int(count, 16)
    words = [word.split("(")[0] for word in rest[: 2 * n_words : 2]]
    rest = rest[2 * n_words :]
    pointers = rest[1 : 1 + 4 * int(rest[0])]
    return Synset(
        key=(pos, int(offset)),
        file=LEXICOGRAPHER_FILES.get(int(file), ""),
        words=tuple(word.replace("_", " ") for word in words if word.islower()),
        pointers=tuple(
            (symbol, (target_pos.replace("s", "a"), int(target)))
            for symbol, target, target_pos in zip(
                pointers[::4], pointers[1::4], pointers[2::4], strict=True
            )
        ),
        gloss=gloss.split('; "')[0].split(";")[0].strip(),
    )
