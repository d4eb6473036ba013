"""The figures of one system: a model, a baseline, or the real names.

Usable names are those that pass all gates. Diversity is whether ten names are ten ideas, and
whether different prompts get different names. Sound is length, pronounceability, and the sound
symbolism of real names: later stages and taller or heavier creatures have longer names with more of
the letters b d g z v j (Kawahara, Noto and Kumagai, "Sound symbolic patterns in Pokémon names",
Phonetica 75, 2018). This holds for many names together, not for a single one, so it is measured
over all names.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pokename.corpus.splits import Kind
from pokename.evaluation.bootstrap import CaseValue, Measure, Measures
from pokename.evaluation.cases import KINDS, Answers, Case, Given
from pokename.evaluation.checks import (
    has_form,
    is_no_word,
    is_novel,
    is_pronounceable,
    is_true_to_plan,
)
from pokename.evaluation.fit import fit, ideas_by_case
from pokename.evaluation.yardstick import Yardstick
from pokename.pokedex.official_names import normal_form
from pokename.pokedex.records import Species, bundled_by_id, line_to

START = 3  # letters
VOICED = frozenset("bdgzvj")
Gate = Callable[[str, Case], bool]
Fact = Callable[[Species], float | None]


@dataclass(frozen=True)
class SystemMetrics:
    """The figures of one system: a row of each table.

    Attributes:
        label: The system.
        measures: The figures by name; figures that this system can't have are left out.
        by_kind: The figures of fit, separately for each kind of description.
        lengths: The number of names of each length, by length in letters.
    """

    label: str
    measures: Measures
    by_kind: Mapping[Kind, Measures]
    lengths: Mapping[int, int]


def real_answers(cases: Sequence[Case]) -> Answers:
    """Return the true names in the form of a system's answers."""
    return Answers("real names", [[Given(case.name)] for case in cases], invented=False)


def metrics_of(answers: Answers, yardstick: Yardstick) -> SystemMetrics:
    """Return all figures of one system's names."""
    kinds = [kind for kind in KINDS if any(case.kind == kind for case in yardstick.cases)]
    parts = (usable, fit, sound, diversity)
    measured = {key: one for part in parts for key, one in part(answers, yardstick).items()}
    return SystemMetrics(
        label=answers.label,
        measures=_known(measured),
        by_kind={kind: _known(fit(answers, yardstick, kind)) for kind in kinds},
        lengths=lengths(answers),
    )


def values_of_names(answers: Answers, yardstick: Yardstick) -> Iterator[CaseValue]:
    """Yield the values of the names that a system gave for the cases."""
    if not answers.invented:
        return
    usable = usable_by_case(answers, yardstick)
    ideas = ideas_by_case(answers, yardstick, "prompt")
    for figure, values in (("usable", usable), ("prompt/related_own", ideas)):
        for case, value in zip(yardstick.cases, values, strict=True):
            if value is not None:
                yield CaseValue.of(figure, answers.label, case, value)


def usable(answers: Answers, yardstick: Yardstick) -> dict[str, Measure | None]:
    """Return, for each gate, the share of given names that pass it, and the usable share.

    The usable share is the share of requested names that pass all gates. Real names are official
    and each belongs to two descriptions, so two gates are skipped for them: the one against
    official names and the one against repeated names.
    """
    gates = gates_of(answers, yardstick)
    shares = {key: _share(gate, answers, yardstick) for key, gate in gates.items()}
    if not answers.invented:
        return shares
    return {
        "usable": yardstick.resamples.share(usable_by_case(answers, yardstick)),
        "given": _given(answers, yardstick),
        **shares,
    }


def gates_of(answers: Answers, yardstick: Yardstick) -> dict[str, Gate]:
    """Return the gates that apply to the names of one system, by the key of each gate's figure."""
    gates: dict[str, Gate] = {
        "valid": lambda name, _: has_form(name),
        "no_word": lambda name, case: is_no_word(name, case.words),
        "likeness": lambda name, _: yardstick.band.holds(name),
    }
    if not answers.invented:
        return gates
    seen = Counter(
        letters for names in answers.names for letters in {normal_form(one.name) for one in names}
    )
    gates["novel"] = lambda name, _: is_novel(name)
    gates["distinct"] = lambda name, _: seen[normal_form(name)] == 1
    return gates


