"""The finished runs of a project, with the facts about each."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from pokename.corpus.splits import SPLITS
from pokename.errors import DataError, ModelError
from pokename.evaluation.cases import spelled_label
from pokename.files import read_json
from pokename.manifests import read_run_manifest
from pokename.naming.model_files import parts
from pokename.naming.naming_model import BUNDLED, files_of, label_of
from pokename.paths import Layout, RunFiles

FIGURES = "metrics.json"  # the figures of the evaluation, inside a pushed model
# The keys of metrics.json that earlier versions called otherwise.
EARLIER_KEYS = {"fit": "true_names", "compared_fit": "compared_true_names"}
_GROUPS = {"spelled": "systems", "whole": "systems", "designs": "designs"}  # in metrics.json


class Run(Struct, frozen=True):
    """The facts about a trained model.

    Attributes:
        name: The name of the run, or ``bundled``.
        folder: The folder of the model.
        base: The base that was loaded for fine-tuning.
        finished_at: The time when the training finished, in ISO 8601, UTC; "" if unknown.
        val_loss: The best validation loss, in nats per learned token; None if not measured.
        bytes: The total size of the model's files.
        manifest: The manifest of the training, see ``training.run_files``.
        figures: The figures of the last evaluation of this model, which may have been pulled with
            it; empty if there are none.
        why_no_figures: Why an evaluation of a model of this name isn't shown, as a sentence; "" if
            there are figures, or no evaluation.
    """

    name: str
    folder: Path
    base: str
    finished_at: str
    val_loss: float | None
    bytes: int
    manifest: Mapping[str, Any]
    figures: Mapping[str, Any]
    why_no_figures: str

    @property
    def split(self) -> str:
        """The split that the figures were measured on; "" without figures."""
        return str(self.figures.get("split", ""))

    @property
    def val_examples(self) -> str | None:
        """The SHA-256 of the examples that ``val_loss`` was measured on; None if unknown."""
        return self.manifest.get("val_examples_sha256")

    def figure(self, group: str, key: str) -> tuple[float, float, float] | None:
        """Return a figure with its interval (low, high); None if it wasn't measured.

        Args:
            group: ``true_names`` (how the model ranks them, given a prompt), ``spelled`` (names
                that the model spells alone), ``whole`` (names of the model with thesaurus and
                ranker) or ``designs`` (hits of the same).
            key: The key of the figure, such as ``hits_at_10``.
        """
        try:
            model = self.figures["model"]
            system = spelled_label(model) if group == "spelled" else model
            if group == "true_names":
                measures = self.figures["true_names"]["prompt"]
            else:
                measures = self.figures[_GROUPS[group]][system]["measures"]
            measure = measures[key]
            return float(measure["value"]), float(measure["low"]), float(measure["high"])
        except (KeyError, TypeError, ValueError):
            return None


def runs(layout: Layout, damaged: Callable[[DataError], object]) -> Iterator[Run]:
    """Yield the bundled model, then the finished runs, the newest first.

    A name with a dot in front is no run, but what a killed ``models pull`` has left.

    Args:
        layout: The folders of runs and figures.
        damaged: Called with the error of each run whose manifest is broken; it is left out.
    """
    yield run(BUNDLED, layout)
    found = []
    for one in sorted(layout.models.glob("[!.]*")):
        if RunFiles(one).facts.is_file():
            try:
                found.append(run(one.name, layout))
            except DataError as error:
                damaged(error)
    yield from sorted(found, key=lambda one: one.finished_at, reverse=True)


def run(name: str, layout: Layout) -> Run:
    """Return the facts about a run.

    Args:
        name: ``bundled``, the name of a run, or the folder of a run.
        layout: The folders of runs and figures.

    Raises:
        DataError: The manifest of the run is broken.
        ModelError: There is no such run.
    """
    files = run_files(name, layout)
    if not files.facts.is_file():
        raise ModelError(
            f"There is no finished run '{name}'.",
            f"'pokename models list' shows the finished runs in {layout.models}.",
        )
    read = read_run_manifest(files.manifest) if files.manifest.is_file() else {}
    manifest = read.get("finetuning") or read
    base = manifest.get("base") or {}
    label = label_of(files.folder)
    figures, why_none = _figures(label, files.folder, read, layout)
    return Run(
        name=label,
        folder=files.folder,
        base=str(base.get("loaded", "unknown")),
        finished_at=str(manifest.get("finished_at", "")),
        val_loss=manifest.get("val_loss"),
        bytes=sum((files.folder / part).stat().st_size for part in parts(files.folder)),
        manifest=manifest,
        figures=figures,
        why_no_figures=why_none,
    )


def run_files(name: str, layout: Layout) -> RunFiles:
    """Return the files of a run, some or all of which may be missing.

    If a run and a folder elsewhere match, a finished one goes before an unfinished one, and the run
    before the folder.

    Args:
        name: ``bundled``, the name of a run, or the folder of a run.
        layout: The folder of runs.
    """
    if name == BUNDLED:
        return files_of(name)
    named = (layout.run(name), files_of(name))
    return max(named, key=lambda files: (files.facts.is_file(), files.folder.is_dir()))


def model_digest(manifest: Mapping[str, Any]) -> str | None:
    """Return a SHA-256 of the names and hashes of a model's files, or None if they aren't known.

    It identifies the model that an evaluation measured. The digest of a pushed model is another
    one: it covers the card, the figures and the manifest too.

    Args:
        manifest: The manifest beside the model; its ``files`` has the hash of each file.
    """
    files = manifest.get("files")
    if not isinstance(files, Mapping) or not files:
        return None
    lines = (f"{name} {digest}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def why_not_shown(label: str, evaluated: str | None, manifest: Mapping[str, Any]) -> str | None:
    """Return in a sentence why an evaluation isn't shown for a run, or None if it is.

    Args:
        label: The label of the run.
        evaluated: The ``model_sha256`` that the evaluation recorded.
        manifest: The manifest beside the run's model.
    """
    again = "'pokename evaluate' measures it"
    present = model_digest(manifest)
    if present is None:
        return f"No evaluation is known to be of {label}, because its manifest lists no hashes."
    if evaluated is None:
        return f"The evaluation of {label} doesn't say which model it measured; {again} again."
    if evaluated != present:
        return f"The evaluation of {label} is of another model that had this name; {again}."
    return None


def _figures(
    label: str, folder: Path, manifest: Mapping[str, Any], layout: Layout
) -> tuple[Mapping[str, Any], str]:
    """Return the figures of the last evaluation of a model, and why they are missing, or ""."""
    kept = (layout.evaluated(label, split).metrics for split in SPLITS)
    try:
        # The last evaluation's file may be the only one, as after a 'dvc pull' of it alone.
        measured = [one for one in map(_read, (layout.metrics, *kept)) if one.get("model") == label]
        # A model that was pulled under another name brings its figures under the old one.
        measured += filter(None, [_read(folder / FIGURES)])
    except DataError as error:
        return {}, str(error)
    why = {
        place: why_not_shown(label, one.get("model_sha256"), manifest)
        for place, one in enumerate(measured)
    }
    of_this = [one for place, one in enumerate(measured) if why[place] is None]
    if of_this:
        return with_new_keys(max(of_this, key=_finished)), ""
    return {}, next(filter(None, why.values()), "")


def with_new_keys(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a metrics.json with the keys of this version."""
    return {EARLIER_KEYS.get(key, key): value for key, value in metrics.items()}


def _finished(made: Mapping[str, Any]) -> datetime:
    """Return when a training or an evaluation finished; the earliest time if that is unknown."""
    try:
        return datetime.fromisoformat(made["finished_at"]).astimezone(UTC)
    except (KeyError, OverflowError, TypeError, ValueError):
        return datetime.min.replace(tzinfo=UTC)


def _read(path: Path) -> Mapping[str, Any]:
    """Return the content of a JSON file, or an empty mapping if it is missing."""
    if not path.is_file():
        return {}
    read = read_json(path)
    return read if isinstance(read, dict) else {}
