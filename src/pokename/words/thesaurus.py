"""What words mean for names: source words, themes and parts of words, in three sorted files.

The thesaurus has the source words for each word of a description, with their strengths:
"lightning" has volt, zap, thunder and joule. The themes are the creatures and the themes that words
mean: "hound" means the creature "dog", and "fiery" the theme "fire". The word parts say how common
and how powerful each source word is, and which of its starts and ends identify it: "porcu" is the
start of one word, "po" is the start of hundreds. ``recipes/taste`` writes the files;
docs/measurements/data-card.md describes them.
"""

from functools import cache, lru_cache
from typing import NamedTuple

from msgspec import Struct

from pokename.paths import SOURCE_WORDS, THEMES_OF_WORDS, WORD_PARTS
from pokename.words.dictionary import lemma, lost_e
from pokename.words.sorted_lines import line_from, line_starting, lines_of, text_in
from pokename.words.sound import VOWELS

ENTRIES_KEPT, PARTS_KEPT = 1 << 10, 1 << 12
STEPS = 9  # strengths, saliences and the numbers of word parts are stored as digits from 0 to 9
SENSE_MARK = "_"  # "pitch_3" is the entry of the third of the rarer senses of "pitch"
GRADES = {"+": 1, "-": -1}  # the mark after a strength; a so-so source word has none
# Endings of derived forms, each with the ending of the base form after a colon: "y:e" turns spiky
# into spike.
_DERIVED = tuple(
    rule.partition(":")[::2]
    for rule in (
        "s es ies:y ier:y iest:y ed ed:e d ing ing:e y y:e ily:y ly er er:e ers est est:e ish like "
        "en ful less ness ous ically:ic al ic"
    ).split()
)
_SHORTEST_BASE = 3  # letters
USUALLY_LIKED = 4  # ``liked`` of a word that no judge was shown
USUAL_POWER = 1  # ``power`` of a word that wasn't graded
# How well 0, 1, 2... letters identify a word that isn't in the file.
_USUAL = (0, 0, 1, 3, 5, 7, 8, 9)


class Entry(Struct, frozen=True):
    """A word that descriptions use, with its source words.

    Attributes:
        word: The word as spelled in the file.
        salience: How often designed names express the word if a description has it, 0 to 1.
        sources: Source words, best first, each with its strength, 0 to 1.
        grades: Maps a source word to a judge's verdict: 1 if a reader gets the word from it at
            once, -1 if it misleads. Other source words are left out.
    """

    word: str
    salience: float
    sources: dict[str, float]
    grades: dict[str, int]


class Meaning(NamedTuple):
    """The creatures and the themes that a word means."""

    creatures: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()

    @property
    def is_creature(self) -> bool:
        """Whether the word means creatures alone, and no theme."""
        return bool(self.creatures and not self.themes)


class Parts(Struct, frozen=True):
    """A source word's starts and ends.

    Attributes:
        common: How common the word is, 0 to 9.
        spread: For how many words it is a source word, 0 (for one) to 9.
        used: How often designed names use it, 0 (never) to 9.
        liked: How often names made of it were picked when shown, 0 to 9.
        power: How much size, strength or growth it suggests, 0 (a spark) to 3 (an inferno).
        heads: How well its first N letters identify it, 0 to 9, for N = 0, 1, 2...
        tails: How well its letters from index N on identify it, 0 to 9, for N = 0, 1, 2...
        cut_heads: How often designed names keep its first N letters, 0 to 9, for N = 0, 1, 2...
        cut_tails: How often designed names keep its letters from index N on, 0 to 9, likewise.
    """

    common: int
    spread: int
    used: int
    liked: int
    power: int
    heads: tuple[int, ...]
    tails: tuple[int, ...]
    cut_heads: tuple[int, ...]
    cut_tails: tuple[int, ...]


def entry_of(word: str) -> Entry | None:
    """Return the entry of a word or of its base form, or None if there is none.

    >>> entry_of("thorny").word, entry_of("glorp")
    ('thorny', None)
    """
    return next((found for base in bases(word) if (found := _entry(base))), None)


def sense_entry(word: str, sense: int) -> Entry | None:
    """Return the entry of a rarer sense of a word, or None if it has no source words of its own.

    Args:
        word: The word.
        sense: Index of the sense in ``pokename.reading.senses.senses_of``.
    """
    return _entry(f"{word}{SENSE_MARK}{sense}")


