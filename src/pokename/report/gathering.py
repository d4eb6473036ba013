"""Gathers what a report shows from the files that ``train`` and ``evaluate`` write."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pokename.errors import DataError, ModelError
from pokename.evaluation.evaluating import Evaluation
from pokename.evaluation.results import read_evaluation, read_names
from pokename.manifests import read_run_manifest, read_splits_manifest
from pokename.models.runs import run_files, why_not_shown
from pokename.naming.naming_model import BUNDLED, label_of
from pokename.paths import Layout, RunFiles


@dataclass(frozen=True)
class RunFound:
    """The facts about a run.

    Attributes:
        label: The name of the run, or ``bundled``.
        manifest: The manifest of the training; None if missing.
        settings: The values of the run's config by key; empty without a config.
        history: The losses by step; None if missing.
        evaluation: The evaluation on this split; None if missing.
        names: The names measured in that evaluation; None if missing.
        missing: One sentence for each missing file, which names the command that writes it.
    """

    label: str
    manifest: Mapping[str, Any] | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    history: pd.DataFrame | None = None
    evaluation: Evaluation | None = None
    names: pd.DataFrame | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataFound:
    """The facts about the data.

    Attributes:
        audit: The rows that each cleaning rule changed; None if missing.
        processed: The manifest of the splits; None if missing.
        missing: One sentence for each missing file, which names the command that writes it.
    """

    audit: pd.DataFrame | None
    processed: Mapping[str, Any] | None
    missing: tuple[str, ...]


def gather_run(run: str, split: str, layout: Layout) -> RunFound:
    """Return the facts about a run, from the files that exist.

    Args:
        run: The name of the run, its folder, or ``bundled``.
        split: The split of the evaluation.
        layout: The folders of the project.

    Raises:
        ModelError: Neither a run nor an evaluation has that name.
    """
    files = run_files(run, layout)
    label = label_of(files.folder)
    kept = layout.evaluated(label, split)
    if not _has_run(files) and not kept.folder.is_dir():
        there = sorted(path.parent.name for path in layout.models.glob("[!.]*/manifest.json"))
        raise ModelError(
            f"There is no run '{run}' in {layout.models}.",
            f"There are: {', '.join(there)}." if there else "Run 'pokename train' first.",
        )
    missing: list[str] = []
    evaluate = f"pokename evaluate --model {label if label == BUNDLED else files.folder}"
    evaluate += f" --split {split}"
    made = _read(missing, files.manifest, read_run_manifest, "pokename train") or {}
    if label == BUNDLED:  # its manifest lists several trainings; the fine-tuning is the last
        found = RunFound(label, manifest=made.get("finetuning"))
        missing.append("The bundled model ships without its config and its losses by step.")
    else:
        settings = _read(missing, files.config, _settings, "pokename train") or {}
        history = _read(missing, files.history, _history, "pokename train")
        found = RunFound(label, made or None, settings, history)
    evaluation = _read(missing, kept.metrics, lambda _: read_evaluation(kept), evaluate)
    names = _read(missing, kept.names, read_names, evaluate)
    # An evaluation may be kept without its model, as the figures from before a change are.
    if evaluation and files.folder.is_dir():
        why = why_not_shown(label, evaluation.model_sha256, made)
        if why:
            missing.append(why)
            evaluation = names = None
    return replace(found, evaluation=evaluation, names=names, missing=tuple(missing))


def gather_data(layout: Layout) -> DataFound:
    """Return the facts about the data, from the files that exist."""
    missing: list[str] = []
    audit = _read(missing, layout.audit, pd.read_csv, "pokename preprocess")
    processed = _read(
        missing, layout.processed_manifest, read_splits_manifest, "pokename preprocess"
    )
    return DataFound(audit, processed, tuple(missing))


def differences(one: RunFound, other: RunFound) -> Iterator[tuple[str, object, object]]:
    """Yield each config key whose value differs between two runs, with both values."""
    for key in sorted({*one.settings, *other.settings}):
        values = one.settings.get(key), other.settings.get(key)
        if values[0] != values[1]:
            yield key, *values


def why_losses_not_comparable(runs: Sequence[RunFound]) -> str | None:
    """Return why the validation losses of two runs can't be compared, or None if they can.

    Losses can be compared if the runs were validated on the same encoded examples.
    """
    made = [run.manifest or {} for run in runs]
    if len(runs) < 2 or not all(one.get("val_loss") for one in made):
        return None
    examples = [one.get("val_examples_sha256") for one in made]
    if all(examples) and len(set(examples)) == 1:
        return None
    unknown = [run.label for run, known in zip(runs, examples, strict=True) if not known]
    if len({str((one.get("data_sha256") or {}).get("val")) for one in made}) > 1:
        why = "The runs were validated on different data"
    elif unknown:
        why = f"The manifest of {unknown[0]} doesn't say on which examples the run was validated"
    else:
        why = "The runs were validated with different tokenizers or formats of the examples"
    return f"{why}, so the losses can't be compared."


def _has_run(files: RunFiles) -> bool:
    """Return whether a folder has any of the files of a run, finished or not."""
    written = (files.facts, files.manifest, files.config, files.history, files.started)
    return any(path.is_file() for path in written)


def _read(missing: list[str], path: Path, read: Any, writer: str) -> Any:  # what ``read`` returns
    """Return the content of a file; if it can't be read, add the reason to ``missing``."""
    if not path.is_file():
        missing.append(f"{path} doesn't exist; '{writer}' writes it.")
        return None
    try:
        return read(path)
    except (DataError, OSError, ValueError) as error:
        missing.append(str(error))
        return None


def _history(path: Path) -> pd.DataFrame:
    history = pd.read_csv(path)
    if not {"step", "loss", "val_loss"} <= set(history.columns):
        raise DataError(f"{path} wasn't written by 'pokename train'.", "Train again.")
    return history


def _settings(path: Path) -> dict[str, object]:
    from pokename.config import flatten
    from pokename.config.strict_yaml import NotYamlError, parse

    try:
        value = parse(path.read_text(encoding="utf-8")).value
    except NotYamlError as problem:
        raise DataError(f"{path}{problem}.", "Train again.") from None
    return flatten(value) if isinstance(value, Mapping) else {}
