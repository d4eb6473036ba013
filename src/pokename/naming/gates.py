"""What a generated name may be. Each gate that closes says why in a word or two."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from pokename.naming.blends import shares_letters
from pokename.naming.decency import offence
from pokename.naming.dictionary import is_word
from pokename.naming.draft import Draft
from pokename.naming.novelty import is_near_official, similarity
from pokename.pokedex.lexicon import stems
from pokename.pokedex.names import normal_form, official_names

if TYPE_CHECKING:
    from pokename.naming.wishes import Request


def rejection(draft: Draft, request: "Request", source_words: Collection[str] = ()) -> str | None:
    """Return why a draft can't be given as a name, or None if it can.

    Args:
        draft: What the model wrote.
        request: What was asked.
        source_words: That the model has learned, besides words and stems.
    """
    letters = draft.letters
    roots = () if draft.roots == request.roots else draft.roots
    plain = letters.replace(" ", "", 1)
    checks = (
        (not plain.isascii() or not plain.isalpha(), "not letters only"),
        (letters in request.words, "a word of the description"),
        (plain in official_names(), "official name"),
        (plain in request.exclude, "excluded"),
        (len(set(draft.roots)) < len(draft.roots), "one root twice"),
        (not all(is_source_word(root, source_words) for root in roots), "no source word"),
        (not all(shares_letters(root, letters) for root in draft.roots), "not true to its plan"),
    )
    reason = next((why for closed, why in checks if closed), None)
    reason = reason or request.limits.broken_by(letters)
    if reason is None and is_word(plain):
        reason = "dictionary word"
    if reason is None and is_near_official(plain):
        reason = "too near an official name"
    if reason is None and request.max_similarity < 1 and similarity(plain) > request.max_similarity:
        reason = f"--max-similarity {request.max_similarity}"
    if reason is None and not request.allow_offensive:
        reason = next(filter(None, map(offence, (letters, *draft.roots))), None)
    return reason


def is_source_word(root: str, source_words: Collection[str] = ()) -> bool:
    """Tell whether a root is an English word, a known stem, or one of ``source_words``.

    >>> is_source_word("flame"), is_source_word("pyro"), is_source_word("burnka")
    (True, True, False)
    """
    return root in source_words or root in stems() or is_word(normal_form(root))


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in normal form."""
    return frozenset(filter(None, (normal_form(word) for word in re.findall(r"[^\W_]+", text))))
