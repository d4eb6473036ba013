"""The user's favourite names, and the file that stores them for all sessions."""

import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from msgspec import json

from pokename.decoding import DECODE_ERRORS, decode
from pokename.errors import DataError
from pokename.files import followed, locked, replacing
from pokename.paths import expanded, user_favourites

if TYPE_CHECKING:
    from pokename.naming.name import Name

SECONDS_TO_WAIT = 10  # for another session to finish writing
LARGEST_FILE = 10_000_000  # bytes


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Favourite:
    """A name that a user kept.

    Attributes:
        name: The name, capitalised.
        description: The description that the name was generated for.
        roots: The source words of the name, in order.
        meanings: The meaning of each root; "" if it is unknown or the root itself.
        model: The label of the model that generated the name.
        seed: The seed that generated the name.
        id: The id of the name, from the generator.
        kept_at: The time when the user kept it: UTC, ISO 8601, to the second.
        says: The concept of the description that each root stands for; "" for none.
        note: The user's note, in one line.
        tags: The user's tags, in lower case.
    """

    name: str
    description: str
    roots: tuple[str, ...]
    meanings: tuple[str, ...]
    model: str
    seed: int
    id: str
    kept_at: str
    says: tuple[str, ...] = ()
    note: str = ""
    tags: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: "Name", kept_at: str) -> "Favourite":
        """Return the favourite for a generated name."""
        return cls(
            name=name.name,
            description=name.description,
            roots=name.roots,
            meanings=name.meanings,
            model=name.model,
            seed=name.seed,
            id=name.id,
            kept_at=kept_at,
            says=name.says,
        )

    @property
    def key(self) -> tuple[str, str]:
        """The key of a favourite: its name and description. Two descriptions may share a name."""
        return self.name.casefold(), self.description


@dataclass(frozen=True, slots=True)
class _Stored:
    """The content of the file, with its format version; version 1 had no notes and no tags."""

    format: Literal[1, 2]
    favourites: tuple[Favourite, ...]


def encoded(favourites: Iterable[Favourite]) -> bytes:
    """Encode favourites as a JSON file, which docs/reference/json.md describes.

    Favourites are sorted by ``kept_at``: a removed favourite returns to its place when restored.
    """
    first_kept_first = sorted(favourites, key=lambda one: one.kept_at)
    return json.format(json.encode(_Stored(2, tuple(first_kept_first))), indent=2) + b"\n"


def decoded(text: bytes) -> tuple[Favourite, ...]:
    """Decode the favourites of a file in the current or an earlier format.

    Raises:
        DataError: The text doesn't contain favourites.
    """
    return _decoded(text, _Stored).favourites


def decoded_export(text: bytes) -> tuple[Favourite, ...]:
    """Return the favourites in exported JSON: a favourites file, or a list of favourites.

    Raises:
        DataError: The text contains something else.
    """
    if text.lstrip().startswith(b"["):
        return _decoded(text, tuple[Favourite, ...])
    return decoded(text)


def _decoded(text: bytes, kind: type[T]) -> T:
    try:
        return decode(text, kind)
    except DECODE_ERRORS as error:
        raise DataError(
            f"This isn't a list of favourites of this version of pokename: {error}."
        ) from None


def read_limited(path: Path) -> bytes:
    """Return the content of a file of favourites.

    Raises:
        OSError: The file can't be read.
        DataError: The file is too large.
    """
    with path.open("rb") as stream:
        text = stream.read(LARGEST_FILE + 1)
    if len(text) > LARGEST_FILE:
        raise DataError(f"{path} is larger than {LARGEST_FILE // 10**6} MB.", "Split the file.")
    return text


def line_of(text: str) -> str:
    """Return a text in one line, without terminal control characters."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def tags_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the distinct tags in the texts; white space or commas separate tags.

    >>> tags_of(["Fire, #starter", "fire"])
    ('fire', 'starter')
    """
    words = line_of(" ".join(texts)).replace(",", " ").casefold().split()
    return tuple(dict.fromkeys(filter(None, (word.lstrip("#") for word in words))))


@dataclass(frozen=True, slots=True)
class FavouritesFile:
    """The favourites file. Each change reads the file again before it writes the file.

    Args:
        path: The path of the JSON file; a missing file has no favourites.
    """

    path: Path

    @classmethod
    def at(cls, path: Path | None) -> "FavouritesFile":
        """Return the file at ``path``, or the user's default file if None.

        Raises:
            DataError: The path needs a home folder, and the user has none.
        """
        return cls(expanded(path) if path else user_favourites())

    def read(self) -> tuple[Favourite, ...]:
        """Read the favourites, oldest first.

        Raises:
            DataError: The file can't be read, or doesn't contain favourites.
        """
        hint = "Give another file with --favourites."
        try:
            if not stat.S_ISREG(self.path.stat().st_mode) and not self.path.is_dir():
                # Another program may never end what a pipe or a device contains.
                raise DataError(f"{self.path} is a pipe or a device, not a file.", hint)
            text = read_limited(self.path)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._failed("read", error) from None
        try:
            return decoded(text)
        except DataError:
            raise DataError(
                f"{self.path} isn't a list of favourites of this version of pokename.",
                "Move it, or give another file with --favourites.",
            ) from None

    def change(
        self,
        add: Iterable[Favourite] = (),
        remove: Iterable[Favourite] = (),
        edit: Iterable[tuple[Favourite, Favourite]] = (),
    ) -> None:
        """Change some favourites, and keep the changes that other sessions wrote.

        Args:
            add: Favourites to add; existing ones stay unchanged.
            remove: Favourites to remove; missing ones are ignored.
            edit: Pairs of the old and the new favourite. A note or tags are set only if
                they differ between the two. Missing favourites are ignored.

        Raises:
            DataError: The file can't be read or written, or another session keeps it locked.
        """
        with self._locked():
            removed = {favourite.key for favourite in remove}
            left = {one.key: one for one in self.read() if one.key not in removed}
            for favourite in add:
                left.setdefault(favourite.key, favourite)
            for before, after in edit:
                if after.key in left:
                    changed = {
                        field: getattr(after, field)
                        for field in ("note", "tags")
                        if getattr(after, field) != getattr(before, field)
                    }
                    left[after.key] = replace(left[after.key], **changed)
            text = encoded(left.values())
            if len(text) > LARGEST_FILE:
                raise DataError(
                    f"{self.path} would be larger than {LARGEST_FILE // 10**6} MB.",
                    "Remove some favourites, or give another file with --favourites.",
                )
            with replacing(followed(self.path)) as temporary:  # a link stays a link
                temporary.write_bytes(text)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Lock the file against other sessions; turn an OSError into a DataError."""
        busy = DataError(
            f"Another session has been writing to {self.path} for {SECONDS_TO_WAIT} seconds.",
            "Close that session, or give another file with --favourites.",
        )
        try:
            followed(self.path).parent.mkdir(parents=True, exist_ok=True)
            with locked(self.path, SECONDS_TO_WAIT, busy):
                yield
        except OSError as error:
            raise self._failed("written", error) from None

    def _failed(self, what: str, error: OSError) -> DataError:
        return DataError(
            f"{self.path} can't be {what}: {error.strerror}.",
            "Give another file with --favourites.",
        )


def with_tags(favourites: Sequence[Favourite], tags: Collection[str]) -> list[Favourite]:
    """Return the favourites that have all of ``tags``."""
    return [one for one in favourites if set(tags) <= set(one.tags)]
