"""Write the words for animals: nouns of WordNet that the thesaurus has source words for.

    python -m recipes.animals /usr/share/wordnet      # Debian: apt install wordnet-base

"A fox kit" is a young fox, and "a tool kit" is none: compounds.py tells them apart by these words.
WordNet's licence allows copies that include its notice, which is in assets/WORDNET-LICENSE.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from pokename.naming.thesaurus import has_entry
from pokename.paths import ANIMALS

ANIMALS_OF_NOUNS, FOOD = "05", "13"  # WordNet's numbers of kinds of nouns
ANIMAL = "00015388"  # the synset of which all animals are kinds
SENSES = 2  # of a word, the first of which is for an animal, or the second after a food


def animals(folder: Path) -> set[str]:
    """Return the words for animals that the thesaurus has, except adjectives such as "stray"."""
    synsets = {fields[0]: fields for fields in _lines(folder / "data.noun")}
    adjectives = {fields[0] for fields in _lines(folder / "index.adj")}
    found = set()
    for word, _, senses, *fields in _lines(folder / "index.noun"):
        first = fields[-int(senses) :][:SENSES]
        kinds = [synsets[one][1] for one in first]
        is_meant = kinds[0] == ANIMALS_OF_NOUNS or kinds == [FOOD, ANIMALS_OF_NOUNS]
        animal = first[kinds.index(ANIMALS_OF_NOUNS)] if is_meant else ""
        if animal and re.fullmatch(r"[a-z]{2,}", word) and _is_animal(animal, synsets):
            found.add(word)
    return set(filter(has_entry, found - adjectives))


def _is_animal(synset: str, synsets: Mapping[str, Sequence[str]]) -> bool:
    """Return whether a synset is a kind of animal, and not a part of one, such as a horn."""
    fields = synsets[synset]
    parents = [other for sign, other in pairwise(fields) if sign in ("@", "@i")]
    return synset == ANIMAL or any(_is_animal(parent, synsets) for parent in parents)


def _lines(path: Path) -> Iterator[list[str]]:
    """Yield the fields of each line, without the licence at the top."""
    for line in path.read_text(encoding="ascii").splitlines():
        if not line.startswith("  "):
            yield line.split()


def main() -> None:
    """Write assets/animals.txt; the same input gives the same bytes."""
    words = "\n".join(sorted(animals(Path(sys.argv[1])))) + "\n"
    ANIMALS.write_text(words, encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
