"""The finished runs of a project, and what is known of each."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import Struct

from pokename.errors import ModelError
from pokename.files import followed, read_json
from pokename.naming.naming_model import BUNDLED
from pokename.paths import BUNDLED_MODEL, Layout, RunFiles

# What makes a model, besides the weights in the engine's form. Checkpoints, logs and whatever else
# lies in a run's folder stay where they are; nothing that runs code when it is read is among these.
PARTS = (
    "*.json", "*.txt", "*.model", "*.safetensors", "config.yaml", "training.csv", "*.md",
    "engine/*.json", "engine/*.txt", "engine/*.bin",
)  # fmt: skip
NO_PARTS = ("started.json",)
FIGURES = "metrics.json"  # of the evaluation, in a model that was pushed


class Run(Struct, frozen=True):
    """What is known of a trained model.

    Attributes:
        name: Of the run, or ``bundled``.
        folder: Where it is.
        base: What it was fine-tuned from, as it was loaded.
        finished_at: ISO 8601 in UTC; "" where unknown.
        val_loss: The best, nats a learned token; None without a finished evaluation.
        bytes: Of all its files.
        manifest: How it was trained, see ``model.artifacts``.
        figures: Of its evaluation: ``reports/metrics.json`` where that is of this run, or what came
            with it when it was pulled; else empty.
    """

    name: str
    folder: Path
    base: str
    finished_at: str
    val_loss: float | None
    bytes: int
    manifest: Mapping[str, Any]
    figures: Mapping[str, Any]

    @property
    def split(self) -> str:
        """The split that the figures are of; "" without figures."""
        return str(self.figures.get("split", ""))

    def figure(self, group: str, key: str) -> tuple[float, float, float] | None:
        """Return a figure with its interval, low and high; None where it wasn't measured.

        Args:
            group: ``designs`` or ``systems``.
            key: Such as ``hits_at_10``.
        """
        try:
            measure = self.figures[group][self.figures["model"]]["measures"][key]
            return measure["value"], measure["low"], measure["high"]
        except (KeyError, TypeError):
            return None


def runs(layout: Layout) -> Iterator[Run]:
    """Yield the bundled model, then the finished runs, those finished last first."""
    yield run(BUNDLED, layout)
    folders = sorted(layout.models.iterdir()) if layout.models.is_dir() else []
    found = [run(one.name, layout) for one in folders if RunFiles(one).card.is_file()]
    yield from sorted(found, key=lambda one: one.finished_at, reverse=True)


def run(name: str, layout: Layout) -> Run:
    """Return what is known of a run.

    Args:
        name: ``bundled``, a run in the folder of models, or the folder of one.
        layout: Where runs and figures are.

    Raises:
        ModelError: There is no such run.
    """
    files = _files(name, layout)
    bundled = files.folder == BUNDLED_MODEL
    read = _read(files.manifest)
    manifest = read.get("finetuning", read)
    base = manifest.get("base") or {}
    label = BUNDLED if bundled else followed(files.folder).name
    return Run(
        name=label,
        folder=files.folder,
        base=str(base.get("loaded", "unknown")),
        finished_at=str(manifest.get("finished_at", "")),
        val_loss=manifest.get("val_loss"),
        bytes=sum((files.folder / part).stat().st_size for part in parts(files.folder)),
        manifest=manifest,
        figures=_figures(label, files.folder, str(manifest.get("finished_at", "")), layout),
    )


def parts(folder: Path) -> list[str]:
    """Return the files that make a model, relative to its folder, in order."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in files if is_part(path.as_posix()))


def is_part(name: str) -> bool:
    """Tell whether a file may be part of a model, by its path relative to the folder.

    >>> is_part("engine/model.bin"), is_part("engine/../../model.bin"), is_part("train.py")
    (True, False, False)
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.name.startswith(".") or name in NO_PARTS:
        return False
    depth = len(path.parts)
    return any(fnmatch(name, part) and part.count("/") + 1 == depth for part in PARTS)


def _files(name: str, layout: Layout) -> RunFiles:
    if name == BUNDLED:
        return RunFiles(BUNDLED_MODEL)
    tried = (layout.run(name), RunFiles(Path(name)))
    found = next((one for one in tried if one.card.is_file()), None)
    if found is None:
        raise ModelError(
            f"There is no finished run '{name}'.",
            f"'pokename models list' shows those in {layout.models}.",
        )
    return found


def _figures(label: str, folder: Path, finished_at: str, layout: Layout) -> Mapping[str, Any]:
    """Return the figures of the last evaluation of a run as it is now."""
    measured = _read(layout.metrics)
    try:
        of_this = measured["model"] == label
        later = not finished_at or (
            datetime.fromisoformat(measured["finished_at"]) >= datetime.fromisoformat(finished_at)
        )
    except (KeyError, TypeError, ValueError):
        return _read(folder / FIGURES)
    return measured if of_this and later else _read(folder / FIGURES)


def _read(path: Path) -> Mapping[str, Any]:
    """Return what a JSON file holds, nothing where there is none."""
    if not path.is_file():
        return {}
    read = read_json(path)
    return read if isinstance(read, dict) else {}
