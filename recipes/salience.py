"""How much of a name each word of a description is worth: a tail more than an appearance.

Makers name creatures after things: animals, fire, tails. What a word is for the hand-written
concepts counts, or else what its senses are in WordNet, each by how often the word has that part of
speech.
"""

from collections.abc import Iterable, Mapping

from recipes.bundled_model.lexicon import Concept, tag_counts
from recipes.bundled_model.wordnet import wordnet

KINDS = {
    "being": 1.0, "element": 1.0, "object": 0.9, "part": 0.85, "place": 0.8, "act": 0.7,
    "trait": 0.75, "color": 0.75, "size": 0.5,
}  # fmt: skip
SOURCE_WORD = 0.8  # of the worth of a word that says the concept itself
# By WordNet's lexicographer files; of all others a name says little.
NOUNS = {
    "animal": 1.0, "plant": 1.0, "phenomenon": 0.95, "food": 0.9, "substance": 0.9, "object": 0.9,
    "artifact": 0.8, "body": 0.8, "shape": 0.8, "person": 0.8, "feeling": 0.7, "attribute": 0.35,
}  # fmt: skip
VERBS = {
    "weather": 1.0, "bodily": 0.7, "consumption": 0.6, "motion": 0.6, "emotion": 0.55,
    "contact": 0.5, "perception": 0.45, "change": 0.4,
}  # fmt: skip
ADJECTIVE, LITTLE, ADVERB = 0.5, 0.25, 0.1


def saliences(words: Iterable[str], concepts: Iterable[Concept]) -> Mapping[str, float]:
    """Return how much of a name each word is worth, 0 to 1."""
    known: dict[str, float] = {}
    for one in concepts:
        for word in one.roots:
            known[word] = max(known.get(word, 0.0), SOURCE_WORD * KINDS[one.kind])
        for word in one.words:
            known[word] = max(known.get(word, 0.0), KINDS[one.kind])
    return {word: max(known.get(word, 0.0), _by_senses(word)) for word in words}


def _by_senses(word: str) -> float:
    """Return the mean worth of the first senses of a word, weighed by how often it has each."""
    counts = tag_counts()[word]
    weighed = [(counts[pos] + 1, worth) for pos, worth in _first_senses(word)]
    if counts["r"] or not weighed:
        weighed.append((counts["r"] + 1, ADVERB))
    return sum(count * worth for count, worth in weighed) / sum(count for count, _ in weighed)


def _first_senses(word: str) -> Iterable[tuple[str, float]]:
    """Yield each part of speech that a word has, with the worth of its first sense there."""
    for pos, worths in (("n", NOUNS), ("v", VERBS)):
        for sense in wordnet().senses.get((word, pos), ())[:1]:
            yield pos, worths.get(sense.file, LITTLE)
    if wordnet().senses.get((word, "a")):
        yield "a", ADJECTIVE
