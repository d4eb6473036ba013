"""Diversity: whether ten names are ten ideas, and whether different prompts get different names."""

from pokename.evaluation.bootstrap import Measure
from pokename.evaluation.metrics.checks import is_true_to_plan
from pokename.evaluation.yardstick import Answers, Yardstick
from pokename.pokedex.official_names import normal_form

START = 3  # letters


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
        "plan_true": mean(true),
        "distinct_many": _distinct(answers),
    }


def _distinct(answers: Answers) -> Measure | None:
    """Return the share of distinct names for many prompts; it is exact, so it has no interval."""
    if not answers.many:
        return None
    distinct = {normal_form(one.name) for one in answers.many}
    return Measure.exact(len(distinct) / len(answers.many))
