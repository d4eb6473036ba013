"""Measure how well pokename blends two words, against blends that people made.

    python -m recipes.blend_yardstick FILE
    python -m recipes.blend_yardstick FILE --cross-validate

FILE is a CSV with rows of blend, first word, second word. Prints exact@1, exact@10 and the mean
edit distance of the first proposal as JSON. Length limits and gates are off, and a blend may keep
only a letter or two of a word, as brunch does. With --cross-validate, a ranker is trained on four
fifths of the file and measured on the rest, five times, as for the figures of Deri and Knight
(NAACL 2015).
"""

import argparse
import csv
import json
import random
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein

from pokename.naming.blends import Blend, blends_of, joins_of, word_of
from pokename.naming.ranker import blend_row, blend_score, ranker
from pokename.pokedex.official_names import normal_form
from recipes.taste.ranker import fit_blends

FOLDS, SEED = 5, 7

Triple = tuple[str, str, str]  # blend, first word, second word
Score = Callable[[Blend], float]


def main() -> None:
    """Measure the blends of a file and print the figures as JSON."""
    parser = argparse.ArgumentParser(description="Measure how well pokename blends two words.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--cross-validate", action="store_true", help="train on the file")
    given = parser.parse_args()
    triples = read_triples(given.file)
    if given.cross_validate:
        proposals = _cross_validated(triples)
    else:
        trees = ranker().blends
        proposals = [
            propose(first, second, lambda blend: blend_score(blend, trees))
            for _, first, second in triples
        ]
    print(json.dumps(figures([blend for blend, _, _ in triples], proposals)))


def read_triples(path: Path) -> list[Triple]:
    """Read the rows of a file, except the header row, in lower-case letters."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [tuple(map(normal_form, row[:3])) for row in csv.reader(stream)]
    return [(row[0], row[1], row[2]) for row in rows if len(row) == 3 and row[0] != "blend"]


def all_blends(first: str, second: str) -> list[Blend]:
    """Return every blend of a start of ``first`` and an end of ``second``, each name once."""
    one, other = word_of(first, loose=True), word_of(second, loose=True)
    made = chain(blends_of(one, other), joins_of(one, other, one.heads, range(other.last_tail + 1)))
    best: dict[str, Blend] = {}
    for blend in made:
        known = best.get(blend.letters)
        if blend.letters not in (first, second) and (known is None or blend.shared > known.shared):
            best[blend.letters] = blend
    return list(best.values())


def propose(first: str, second: str, score: Score) -> list[str]:
    """Return the blends of two words, best first."""
    blends = sorted(all_blends(first, second), key=lambda one: (-score(one), one.letters))
    return [blend.letters for blend in blends]


def figures(true: Sequence[str], proposals: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return exact@1, exact@10, and the mean edit distance of the first proposal."""
    pairs = list(zip(true, proposals, strict=True))
    firsts = [Levenshtein.distance(blend, names[0] if names else "") for blend, names in pairs]
    return {
        "blends": len(pairs),
        "exact@1": round(sum(blend in names[:1] for blend, names in pairs) / len(pairs), 4),
        "exact@10": round(sum(blend in names[:10] for blend, names in pairs) / len(pairs), 4),
        "edit_distance": round(sum(firsts) / len(pairs), 3),
    }


def _cross_validated(triples: Sequence[Triple]) -> list[list[str]]:
    options = [all_blends(first, second) for _, first, second in triples]
    rows = [np.array([blend_row(blend) for blend in blends], float) for blends in options]
    good = [
        np.array([blend.letters == triple[0] for blend in blends], int)
        for blends, triple in zip(options, triples, strict=True)
    ]
    order = list(range(len(triples)))
    random.Random(SEED).shuffle(order)
    proposals: list[list[str]] = [[] for _ in triples]
    for fold in range(FOLDS):
        held_out = order[fold::FOLDS]
        known = [n for n in order if n not in set(held_out) and len(options[n])]
        model = fit_blends([rows[n] for n in known], [good[n] for n in known])
        for n in held_out:
            if options[n]:
                scores = np.asarray(model.predict(rows[n]))
                best = np.argsort(-scores, kind="stable")
                proposals[n] = [options[n][place].letters for place in best]
    return proposals


if __name__ == "__main__":
    main()
