"""The file that stores the user's favourites for all sessions, and exports of it."""

import re
import stat
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from msgspec import Struct, json
from msgspec.structs import replace

from pokename.errors import DataError
from pokename.favourites import KEYS, Change, Favourite, as_record, is_name, tags_of
from pokename.files import followed, replacing, unreadable
from pokename.locks import locked
from pokename.paths import expanded, user_favourites
from pokename.safe_text import line_of
from pokename.typed_json import DECODE_ERRORS, convert, decode

SECONDS_TO_WAIT = 10  # for another session to finish writing
LARGEST_FILE = 10_000_000  # bytes

T = TypeVar("T")
Records = tuple[dict[str, Any], ...]


class _Stored(Struct, frozen=True, forbid_unknown_fields=True):
    """The content of the file, with its format version; version 1 had no notes and no tags."""

    format: Literal[1, 2]
    favourites: Records


def encoded(favourites: Iterable[Favourite]) -> bytes:
    """Encode favourites as a JSON file, which docs/reference/json.md describes."""
    return json.format(json.encode(_Stored(2, tuple(map(as_record, favourites)))), indent=2) + b"\n"


def decoded(text: bytes) -> tuple[Favourite, ...]:
    """Decode the favourites of a file in the current or an earlier format.

    Raises:
        ValueError: The text doesn't contain favourites; the message says why.
    """
    return _favourites(_decoded(text, _Stored).favourites)


def decoded_export(text: bytes) -> tuple[Favourite, ...]:
    """Return the favourites in exported JSON: a favourites file, or a list of favourites.

    Raises:
        ValueError: The text contains something else; the message says what.
    """
    if text.removeprefix(BOM_UTF8).lstrip().startswith(b"["):
        return _favourites(_decoded(text, Records))
    return decoded(text)


def _decoded(text: bytes, kind: type[T]) -> T:
    text = text.removeprefix(BOM_UTF8)
    if not text.strip():
        raise ValueError("it is empty")
    try:
        return decode(text, kind)
    except DECODE_ERRORS as error:
        place = re.search(r"byte (\d+)", str(error))
        line = text.count(b"\n", 0, int(place[1])) + 1 if place else 0
        raise ValueError(re.sub(r"byte \d+", f"line {line}", str(error))) from None


def _favourites(records: Records) -> tuple[Favourite, ...]:
    """Return the favourites in records; raise a ValueError for one that commands can't work with.

    Such a favourite isn't a name, has lists that don't match, or is there twice; the next change
    would lose one of the two.
    """
    found: dict[tuple[str, str], Favourite] = {}
    for number, record in enumerate(records, 1):
        known = {key: record[key] for key in KEYS if key in record}
        more = {key: value for key, value in record.items() if key not in known}
        try:
            one = convert(known | {"more": more}, Favourite)
        except DECODE_ERRORS as error:
            raise ValueError(f"{error}, in favourite {number}") from None
        if not is_name(one.name):
            raise ValueError(f"'{line_of(one.name)}' has no letters")
        for key, words in (("meanings", one.meanings), ("says", one.says or one.roots)):
            if len(words) != len(one.roots):
                raise ValueError(
                    f"'{key}' isn't as long as 'roots', in favourite {number} ({line_of(one.name)})"
                )
        if one.key in found:
            raise ValueError(f"it has {one.name} twice for '{line_of(one.description)}'")
        # A user may have typed them into the file, in other forms than commands write.
        found[one.key] = replace(one, note=line_of(one.note), tags=tags_of(one.tags))
    return tuple(found.values())


def read_export(path: Path) -> tuple[Favourite, ...]:
    """Read favourites that the page or ``favourites export`` wrote as JSON.

    Raises:
        DataError: The file can't be read, is too large, or doesn't contain favourites.
    """
    try:
        return decoded_export(_read_limited(path))
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError as error:
        hint = "Give a JSON file that the page or 'pokename favourites export' wrote."
        raise _no_favourites(path, error, hint) from None


def _no_favourites(path: Path, error: ValueError, hint: str) -> DataError:
    said = f"{path} isn't a list of favourites of this version of pokename: {error}."
    return DataError(said, hint)


def _read_limited(path: Path) -> bytes:
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
            text = _read_limited(self.path)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._failed("read", error) from None
        try:
            return decoded(text)
        except ValueError as error:
            hint = "Correct it, or give another file with --favourites."
            raise _no_favourites(self.path, error, hint) from None

    def change(
        self,
        add: Sequence[Favourite] = (),
        remove: Sequence[Favourite] = (),
        edit: Sequence[tuple[Favourite, Favourite]] = (),
    ) -> None:
        """Change some favourites, and keep the changes that other sessions wrote; see ``Change``.

        Raises:
            DataError: The file can't be read or written, or another session keeps it locked.
        """
        with self._locked():
            text = encoded(Change(add, remove, edit).of(self.read()))
            if len(text) > LARGEST_FILE:
                raise DataError(
                    f"{self.path} would be larger than {LARGEST_FILE // 10**6} MB.",
                    "Remove some favourites, or give another file with --favourites.",
                )
            with replacing(self.path) as temporary:
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
