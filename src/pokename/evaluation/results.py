"""The files of an evaluation: figures and names for programs, evaluation.md for people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd

from pokename import markdown
from pokename.csv_tables import write_csv
from pokename.errors import DataError
from pokename.evaluation.bootstrap import CaseValue
from pokename.evaluation.cases import KINDS
from pokename.evaluation.evaluating import Evaluation
from pokename.evaluation.hits import HITS
from pokename.evaluation.single_names import NameRow
from pokename.evaluation.tables import Table, tables_of
from pokename.files import library_versions, now, read_json, write_json, write_text
from pokename.models.runs import with_new_keys
from pokename.naming.name import Name
from pokename.paths import EvaluationFiles, Layout
from pokename.tracking.interface import TrackedRun

NAME_COLUMNS = tuple(field.name for field in fields(NameRow))
CASE_COLUMNS = tuple(field.name for field in fields(CaseValue))


def write_results(
    evaluation: Evaluation, layout: Layout, pictures: Sequence[Path], why_no_pictures: str | None
) -> EvaluationFiles:
    """Write metrics.json and evaluation.md, and the files kept for this model and split.

    Args:
        evaluation: The evaluation to write.
        layout: The folder of the reports.
        pictures: The pictures that were drawn.
        why_no_pictures: The reason why no pictures were drawn, or None.

    Returns:
        The files kept for this model and split: figures and names, which ``pokename report`` reads.
    """
    values = asdict(evaluation)
    for apart in ("examples", "names", "cases"):  # written to names.csv and cases.csv
        values.pop(apart)
    written = {
        **values,
        "systems": {one.label: asdict(one) for one in evaluation.systems},
        "pictures": [path.name for path in pictures],
        "why_no_pictures": why_no_pictures,
        "finished_at": now(),
        "versions": library_versions(["pokename", "ctranslate2", "numpy"]),
    }
    kept = layout.evaluated(evaluation.model, evaluation.split)
    # Without its metrics, an evaluation doesn't count; so no files of two evaluations are read.
    for metrics in (kept.metrics, layout.metrics):
        metrics.unlink(missing_ok=True)
    write_csv(kept.names, NAME_COLUMNS, map(name_cells, evaluation.names))
    write_csv(kept.cases, CASE_COLUMNS, map(astuple, evaluation.cases))
    write_text(layout.evaluation, _markdown(evaluation))
    for metrics in (kept.metrics, layout.metrics):
        write_json(metrics, written)
    return kept


def write_series(evaluation: Evaluation, layout: Layout) -> None:
    """Write what DVC compares: the points of two plots, of ranks and of lengths, and a summary.

    The summary comes last: once it is there, the evaluation is complete.
    """
    _write_ranks(evaluation, layout.series("ranks"))
    _write_lengths(evaluation, layout.series("lengths"))
    write_json(layout.summary, _summary(evaluation))


def record(evaluation: Evaluation, pictures: Sequence[Path], run: TrackedRun) -> None:
    """Send figures, names and pictures to a tracker.

    Args:
        evaluation: The evaluation to send.
        pictures: The pictures that were drawn.
        run: The run of the tracker.
    """
    own = _figures_of_model(evaluation)
    run.summary({**own, "split": evaluation.split, "seed": evaluation.seed})
    rows = [
        [system.label, key, measure.value, measure.low, measure.high]
        for system in evaluation.systems
        for key, measure in system.measures.items()
    ]
    run.table("figures", ("system", "figure", "value", "low", "high"), rows)
    run.table("names", NAME_COLUMNS, list(map(name_cells, evaluation.names)))
    run.pictures(pictures)


def _figures_of_model(evaluation: Evaluation) -> dict[str, float]:
    """Return all figures of the model, by key.

    Those of names that it spells alone, of lines and of one kind of description get a prefix.
    Trackers show the figures of a prefix together if it ends in a slash.
    """
    own = evaluation.systems[0]
    designs = evaluation.designs.get(evaluation.model)
    lines = evaluation.lines.get(evaluation.model)
    groups = [
        ("spelled/", evaluation.systems[1].measures),
        ("", own.measures),
        ("", designs.measures if designs else {}),
        ("lines/", lines.measures if lines else {}),
        *((f"{kind}/", measures) for kind, measures in own.by_kind.items()),
        *((f"{kind}/", measures) for kind, measures in evaluation.true_names.items()),
    ]
    return {
        f"{prefix}{key}": measure.value
        for prefix, measures in groups
        for key, measure in measures.items()
    }


def name_cells(row: NameRow) -> list[Any]:  # the types of a NameRow's fields
    """Return a row of the table of names, one cell for each column of ``NAME_COLUMNS``."""
    return [getattr(row, column) for column in NAME_COLUMNS]


def read_evaluation(files: EvaluationFiles) -> Evaluation:
    """Return an evaluation from its files, without its examples and names.

    Raises:
        DataError: A file is missing or was written by another version.
    """
    metrics = read_json(files.metrics)
    try:
        values = with_new_keys(metrics)
        values["systems"] = list(values["systems"].values())
        cases = _read_cases(files.cases).to_dict("records")
        return msgspec.convert(
            {**values, "examples": {}, "names": [], "cases": cases},
            Evaluation,
            strict=False,
            str_keys=True,
        )
    except (AttributeError, KeyError, OSError, TypeError, ValueError):
        raise _of_another_version(files.metrics) from None


def read_names(path: Path) -> pd.DataFrame:
    """Return the measured names, with the columns of ``NameRow``.

    Raises:
        DataError: The file is missing or was written by another version.
    """
    try:
        names = pd.read_csv(path, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise DataError(f"{path} can't be read: {error}.", "Evaluate again.") from None
    if not set(NAME_COLUMNS) <= set(names.columns):
        raise _of_another_version(path)
    return names


def _read_cases(path: Path) -> pd.DataFrame:
    """Return the table of values by case; a run may be called "null" or "7"."""
    texts = dict.fromkeys(("figure", "system", "case"), str)
    return pd.read_csv(path, dtype=texts, keep_default_na=False)


def _of_another_version(path: Path) -> DataError:
    return DataError(
        f"{path} wasn't written by this version of 'pokename evaluate'.", "Evaluate again."
    )


def _markdown(evaluation: Evaluation) -> str:
    parts = [
        f"# Evaluation of `{evaluation.model}` on {evaluation.split}",
        f"{evaluation.species} species of {evaluation.families} families that the model has never "
        f"seen; {evaluation.names_per_species} names per description, {evaluation.many_prompts} "
        f"extra prompts to count distinct names, seed {evaluation.seed}; {now()[:10]}. Intervals "
        f"are 95 % bootstrap intervals from {evaluation.bootstrap} resamples: of evolution "
        "families, and for hits on designs of creatures.",
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


def _summary(evaluation: Evaluation) -> dict[str, float]:
    """Return the model's figures that are compared between experiments.

    The first three depend on the training alone, the others also on the thesaurus and the ranker.
    """
    own, spelled = (one.measures for one in evaluation.systems[:2])
    prompts = evaluation.true_names.get("prompt", {})
    designs = evaluation.designs.get(evaluation.model)
    sources = {
        "bits_per_letter": prompts.get("bits_per_letter"),
        "mrr": prompts.get("mrr"),
        "spelled_usable": spelled.get("usable"),
        "usable": own.get("usable"),
        "related_own": own.get("related_own"),
        "hits_at_10": designs.measures.get("hits_at_10") if designs else None,
    }
    return {key: round(measure.value, 4) for key, measure in sources.items() if measure}


def _write_ranks(evaluation: Evaluation, path: Path) -> None:
    """Write, by N and kind of description, the share of true names that rank among the first N."""
    known = [evaluation.true_names.get(kind, {}) for kind in KINDS]
    rows = [
        (limit, *(one[key].value if (key := f"hits_at_{limit}") in one else "" for one in known))
        for limit in HITS
    ]
    write_csv(path, ("rank", *KINDS), rows)


def _write_lengths(evaluation: Evaluation, path: Path) -> None:
    """Write the share of names of each length, for the model and for the real names."""
    model, *_, real = (one.shares_of_lengths for one in evaluation.systems)
    rows = [(one, model.get(one, 0), real.get(one, 0)) for one in sorted(model | real)]
    write_csv(path, ("letters", "model", "real"), rows)
