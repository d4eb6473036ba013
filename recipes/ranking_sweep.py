"""What the weights of the ranking do to the names for val's short prompts, one changed at a time.

    python -m recipes.ranking_sweep DATA      # DATA: a folder that pokename preprocess wrote

Prints a table: names that are as like real ones as real ones are, distinct ones, the share with an
idea of their description less that of another's, letters.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pokename.corpus.table import read_rows
from pokename.evaluation.cases import Case, draw_cases, shuffled
from pokename.evaluation.checks import has_root
from pokename.evaluation.likeness import LikenessBand
from pokename.evaluation.related import with_related
from pokename.naming import ranking
from pokename.naming.drafting import Sampling
from pokename.naming.gates import rejection
from pokename.naming.loading import BUNDLED, NamingModel, load_model
from pokename.naming.paging import candidates
from pokename.naming.ranking import Ranked, shortlist, with_luck
from pokename.naming.wishes import Request
from pokename.paths import Layout

SEED = 7
SWEPT: dict[str, tuple[float, ...]] = {
    "FIT_WEIGHT": (0.2, 0.8),
    "COMMON": (0.5, 0.9),
    "LIKENESS_WEIGHT": (0.0, 2.0, 4.0),
    "TYPICAL": (-2.6, -2.2),
    "HEARD_WEIGHT": (2.0, 6.0),
    "OVERLAP_WEIGHT": (0.0, 0.7, 2.0),
    "FOREIGN_WEIGHT": (0.0, 1.0, 4.0),
    "COVERAGE_WEIGHT": (0.5, 4.0, 16.0),
    "STRETCH_WEIGHT": (0.0, 0.6),
    "BLEND_WEIGHT": (0.0, 1.0, 2.0),
    "LUCK": (0.0, 0.7, 1.4),
    "NAMES_OF_A_ROOT": (2, 3),
    "NAMES_OF_AN_END": (1, 10),
    "NAMES_OF_AN_IDEA": (2, 10),
}


def main(data: Path) -> None:
    """Draft once, rank many times."""
    layout = Layout(data=data, models=Path("models"), reports=Path("reports"))
    cases = [
        case for case in draw_cases(read_rows(layout.split("val")), SEED) if case.kind == "prompt"
    ]
    band = LikenessBand.fit(read_rows(layout.split("train")))
    model = load_model(BUNDLED)
    pools = [_pool(model, case) for case in cases]
    print("| changed | like real | distinct | idea, own - shuffled | letters |")
    print("| --- | --- | --- | --- | --- |")
    print(_row("nothing", cases, pools, band))
    for name, values in SWEPT.items():
        kept = getattr(ranking, name)
        for value in values:
            setattr(ranking, name, value)
            print(_row(f"{name} {kept} to {value}", cases, pools, band))
        setattr(ranking, name, kept)


def _pool(model: NamingModel, case: Case) -> list[Ranked]:
    """Return the drafts for a case that may be given as names."""
    request = Request.of(case.description, {})
    drafted = candidates(model, request, f"{SEED}/0", Sampling())
    return [one for one in drafted if not rejection(one.draft, request, model.source_words)]


def _row(
    label: str, cases: Sequence[Case], pools: Sequence[Sequence[Ranked]], band: LikenessBand
) -> str:
    lists = [
        [
            one.draft.letters
            for one in shortlist(with_luck(pool, case.description), 10, lambda _: True)
        ]
        for case, pool in zip(cases, pools, strict=True)
    ]
    names = [name for listed in lists for name in listed]
    seen = Counter(names)
    figures = (
        np.mean([band.holds(name) for name in names]),
        np.mean([seen[name] == 1 for name in names]),
        _idea(cases, lists) - _idea(shuffled(cases, SEED), lists),
        np.mean([len(name) for name in names]),
    )
    return f"| {label} | {' | '.join(f'{figure:.3f}' for figure in figures)} |"


def _idea(cases: Sequence[Case], lists: Sequence[Sequence[str]]) -> float:
    hits = [
        has_root(name, with_related(case.words))
        for case, listed in zip(cases, lists, strict=True)
        for name in listed
    ]
    return float(np.mean(hits))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
