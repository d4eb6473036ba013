"""What sections of the config are made of: a strict base and the types of their fields."""

from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, to_builtins


class Takes(Struct, frozen=True):
    """What a field takes, in words, where its type and bounds don't say it well."""

    words: str


class CrossCheckError(ValueError):
    """Values that are each allowed, but not together.

    Args:
        message: What they must be together.
        keys: Their key paths.
    """

    def __init__(self, message: str, keys: tuple[str, ...]) -> None:
        super().__init__(message)
        self.keys = keys


# A pattern ends in \Z: before $ a line may end.
Text = Annotated[str, Meta(pattern=r"\S"), Takes("non-empty text")]
FolderName = Annotated[
    str,
    Meta(pattern=r"^\w[\w.-]*\Z"),
    Takes("a plain folder name (letters, digits, '.', '_' and '-')"),
]
Folder = Annotated[Path, Takes("a folder")]
# An address goes into manifests, runs and messages, where no password belongs; one that holds a
# slash makes the @ behind it look like a part of the path.
Address = Annotated[
    str,
    Meta(pattern=r"^https?://[^\s/?#@]+([/?#][^\s@]*)?\Z"),
    Takes("an http:// or https:// address, user and password left to ~/.netrc"),
]
Device = Literal["auto", "cpu", "cuda", "mps"]  # CUDA_VISIBLE_DEVICES says which of several GPUs
Count = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]
Share = Annotated[float, Meta(ge=0, lt=1)]
SomeShare = Annotated[float, Meta(gt=0, lt=1)]


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A section of the config; each field is annotated with what it takes and what it means."""

    def plain(self) -> dict[str, Any]:
        """Return the section as JSON has it, paths as text."""
        values: dict[str, Any] = to_builtins(self, enc_hook=str)
        return values


def from_plain(kind: type, value: object) -> Path:
    """Return a value that msgspec has no type for, a path, from text.

    Raises:
        ValueError: It isn't text, or blank, which pathlib takes for the current folder.
    """
    if kind is not Path or not isinstance(value, str):
        raise ValueError(f"Expected `str`, got `{type(value).__name__}`")
    if not value.strip():
        raise ValueError("empty")
    return Path(value)
