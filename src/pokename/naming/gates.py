"""What a generated name may be. Each gate that closes says why in a word or two."""

import re
from collections.abc import Sequence
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pokename.corpus.prompt_format import Draft
from pokename.naming.blends import shares_letters
from pokename.naming.dictionary import is_word
from pokename.pokedex.names import normal_form, official_names

MIN_LETTERS = 3
# One edit from an official name is a misspelling of it; the real names keep two or more in 97 %.
MIN_EDITS = 2


def rejection(draft: Draft, description_words: frozenset[str], max_letters: int) -> str | None:
    """Return why a draft can't be given as a name, or None if it can.

    Args:
        draft: What the model wrote.
        description_words: The words of the description, in normal form.
        max_letters: Longest name wanted.
    """
    letters = draft.letters
    checks = (
        (not letters.isascii() or not letters.isalpha(), "not letters only"),
        (len(letters) < MIN_LETTERS, "too short"),
        (len(letters) > max_letters, "too long"),
        (letters in description_words, "a word of the description"),
        (letters in official_names(), "official name"),
        (len(set(draft.roots)) < len(draft.roots), "one root twice"),
        (not all(shares_letters(root, letters) for root in draft.roots), "not true to its plan"),
    )
    reason = next((why for closed, why in checks if closed), None)
    if reason is None and is_word(letters):
        reason = "dictionary word"
    if reason is None and edits_to_official(letters) < MIN_EDITS:
        reason = "too near an official name"
    return reason


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in normal form."""
    return frozenset(filter(None, (normal_form(word) for word in re.findall(r"[^\W_]+", text))))


def edits_to_official(letters: str) -> int:
    """Return the edit distance to the nearest official name (Levenshtein).

    >>> edits_to_official("charizord")
    1
    """
    match = process.extractOne(letters, _official(), scorer=Levenshtein.distance, processor=None)
    return int(match[1])


@cache
def _official() -> Sequence[str]:
    return sorted(official_names())
