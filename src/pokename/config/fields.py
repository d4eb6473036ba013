"""What sections of the config are made of: a strict base and the types of their fields."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


@dataclass(frozen=True)
class Takes:
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


def _not_blank(value: object) -> object:
    """Refuse an empty path, which pathlib takes for the current folder."""
    if isinstance(value, str) and not value.strip():
        raise ValueError("empty")
    return value


Text = Annotated[str, Field(pattern=r"\S"), Takes("non-empty text")]
FolderName = Annotated[
    str,
    Field(pattern=r"^\w[\w.-]*$"),
    Takes("a plain folder name (letters, digits, '.', '_' and '-')"),
]
Folder = Annotated[Path, BeforeValidator(_not_blank), Takes("a folder")]
# An address goes into manifests, runs and messages, where no password belongs; one that holds a
# slash makes the @ behind it look like a part of the path.
Address = Annotated[
    str,
    Field(pattern=r"^https?://[^\s/?#@]+([/?#][^\s@]*)?$"),
    Takes("an http:// or https:// address, user and password left to ~/.netrc"),
]
Device = Annotated[
    str,
    Field(pattern=r"^(auto|cpu|mps|cuda(:[0-9]+)?)$"),
    Takes("one of auto, cpu, cuda, cuda:N, mps"),
]


class Section(BaseModel):
    """A section of the config: nothing unknown in it, no value taken for another's type."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)
