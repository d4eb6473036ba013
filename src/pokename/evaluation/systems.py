"""The figures of the names of one origin: a model, a baseline, or the real Pokédex."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pokename.evaluation.baselines import Namer
from pokename.evaluation.cases import Case, shuffled
from pokename.evaluation.metrics import Measure, bootstrap_mean, has_form, has_root, is_novel
from pokename.naming.dictionary import is_word
from pokename.pokedex.names import normal_form

Progress = Callable[[int, int], None]
Judge = Callable[[str, Case], bool]
# One figure a case; None for a case without names, which then doesn't count.
Values = Sequence[float | None]


@dataclass(frozen=True)
class SystemFigures:
    """One row of the table: how names of one origin are.

    Attributes:
        label: Where the names come from.
        measures: Name of the figure to its value; what can't be said of this origin is left out.
        lengths: Letters to how many names have them.
    """

    label: str
    measures: Mapping[str, Measure]
    lengths: Mapping[int, int]


@dataclass
class Work:
    """What the parts of an evaluation share.

    Attributes:
        cases: What is asked.
        names_per_case: Names asked for, a case.
        bootstrap: Resamples for the intervals.
        seed: Of sampling, shuffling and the bootstrap.
        progress: Called with steps done and steps in all.
        total: Steps in all.
        done: Steps done.
    """

    cases: Sequence[Case]
    names_per_case: int
    bootstrap: int
    seed: int
    progress: Progress
    total: int
    done: int = field(default=0)

    def advance(self) -> None:
        """Report one step more."""
        self.done += 1
        self.progress(self.done, self.total)

    def measure(self, values: Values, cases: Sequence[Case]) -> Measure:
        """Return the mean of a figure over cases, with its interval."""
        known = [
            (value, case.family)
            for value, case in zip(values, cases, strict=True)
            if value is not None
        ]
        if not known:
            return Measure(0.0, 0.0, 0.0)
        figures, families = zip(*known, strict=True)
        return bootstrap_mean(figures, families, self.bootstrap, self.seed)


def generated(namer: Namer, work: Work) -> SystemFigures:
    """Return the figures of the names that a system gives for all cases."""
    given: list[Sequence[str]] = []
    for case in work.cases:
        given.append(namer.names(case.description, work.names_per_case, work.seed))
        work.advance()
    usable = [
        sum(_is_usable(name, case) for name in names) / work.names_per_case
        for names, case in zip(given, work.cases, strict=True)
    ]
    measures: dict[str, Values] = {
        "usable": usable,
        "given": [len(names) / work.names_per_case for names in given],
        "valid": _share(given, work.cases, lambda name, _: has_form(name)),
        "novel": _share(given, work.cases, lambda name, _: is_novel(name)),
        "no_word": _share(given, work.cases, _is_no_word),
        "distinct": _share(given, work.cases, _is_only(given)),
        **_roots(given, work),
    }
    return _figures(namer.label, measures, given, work)


def real(work: Work) -> SystemFigures:
    """Return the same figures of the true names, as far as they can be said of them."""
    given = [[case.name] for case in work.cases]
    measures: dict[str, Values] = {
        "valid": _share(given, work.cases, lambda name, _: has_form(name)),
        "no_word": _share(given, work.cases, _is_no_word),
        **_roots(given, work),
    }
    return _figures("real names", measures, given, work)


def _share(given: Sequence[Sequence[str]], cases: Sequence[Case], judge: Judge) -> Values:
    """Return for each case the share of its names that ``judge`` finds good."""
    return [
        sum(judge(name, case) for name in names) / len(names) if names else None
        for names, case in zip(given, cases, strict=True)
    ]


def _is_no_word(name: str, case: Case) -> bool:
    letters = normal_form(name)
    return not is_word(letters) and letters not in case.words


def _is_usable(name: str, case: Case) -> bool:
    return has_form(name) and is_novel(name) and _is_no_word(name, case)


def _is_only(given: Sequence[Sequence[str]]) -> Judge:
    """Return what tells whether a name was given for one case alone."""
    seen = Counter(normal_form(name) for names in given for name in set(names))
    return lambda name, _: seen[normal_form(name)] == 1


def _roots(given: Sequence[Sequence[str]], work: Work) -> dict[str, Values]:
    """Return the share of names with a root of their own description, and of another's."""

    def judge(name: str, case: Case) -> bool:
        return has_root(name, case.words)

    own = _share(given, work.cases, judge)
    other = _share(given, shuffled(work.cases, work.seed), judge)
    difference = [
        None if mine is None or theirs is None else mine - theirs
        for mine, theirs in zip(own, other, strict=True)
    ]
    return {"root_own": own, "root_shuffled": other, "root_difference": difference}


def _figures(
    label: str, measures: Mapping[str, Values], given: Sequence[Sequence[str]], work: Work
) -> SystemFigures:
    lengths = Counter(len(normal_form(name)) for names in given for name in names)
    letters = [
        float(np.mean([len(normal_form(name)) for name in names])) if names else None
        for names in given
    ]
    return SystemFigures(
        label=label,
        measures={
            figure: work.measure(values, work.cases)
            for figure, values in {**measures, "letters": letters}.items()
        },
        lengths=dict(sorted(lengths.items())),
    )
