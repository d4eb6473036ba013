"""Names that a user keeps: what is kept of each, and the file that several sessions share."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from msgspec import MsgspecError, json

from pokename.errors import DataError
from pokename.files import followed, locked, replacing
from pokename.paths import expanded, user_favourites

if TYPE_CHECKING:
    from pokename.naming.name import Name

SECONDS_TO_WAIT = 10  # for another session that is writing


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Favourite:
    """A name that a user kept.

    Attributes:
        name: The name, capitalised.
        description: What it was asked for.
        roots: The source words of the name, in order.
        meanings: What each root means, where that isn't the root itself; "" where unknown.
        model: The label of the model that gave it.
        seed: The seed that gave it.
        id: As the generator gave it.
        kept_at: When it was kept: UTC, ISO 8601, to the second.
        says: The word of the description that each root is for; "" where it is none.
        note: What the user says of it, in one line.
        tags: Words that the user sorts it by, in small letters.
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
        """Return what is kept of a generated name."""
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
        """What makes it the same favourite: a name may be kept for two creatures."""
        return self.name.casefold(), self.description


@dataclass(frozen=True, slots=True)
class _Stored:
    """The whole file, with a number that tells versions apart: 1 had no notes and no tags."""

    format: Literal[1, 2]
    favourites: tuple[Favourite, ...]


def encoded(favourites: Iterable[Favourite]) -> bytes:
    """Return a file of favourites, which docs/reference/json.md describes.

    The first kept is the first: one that is dropped and put back returns to its place.
    """
    first_kept_first = sorted(favourites, key=lambda one: one.kept_at)
    return json.format(json.encode(_Stored(2, tuple(first_kept_first))), indent=2) + b"\n"


def decoded(text: bytes) -> tuple[Favourite, ...]:
    """Return the favourites in a file's text, of this version or one before.

    Raises:
        DataError: It holds something else.
    """
    return _decoded(text, _Stored).favourites


def decoded_export(text: bytes) -> tuple[Favourite, ...]:
    """Return the favourites in an exported JSON: a whole file, or a list of them.

    Raises:
        DataError: It holds something else.
    """
    if text.lstrip().startswith(b"["):
        return _decoded(text, tuple[Favourite, ...])
    return decoded(text)


def _decoded(text: bytes, kind: type[T]) -> T:
    try:
        return json.decode(text, type=kind)
    except MsgspecError as error:
        raise DataError(
            f"That doesn't hold favourites of this version of pokename: {error}."
        ) from None


def line_of(text: str) -> str:
    """Return a text in one line, without what would do something to a terminal."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def tags_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that are typed, with blanks or commas between them, each once.

    >>> tags_of(["Fire, #starter", "fire"])
    ('fire', 'starter')
    """
    words = line_of(" ".join(texts)).replace(",", " ").casefold().split()
    return tuple(dict.fromkeys(filter(None, (word.lstrip("#") for word in words))))


@dataclass(frozen=True, slots=True)
class FavouritesFile:
    """Favourites on disk. Every change is written at once, and reads the file again before.

    Args:
        path: JSON; a missing file holds none.
    """

    path: Path

    @classmethod
    def at(cls, path: Path | None) -> "FavouritesFile":
        """Return the file at ``path``, or the user's own.

        Raises:
            DataError: It is in the user's home folder, and they have none.
        """
        return cls(expanded(path) if path else user_favourites())

    def read(self) -> tuple[Favourite, ...]:
        """Return the favourites, the first kept first.

        Raises:
            DataError: The file can't be read, or holds something else.
        """
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._failed("read", error) from None
        try:
            return decoded(text)
        except DataError:
            raise DataError(
                f"{self.path} doesn't hold favourites of this version of pokename.",
                "Move it away, or give another file with --favourites.",
            ) from None

    def change(
        self,
        add: Iterable[Favourite] = (),
        remove: Iterable[Favourite] = (),
        edit: Iterable[tuple[Favourite, Favourite]] = (),
    ) -> None:
        """Change some favourites, leaving alone what other sessions keep or write meanwhile.

        Args:
            add: Those that are there already stay as they are.
            remove: Those that aren't there are passed over.
            edit: Of each, how it was and how it shall be: where note or tags differ between the
                two, they are set. Those that aren't there are passed over.

        Raises:
            DataError: The file can't be read or written, or another session holds it for long.
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
            # A file that is a link stays one.
            with replacing(followed(self.path)) as temporary:
                temporary.write_bytes(encoded(left.values()))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other sessions from writing, and say in words what the disk refuses."""
        busy = DataError(
            f"Another session has been writing to {self.path} for {SECONDS_TO_WAIT} seconds.",
            "Close it, or give another file with --favourites.",
        )
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self.path, SECONDS_TO_WAIT, busy):
                yield
        except OSError as error:
            raise self._failed("written", error) from None

    def _failed(self, what: str, error: OSError) -> DataError:
        return DataError(
            f"{self.path} can't be {what}: {error.strerror}.",
            "Give another file with --favourites.",
        )


def named(favourites: Sequence[Favourite], names: Sequence[str]) -> list[Favourite]:
    """Return the favourites of ``names``, in any case.

    Raises:
        DataError: A name isn't among them.
    """
    wanted = {name.casefold() for name in names}
    missing = wanted - {favourite.name.casefold() for favourite in favourites}
    if missing:
        unknown = [name for name in names if name.casefold() in missing]
        raise DataError(
            f"Not among the favourites: {', '.join(unknown)}.",
            "See what is there with: pokename favourites list",
        )
    return [favourite for favourite in favourites if favourite.name.casefold() in wanted]


def tagged(favourites: Sequence[Favourite], tags: Collection[str]) -> list[Favourite]:
    """Return the favourites that have all of ``tags``."""
    return [one for one in favourites if set(tags) <= set(one.tags)]
