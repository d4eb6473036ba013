"""Write the thesaurus: for the words that descriptions are made of, source words that say them.

    python -m recipes.thesaurus        # after python -m recipes.bundled_model.build --until lexicon

A word's salience is that of recipes/salience.py. Its source words are those of the concepts that it
belongs to, the stems of other languages that mean it, and what a sentence encoder finds near to it,
by the word and by its definition in WordNet, but for other things of its kind. No species' name or
text is in it.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from wordfreq import zipf_frequency

from pokename.naming.decency import offence
from pokename.naming.dictionary import words as dictionary
from pokename.naming.thesaurus import STEPS
from pokename.paths import THESAURUS
from pokename.pokedex.lexicon import stems
from recipes.bundled_model.encoder import encode
from recipes.bundled_model.files import Work
from recipes.bundled_model.lexicon import Concept, Lexicon, fit_word, hand_written
from recipes.bundled_model.wordnet import wordnet
from recipes.kinship import strangers
from recipes.salience import saliences

COMMON = 2.4  # Zipf frequency of the words that have an entry
LONGEST_WORD, LONGEST_ROOT = 14, 9  # letters
SOURCE_WORDS = 24  # of an entry, the nearest
NEAR = 0.42  # similarity from which on words go together; below it is mostly chance
AT_LEAST, FAINT = 3, 0.33  # source words of a word that has few near ones, and how near they are
ASTRAY = 0.2  # similarity of what one word of several concepts means in another of them
STEM = 0.9  # how near a stem is to its meaning
CONCEPT = 0.85  # how near the first source word of a concept is to a word that says the concept
STRANGER = 0.6  # how near it is then where it names another thing: a lobster, for a crab
# A word of these says how a creature is; what lies near it is as often the contrary.
GRADED = frozenset({"size", "color", "trait"})


class Meanings:
    """How similar words are in meaning, to a sentence encoder: the words, and their definitions.

    An encoder that reads pieces of words takes a golem for a gourmet; their definitions are far
    apart. The definition is that of the first sense of a word as a noun, as a verb and as an
    adjective, and the most similar ones count. Cosines are taken once the mean is taken away.

    Args:
        words: Whose similarity is asked for.
        meanings: To which; some of the words.
    """

    def __init__(self, words: Sequence[str], meanings: Sequence[str]) -> None:
        self._words = dict(zip(words, _centred(words), strict=True))
        glosses = [_glosses(word) or [word] for word in words]
        flat = _centred([gloss for of_a_word in glosses for gloss in of_a_word])
        parts = np.split(flat, np.cumsum([len(of_a_word) for of_a_word in glosses])[:-1])
        self._glosses = dict(zip(words, parts, strict=True))
        self._meanings = list(meanings)
        self._table = np.stack([self._words[one] for one in meanings])
        self._glossary = np.concatenate([self._glosses[one] for one in meanings])
        sizes = [len(self._glosses[one]) for one in meanings]
        self._starts = np.cumsum([0, *sizes[:-1]])

    def similarities(self, word: str) -> dict[str, float]:
        """Return how similar each of the meanings is to a word, -1 to 1."""
        by_gloss = (self._glossary @ self._glosses[word].T).max(axis=1)
        by_gloss = np.maximum.reduceat(by_gloss, self._starts)
        both = (self._table @ self._words[word] + by_gloss) / 2
        return dict(zip(self._meanings, both.tolist(), strict=True))


def thesaurus(lexicon: Lexicon) -> dict[str, dict[str, float]]:
    """Return for each word its source words with how near they are, 0 to 1."""
    graded = {word for one in lexicon.concepts if one.kind in GRADED for word in _said(one)}
    concepts: dict[str, list[Concept]] = defaultdict(list)
    for concept in lexicon.concepts:
        for word in _said(concept):
            concepts[word].append(concept)
    roots = sorted({root for one in lexicon.concepts for root in one.roots})
    clear = [root for root in roots if _clear(root)]
    words = sorted({*concepts, *_common()})
    known = sorted(set(map(_meaning, roots)))
    meanings = Meanings(sorted({*words, *known}), known)
    entries = {}
    for word in words:
        similar = meanings.similarities(word)
        entry = _of_concepts(word, concepts[word], similar)
        if word not in graded:
            _keep(entry, _near(word, clear, similar, at_least=AT_LEAST - len(entry)))
        entries[word] = entry
    for stem, meaning in stems().items():
        entries.setdefault(meaning, {})[stem] = STEM
    return {
        word: _nearest(word, entry)
        for word, entry in sorted(entries.items())
        if offence(word) is None
    }


def _said(concept: Concept) -> set[str]:
    """Return the single words that say a concept, its source words among them."""
    words = {*concept.words, *concept.roots} - stems().keys()
    return {word for word in words if word.isalpha() and len(word) > 2}


def _of_concepts(
    word: str, concepts: Sequence[Concept], similar: Mapping[str, float]
) -> dict[str, float]:
    """Return the source words of a word's concepts, weighed by how near each is to this word.

    A word of several concepts has more than one meaning: blue is a colour before it is a mood.
    """
    entry: dict[str, float] = {}
    for concept in concepts:
        heaviest = max(concept.roots.values())
        near = {
            root: (STRANGER if strangers(word, _meaning(root)) else 1.0)
            * CONCEPT
            * (0.4 + 0.2 * weight / heaviest + 0.4 * max(0.0, likeness))
            for root, weight in concept.roots.items()
            if (likeness := similar[_meaning(root)]) >= ASTRAY or len(concepts) == 1
        }
        _keep(entry, near)
    return entry


def _common() -> list[str]:
    return sorted(
        word
        for word in dictionary()
        if len(word) <= LONGEST_WORD and zipf_frequency(word, "en") >= COMMON
    )


def _near(
    word: str, roots: Iterable[str], similar: Mapping[str, float], at_least: int
) -> dict[str, float]:
    """Return the source words near to a word, and a few that aren't where it has too few."""
    found = {
        root: near
        for root in roots
        if (near := similar[_meaning(root)]) >= FAINT and root != word
        if not strangers(word, _meaning(root))
    }
    few = sorted(found.values(), reverse=True)[: max(0, at_least)]
    bar = min([NEAR, *few])
    return {root: near for root, near in found.items() if near >= bar}


