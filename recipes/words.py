"""Write the English words that no name may equal: the lemmas of WordNet.

    python recipes/words.py /usr/share/wordnet      # Debian: apt install wordnet-base

WordNet's licence allows copies that include its notice, which is in assets/WORDNET-LICENSE.
"""

import re
import sys
from pathlib import Path

from pokename.paths import WORDS

PARTS = ("noun", "verb", "adj", "adv")
LEMMA = re.compile(r"[a-z]{3,12}")


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


def main() -> None:
    """Write assets/words.txt; the same input gives the same bytes."""
    words = "\n".join(sorted(lemmas(Path(sys.argv[1])))) + "\n"
    WORDS.write_text(words, encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
