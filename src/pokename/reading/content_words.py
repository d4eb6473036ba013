"""Splits a text into the words that a name could be made of."""

import re
from collections.abc import Iterator

from pokename.pokedex.official_names import normal_form
from pokename.reading.function_words import FUNCTION_WORDS, NOUNS_ALONE, PLURALS
from pokename.words.dictionary import lemma

# A word, perhaps with an apostrophe, but not a number with a short ending: 7, 3rd, 20kg.
_TOKEN = re.compile(r"(?<![^\W_])(?!\d+[^\W\d_]{0,2}(?![^\W_]))[^\W_]+(?:[’'][^\W\d_]+)?")
# O'Brien, d'Artagnan, Ka'Zoth, T'pol: two parts, one of them capitalized and the second not short.
# "A lizard named Steve": a capitalized word after "named" or "called".
_NAME = re.compile(
    r"[^\W\d_]+[’'](?=[A-Z][^\W\d_]{2})[^\W\d_]+|[A-Z][^\W\d_]*[’'][^\W\d_]{3,}"
    r"|(?:(?<=\bnamed )|(?<=\bcalled ))[A-Z][^\W\d_]+"
)
_PREFIX = re.compile(r"^.[’'](?=...)")  # of d'Artagnan
# What is left out of a word that is no name: "fox's", "they're", "l'eau".
_SHORTENED = re.compile(rf"[’']s?$|(?<=..)[’'].*|{_PREFIX.pattern}|(?<=^.)[’'].*")


def content_words(text: str) -> Iterator[str]:
    """Yield the words of a text that a name could be made of, in normal form.

    Numbers are left out, also with a short ending or unit: 7, 3rd, 20kg.
    """
    for found in _TOKEN.findall(text):
        left_out = _PREFIX if _NAME.match(found) else _SHORTENED
        word = normal_form(left_out.sub("", found))
        base = word if word in PLURALS else lemma(word)
        if len(word) > 1 and FUNCTION_WORDS.isdisjoint([word, base]):
            yield word


def said_words(text: str) -> list[str]:
    """Return the content words, or else nouns such as "hour" that only count if they are alone.

    >>> said_words("an hour for a fox"), said_words("the hour")
    (['fox'], ['hour'])
    """
    return list(content_words(text)) or [
        word for word in map(normal_form, _TOKEN.findall(text)) if word in NOUNS_ALONE
    ]


def words_of_names(text: str) -> frozenset[str]:
    """Return the content words of the proper names in a text.

    >>> sorted(words_of_names("a lizard named Steve and d'Artagnan"))
    ['artagnan', 'steve']
    """
    return frozenset(word for name in _NAME.findall(text) for word in content_words(name))