def _meaning(root: str) -> str:
    return stems().get(root, root)


def _glosses(word: str) -> list[str]:
    senses = (wordnet().senses.get((word, pos), [])[:1] for pos in "nva")
    return [f"{word}: {sense.gloss}" for first in senses for sense in first]


def _clear(root: str) -> bool:
    """Tell whether a source word means one thing to most readers: no first names, no clippings."""
    if root in stems():
        return True
    senses = wordnet().senses.get((root, "n"), wordnet().senses.get((root, "v"), []))
    return fit_word(root) and any(root in sense.words for sense in senses[:1])


def _centred(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the vectors of texts less their mean, each of length 1."""
    known = encode(texts)
    vectors = np.stack([known[text] for text in texts])
    vectors -= vectors.mean(axis=0)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _keep(entry: dict[str, float], more: Mapping[str, float]) -> None:
    for root, near in more.items():
        entry[root] = max(near, entry.get(root, 0.0))


def _fit(root: str) -> bool:
    return len(root) <= LONGEST_ROOT and root.isalpha() and offence(root) is None


def _nearest(word: str, entry: Mapping[str, float]) -> dict[str, float]:
    fit = [root for root in entry if root != word and _fit(root)]
    best = sorted(fit, key=lambda root: (-entry[root], root))[:SOURCE_WORDS]
    return {root: entry[root] for root in best}


def lines(lexicon: Lexicon) -> Iterable[str]:
    """Yield a line a word: the word, its salience, then each source word with how near it is.

    Salience and nearness are written as digits, 1 to 9.
    """
    entries = thesaurus(lexicon)
    salience = saliences(entries, hand_written(lexicon))
    for word, entry in entries.items():
        nearness = (f"{root}{_digit(near)}" for root, near in entry.items())
        yield " ".join([word, _digit(salience[word]), *nearness])


def _digit(share: float) -> str:
    return str(max(1, round(STEPS * share)))


def main() -> None:
    """Write assets/thesaurus.txt.gz; the same input gives the same bytes."""
    text = "\n".join(lines(Lexicon.load(Work().lexicon))) + "\n"
    THESAURUS.write_bytes(gzip.compress(text.encode("ascii"), mtime=0))


if __name__ == "__main__":
    main()
