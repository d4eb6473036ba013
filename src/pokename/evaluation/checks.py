"""Plain rules that check a single name, independent of the rules that the generator ranks by."""

import re
from collections.abc import Iterable
from functools import lru_cache

from pokename.naming.dictionary import is_word
from pokename.naming.novelty import is_near_official
from pokename.pokedex.official_names import normal_form

SHORTEST, LONGEST = 3, 12
# Shorter shared runs of letters are more often due to chance than to a source word.
ROOT_LETTERS = 4
PLAN_LETTERS = 3
FORM = re.compile(r"[a-z]+")
# Two letters that spell one sound: "marshtomp" has three consonants in a row, not four.
ONE_SOUND = re.compile(r"[cgpstw]h|ck|qu")
HARD_TO_SAY = re.compile(
    r"^[^aeiouy]*$|[^aeiouy]{4}|[aeiouy]{4}|[^aeiouy]{3}$|^(?!s)[^aeiouy]{3}|(.)\1\1"
)


def has_form(name: str) -> bool:
    """Return whether a name consists of 3 to 12 plain letters."""
    return bool(FORM.fullmatch(name.lower())) and SHORTEST <= len(name) <= LONGEST


def is_novel(name: str) -> bool:
    """Return whether a name is two or more edits from every official name, in any language."""
    return not is_near_official(normal_form(name))


def is_no_word(name: str, words: frozenset[str]) -> bool:
    """Return whether a name is neither an English word nor a word of the description."""
    letters = normal_form(name)
    return not is_word(letters) and letters not in words


def has_root(name: str, words: frozenset[str]) -> bool:
    """Return whether a name shares four consecutive letters with one of the words.

    >>> has_root("Charizard", frozenset({"lizard"})), has_root("Charizard", frozenset({"bird"}))
    (True, False)
    """
    letters = normal_form(name)
    return not _fragments(words).isdisjoint(_runs(letters))


@lru_cache(maxsize=4096)
def _fragments(words: frozenset[str]) -> frozenset[str]:
    """Return every run of ``ROOT_LETTERS`` letters in the words."""
    return frozenset(run for word in words for run in _runs(word))


def _runs(letters: str, length: int = ROOT_LETTERS) -> list[str]:
    return [letters[i : i + length] for i in range(len(letters) - length + 1)]


def share_letters(names: Iterable[str], length: int) -> bool:
    """Return whether all names share ``length`` consecutive letters.

    >>> share_letters(["Charmander", "Charmeleon", "Charizard"], 4)
    True
    >>> share_letters(["Squirtle", "Wartortle", "Blastoise"], 3)
    False
    """
    return bool(set.intersection(*(set(_runs(normal_form(name), length)) for name in names)))


def is_true_to_plan(name: str, roots: tuple[str, ...]) -> bool:
    """Return whether a name keeps three consecutive letters of each source word.

    A source word of fewer than three letters must be kept whole.

    >>> is_true_to_plan("Charmander", ("char", "salamander")), is_true_to_plan("Vix", ("fox",))
    (True, False)
    """
    letters = normal_form(name)
    return all(
        any(run in letters for run in _runs(word, min(PLAN_LETTERS, len(word))))
        for word in map(normal_form, roots)
    )


def is_pronounceable(name: str) -> bool:
    """Return whether a name is pronounceable, judged by its runs of consonants and of vowels.

    A pronounceable name has a vowel (y counts as one), no four consonants in a row, no four vowels
    in a row, and no letter three times in a row. It doesn't end in three consonants, and starts
    with three only if the first is an s. Two letters that spell one consonant count as one.

    >>> is_pronounceable("Strogg"), is_pronounceable("Marshtomp"), is_pronounceable("Blfarg")
    (True, True, False)
    """
    return not HARD_TO_SAY.search(ONE_SOUND.sub("c", normal_form(name)))
