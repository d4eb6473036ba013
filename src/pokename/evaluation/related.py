"""Words with the same idea: a lizard is a reptile, and what burns is aflame.

Synonyms and hypernyms are WordNet's, see assets/WORDNET-LICENSE; recipes/bundled_model/synonyms.py
writes them.
"""

from collections.abc import Iterator
from functools import cache, lru_cache

from pokename.paths import SYNONYMS

# WordNet's rules of detachment, see its morphy(7): an ending and what stands for it in the lemma.
ENDINGS = (
    ("s", ""), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"),
    ("ies", "y"), ("men", "man"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""),
    ("ing", "e"), ("ing", ""), ("er", ""), ("er", "e"), ("est", ""), ("est", "e"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def with_related(words: frozenset[str]) -> frozenset[str]:
    """Return words with their synonyms and hypernyms.

    >>> with_related(frozenset({"lizards"})) >= {"lizards", "lizard", "saurian"}
    True
    """
    found = set(words)
    for lemma in {lemma for word in found for lemma in _lemmas(word)}:
        found |= {lemma, *_related()[lemma].split()}
    return frozenset(found)


def _lemmas(word: str) -> Iterator[str]:
    """Yield what a word may be a form of, as far as anything is related to it."""
    if word in _related():
        yield word
    for ending, lemma_ending in ENDINGS:
        if word.endswith(ending):
            lemma = word[: -len(ending)] + lemma_ending
            if lemma in _related():
                yield lemma


@cache
def _related() -> dict[str, str]:
    """Return each word with the line of words that are related to it."""
    lines = SYNONYMS.read_text(encoding="ascii").splitlines()
    return dict(line.split(" ", 1) for line in lines)
