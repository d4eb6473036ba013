"""Reads and checks the files of a model safely, since a stranger may have made them.

A file is read only if it is a regular file inside the model's folder and within a size limit.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from msgspec import Struct

from pokename.errors import ModelError
from pokename.files import followed
from pokename.paths import ASSETS, RunFiles
from pokename.typed_json import DECODE_ERRORS, decode

T = TypeVar("T")

# The files of a model: those that the manifest lists, trackers record, and push and pull move.
# Checkpoints, logs and the other files in a run's folder aren't among them. No file of a model runs
# code when it is read.
PARTS = (
    "*.json", "*.txt", "*.model", "*.safetensors", "config.yaml", "training.csv", "*.md",
    "engine/*.json", "engine/*.txt", "engine/*.bin",
)  # fmt: skip
NO_PARTS = ("started.json",)

KIB, MIB, GIB = 2**10, 2**20, 2**30
JSON_LIMIT = 64 * MIB  # the largest tokenizers have some 35 MiB
WEIGHTS_LIMIT = 64 * GIB
_MADE_AGAIN = "Train the model again, or download it again."


def parts(folder: Path) -> list[str]:
    """Return the files of a model, sorted, as paths relative to its folder."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in files if is_part(path.as_posix()))


def is_part(name: str) -> bool:
    """Return whether a path, relative to a model's folder, may be a file of the model.

    >>> is_part("engine/model.bin"), is_part("engine/../../model.bin"), is_part("train.py")
    (True, False, False)
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.name.startswith(".") or name in NO_PARTS:
        return False
    depth = len(path.parts)
    return any(fnmatch(name, part) and part.count("/") + 1 == depth for part in PARTS)


def bytes_inside(folder: Path, name: str, limit: int = JSON_LIMIT) -> bytes:
    """Return the content of a model's file.

    Args:
        folder: Folder of the model.
        name: Path of the file inside the folder.
        limit: Maximum size of the file in bytes.

    Raises:
        ModelError: The file is missing, not a regular file, outside of the folder, or too large.
    """
    path = regular_file(folder, name, limit)
    try:
        # Don't block if a pipe, for example, has replaced the file since the check.
        with os.fdopen(os.open(path, os.O_RDONLY | _AT_ONCE), "rb") as stream:
            about = os.fstat(stream.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise _no_file(folder / name)
            if about.st_size > limit:
                raise _too_large(folder / name, limit)
            return stream.read(about.st_size)
    except OSError as error:
        raise ModelError(f"{folder / name} can't be read: {error.strerror}.", _MADE_AGAIN) from None


_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def regular_file(folder: Path, name: str, limit: int) -> Path:
    """Return the path of a model's file with links resolved.

    Raises:
        ModelError: The file is missing, not a regular file, outside of the folder, or too large.
    """
    try:
        path = (folder / name).resolve(strict=True)
        inside = path.is_relative_to(_bounds(folder))
        about = path.stat()
    except FileNotFoundError:
        raise ModelError(f"{folder / name} is missing.", _MADE_AGAIN) from None
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links
        reason = getattr(error, "strerror", None) or "a loop of symbolic links"
        raise ModelError(f"{folder / name} can't be read: {reason}.", _MADE_AGAIN) from None
    if not inside:
        raise ModelError(
            f"{folder / name} is a link to a file outside its folder.",
            "Replace the link by a copy of the file.",
        )
    if not stat.S_ISREG(about.st_mode):
        raise _no_file(folder / name)
    if about.st_size > limit:
        raise _too_large(folder / name, limit)
    return path


def _bounds(folder: Path) -> Path:
    """Return the folder that must contain a model's files: its own folder, or its repository.

    In the cache of the Hugging Face Hub, a model's folder is a snapshot, which has links to files
    elsewhere in the model's repository.
    """
    real = followed(folder)
    repository = real.parent.parent
    cached = real.parent.name == "snapshots" and repository.name.startswith("models--")
    return repository if cached else real


def _no_file(path: Path) -> ModelError:
    return ModelError(f"{path} isn't a regular file.", _MADE_AGAIN)


def _too_large(path: Path, limit: int) -> ModelError:
    size = f"{limit // MIB} MiB" if limit >= MIB else f"{limit // KIB} KiB"
    return ModelError(f"{path} is larger than {size}, the limit for this file.", _MADE_AGAIN)


def decoded(content: bytes, kind: type[T], path: Path) -> T:
    """Decode JSON into a type.

    Raises:
        ModelError: The content isn't JSON, or doesn't match the type.
    """
    try:
        return decode(content, kind)
    except DECODE_ERRORS as error:
        raise ModelError(f"{path} can't be read: {_reason(error)}.", _MADE_AGAIN) from None


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error).splitlines()[0][:300].rstrip(".")


class _Manifest(Struct, frozen=True):
    """The part of a manifest that is checked here.

    Attributes:
        files: Maps the name of each file to the SHA-256 of its bytes.
    """

    files: Mapping[str, str] = {}


def check_manifest(files: RunFiles, contents: Mapping[str, bytes]) -> dict[str, str]:
    """Check the files of a model against its manifest; return the SHA-256 of each file.

    Args:
        files: Paths of the model's files.
        contents: Maps the name of each file that was read to its bytes.

    Raises:
        ModelError: A file differs from the manifest.
    """
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    hold_to_manifest(files, hashes)
    return hashes


def listed_files(files: RunFiles) -> Mapping[str, str]:
    """Return the SHA-256 of each file that a model's manifest lists, by name.

    Raises:
        ModelError: The manifest can't be read.
    """
    content = bytes_inside(files.folder, files.manifest.name)
    return decoded(content, _Manifest, files.manifest).files


def hold_to_manifest(files: RunFiles, hashes: Mapping[str, str]) -> None:
    """Compare hashes with a model's manifest; only a bundled model must have a manifest.

    Raises:
        ModelError: A file differs from the manifest.
    """
    ships = is_bundled(files.folder)
    # If the manifest is a link out of the folder, bytes_inside refuses it.
    if not ships and not files.manifest.is_file():
        return
    written = listed_files(files)
    name = files.manifest.name
    for file, found in hashes.items():
        if written.get(file, None if ships else found) != found:
            raise ModelError(
                f"{files.folder / file} doesn't match its hash in {name}: it was changed.",
                "Install pokename again." if ships else _MADE_AGAIN,
            )


def is_bundled(folder: Path) -> bool:
    """Return whether a model's folder is part of the package."""
    return folder.parent == ASSETS


