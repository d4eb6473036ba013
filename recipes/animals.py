"""Write the words for animals: nouns of WordNet that the thesaurus has source words for.

    python -m recipes.animals /usr/share/wordnet      # Debian: apt install wordnet-base

"A fox kit" is a young fox, and "a tool kit" is none: compounds.py tells them apart by these words.
WordNet's licence allows copies that include its notice, which is in assets/WORDNET-LICENSE.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from pokename.naming.thesaurus import has_entry
from pokename.paths import ANIMALS

ANIMAL = "05"  # WordNet's number of the nouns that denote animals
SENSES = 3  # a word is for an animal if one of its first senses is


def animals(folder: Path) -> set[str]:
    """Return the words for animals that the thesaurus has."""
    kinds = {fields[0]: fields[1] for fields in _lines(folder / "data.noun")}
    found = set()
    for word, _, senses, *fields in _lines(folder / "index.noun"):
        first = fields[-int(senses) :][:SENSES]
        if re.fullmatch(r"[a-z]{2,}", word) and ANIMAL in {kinds[one] for one in first}:
            found.add(word)
    return set(filter(has_entry, found))


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
