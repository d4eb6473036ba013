"""English words, so that a name isn't one: WordNet's lemmas, see assets/WORDNET-LICENSE."""

from functools import cache

from pokename.paths import WORDS


@cache
def words() -> frozenset[str]:
    """Return the single-word lemmas of WordNet of 3 to 12 letters, lower-case, without names."""
    return frozenset(WORDS.read_text(encoding="ascii").split())


def is_word(word: str) -> bool:
    """Tell whether ``word``, in its normal form, is an English word or the plural of one.

    >>> is_word("lizards"), is_word("charizard")
    (True, False)
    """
    return word in words() or (word.endswith("s") and word[:-1] in words())
