"""Evolution lines: whether their names share a root and grow longer, as in real families."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pokename.evaluation.bootstrap import Measure, Measures, Resamples
from pokename.evaluation.cases import Case, Questions
from pokename.evaluation.single_names import has_form, is_no_word, is_novel, share_letters
from pokename.naming.generator import NameGenerator
from pokename.naming.sampling import Sampling
from pokename.pokedex.official_names import normal_form
from pokename.pokedex.records import bundled_by_id, bundled_species, line_to

STAGES = 3  # stages of the lines that a model is asked for
REAL_STAGES = (3, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """The names of an evolution line.

    Attributes:
        family: The evolution family of a real line; for a line by a model, the family whose
            description the model got.
        names: The names by stage, from the first; empty if a model gave no line.
    """

    family: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class LineMetrics:
    """The figures of the evolution lines of one system.

    Attributes:
        families: The number of families: for a model, the families whose descriptions it got; for
            real names, the families with evolution lines of this length.
        lines: The number of lines; a real family may branch into several.
        measures: ``root_3`` and ``root_4``, the share of lines whose names all share 3 or 4
            consecutive letters; ``root_3_shuffled``, the same share for names of different
            families; ``letters_1`` and so on, the mean number of letters at each stage; for a model
            also ``given`` and ``usable``, as shares of all lines asked for.
    """

    families: int
    lines: int
    measures: Measures


def first_of_families(cases: Sequence[Case]) -> list[Case]:
    """Return one case per family.

    It is the earliest stage that has a short prompt or, if no stage has one, the earliest stage
    that has a text.
    """
    first: dict[int, Case] = {}
    for case in sorted(cases, key=_order):
        first.setdefault(case.family, case)
    return list(first.values())


def _order(case: Case) -> tuple[bool, int, int]:
    species = bundled_by_id().get(case.species_id)
    return case.kind != "prompt", len(line_to(species)) if species else 1, case.species_id


def line_figures(
    generators: Sequence[NameGenerator], sampling: Sampling, asked: Questions, bootstrap: int
) -> dict[str, LineMetrics]:
    """Return the figures of each model's evolution lines and of the real lines, by label."""
    resamples = bootstrap, asked.seed
    models = {
        one.model: model_lines(ask_for_lines(one, sampling, asked), asked.lines, resamples)
        for one in generators
    }
    return {**models, **real_lines(resamples)}


def ask_for_lines(generator: NameGenerator, sampling: Sampling, asked: Questions) -> list[Line]:
    """Return for each case the best line of three names; it is empty if the model gives no line."""
    lines = []
    for case in asked.lines:
        given = generator.line(case.description, STAGES, 1, seed=asked.seed, sampling=sampling)
        lines.append(Line(case.family, tuple(name.name for line in given for name in line)))
        asked.steps.advance()
    return lines


def model_lines(
    lines: Sequence[Line], cases: Sequence[Case], resamples: tuple[int, int]
) -> LineMetrics:
    """Return the figures of the lines that a model gave.

    Args:
        lines: One line for each case.
        cases: The cases that the model was asked about.
        resamples: The number of resamples, and their seed.
    """
    share = Resamples([line.family for line in lines], *resamples).share
    seen = Counter(normal_form(name) for line in lines for name in line.names)
    asked = {
        "given": share([bool(line.names) for line in lines]),
        "usable": share(
            [_is_usable(line, case, seen) for line, case in zip(lines, cases, strict=True)]
        ),
    }
    given = [line for line in lines if line.names]
    return _figures(len(lines), given, {**asked, **_measures(given, resamples)})


def real_lines(resamples: tuple[int, int]) -> dict[str, LineMetrics]:
    """Return the figures of all real lines of three and of two names, by label.

    Args:
        resamples: The number of resamples, and their seed.
    """
    lines_from = {one.evolves_from for one in bundled_species()}
    lines: dict[int, list[Line]] = {stages: [] for stages in (1, *REAL_STAGES)}
    for last in bundled_species():
        if last.slug not in lines_from:
            names = tuple(one.name for one in line_to(last))
            lines[len(names)].append(Line(last.family, names))
    return {
        f"real lines of {stages}": _figures(
            len({line.family for line in lines[stages]}),
            lines[stages],
            _measures(lines[stages], resamples),
        )
        for stages in REAL_STAGES
    }


def _figures(
    families: int, lines: Sequence[Line], measures: Mapping[str, Measure | None]
) -> LineMetrics:
    known = {key: measure for key, measure in measures.items() if measure is not None}
    return LineMetrics(families, len(lines), known)


def _is_usable(line: Line, case: Case, seen: Counter[str]) -> bool:
    """Return whether every name of a line passes the gates and occurs in no other line."""
    return bool(line.names) and all(
        has_form(name)
        and is_novel(name)
        and is_no_word(name, case.words)
        and seen[normal_form(name)] == 1
        for name in line.names
    )


def _measures(lines: Sequence[Line], resamples: tuple[int, int]) -> dict[str, Measure | None]:
    """Return the figures of model or real lines that all have the same number of stages."""
    if not lines:
        return {}
    # Sorting puts the lines of a family side by side, so that shuffling moves them apart.
    lines = sorted(lines, key=lambda line: line.family)
    drawn = Resamples([line.family for line in lines], *resamples)
    by_stage = list(zip(*(line.names for line in lines), strict=True))
    shuffled = _shuffled(by_stage)
    return {
        "root_3": drawn.share([share_letters(line.names, 3) for line in lines]),
        "root_3_shuffled": drawn.share([share_letters(names, 3) for names in shuffled])
        if shuffled
        else None,
        "root_4": drawn.share([share_letters(line.names, 4) for line in lines]),
        **{
            f"letters_{stage}": drawn.mean([len(normal_form(name)) for name in names])
            for stage, names in enumerate(by_stage, 1)
        },
    }


def _shuffled(by_stage: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return made-up lines of names from lines that lie far apart; empty if there are too few.

    >>> _shuffled([("a1", "b1", "c1", "d1"), ("a2", "b2", "c2", "d2")])
    [('a1', 'c2'), ('b1', 'd2'), ('c1', 'a2'), ('d1', 'b2')]
    """
    apart = len(by_stage[0]) // len(by_stage)
    if not apart:
        return []
    shifts = (stage * apart for stage in range(len(by_stage)))
    shifted = [names[shift:] + names[:shift] for shift, names in zip(shifts, by_stage, strict=True)]
    return list(zip(*shifted, strict=True))
