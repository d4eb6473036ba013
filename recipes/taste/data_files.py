"""The data that the taste is learned from; a language model wrote it.

These are associations, designed and themed names, grades, senses and coined blends; ``judgments``
reads the judgments.
docs/measurements/data-card.md says how it was written and split.
"""

import csv
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
ASSOCIATIONS = DATA / "associations.txt"
DESIGNS = DATA / "designs.tsv"
THEMED = DATA / "themed_names.txt"
MORE_THEMED = DATA / "more_themed_names.txt"
THEMED_VERDICTS = DATA / "themed_verdicts.txt"
THEMES_OF_WORDS = DATA / "themes_of_words.txt"
PICKS = DATA / "picks.jsonl"
GRADED_SOURCES = DATA / "graded_sources.txt"
WORD_POWERS = DATA / "word_powers.txt"
LINE_GRADES = DATA / "line_grades.tsv"
SENSES = DATA / "senses.txt"
SENSE_LABELS = DATA / "sense_labels.tsv"
COINED_BLENDS = DATA / "coined_blends.csv"

# The train designs are cut into this many folds. A model is applied only to a fold that it didn't
# learn from.
FOLDS = 4

FEWEST_OF_A_SENSE = 6  # source words that a rarer sense needs to have an entry

Plan = tuple[str, ...]


@dataclass(frozen=True)
class Design:
    """A creature with names that were designed for it.

    Attributes:
        number: The number of the design.
        split: train, val or test.
        creature: The creature; all its designs are in one split.
        text: The description.
        names: The letters and the source words of each name, best first.
    """

    number: int
    split: str
    creature: str
    text: str
    names: tuple[tuple[str, Plan], ...]

    @property
    def sources(self) -> set[str]:
        """All source words of its names."""
        return {source for _, plan in self.names for source in plan}


def fold_of(one: Design) -> int:
    """Return the fold of a design; designs of one creature share it."""
    return zlib.crc32(one.creature.encode()) % FOLDS


@dataclass(frozen=True)
class ThemedName:
    """A name for a creature and a theme, such as wolf and "ice & frost", or for two themes.

    Attributes:
        creature: The creature, or the first of two themes.
        theme: The theme; "more" for any theme.
        letters: The letters of the name.
        plan: Its source words.
    """

    creature: str
    theme: str
    letters: str
    plan: Plan


@cache
def designs() -> tuple[Design, ...]:
    """Return all designs, in the order of their numbers."""
    with DESIGNS.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Design(
                int(cells["number"]),
                cells["split"],
                cells["body"],
                cells["description"],
                tuple(_named(one, DESIGNS) for one in cells["names"].split()),
            )
            for cells in csv.DictReader(stream, delimiter="\t")
        )


@cache
def associations() -> dict[str, list[str]]:
    """Return the words of descriptions, each with its source words, best first."""
    pairs = (line.split(":") for line in ASSOCIATIONS.read_text("utf-8").splitlines())
    return {word: list(dict.fromkeys(sources.split())) for word, sources in pairs}


@dataclass(frozen=True)
class Graded:
    """What a judge thought of the source words of a word of descriptions.

    Attributes:
        best: Source words that say the word at once.
        bad: Source words that mislead or that hardly anybody knows.
        new: Good source words that were missing.
    """

    best: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    def grade(self, source: str) -> int:
        """Return 1 for a good source word, -1 for a bad one, and 0 for others."""
        return (source in self.best or source in self.new) - (source in self.bad)


@cache
def graded_sources() -> dict[str, Graded]:
    """Return the words of descriptions whose source words were graded."""
    found = {}
    for line in GRADED_SOURCES.read_text("utf-8").splitlines():
        word, *lists = (part.split() for part in line.split("|"))
        found[word[0]] = Graded(*map(tuple, lists))
    return found


@dataclass(frozen=True)
class RarerSense:
    """A sense of a word that isn't its usual one.

    Attributes:
        word: The word.
        number: Index of the sense among those of the word, from 1.
        gloss: What it means, such as "sports-field".
        sources: Its source words, best first.
    """

    word: str
    number: int
    gloss: str
    sources: Plan

    @property
    def text(self) -> str:
        """The word with its gloss, such as "pitch sports-field", for the sentence encoder."""
        return f"{self.word} {self.gloss}"


@cache
def rarer_senses() -> tuple[RarerSense, ...]:
    """Return the rarer senses of words that names can say and that have enough source words."""
    found = []
    for line in SENSES.read_text("ascii").splitlines():
        word, _, *rarer = line.split(" | ")
        for number, sense in enumerate(rarer, 1):
            told, _, rest = sense.partition(": ")
            sources = tuple(rest.partition("~")[0].split())
            if len(sources) >= FEWEST_OF_A_SENSE:
                found.append(RarerSense(word, number, told.split()[0], sources))
    return tuple(found)


@cache
def word_powers() -> dict[str, int]:
    """Return the power of each graded source word, from 0 (a spark) to 3 (an inferno)."""
    pairs = (line.split() for line in WORD_POWERS.read_text("utf-8").splitlines())
    return {word: int(power) for word, power in pairs}


@cache
def themed_names() -> tuple[ThemedName, ...]:
    """Return the themed names that models learn from."""
    return tuple(_themed_names(THEMED))


@cache
def coined_blends() -> tuple[tuple[str, Plan], ...]:
    """Return blends that people coined, such as docudrama, each with its two words."""
    with COINED_BLENDS.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        return tuple((row["blend"], (row["first word"], row["second word"])) for row in rows)


@cache
def more_themed_names() -> tuple[ThemedName, ...]:
    """Return the themed names that are only looked up."""
    return tuple(_themed_names(MORE_THEMED))


@cache
def themed_verdicts() -> dict[tuple[str, str], bool]:
    """Return the critic's verdicts by creature or theme and letters of a themed name.

    True for a name that the critic would choose at once, False for one that it would never use.
    """
    verdicts, creature = {}, ""
    for line in THEMED_VERDICTS.read_text("utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark == "##":
            creature = text
        else:
            verdicts.update({(creature, letters): mark == "+" for letters in text.split()})
    return verdicts


def _themed_names(path: Path) -> Iterator[ThemedName]:
    creature = ""
    for line in filter(None, path.read_text("utf-8").splitlines()):
        theme, colon, names = line.partition(":")
        if line.startswith("## "):
            creature = line[3:].strip().replace("-", " ")
        elif creature and colon:
            for one in names.split():
                yield ThemedName(creature, theme.strip(), *_named(one, path))
        else:
            raise ValueError(f"{path}: {line}")


def _named(text: str, path: Path) -> tuple[str, Plan]:
    """Return the letters and the source words of a name; a word of one letter is none of them."""
    if not re.fullmatch(r"[a-z]+=[a-z]+(\+[a-z]+){1,2}", text.lower()):
        raise ValueError(f"{path}: {text}")
    name, _, plan = text.lower().partition("=")
    return name, tuple(word for word in plan.split("+") if len(word) > 1)
