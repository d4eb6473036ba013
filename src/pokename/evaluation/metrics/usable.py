"""Usable names: the share that passes each gate, and the share that passes all gates."""

from collections import Counter
from collections.abc import Callable

from pokename.evaluation.bootstrap import Measure
from pokename.evaluation.cases import Case
from pokename.evaluation.metrics.checks import has_form, is_no_word, is_novel
from pokename.evaluation.yardstick import Answers, Yardstick
from pokename.pokedex.official_names import normal_form

Gate = Callable[[str, Case], bool]


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
        "usable": _usable(list(gates.values()), answers, yardstick),
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


def _share(gate: Gate, answers: Answers, yardstick: Yardstick) -> Measure | None:
    """Return the share of given names that pass a gate; cases without names are skipped."""
    return yardstick.resamples.mean(
        [
            sum(gate(one.name, case) for one in names) / len(names) if names else None
            for names, case in zip(answers.names, yardstick.cases, strict=True)
        ]
    )


def _usable(gates: list[Gate], answers: Answers, yardstick: Yardstick) -> Measure | None:
    """Return the share of requested names that pass every gate; a missing name doesn't pass."""
    return yardstick.resamples.mean(
        [
            sum(all(gate(one.name, case) for gate in gates) for one in names) / yardstick.asked
            for names, case in zip(answers.names, yardstick.cases, strict=True)
        ]
    )


def _given(answers: Answers, yardstick: Yardstick) -> Measure | None:
    return yardstick.resamples.mean([len(names) / yardstick.asked for names in answers.names])
