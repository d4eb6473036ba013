"""What the config's schema is made of: types of values, checks, and the base class of sections."""

from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, json

from pokename.seeds import MOST_SEED
from pokename.typed_json import decode


class Takes(Struct, frozen=True):
    """The allowed values of a field in words, if its type and bounds don't describe them well."""

    words: str


class CrossCheckError(ValueError):
    """Two or more values are valid alone but not together.

    Args:
        message: The condition that the values must meet.
        keys: The key paths of the values.
    """

    def __init__(self, message: str, keys: tuple[str, ...]) -> None:
        super().__init__(message)
        self.keys = keys


# Patterns end in \Z, since $ also matches before a final line end.
Text = Annotated[str, Meta(pattern=r"\S"), Takes("non-empty text")]
FolderName = Annotated[
    str,
    Meta(pattern=r"^\w[\w.-]*\Z"),
    Takes("a plain folder name (letters, digits, '.', '_' and '-')"),
]
Folder = Annotated[Path, Takes("a folder")]
# Addresses appear in manifests, runs and messages, so they must not contain a password. No @ is
# allowed after a slash either: a password with a slash in it would look like part of the path.
Address = Annotated[
    str,
    Meta(pattern=r"^https?://[^\s/?#@]+([/?#][^\s@]*)?\Z"),
    Takes("an http:// or https:// address; user and password belong in ~/.netrc"),
]
Device = Literal["auto", "cpu", "cuda", "mps"]  # CUDA_VISIBLE_DEVICES picks the GPU
Count = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]
Share = Annotated[float, Meta(ge=0, lt=1)]
Seed = Annotated[int, Meta(ge=0, le=MOST_SEED)]
SomeShare = Annotated[float, Meta(gt=0, lt=1)]


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A section of the config; each field's annotation gives its type, bounds and meaning."""

    def plain(self) -> dict[str, Any]:
        """Return the section as JSON values, with paths as text."""
        values: dict[str, Any] = decode(json.encode(self, enc_hook=str), dict)
        return values


def from_plain(kind: type, value: object) -> Path:
    """Convert text to a path, a type that msgspec doesn't know.

    Raises:
        ValueError: The value isn't text, has a NUL, or is blank (pathlib reads empty text as ".").
    """
    if kind is not Path or not isinstance(value, str):
        raise ValueError(f"Expected `str`, got `{type(value).__name__}`")
    if not value.strip():
        raise ValueError("empty")
    if "\0" in value:
        raise ValueError("a path can't contain a NUL")
    return Path(value)
