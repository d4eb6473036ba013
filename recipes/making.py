"""How real names are made of their source words, beside those that the bundled model is given.

    python -m recipes.making DATA      # DATA: a folder that pokename preprocess wrote

Of the train families alone: names of two source words, the real ones by the bundled etymologies of
high and medium confidence, the others for a short prompt of each species. Prints the mean of each
figure.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from pokename import NameGenerator, markdown
from pokename.corpus.table import Row, read_rows
from pokename.evaluation.cases import draw_cases
from pokename.naming.draft import Plan
from pokename.naming.sound import keeping, shared_run, syllables
from pokename.paths import Layout
from pokename.pokedex.etymologies import etymologies
from pokename.pokedex.lexicon import foreign_share
from pokename.pokedex.names import normal_form

SEED = 7
SPECIES = 400
Made = tuple[str, Plan]  # a name and its source words, in normal form


def main(data: Path) -> None:
    """Print the table."""
    train = read_rows(Layout(data=data, models=Path(), reports=Path()).split("train"))
    figures = _figures(_real(train)), _figures(_generated(train))
    rows = ([what, f"{real:.2f}", f"{figures[1][what]:.2f}"] for what, real in figures[0].items())
    print(markdown.table(("of a name", "real", "generated"), rows), end="")


def _real(rows: Sequence[Row]) -> list[Made]:
    """Return the names of the species of which two source words are known well enough."""
    names = {row.species_id: row.name for row in rows}
    known = etymologies()
    return [
        (normal_form(name), tuple(map(normal_form, known[species].roots)))
        for species, name in names.items()
        if known[species].confidence != "low" and len(known[species].roots) == 2
    ]


def _generated(rows: Sequence[Row]) -> list[Made]:
    cases = [case for case in draw_cases(rows, SEED, SPECIES) if case.kind == "prompt"]
    generator = NameGenerator.load()
    return [
        (normal_form(name.name), tuple(name.roots))
        for case in cases
        for name in generator.generate(case.description, 10, seed=SEED)
        if len(name.roots) == 2
    ]


def _figures(made: Sequence[Made]) -> Mapping[str, float]:
    """Return the mean of each figure."""
    figures: dict[str, Callable[[str, Plan], float]] = {
        "share that overlap": lambda name, roots: keeping(roots, name).overlap > 0,
        "letters that overlap": lambda name, roots: keeping(roots, name).overlap,
        "stems of other languages, share": lambda _, roots: foreign_share(roots),
        "letters kept of the first, share": lambda name, roots: _kept(roots[0], name),
        "letters kept of the second, share": lambda name, roots: _kept(roots[1], name),
        "syllables": lambda name, _: syllables(name),
        "letters": lambda name, _: len(name),
    }
    return {what: float(np.mean([of(*one) for one in made])) for what, of in figures.items()}


def _kept(root: str, name: str) -> float:
    return shared_run(root, [name]) / len(root)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
