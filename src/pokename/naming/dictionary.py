"""English words, so that a name isn't one: WordNet's lemmas, see assets/WORDNET-LICENSE."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache, partial

from pokename.paths import WORDS


def line_from(text: str, start: str) -> str:
    r"""Return the first line that is ``start`` or comes after it, or "" where none does.

    >>> line_from("ant\nbee\ncow\n", "bee"), line_from("ant\nbee\ncow\n", "bat")
    ('bee', 'bee')

    Args:
        text: Lines in the order of their letters, each with its end.
        start: Without one.
    """
    place = bisect_left(range(len(text)), start, key=partial(_line_at, text))
    return _line_at(text, place) if place < len(text) else ""


def _line_at(text: str, place: int) -> str:
    return text[text.rfind("\n", 0, place) + 1 : text.index("\n", place)]


ANSWERS_KEPT = 1 << 12
SHORTEST_STEM = 3  # letters before an ending


@cache
def words() -> frozenset[str]:
    """Return the single-word lemmas of WordNet of 3 to 12 letters, lower-case, without names."""
    return frozenset(_text().split())


def is_word(word: str) -> bool:
    """Tell whether ``word``, in its normal form, is an English word or a form of one.

    >>> is_word("lizards"), is_word("charizard")
    (True, False)
    """
    return bool(lemma(word))


@lru_cache(maxsize=ANSWERS_KEPT)
def lemma(word: str) -> str:
    """Return the English word that ``word`` is a form of, or "" where it is none.

    >>> lemma("lizards"), lemma("hopping"), lemma("carried"), lemma("burning"), lemma("zorbing")
    ('lizard', 'hop', 'carry', 'burning', '')
    """
    return next((base for base in _bases(word) if base and base == line_from(_text(), base)), "")


def _bases(word: str) -> Iterator[str]:
    """Yield what a word may be a form of: of a noun or a verb with a regular ending, or itself."""
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
    yield word
    for ending in ("es", "ed", "ing"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < SHORTEST_STEM:
            continue
        yield stem
        yield f"{stem}e"
        if stem.endswith("i"):
            yield f"{stem[:-1]}y"
        if stem[-1] == stem[-2]:
            yield stem[:-1]


@cache
def _text() -> str:
    """Return the words, sorted, a line each."""
    return WORDS.read_text(encoding="ascii")
