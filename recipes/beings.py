"""Write the words for animals, fabled beings and plants that the thesaurus has source words for.

    python -m recipes.beings        # Debian: apt install wordnet-base

"A fox kit" is a young fox, but "a tool kit" isn't a young tool; "a lich librarian" is a lich, but
"a toast librarian" is no toast. ``pokename.reading`` tells these apart by the words in the file.
Most animals are nouns of WordNet. Kinds of animals, such as "tree frog", are in the file too.
beings.txt has the beings that WordNet lacks or whose first sense is another one;
docs/measurements/data-card.md says who wrote it.
WordNet's licence allows copies that include its notice, which is in assets/WORDNET-LICENSE.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from pokename.paths import BEINGS
from pokename.reading.beings import ANIMAL
from pokename.words.thesaurus import entry_of, has_entry, meaning_of
from recipes import sorted_lines
from recipes.wordnet import SENSES, is_whole, wordnet

PICKED = Path(__file__).with_name("beings.txt")


def picked() -> Iterator[tuple[str, str]]:
    """Yield each being of beings.txt with its kind: ``animal``, ``fabled`` or ``plant``."""
    for line in PICKED.read_text("ascii").splitlines():
        kind, _, words = line.partition(": ")
        yield from ((word, kind) for word in words.split())


def animals() -> set[str]:
    """Return the words for animals that WordNet has, except adjectives such as "stray"."""
    return {
        word
        for word in _nouns("[a-z]{2,}")
        if _is_animal(word) and has_entry(word)
        if (word, "a") not in wordnet().senses or meaning_of(word).is_creature
    }


def kinds(of: Collection[str]) -> set[str]:
    """Return kinds of animals in two words, of which the thesaurus has the first."""
    pairs = [(kind, *kind.split()) for kind in _nouns("[a-z]{2,} [a-z]{2,}") if _is_animal(kind)]
    return {
        kind
        for kind, first, last in pairs
        if (last in of or meaning_of(last).creatures) and entry_of(first)
    }


def _nouns(pattern: str) -> list[str]:
    return [word for word, pos in wordnet().senses if pos == "n" and re.fullmatch(pattern, word)]


def _is_animal(word: str) -> bool:
    """Return whether a noun means an animal.

    Its first sense is an animal, or the second one after a food, or any if the thesaurus knows it
    as a creature alone: the first sense of "otter" is its fur.
    """
    senses = wordnet().senses[word, "n"]
    files = [sense.file for sense in senses]
    is_creature = meaning_of(word).is_creature
    if files[0] != "animal" and files[:SENSES] != ["food", "animal"] and not is_creature:
        return False
    return "animal" in files and is_whole(senses[files.index("animal")])


def main() -> None:
    """Write assets/beings.txt; the same input gives the same bytes."""
    beings = dict.fromkeys(animals(), ANIMAL) | dict(picked())
    of = {word for word, kind in beings.items() if kind == ANIMAL}
    beings |= dict.fromkeys(kinds(of), ANIMAL)
    sorted_lines.write(BEINGS, (f"{word}:{kind}" for word, kind in beings.items()))


if __name__ == "__main__":
    main()