def has_entry(word: str) -> bool:
    """Return whether the thesaurus has exactly this word, not only its base form."""
    return bool(_entry(word))


def bases(word: str) -> list[str]:
    """Return the possible base forms of a word, itself first.

    >>> bases("spiky")[:2]
    ['spiky', 'spike']
    """
    found = {word: None}
    if base := lemma(word):
        found[base] = None
    for ending, base_ending in _DERIVED:
        stem = word.removesuffix(ending)
        if stem != word and len(stem + base_ending) >= _SHORTEST_BASE:
            if base_ending == "y":
                found[f"{stem}y"] = None
            elif len(stem) >= _SHORTEST_BASE:
                found |= dict.fromkeys(_base_forms(stem, ending, base_ending))
    return list(found)


def _base_forms(stem: str, ending: str, base_ending: str) -> list[str]:
    """Return the possible base forms of a stem whose base form doesn't end in "y", best first."""
    # "Rotting" is from "rot", but "rolling" from "roll", and "adding" from "add".
    undoubled = [stem[:-1]] if stem[-1] == stem[-2] else []
    doubled_first = len(stem) <= _SHORTEST_BASE or stem[-1] in "flsz"
    full = stem + base_ending
    forms = [full, *undoubled] if doubled_first else [*undoubled, full]
    if ending[0] in VOWELS and lost_e(stem):  # "sharer" is from "share", not "shar"
        return [f"{stem}e", *forms]
    return forms


@cache
def known_words() -> list[str]:
    """Return all words that have an entry, sorted; senses of words are left out."""
    words = (line.partition(" ")[0] for line in lines_of(SOURCE_WORDS))
    return [word for word in words if SENSE_MARK not in word]


def meaning_of(word: str) -> Meaning:
    """Return the creatures and the themes that a word of a description means.

    >>> meaning_of("hound"), meaning_of("fiery").themes
    (Meaning(creatures=('dog',), themes=()), ('fire',))
    """
    start = f"{word}: "
    meant = line_starting(lines_of(THEMES_OF_WORDS), start).removeprefix(start)
    creatures, _, themes = meant.partition("|")
    return Meaning(_items(creatures), _items(themes))


@lru_cache(maxsize=PARTS_KEPT)
def parts_of(word: str) -> Parts:
    """Return the parts of a source word, with usual values if the word isn't in the file.

    >>> parts = parts_of("porcupine")
    >>> parts.heads[5] > parts.heads[2], parts.tails[4] > parts.tails[7]
    (True, True)
    """
    line = _parts_line(word)
    if not line:
        return _usual_parts(len(word))
    _, rates, *digits = line.split()
    common, spread, used, liked, power = map(int, rates)
    heads, tails, cut_heads, cut_tails = (tuple(map(int, one)) for one in digits)
    return Parts(common, spread, used, liked, power, heads, tails, cut_heads, cut_tails)


def has_parts(word: str) -> bool:
    """Return whether a word is a source word in the file of word parts.

    >>> has_parts("porcupine"), has_parts("burnka")
    (True, False)
    """
    return bool(_parts_line(word))


def _usual_parts(size: int) -> Parts:
    """Return the parts of a word that isn't in the file, by its number of letters."""
    heads = tuple(STEPS if n == size else _USUAL[min(n, 7)] for n in range(size + 1))
    tails = tuple(STEPS if n == 0 else _USUAL[min(size - n, 7)] for n in range(size + 1))
    none = (0,) * (size + 1)
    return Parts(0, 0, 0, USUALLY_LIKED, USUAL_POWER, heads, tails, none, none)


@lru_cache(maxsize=ENTRIES_KEPT)
def _entry(word: str) -> Entry | None:
    line = line_from(text_in(SOURCE_WORDS), f"{word} ")
    if not line.startswith(f"{word} "):
        return None
    _, salience, *sources = line.split()
    strengths, grades = {}, {}
    for source in sources:
        marked = source.rstrip("+-")
        letters = marked[:-1]
        strengths[letters] = int(marked[-1]) / STEPS
        if marked != source:
            grades[letters] = GRADES[source[-1]]
    return Entry(word, int(salience) / STEPS, strengths, grades)


def _items(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(";"))))


def _parts_line(word: str) -> str:
    return line_starting(lines_of(WORD_PARTS), f"{word} ")
