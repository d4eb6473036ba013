"""Figures in words: metrics.json for programs, evaluation.md for people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from pokename import markdown
from pokename.evaluation.evaluating import Evaluation
from pokename.evaluation.tables import Table, tables_of
from pokename.files import library_versions, now, write_json, write_text
from pokename.naming.name import Name
from pokename.paths import Layout


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


def _markdown(evaluation: Evaluation) -> str:
    parts = [
        f"# Evaluation of `{evaluation.model}` on {evaluation.split}",
        f"{evaluation.species} species of {evaluation.families} families that the model has never "
        f"seen; {evaluation.names_per_species} names a description, {evaluation.many_prompts} "
        f"prompts more for distinct names, seed {evaluation.seed}; {now()[:10]}. Intervals are "
        f"95 % bootstrap intervals over evolution families, {evaluation.bootstrap} resamples.",
        *map(_markdown_table, tables_of(evaluation)),
        "## The first ten names of fixed prompts\n\nUnselected.\n\n"
        + _examples(evaluation.examples),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _markdown_table(table: Table) -> str:
    return f"## {table.title}\n\n{markdown.table(table.head, table.rows)}\n{table.legend}"


def _examples(examples: Mapping[str, Sequence[Name]]) -> str:
    return "\n".join(
        f"- **{prompt}**: {', '.join(_with_roots(name) for name in names)}"
        for prompt, names in examples.items()
    )


def _with_roots(name: Name) -> str:
    return f"{name.name} ({' + '.join(name.roots)})" if name.roots else name.name
