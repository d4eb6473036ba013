"""The files that DVC compares between experiments: a few figures, and the points of two plots."""

from pathlib import Path

from pokename.evaluation.cases import KINDS
from pokename.evaluation.evaluating import Evaluation
from pokename.evaluation.metrics.true_names import HITS
from pokename.files import write_csv, write_json
from pokename.paths import Layout


def write_series(evaluation: Evaluation, layout: Layout) -> None:
    """Write the summary, and the points of two plots: one of ranks and one of lengths."""
    write_json(layout.summary, _summary(evaluation))
    _write_ranks(evaluation, layout.series("ranks"))
    _write_lengths(evaluation, layout.series("lengths"))


def _summary(evaluation: Evaluation) -> dict[str, float]:
    """Return the model's figures that are compared between experiments."""
    own = evaluation.systems[0].measures
    prompts = evaluation.fit.get("prompt", {})
    designs = evaluation.designs.get(evaluation.model)
    sources = {
        "usable": own,
        "related_own": own,
        "hits_at_10": designs.measures if designs else {},
        "mrr": prompts,
        "bits_per_letter": prompts,
    }
    return {
        key: round(measures[key].value, 4) for key, measures in sources.items() if key in measures
    }


def _write_ranks(evaluation: Evaluation, path: Path) -> None:
    """Write, by N and kind of description, the share of true names that rank among the first N."""
    known = [evaluation.fit.get(kind, {}) for kind in KINDS]
    rows = [
        (limit, *(one[key].value if (key := f"hits_at_{limit}") in one else "" for one in known))
        for limit in HITS
    ]
    write_csv(path, ("rank", *KINDS), rows)


def _write_lengths(evaluation: Evaluation, path: Path) -> None:
    """Write the share of names of each length, for the model and for the real names."""
    model, real = (
        {letters: count / sum(one.lengths.values()) for letters, count in one.lengths.items()}
        for one in (evaluation.systems[0], evaluation.systems[-1])
    )
    rows = [(one, model.get(one, 0), real.get(one, 0)) for one in sorted(model | real)]
    write_csv(path, ("letters", "model", "real"), rows)
