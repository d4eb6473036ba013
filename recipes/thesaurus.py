"""Write the thesaurus: for the words that descriptions are made of, source words that say them.

    python -m recipes.thesaurus        # after python -m recipes.bundled_model.build --until lexicon

A word's source words are those of the concepts that it belongs to, the stems of other languages
that mean it, and what a sentence encoder finds near to it. No species' name or text is in it.
"""

import gzip
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from wordfreq import zipf_frequency

from pokename.naming.decency import offence
from pokename.naming.dictionary import words as dictionary
from pokename.naming.thesaurus import STEPS
from pokename.paths import THESAURUS
from pokename.pokedex.lexicon import stems
from recipes.bundled_model.encoder import Vectors, encode
from recipes.bundled_model.files import LEXICON
from recipes.bundled_model.lexicon import Concept, Lexicon, fit_word
from recipes.bundled_model.wordnet import wordnet

COMMON = 2.4  # Zipf frequency of the words that have an entry
LONGEST_WORD, LONGEST_ROOT = 14, 9  # letters
SOURCE_WORDS = 16  # of an entry, the nearest
NEAR = 0.42  # cosine, once the mean of all words is taken away; below it is mostly chance
AT_LEAST, FAINT = 3, 0.3  # source words of a word that has few near ones, and how near they are
STEM = 0.9  # how near a stem is to its meaning
CONCEPT = 0.85  # how near the first source word of a concept is to a word that says the concept
# A word of these says how a creature is; what lies near it is as often the contrary.
GRADED = frozenset({"size", "color", "trait"})


def thesaurus(lexicon: Lexicon) -> dict[str, dict[str, float]]:
    """Return for each word its source words with how near they are, 0 to 1."""
    entries: dict[str, dict[str, float]] = {}
    graded = {word for one in lexicon.concepts if one.kind in GRADED for word in _said(one)}
    vectors = encode(
        text
        for one in lexicon.concepts
        for text in (*_said(one), *(stems().get(root, root) for root in one.roots))
    )
    for concept in lexicon.concepts:
        for word in _said(concept):
            _keep(entries.setdefault(word, {}), _of_concept(concept, word, vectors))
    for stem, meaning in stems().items():
        entries.setdefault(meaning, {})[stem] = STEM
    for word, near in _near(lexicon, _common(), graded).items():
        _keep(entries.setdefault(word, {}), near)
    return {
        word: near
        for word, entry in sorted(entries.items())
        if offence(word) is None and (near := _nearest(word, entry))
    }


def _said(concept: Concept) -> set[str]:
    """Return the single words that say a concept, its source words among them."""
    words = {*concept.words, *concept.roots} - stems().keys()
    return {word for word in words if word.isalpha() and len(word) > 2}


def _of_concept(concept: Concept, word: str, vectors: Mapping[str, Vectors]) -> dict[str, float]:
    """Return the concept's source words, weighed by how near each is to this word for it."""
    heaviest = max(concept.roots.values())
    return {
        root: CONCEPT
        * (0.4 + 0.2 * weight / heaviest + 0.4 * max(0.0, float(vectors[word] @ vectors[means])))
        for root, weight in concept.roots.items()
        for means in [stems().get(root, root)]
    }


def _common() -> list[str]:
    return sorted(
        word
        for word in dictionary()
        if len(word) <= LONGEST_WORD and zipf_frequency(word, "en") >= COMMON
    )


def _near(lexicon: Lexicon, words: list[str], graded: set[str]) -> dict[str, dict[str, float]]:
    """Return the source words near to each word, but for graded ones."""
    roots = sorted({root for one in lexicon.concepts for root in one.roots if _clear(root)})
    meanings = [stems().get(root, root) for root in roots]
    known = encode({*words, *meanings})
    mean = np.mean([known[word] for word in words], axis=0)
    table = _unit(np.stack([known[text] for text in meanings]) - mean)
    found = {}
    for word in words:
        if word not in graded:
            cosines = table @ _unit(known[word] - mean)
            third = np.sort(cosines[[root != word for root in roots]])[-AT_LEAST]
            near = np.flatnonzero(cosines >= min(NEAR, max(FAINT, third)))
            found[word] = {roots[place]: float(cosines[place]) for place in near}
    return found


def _clear(root: str) -> bool:
    """Tell whether a source word means one thing to most readers: no first names, no clippings."""
    if root in stems():
        return True
    senses = wordnet().senses.get((root, "n"), wordnet().senses.get((root, "v"), []))
    return fit_word(root) and any(root in sense.words for sense in senses[:1])


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / lengths, dtype=np.float32)


def _keep(entry: dict[str, float], more: Mapping[str, float]) -> None:
    for root, near in more.items():
        entry[root] = max(near, entry.get(root, 0.0))


def _fit(root: str) -> bool:
    return len(root) <= LONGEST_ROOT and root.isalpha() and offence(root) is None


def _nearest(word: str, entry: Mapping[str, float]) -> dict[str, float]:
    fit = [root for root in entry if root != word and _fit(root)]
    best = sorted(fit, key=lambda root: (-entry[root], root))[:SOURCE_WORDS]
    return {root: entry[root] for root in best}


def lines(entries: Mapping[str, Mapping[str, float]]) -> Iterable[str]:
    """Yield a line an entry: the word, then each source word with how near it is, 1 to 9."""
    for word, entry in entries.items():
        nearness = (f"{root}{max(1, round(STEPS * near))}" for root, near in entry.items())
        yield " ".join([word, *nearness])


def main() -> None:
    """Write assets/thesaurus.txt.gz; the same input gives the same bytes."""
    text = "\n".join(lines(thesaurus(Lexicon.load(LEXICON)))) + "\n"
    THESAURUS.write_bytes(gzip.compress(text.encode("ascii"), mtime=0))


if __name__ == "__main__":
    main()
