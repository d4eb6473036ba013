"""English dictionary words, which names must not be: WordNet's lemmas (assets/WORDNET-LICENSE)."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from pokename.paths import IRREGULAR_FORMS, WORDS
from pokename.words.sorted_lines import line_from, text_in

ANSWERS_KEPT = 1 << 12
SHORTEST_STEM = 3  # letters before an ending
# A stem with one vowel before one consonant: "car", but not "leap" or "open".
_STEM_WITHOUT_E = re.compile(r"(?:qu|[^aeiou])*[aeiou][^aeiouwxy]")


@cache
def dictionary_words() -> frozenset[str]:
    """Return WordNet's single-word lemmas of 3 to 12 letters in lower case, except proper names."""
    return frozenset(text_in(WORDS).split())


def is_word(word: str) -> bool:
    """Return whether ``word``, in normal form, is an English word or a form of one.

    Only words of 3 to 12 letters are known; see ``dictionary_words``.

    >>> is_word("lizards"), is_word("charizard")
    (True, False)
    """
    return bool(lemma(word))


@lru_cache(maxsize=ANSWERS_KEPT)
def lemma(word: str) -> str:
    """Return the English word that ``word`` is a form of, or "" if there is none.

    >>> lemma("wolves"), lemma("firemen"), lemma("ate"), lemma("carried"), lemma("zorbing")
    ('wolf', 'fireman', 'eat', 'carry', '')
    """
    return next(
        (base for base in _uninflected(word) if base and base == line_from(text_in(WORDS), base)),
        "",
    )


def lost_e(stem: str) -> bool:
    """Return whether a stem before "-ing" or "-ed" has lost an "e", as in "caring".

    A short word with one vowel before one consonant would double that: "scarring".

    >>> lost_e("car"), lost_e("scarr"), lost_e("leap"), lost_e("open")
    (True, False, False, False)
    """
    return bool(_STEM_WITHOUT_E.fullmatch(stem))


def _uninflected(word: str) -> Iterator[str]:
    """Yield possible base forms of a word: irregular ones, itself, it without a regular ending."""
    if base := _irregular_forms().get(word):
        yield base
    if word.endswith("men"):
        yield f"{word[:-3]}man"
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
    yield word
    for ending in ("es", "ed", "ing"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < SHORTEST_STEM:
            continue
        yield from (f"{stem}e", stem) if ending != "es" and lost_e(stem) else (stem, f"{stem}e")
        if stem.endswith("i"):
            yield f"{stem[:-1]}y"
        if stem[-1] == stem[-2]:
            yield stem[:-1]


@cache
def _irregular_forms() -> dict[str, str]:
    """Return plurals and past forms such as "geese" and "flew", each with its word."""
    lines = IRREGULAR_FORMS.read_text(encoding="ascii").splitlines()
    return dict(line.split() for line in lines)
