"""Figures of human judgements: how often each comparison was won, and how far judges agree."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pokename.errors import DataError
from pokename.evaluation.bootstrap import Measure, Resamples
from pokename.evaluation.judge_kit import CHOICES, TASKS, KeyEntry, Sheet, Task


@dataclass(frozen=True, slots=True)
class Wins:
    """The wins of one comparison.

    Attributes:
        task: ``fit`` or ``preference``.
        comparison: The comparison, as named in the key.
        judgements: The number of answers by all judges.
        rate: The share of these answers that are wins; chance is 0.5.
    """

    task: Task
    comparison: str
    judgements: int
    rate: Measure


@dataclass(frozen=True)
class JudgeScores:
    """The figures of a kit.

    Attributes:
        judges: The number of judges.
        wins: The wins of each comparison.
        kappa: The judges' agreement beyond chance for each task, on the questions that all of them
            answered: Cohen's kappa for two judges, Fleiss' kappa for more. A task is missing if
            its kappa isn't defined: there is only one judge, or all choices are the same.
    """

    judges: int
    wins: Sequence[Wins]
    kappa: Mapping[Task, float]


def score_sheets(
    sheets: Sequence[Sheet], key: Sequence[KeyEntry], bootstrap: int, seed: int
) -> JudgeScores:
    """Return the figures of the sheets of all judges.

    Args:
        sheets: One sheet for each judge.
        key: The key of the kit.
        bootstrap: The number of resamples over families.
        seed: The seed of the resamples.

    Raises:
        DataError: No question was answered.
    """
    wins = []
    for task, comparison in dict.fromkeys((one.task, one.comparison) for one in key):
        judged = [
            (sheet[answer.question] == answer.wins, answer.family)
            for answer in key
            for sheet in sheets
            if answer.comparison == comparison and answer.task == task and answer.question in sheet
        ]
        if judged:
            won, families = zip(*judged, strict=True)
            rate = Resamples(families, bootstrap, seed).share([float(one) for one in won])
            if rate:
                wins.append(Wins(task, comparison, len(judged), rate))
    if not wins:
        raise DataError("No question is answered.", "Fill in the column 'choice' with a or b.")
    agreed = {task: _agreement(sheets, key, task) for task in TASKS}
    return JudgeScores(
        judges=len(sheets),
        wins=sorted(wins, key=lambda one: (one.task, one.comparison)),
        kappa={task: kappa for task, kappa in agreed.items() if kappa is not None},
    )


def _agreement(sheets: Sequence[Sheet], key: Sequence[KeyEntry], task: Task) -> float | None:
    """Return the kappa of a task on the questions that all judges answered, or None."""
    asked = [answer.question for answer in key if answer.task == task]
    common = [number for number in asked if all(number in sheet for sheet in sheets)]
    if len(sheets) < 2 or not common:
        return None
    chosen = [[sheet[number] for number in common] for sheet in sheets]
    return cohen_kappa(*chosen) if len(chosen) == 2 else fleiss_kappa(chosen)


def cohen_kappa(one: Sequence[str], other: Sequence[str]) -> float | None:
    """Return Cohen's kappa of two judges, or None if all choices are the same.

    Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20:1, 1960.

    >>> cohen_kappa("aabb", "aabb"), cohen_kappa("aabb", "abab")
    (1.0, 0.0)
    """
    n = len(one)
    agreed = sum(a == b for a, b in zip(one, other, strict=True)) / n
    counts = Counter(one), Counter(other)
    return _beyond_chance(agreed, sum(counts[0][c] * counts[1][c] for c in CHOICES) / n**2)


def fleiss_kappa(chosen: Sequence[Sequence[str]]) -> float | None:
    """Return Fleiss' kappa of three or more judges, or None if all choices are the same.

    Fleiss, "Measuring nominal scale agreement among many raters", Psychological Bulletin 76:5,
    1971.

    Args:
        chosen: One list of choices for each judge, all in the same order.

    >>> fleiss_kappa(["aabb", "aabb", "aabb"])
    1.0
    """
    judges, questions = len(chosen), len(chosen[0])
    counts = [Counter(choices) for choices in zip(*chosen, strict=True)]
    pairs = judges * (judges - 1)
    agreed = sum(n * (n - 1) for one in counts for n in one.values()) / pairs / questions
    shares = [sum(one[choice] for one in counts) / (judges * questions) for choice in CHOICES]
    return _beyond_chance(agreed, sum(share**2 for share in shares))


def _beyond_chance(agreed: float, by_chance: float) -> float | None:
    return (agreed - by_chance) / (1 - by_chance) if by_chance < 1 else None
