"""Read WordNet 3.0's database files into synsets."""

from collections import defaultdict
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
_FILES = {"n": "noun", "v": "verb", "a": "adj"}
HYPERNYM = "@"


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

    def __init__(self, folder: Path = WORDNET) -> None:
        self.synsets: dict[tuple[str, int], Synset] = {}
        self.senses: dict[tuple[str, str], list[Synset]] = defaultdict(list)
        for pos, name in _FILES.items():
            for line in _lines(folder / f"data.{name}"):
                synset = _parse(line, pos)
                self.synsets[synset.key] = synset
        for pos, name in _FILES.items():
            for line in _lines(folder / f"index.{name}"):
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


@cache
def wordnet() -> WordNet:
    """Return the installed WordNet, cached after the first call."""
    return WordNet()


def _lines(path: Path) -> list[str]:
    """Return the lines of a database file, without the licence at its top."""
    text = path.read_text(encoding="ascii")
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