class _Tokenizer(Struct, frozen=True):
    """The parts of a ``tokenizer.json`` that are checked here."""

    model: Mapping[str, Any]
    padding: Any = None
    truncation: Any = None
    added_tokens: list[Mapping[str, Any]] = []


def check_tokenizer(content: bytes, path: Path) -> Mapping[str, int]:
    """Check a ``tokenizer.json``; return the id of each token.

    Raises:
        ModelError: The file isn't a tokenizer, turns on padding or truncation, or has no valid
            vocabulary.
    """
    stored = decoded(content, _Tokenizer, path)
    if stored.padding is not None or stored.truncation is not None:
        raise ModelError(
            f"{path} turns on padding or truncation, which isn't supported.",
            'Set "padding" and "truncation" to null in that file.',
        )
    vocabulary = stored.model.get("vocab")
    if isinstance(vocabulary, list):  # a unigram model lists pairs of token and weight
        vocabulary = {
            pair[0]: place
            for place, pair in enumerate(vocabulary)
            if isinstance(pair, list) and pair and isinstance(pair[0], str)
        }
    if not isinstance(vocabulary, dict) or not vocabulary:
        raise ModelError(f"{path} has no vocabulary.", _MADE_AGAIN)
    added = {str(one.get("content")): one.get("id") for one in stored.added_tokens}
    ids = {**vocabulary, **added}
    if not all(_is_id(one) for one in ids.values()):
        raise ModelError(f"{path} has token ids that aren't whole numbers from 0.", _MADE_AGAIN)
    return ids


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def check_ids(ids: Iterable[int], size: int, path: Path) -> None:
    """Check that the weights cover all token ids.

    Args:
        ids: The token ids.
        size: Number of tokens that the weights cover.
        path: Path of the file with the ids, for error messages.

    Raises:
        ModelError: An id is ``size`` or above.
    """
    most = max(ids, default=0)
    if most >= size:
        raise ModelError(
            f"{path} has the token id {most}, but the weights have {size} tokens.", _MADE_AGAIN
        )


def exercise_tokenizer(folder: Path) -> None:
    """Use a tokenizer as training does; a harmful tokenizer may crash the calling process."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_buffer(bytes_inside(folder, "tokenizer.json"))
    tokenizer.encode_special_tokens = True
    for text in ("a small red lizard " * 100, " ->", " =", *"abcdefghijklmnopqrstuvwxyz"):
        tokenizer.decode(tokenizer.encode(text, add_special_tokens=False).ids)
