"""Read the manifests that commands write, and check the types of the values that others use."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

from msgspec import Meta, Struct, ValidationError

from pokename.errors import DataError
from pokename.files import read_json
from pokename.typed_json import convert

T = TypeVar("T")


class RawManifest(Struct, frozen=True):
    """The manifest of the raw files, which ``fetch`` writes.

    Attributes:
        source: ``pokeapi`` or ``bundled``.
        base_url: The URL that the data were fetched from; None for bundled data.
        language: The language code of the texts.
        fetched_at: The time of the fetch.
        sha256: The hash of each raw file, by name.
    """

    source: str
    base_url: str | None
    language: str
    fetched_at: Annotated[datetime, Meta(tz=True)]
    sha256: Mapping[str, str]


class _SplitsManifest(Struct, frozen=True):
    input_sha256: Mapping[str, str] = {}
    counts: Mapping[str, Mapping[str, int]] = {}


class _Base(Struct, frozen=True):
    parameters: int | None = None
    val_loss: float | None = None


class _RunManifest(Struct, frozen=True):
    base: _Base | None = None
    finished_at: str = ""
    val_loss: float | None = None
    val_examples_sha256: str | None = None
    files: Mapping[str, str] = {}
    code: Mapping[str, Any] | None = None
    computed: Mapping[str, Any] | None = None
    data_sha256: Mapping[str, Any] | None = None
    settings: Mapping[str, Any] | None = None
    versions: Mapping[str, Any] | None = None
    finetuning: "_RunManifest | None" = None


def read_raw_manifest(path: Path) -> RawManifest:
    """Read the manifest of the raw files.

    Raises:
        DataError: It is missing or broken.
    """
    return _typed(read_json(path), RawManifest, path, "a fetch", "Run 'pokename fetch' again.")


def read_splits_manifest(path: Path) -> Mapping[str, Any]:
    """Read the manifest of the splits.

    Raises:
        DataError: It is missing or broken.
    """
    manifest: Mapping[str, Any] = read_json(path)
    _typed(manifest, _SplitsManifest, path, "splits", "Run 'pokename preprocess' again.")
    return manifest


def read_run_manifest(path: Path) -> Mapping[str, Any]:
    """Read the manifest of a run; for the bundled model, it has those of several trainings.

    Raises:
        DataError: It is missing or broken.
    """
    manifest: Mapping[str, Any] = read_json(path)
    _typed(manifest, _RunManifest, path, "a run", "Train or pull the model again.")
    return manifest


def _typed(value: Any, kind: type[T], path: Path, what: str, again: str) -> T:  # any JSON value
    """Return a JSON value as a type.

    Raises:
        DataError: The value doesn't match the type.
    """
    try:
        return convert(value, kind)
    except ValidationError as error:
        raise DataError(f"{path} isn't the manifest of {what}: {error}.", again) from None
