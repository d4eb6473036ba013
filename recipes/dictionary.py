"""Write the dictionary: words that no name may equal, and the irregular forms of these words.

    python -m recipes.dictionary        # Debian: apt install wordnet-base

The words are the lemmas of WordNet. WordNet's licence allows copies that include its notice, which
is in assets/WORDNET-LICENSE.
"""

import re
from collections.abc import Collection

from pokename.paths import IRREGULAR_FORMS, WORDS
from recipes import sorted_lines, wordnet

LEMMA = re.compile("[a-z]{3,12}")
# Plurals that WordNet's list lacks, or has as words of their own.
ALSO_IRREGULAR = {
    "bacteria": "bacterium", "elves": "elf", "matrices": "matrix", "platypi": "platypus",
    "schoolchildren": "schoolchild", "staves": "staff", "teeth": "tooth",
}  # fmt: skip


def lemmas() -> set[str]:
    """Return the lemmas that are single words in lower case."""
    words = {word for pos in "nvar" for synset in wordnet.synsets(pos) for word in synset.words}
    return set(filter(LEMMA.fullmatch, words))


def irregular_forms(words: Collection[str]) -> dict[str, str]:
    """Return irregular plurals and past forms, each with its word.

    Left out are forms that are words of their own, such as "saw", or that a regular ending
    explains: "axes" of "axe". But "leaves" is of "leaf".
    """
    found = dict(ALSO_IRREGULAR)
    for pos in "nv":
        for form, bases in wordnet.irregular_forms(pos):
            base = next((one for one in bases if one in words), "")
            is_plain = form in words or (not form.endswith("ves") and _is_regular(form, words))
            if base and re.fullmatch("[a-z]{3,14}", form) and not is_plain:
                found.setdefault(form, base)
    return found


def _is_regular(form: str, words: Collection[str]) -> bool:
    """Return whether a form is a word with a regular ending, or with "men" for "man"."""
    stems = {form.removesuffix(ending) for ending in ("s", "es", "ed", "ing")} - {form}
    possible = stems | {f"{stem}e" for stem in stems} | {f"{form.removesuffix('men')}man"}
    possible |= {f"{stem[:-1]}y" for stem in stems if stem.endswith("i")}
    possible |= {stem[:-1] for stem in stems if stem[-2:-1] == stem[-1]}
    return not possible.isdisjoint(words)


def main() -> None:
    """Write assets/words.txt and irregular_forms.txt; the same input gives the same bytes."""
    words = lemmas()
    sorted_lines.write(WORDS, words)
    forms = irregular_forms(words)
    sorted_lines.write(IRREGULAR_FORMS, (f"{form} {base}" for form, base in forms.items()))


if __name__ == "__main__":
    main()
