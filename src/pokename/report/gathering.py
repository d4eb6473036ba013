"""What there is to show of a run: read from the files that train and evaluate leave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pokename.errors import DataError, ModelError
from pokename.evaluation.evaluating import Evaluation
from pokename.evaluation.results import read_metrics, read_names
from pokename.files import followed, read_json
from pokename.naming.naming_model import BUNDLED, files_of, label_of
from pokename.paths import Layout, RunFiles


@dataclass(frozen=True)
class RunFound:
    """What is known of a run.

    Attributes:
        label: Its name, or ``bundled``.
        manifest: How it was trained; None where there is no manifest.
        settings: Key of the config to its value; empty where there is no config.
        history: Losses by step; None where there is no record of them.
        evaluation: None where the run wasn't evaluated on this split.
        names: The names that were measured then.
        missing: What couldn't be read, and what writes it, a sentence each.
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
    """What is known of the data.

    Attributes:
        audit: What each cleaning rule touched; None where there is no audit.
        processed: The manifest of the splits; None where there is none.
        missing: What couldn't be read, a sentence each.
    """

    audit: pd.DataFrame | None
    processed: Mapping[str, Any] | None
    missing: tuple[str, ...]


def gather_run(run: str, split: str, layout: Layout) -> RunFound:
    """Read what there is of a run.

    Args:
        run: Its name, its folder, or ``bundled``.
        split: The split of the evaluation.
        layout: Where everything is.

    Raises:
        ModelError: There is neither a run nor an evaluation of that name.
    """
    files = _files(run, layout)
    label = label_of(run) if run == BUNDLED else followed(files.folder).name
    kept = layout.evaluated(label, split)
    if not files.folder.is_dir() and not kept.folder.is_dir():
        there = sorted(path.parent.name for path in layout.models.glob("*/manifest.json"))
        raise ModelError(
            f"There is no run '{run}' in {layout.models}.",
            f"There are: {', '.join(there)}." if there else "Run 'pokename train' first.",
        )
    missing: list[str] = []
    evaluate = f"pokename evaluate --model {run if run == BUNDLED else files.folder}"
    evaluate += f" --split {split}"
    made = _read(missing, files.manifest, read_json, "pokename train") or {}
    if label == BUNDLED:  # that manifest tells of several trainings, the last of them this one
        found = RunFound(label, manifest=made.get("finetuning"))
        missing.append("The bundled model ships without its config and its losses by step.")
    else:
        settings = _read(missing, files.config, _settings, "pokename train") or {}
        history = _read(missing, files.history, _history, "pokename train")
        found = RunFound(label, made or None, settings, history)
    return replace(
        found,
        evaluation=_read(missing, kept.metrics, read_metrics, evaluate),
        names=_read(missing, kept.names, read_names, evaluate),
        missing=tuple(missing),
    )


def gather_data(layout: Layout) -> DataFound:
    """Read what there is of the data."""
    missing: list[str] = []
    audit = _read(missing, layout.audit, pd.read_csv, "pokename preprocess")
    processed = _read(missing, layout.processed_manifest, read_json, "pokename preprocess")
    return DataFound(audit, processed, tuple(missing))


def differences(one: RunFound, other: RunFound) -> Iterator[tuple[str, object, object]]:
    """Yield each key of the config that two runs were trained with another value of."""
    for key in sorted({*one.settings, *other.settings}):
        values = one.settings.get(key), other.settings.get(key)
        if values[0] != values[1]:
            yield key, *values


def _files(run: str, layout: Layout) -> RunFiles:
    named = layout.run(run)
    is_path = run == BUNDLED or (not named.folder.is_dir() and Path(run).is_dir())
    return files_of(run) if is_path else named


def _read(missing: list[str], path: Path, read: Any, writer: str) -> Any:  # what ``read`` returns
    """Return what is in a file, or None, and say why in ``missing``."""
    if not path.is_file():
        missing.append(f"{path} isn't there; '{writer}' writes it.")
        return None
    try:
        return read(path)
    except (DataError, OSError, ValueError) as error:
        missing.append(str(error))
        return None


def _history(path: Path) -> pd.DataFrame:
    history = pd.read_csv(path)
    if not {"step", "loss", "val_loss"} <= set(history.columns):
        raise DataError(f"{path} isn't what 'pokename train' writes.", "Train again.")
    return history


def _settings(path: Path) -> dict[str, object]:
    from pokename.config import flatten
    from pokename.config.strict_yaml import NotYamlError, parse

    try:
        value = parse(path.read_text(encoding="utf-8")).value
    except NotYamlError as problem:
        raise DataError(f"{path}{problem}.", "Train again.") from None
    return flatten(value) if isinstance(value, Mapping) else {}
