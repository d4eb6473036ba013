"""The figures of one system: a model, a baseline, or the real names.

Usable names are those that pass all gates. Diversity is whether ten names are ten ideas, and
whether different prompts get different names. Fit of names to their description is measured without
the score that the generator ranks by. Sound is length, pronounceability, and the sound symbolism of
real names: later stages and taller or heavier creatures have longer names with more of the letters
b d g z v j (Kawahara, Noto and Kumagai, "Sound symbolic patterns in Pokémon names", Phonetica 75,
2018). This holds for many names together, not for a single one, so it is measured over all names.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pokename.corpus.splits import Kind
from pokename.evaluation.bootstrap import CaseValue, Measure, Measures
from pokename.evaluation.cases import KINDS, REAL_NAMES, Answers, Case, Given
from pokename.evaluation.single_names import (
    Gate,
    gates_of,
    has_root,
    is_pronounceable,
    is_true_to_plan,
    with_related,
)
from pokename.evaluation.yardstick import Yardstick
from pokename.pokedex.official_names import normal_form
from pokename.pokedex.records import Species, bundled_by_id, line_to

START = 3  # letters
VOICED = frozenset("bdgzvj")
Words = Callable[[Case], frozenset[str]]
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

    @property
    def shares_of_lengths(self) -> dict[int, float]:
        """The share of names of each length, by length in letters."""
        total = sum(self.lengths.values())
        return {letters: count / total for letters, count in self.lengths.items()}


def real_answers(cases: Sequence[Case]) -> Answers:
    """Return the true names in the form of a system's answers."""
    return Answers(REAL_NAMES, [[Given(case.name)] for case in cases], invented=False)


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
    by_case: dict[str, Sequence[float | None]] = {
        "usable": usable_by_case(answers, yardstick),
        "prompt/related_own": ideas_by_case(answers, yardstick, "prompt"),
    }
    for figure, values in by_case.items():
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


def fit(
    answers: Answers, yardstick: Yardstick, kind: Kind | None = None
) -> dict[str, Measure | None]:
    """Return the share of names that fit their description, and the share that fit another one.

    The share that fits the description of another family is what chance gives. A case has no such
    share if all cases of its kind belong to its own family.

    Args:
        answers: The names to measure.
        yardstick: The cases and references.
        kind: The kind of description to measure; None measures all.
    """
    counted = [kind in {None, case.kind} for case in yardstick.cases]
    comparable = [
        counts and case.family != other.family
        for counts, case, other in zip(counted, yardstick.cases, yardstick.others, strict=True)
    ]
    words: dict[str, Words] = {
        "root": lambda case: case.words,
        "related": lambda case: with_related(case.words),
        "species": lambda case: yardstick.all_words[case.species_id],
    }
    measures: dict[str, Measure | None] = {}
    for key, words_of_case in words.items():
        own = _with_root(answers, yardstick.cases, words_of_case, counted)
        other = _with_root(answers, yardstick.others, words_of_case, comparable)
        gain = [
            None if mine is None or theirs is None else mine - theirs
            for mine, theirs in zip(own, other, strict=True)
        ]
        measures[f"{key}_own"] = yardstick.resamples.share(own)
        measures[f"{key}_shuffled"] = yardstick.resamples.share(other)
        measures[f"{key}_difference"] = yardstick.resamples.mean(gain)
    named = [
        (place, one.name)
        for place, counts in enumerate(counted)
        if counts
        for one in answers.names[place]
    ]
    measures["type_auc"] = yardstick.type_area(named)
    return measures


def ideas_by_case(answers: Answers, yardstick: Yardstick, kind: Kind) -> list[float | None]:
    """Return the share of names with an idea of their own description, for each case.

    A case of another kind, or without names, has None.
    """
    counted = [case.kind == kind for case in yardstick.cases]
    return _with_root(answers, yardstick.cases, lambda case: with_related(case.words), counted)


def sound(answers: Answers, yardstick: Yardstick) -> dict[str, Measure | None]:
    """Return mean length, the share of pronounceable names, and rank correlations with facts."""
    facts: Mapping[str, Fact] = {"stage": stage, "height": _height, "weight": _weight}
    letters = {f"letters_{key}": _correlation(answers, yardstick, len, facts[key]) for key in facts}
    voiced = {
        f"voiced_{key}": _correlation(answers, yardstick, _voiced, facts[key])
        for key in ("height", "weight")
    }
    return {
        "letters": yardstick.resamples.mean(
            _means(lambda name, _: len(normal_form(name)), answers, yardstick.cases)
        ),
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
    return yardstick.resamples.share(_means(gate, answers, yardstick.cases))


def _means(
    figure: Callable[[str, Case], float], answers: Answers, cases: Sequence[Case]
) -> list[float | None]:
    """Return the mean of a figure over the names of each case; None for a case without names."""
    return [
        sum(figure(one.name, case) for one in names) / len(names) if names else None
        for names, case in zip(answers.names, cases, strict=True)
    ]


def usable_by_case(answers: Answers, yardstick: Yardstick) -> list[float]:
    """Return the share of requested names that pass every gate, for each case.

    A missing name doesn't pass.
    """
    gates = gates_of(answers, yardstick).values()
    return [
        sum(all(gate(one.name, case) for gate in gates) for one in names) / yardstick.names_per_case
        for names, case in zip(answers.names, yardstick.cases, strict=True)
    ]


def _given(answers: Answers, yardstick: Yardstick) -> Measure | None:
    return yardstick.resamples.share(
        [len(names) / yardstick.names_per_case for names in answers.names]
    )


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


def _with_root(
    answers: Answers, cases: Sequence[Case], words: Words, counted: Sequence[bool]
) -> list[float | None]:
    """Return, for each list, the share of names with a root of the case at the same index."""
    shares: list[float | None] = []
    for names, case, counts in zip(answers.names, cases, counted, strict=True):
        known = words(case) if counts else frozenset()
        hits = sum(has_root(one.name, known) for one in names)
        shares.append(hits / len(names) if counts and names else None)
    return shares