def diversity(answers: Answers, yardstick: Yardstick) -> dict[str, Measure | None]:
    """Return how varied the names of a case are, and the share of distinct names over all prompts.

    Real names have no such figures, since each case has only one real name. The figures of roots
    cover only cases whose names come with roots.
    """
    if not answers.invented:
        return {}
    mean = yardstick.resamples.mean
    starts = [len({normal_form(one.name)[:START] for one in names}) for names in answers.names]
    roots = [{root for one in names for root in one.roots} for names in answers.names]
    planned = [[one for one in names if one.roots] for names in answers.names]
    true = [
        sum(is_true_to_plan(one.name, one.roots) for one in names) / len(names) if names else None
        for names in planned
    ]
    return {
        "starts": mean(starts),
        "roots": mean([len(distinct) or None for distinct in roots]),
        "plan_true": yardstick.resamples.share(true),
        "distinct_many": _distinct(answers),
    }


def sound(answers: Answers, yardstick: Yardstick) -> dict[str, Measure | None]:
    """Return mean length, the share of pronounceable names, and rank correlations with facts."""
    facts: Mapping[str, Fact] = {"stage": stage, "height": _height, "weight": _weight}
    letters = {f"letters_{key}": _correlation(answers, yardstick, len, facts[key]) for key in facts}
    voiced = {
        f"voiced_{key}": _correlation(answers, yardstick, _voiced, facts[key])
        for key in ("height", "weight")
    }
    return {
        "letters": _mean(answers, yardstick, lambda name: len(normal_form(name))),
        "pronounceable": _share(lambda name, _: is_pronounceable(name), answers, yardstick),
        **letters,
        **voiced,
    }


def lengths(answers: Answers) -> dict[int, int]:
    """Return the number of names of each length, by length in letters."""
    counted = Counter(len(normal_form(one.name)) for names in answers.names for one in names)
    return dict(sorted(counted.items()))


def stage(species: Species) -> float:
    """Return the stage in the evolution line; 1 for a species that evolves from no other."""
    return len(line_to(species))


def _known(measures: Mapping[str, Measure | None]) -> Measures:
    return {key: measure for key, measure in measures.items() if measure is not None}


def _share(gate: Gate, answers: Answers, yardstick: Yardstick) -> Measure | None:
    """Return the share of given names that pass a gate; cases without names are skipped."""
    return yardstick.resamples.share(
        [
            sum(gate(one.name, case) for one in names) / len(names) if names else None
            for names, case in zip(answers.names, yardstick.cases, strict=True)
        ]
    )


def usable_by_case(answers: Answers, yardstick: Yardstick) -> list[float]:
    """Return the share of requested names that pass every gate, for each case.

    A missing name doesn't pass.
    """
    gates = gates_of(answers, yardstick).values()
    return [
        sum(all(gate(one.name, case) for gate in gates) for one in names) / yardstick.asked
        for names, case in zip(answers.names, yardstick.cases, strict=True)
    ]


def _given(answers: Answers, yardstick: Yardstick) -> Measure | None:
    return yardstick.resamples.share([len(names) / yardstick.asked for names in answers.names])


def _distinct(answers: Answers) -> Measure | None:
    """Return the share of distinct names for many prompts; it is exact, so it has no interval."""
    if not answers.many:
        return None
    distinct = {normal_form(one.name) for one in answers.many}
    return Measure.exact(len(distinct) / len(answers.many))


def _height(species: Species) -> float | None:
    return species.height_dm


def _weight(species: Species) -> float | None:
    return species.weight_hg


def _voiced(letters: str) -> float:
    return sum(letter in VOICED for letter in letters)


def _mean(answers: Answers, yardstick: Yardstick, figure: Callable[[str], float]) -> Measure | None:
    """Return the mean of a figure: over the names of each case, then over the cases."""
    return yardstick.resamples.mean(
        [
            sum(figure(one.name) for one in names) / len(names) if names else None
            for names in answers.names
        ]
    )


def _correlation(
    answers: Answers, yardstick: Yardstick, figure: Callable[[str], float], fact: Fact
) -> Measure | None:
    """Return the rank correlation between a figure of the letters and a fact of the species."""
    known = bundled_by_id()
    places, figures, facts = [], [], []
    for place, (names, case) in enumerate(zip(answers.names, yardstick.cases, strict=True)):
        species = known.get(case.species_id)
        value = fact(species) if species else None
        if value is not None:
            places += [place] * len(names)
            facts += [value] * len(names)
            figures += [figure(normal_form(one.name)) for one in names]
    return yardstick.resamples.rank_correlation(figures, facts, places)
