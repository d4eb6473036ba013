"""Finds the known word that a misspelt or joined word stands for."""

from functools import lru_cache

from pokename.words.dictionary import is_word, lemma
from pokename.words.sound import VOWELS, sounds_of
from pokename.words.thesaurus import entry_of, has_entry, known_words, meaning_of, parts_of

ANSWERS_KEPT = 1 << 10
SAFE_TO_CORRECT = 5  # letters; one edit in a shorter word may give an unrelated word
LEAST_FIRST, LEAST_LAST = 3, 4  # letters of each of two joined words; a creature may have 3
# A dictionary word that ends or begins with one of these joins no two words: "repentant" isn't an
# ant. Of the ends after a base form, only the base form says something.
_ENDS = frozenset("able ably ability ally ant ants fully hood ion ions ling most ship wise".split())
_OTHER_ENDS = frozenset(
    "gram graph graphic lent logy metric nation orate ration sine table tonic tropic uncle "
    "version".split()
)
_STARTS = frozenset(
    "ante anti arch bin can con counter hypo inter mal mar meg mis miso mono neo nit pal par para "
    "pent peri post pre pro proto pseudo rep retro semi sub sup supra tetra tit trans trig".split()
)
_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@lru_cache(maxsize=ANSWERS_KEPT)
def misspelt(word: str) -> str:
    """Return the known word that ``word`` seems to misspell, or "".

    The known word sounds the same as ``word``, or ``word`` lacks one of its letters, repeats
    one, has two neighbouring letters swapped, or has a wrong vowel or the letter of a neighbouring
    key. If several known words match, English words come first, then the highest salience.

    >>> misspelt("elehpant"), misspelt("lizrard"), misspelt("dragom"), misspelt("snizzle")
    ('elephant', 'lizard', 'dragon', '')
    """
    alike = [
        known
        for known in known_words()
        if known[0] == word[0]
        and abs(len(known) - len(word)) <= 1
        and (
            sounds_of(known).sounds == sounds_of(word).sounds
            or (len(word) >= SAFE_TO_CORRECT and _is_slip(word, known))
        )
    ]
    return max(alike, key=lambda known: (_worth(known), known), default="")


def _is_slip(word: str, known: str) -> bool:
    """Return whether ``word`` is ``known`` with one slip; ``misspelt`` has the kinds of slips."""
    place = next(
        (n for n, (one, other) in enumerate(zip(word, known, strict=False)) if one != other),
        min(len(word), len(known)),
    )
    if len(word) + 1 == len(known):
        return word[place:] == known[place + 1 :]
    if len(word) == len(known) + 1:
        is_repeated = word[place] in word[max(0, place - 2) : place] + word[place + 1 : place + 3]
        return is_repeated and word[place + 1 :] == known[place:]
    swapped = word[place : place + 2] == known[place : place + 2][::-1]
    if swapped and word[place + 2 :] == known[place + 2 :]:
        return True
    typed, meant = word[place : place + 1], known[place : place + 1]
    is_near = {typed, meant} <= set(VOWELS) or any(
        typed + meant in row or meant + typed in row for row in _KEY_ROWS
    )
    return is_near and word[place + 1 :] == known[place + 1 :]


def _worth(word: str) -> tuple[bool, float, int]:
    entry = entry_of(word)
    return is_word(word), entry.salience if entry else 0.0, parts_of(word).common


@lru_cache(maxsize=ANSWERS_KEPT)
def taken_apart(word: str) -> str:
    """Return an unknown word as the two known words that it joins, or "" if it joins none.

    If several pairs of words match, the one whose rarer word is the most common wins. Of a derived
    form in the dictionary, the base form is returned alone.

    >>> taken_apart("icewolf"), taken_apart("snowflake"), taken_apart("repentant")
    ('ice wolf', '', 'repent')
    """
    if entry_of(word):
        return ""
    pairs = [(word[:cut], word[cut:]) for cut in range(LEAST_FIRST, len(word) - LEAST_LAST + 2)]
    known = [
        (min(parts_of(first).common, parts_of(last).common), f"{first} {last}")
        for first, last in pairs
        if has_entry(first) and lemma(first) == first and entry_of(last) and is_word(last)
        if len(last) >= LEAST_LAST or meaning_of(last).creatures
    ]
    if not known or (misspelt(word) and not is_word(word)):  # misspelt compares all known words
        return ""
    first, last = max(known)[1].split()
    if is_word(lemma(word) or word):
        if last in _ENDS:
            return first
        if first in _STARTS or last in _OTHER_ENDS:
            return ""
    return f"{first} {last}"
