"""Figures in words: metrics.json for programs, evaluation.md for people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from pokename.evaluation.evaluating import Evaluation
from pokename.evaluation.metrics import Measure
from pokename.files import library_versions, now, write_json, write_text
from pokename.naming.name import Name
from pokename.paths import Layout

# Key in metrics.json, heading, whether it is a share (shown in per cent).
SYSTEM_COLUMNS: Sequence[tuple[str, str, bool]] = (
    ("usable", "usable", True),
    ("valid", "valid", True),
    ("novel", "novel", True),
    ("no_word", "no word", True),
    ("distinct", "distinct", True),
    ("root_own", "root, own", True),
    ("root_shuffled", "root, shuffled", True),
    ("letters", "letters", False),
)
FIT_COLUMNS: Sequence[tuple[str, str]] = (
    ("bits_per_letter", "bits a letter"),
    ("bits_per_letter_letter_model", "letter n-gram"),
    ("mrr", "MRR"),
    ("chance_mrr", "chance"),
    ("hits_at_1", "hits at 1"),
    ("hits_at_10", "hits at 10"),
)
LEGEND = """\
Intervals are 95 % bootstrap intervals over evolution families. *usable*: passes every check below,
of all names asked for. *valid*: 3 to 12 plain letters. *novel*: two or more edits from every
official name. *no word*: neither an English word nor a word of the description. *distinct*: given
for no other description. *root*: four letters in a row in common with a word of its own
description, and with one of another family's. *MRR*: mean reciprocal rank of the true name among
those of the split by log p(name given description) - log p(name); *chance* beside it.
"""


def write_report(
    evaluation: Evaluation, layout: Layout, figures: Sequence[Path], why_no_figures: str | None
) -> None:
    """Write metrics.json and evaluation.md.

    Args:
        evaluation: What was measured.
        layout: Where the reports go.
        figures: Pictures that were drawn.
        why_no_figures: The reason, where none could be drawn.
    """
    values = asdict(evaluation)
    values.pop("examples")
    written = {
        **values,
        "systems": {one.label: asdict(one) for one in evaluation.systems},
        "figures": [path.name for path in figures],
        "why_no_figures": why_no_figures,
        "finished_at": now(),
        "versions": library_versions(["pokename", "ctranslate2", "numpy"]),
    }
    write_json(layout.metrics, written)
    write_text(layout.evaluation, _markdown(evaluation))


def systems_table(evaluation: Evaluation) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of the table of systems, as text."""
    head = ["names by", *(heading for _, heading, _ in SYSTEM_COLUMNS)]
    rows = [
        [one.label, *(_cell(one.measures.get(key), share) for key, _, share in SYSTEM_COLUMNS)]
        for one in evaluation.systems
    ]
    return head, rows


def fit_table(evaluation: Evaluation) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of the table of fit, as text."""
    head = ["true names, given a", *(heading for _, heading in FIT_COLUMNS)]
    labels = {"pokedex": "Pokédex text", "prompt": "short prompt"}
    rows = [
        [labels[kind], *(_cell(measures[key], share=False, digits=3) for key, _ in FIT_COLUMNS)]
        for kind, measures in evaluation.fit.items()
    ]
    return head, rows


def _cell(measure: Measure | None, share: bool, digits: int = 1) -> str:
    """Return a value with its interval: "28.0 (21.4–35.0)"."""
    if measure is None:
        return "–"
    scale = 100 if share else 1
    value, low, high = (
        f"{scale * number:.{digits}f}" for number in (measure.value, measure.low, measure.high)
    )
    return value if low == high else f"{value} ({low}–{high})"


def _markdown(evaluation: Evaluation) -> str:
    parts = [
        f"# Evaluation of `{evaluation.model}` on {evaluation.split}",
        f"{evaluation.species} species of {evaluation.families} families that the model has never "
        f"seen; {evaluation.names_per_species} names a description, seed {evaluation.seed}, "
        f"{evaluation.bootstrap} resamples; {now()[:10]}.",
        "## Names\n\nShares in per cent.\n\n" + _markdown_table(*systems_table(evaluation)),
        "## Fit\n\n" + _markdown_table(*fit_table(evaluation)),
        LEGEND,
        "## The first ten names of fixed prompts\n\nUnselected.\n\n"
        + _examples(evaluation.examples),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _examples(examples: Mapping[str, Sequence[Name]]) -> str:
    return "\n".join(
        f"- **{prompt}**: {', '.join(_with_roots(name) for name in names)}"
        for prompt, names in examples.items()
    )


def _with_roots(name: Name) -> str:
    return f"{name.name} ({' + '.join(name.roots)})" if name.roots else name.name
