"""Write the synonyms and hypernyms that ``evaluate`` counts as the same idea.

    python -m recipes.synonyms        # Debian: apt install wordnet-base

WordNet's licence allows copies that include its notice, which is in assets/WORDNET-LICENSE.
"""

from collections.abc import Iterable

from wordfreq import zipf_frequency

from pokename.paths import SYNONYMS
from recipes import sorted_lines
from recipes.wordnet import HYPERNYM, Synset, WordNet, wordnet

# The first senses are by far the most frequent. More senses would add mostly coincidences.
SENSES = 2
SIMILAR = "&"  # adjectives have no hypernyms, but pointers to similar adjectives
SHORTEST = 4  # letters; shorter words match by chance
# Lowest Zipf frequencies of words in descriptions (COMMON) and of words in names (KNOWN).
COMMON, KNOWN = 3.0, 1.5


def related(net: WordNet) -> dict[str, list[str]]:
    """Return the single-word synonyms and hypernyms of each common word."""
    found: dict[str, set[str]] = {}
    for (lemma, _), senses in net.senses.items():
        if _plain(lemma) and zipf_frequency(lemma, "en") >= COMMON:
            found.setdefault(lemma, set()).update(
                *(_words(net, sense) for sense in senses[:SENSES])
            )
    return {lemma: kept for lemma, words in found.items() if (kept := _fit(words - {lemma}))}


def _words(net: WordNet, sense: Synset) -> set[str]:
    near = [sense, *net.follow(sense, HYPERNYM), *net.follow(sense, SIMILAR)]
    return {word for synset in near for word in synset.words}


def _fit(words: Iterable[str]) -> list[str]:
    return sorted(
        word
        for word in words
        if _plain(word) and len(word) >= SHORTEST and zipf_frequency(word, "en") >= KNOWN
    )


def _plain(word: str) -> bool:
    return word.isascii() and word.isalpha()


def main() -> None:
    """Write assets/synonyms.txt; each line has a word and its related words."""
    found = related(wordnet())
    sorted_lines.write(SYNONYMS, (f"{lemma} {' '.join(words)}" for lemma, words in found.items()))


if __name__ == "__main__":
    main()
