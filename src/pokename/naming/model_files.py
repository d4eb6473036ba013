"""The files of a model, which a stranger may have made: read within bounds, and held to a manifest.

A file is read only if it is a regular one inside the model's folder, and only up to a limit.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from msgspec import MsgspecError, Struct, json

from pokename.errors import ModelError
from pokename.paths import ASSETS, RunFiles

T = TypeVar("T")

KIB, MIB, GIB = 2**10, 2**20, 2**30
JSON_LIMIT = 64 * MIB  # the largest tokenizers have some 35
WEIGHTS_LIMIT = 64 * GIB
_MADE_AGAIN = "Train the model again, or get it anew from where it came from."


def bytes_inside(folder: Path, name: str, limit: int = JSON_LIMIT) -> bytes:
    """Return the content of a model's file.

    Args:
        folder: Of the model.
        name: Of the file, below the folder.
        limit: Bytes that it may have.

    Raises:
        ModelError: It is missing, not a regular file, outside of the folder, or larger.
    """
    path = regular_file(folder, name, limit)
    try:
        # What is no regular file any more, a pipe for one, mustn't make this wait.
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
    """Return where a model's file really is.

    Raises:
        ModelError: It is missing, not a regular file, outside of the folder, or larger.
    """
    try:
        path = (folder / name).resolve(strict=True)
        inside = path.is_relative_to(_bounds(folder))
        about = path.stat()
    except FileNotFoundError:
        raise ModelError(f"{folder / name} is missing.", _MADE_AGAIN) from None
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links
        reason = getattr(error, "strerror", None) or "links that lead in a circle"
        raise ModelError(f"{folder / name} can't be read: {reason}.", _MADE_AGAIN) from None
    if not inside:
        raise ModelError(
            f"{folder / name} is a link that leads out of its folder.",
            "A model's files must lie in its folder: copy what the link leads to.",
        )
    if not stat.S_ISREG(about.st_mode):
        raise _no_file(folder / name)
    if about.st_size > limit:
        raise _too_large(folder / name, limit)
    return path


def _bounds(folder: Path) -> Path:
    """Return what a model's files must lie in: its folder, or its repository in the hub's cache.

    There a snapshot is a folder of links to files beside it.
    """
    real = folder.resolve()
    repository = real.parent.parent
    cached = real.parent.name == "snapshots" and repository.name.startswith("models--")
    return repository if cached else real


def _no_file(path: Path) -> ModelError:
    return ModelError(f"{path} is no regular file.", _MADE_AGAIN)


def _too_large(path: Path, limit: int) -> ModelError:
    size = f"{limit // MIB} MiB" if limit >= MIB else f"{limit // KIB} KiB"
    return ModelError(f"{path} is larger than {size}, more than such a file needs.", _MADE_AGAIN)


def decoded(content: bytes, kind: type[T], path: Path) -> T:
    """Return JSON as a type has it.

    Raises:
        ModelError: It isn't JSON, or of another form.
    """
    try:
        return json.decode(content, type=kind)
    except (MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ModelError(f"{path} can't be read: {_reason(error)}.", _MADE_AGAIN) from None


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error).splitlines()[0][:300].rstrip(".")


class _Manifest(Struct, frozen=True):
    """What of a manifest is looked at here.

    Attributes:
        files: Name of each file to the SHA-256 of its bytes.
    """

    files: Mapping[str, str] = {}


def check_manifest(files: RunFiles, contents: Mapping[str, bytes]) -> dict[str, str]:
    """Hold the files of a model to its manifest, and return their SHA-256.

    Args:
        files: Of the model.
        contents: Name of each file that was read, to its bytes.

    Raises:
        ModelError: A file isn't the one that the manifest was written for.
    """
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    hold_to_manifest(files, hashes)
    return hashes


def hold_to_manifest(files: RunFiles, hashes: Mapping[str, str]) -> None:
    """Compare hashes with those that a model's manifest has, if it has one.

    Raises:
        ModelError: A file isn't the one that the manifest was written for.
    """
    ships = is_bundled(files.folder)
    if not ships and not files.manifest.is_file():  # a link out of the folder isn't followed
        return
    name = files.manifest.name
    written = decoded(bytes_inside(files.folder, name), _Manifest, files.manifest).files
    for file, found in hashes.items():
        if written.get(file, None if ships else found) != found:
            raise ModelError(
                f"{files.folder / file} isn't the file that {name} tells of: it was changed.",
                "Install pokename again." if ships else _MADE_AGAIN,
            )


def is_bundled(folder: Path) -> bool:
    """Tell whether a model's folder is one of those that ship."""
    return folder.parent == ASSETS


class _Tokenizer(Struct, frozen=True):
    """What of a ``tokenizer.json`` decides what it does with a text besides cutting it up."""

    model: Mapping[str, Any]
    padding: Any = None
    truncation: Any = None
    added_tokens: list[Mapping[str, Any]] = []


def check_tokenizer(content: bytes, path: Path) -> Mapping[str, int]:
    """Return the ids of the tokens of a ``tokenizer.json``, once it is found to be sound.

    Raises:
        ModelError: It isn't one, pads or truncates, or its ids aren't those of a vocabulary.
    """
    stored = decoded(content, _Tokenizer, path)
    if stored.padding is not None or stored.truncation is not None:
        raise ModelError(
            f"{path} pads or truncates, which a model here mustn't do.",
            'Write null behind "padding" and "truncation" there.',
        )
    vocabulary = stored.model.get("vocab")
    if isinstance(vocabulary, list):  # of a unigram model: pairs of a token and its weight
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
        raise ModelError(f"{path} has ids that aren't whole numbers from 0 on.", _MADE_AGAIN)
    return ids


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def check_ids(ids: Iterable[int], size: int, path: Path) -> None:
    """Raise an error if a token isn't among those that the weights know.

    Args:
        ids: Of the tokens.
        size: Tokens that the weights know.
        path: Of the file that has the ids.

    Raises:
        ModelError: One is beyond.
    """
    most = max(ids, default=0)
    if most >= size:
        raise ModelError(
            f"{path} has the token id {most}, and the weights know {size} tokens.", _MADE_AGAIN
        )


def exercise_tokenizer(folder: Path) -> None:
    """Use a tokenizer as examples are made with it; whoever calls this may die of it."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_buffer(bytes_inside(folder, "tokenizer.json"))
    tokenizer.encode_special_tokens = True
    for text in ("a small red lizard " * 100, " ->", " =", *"abcdefghijklmnopqrstuvwxyz"):
        tokenizer.decode(tokenizer.encode(text, add_special_tokens=False).ids)
