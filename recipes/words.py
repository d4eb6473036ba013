"""Write the English words that no name may equal, and the irregular forms of these words.

    python -m recipes.words /usr/share/wordnet      # Debian: apt install wordnet-base

The words are the lemmas of WordNet. WordNet's licence allows copies that include its notice, which
is in assets/WORDNET-LICENSE.
"""

import re
import sys
from collections.abc import Collection
from pathlib import Path

from pokename.paths import IRREGULAR_FORMS, WORDS

PARTS = ("noun", "verb", "adj", "adv")
LEMMA = re.compile(r"[a-z]{3,12}")
# Plurals that WordNet's list lacks, or has as words of their own.
ALSO_IRREGULAR = {
    "bacteria": "bacterium", "elves": "elf", "matrices": "matrix", "platypi": "platypus",
    "schoolchildren": "schoolchild", "staves": "staff", "teeth": "tooth",
}  # fmt: skip


def lemmas(folder: Path) -> set[str]:
    """Return the lemmas that are single words, in lower case."""
    found: set[str] = set()
    for part in PARTS:
        for line in (folder / f"data.{part}").read_text(encoding="ascii").splitlines():
            if line.startswith("  "):
                continue  # the licence at the top of each file
            fields = line.split(" ")
            count = int(fields[3], 16)
            found |= {word.split("(")[0] for word in fields[4 : 4 + 2 * count : 2]}
    return {word for word in found if LEMMA.fullmatch(word)}


def irregular_forms(folder: Path, words: Collection[str]) -> dict[str, str]:
    """Return irregular plurals and past forms, each with its word.

    Left out are forms that are words of their own, such as "saw", or that a regular ending
    explains: "axes" of "axe". But "leaves" is of "leaf".
    """
    found = dict(ALSO_IRREGULAR)
    for part in ("noun", "verb"):
        for line in (folder / f"{part}.exc").read_text(encoding="ascii").splitlines():
            form, *bases = line.split()
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
    folder = Path(sys.argv[1])
    words = lemmas(folder)
    forms = sorted(irregular_forms(folder, words).items())
    WORDS.write_text("\n".join(sorted(words)) + "\n", encoding="ascii", newline="\n")
    IRREGULAR_FORMS.write_text(
        "".join(f"{form} {base}\n" for form, base in forms), encoding="ascii", newline="\n"
    )


if __name__ == "__main__":
    main()
