"""The user's favourite names, and changes of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from pokename.safe_text import line_of

if TYPE_CHECKING:
    from pokename.naming.name import Name


class Favourite(Struct, frozen=True):
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
        more: What the file says of it under other keys, such as those of the page; it stays there.
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
    more: Mapping[str, Any] = {}

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


KEYS = Favourite.__struct_fields__[:-1]  # all but ``more``
"""The keys of a favourite in files, in order."""


def as_record(favourite: Favourite) -> dict[str, Any]:
    """Return a favourite as it is stored: its keys, then those that this version doesn't know."""
    return {**{key: getattr(favourite, key) for key in KEYS}, **favourite.more}


class Change(NamedTuple):
    """A change of favourites.

    Attributes:
        add: Favourites to add; existing ones stay unchanged.
        remove: Favourites to remove; missing ones are ignored.
        edit: Pairs of the old and the new favourite. A note or tags are set only if they differ
            between the two. Missing favourites are ignored.
    """

    add: Sequence[Favourite] = ()
    remove: Sequence[Favourite] = ()
    edit: Sequence[tuple[Favourite, Favourite]] = ()

    @classmethod
    def between(cls, before: Iterable[Favourite], after: Iterable[Favourite]) -> "Change":
        """Return the change that made the favourites ``after`` of those ``before``."""
        was = {one.key: one for one in before}
        now = {one.key: one for one in after}
        return cls(
            add=tuple(one for key, one in now.items() if key not in was),
            remove=tuple(one for key, one in was.items() if key not in now),
            edit=tuple((was[key], one) for key, one in now.items() if was.get(key, one) != one),
        )

    @property
    def undone(self) -> "Change":
        """The change that takes this one back."""
        return Change(self.remove, self.add, tuple((new, old) for old, new in self.edit))

    def of(self, favourites: Iterable[Favourite]) -> tuple[Favourite, ...]:
        """Return favourites with the change applied, the first kept first."""
        removed = {one.key for one in self.remove}
        left = {one.key: one for one in favourites if one.key not in removed}
        for one in self.add:
            left.setdefault(one.key, one)
        for before, after in self.edit:
            if after.key in left:
                changed = {
                    field: getattr(after, field)
                    for field in ("note", "tags")
                    if getattr(after, field) != getattr(before, field)
                }
                left[after.key] = replace(left[after.key], **changed)
        return tuple(sorted(left.values(), key=lambda one: one.kept_at))


def is_name(text: str) -> bool:
    """Return whether a text can be a name: whether it has letters."""
    return any(map(str.isalpha, text))


def tags_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the distinct tags in the texts; white space or commas separate tags.

    >>> tags_of(["Fire, #starter", "fire"])
    ('fire', 'starter')
    """
    words = line_of(" ".join(texts)).replace(",", " ").casefold().split()
    return tuple(dict.fromkeys(filter(None, (word.lstrip("#") for word in words))))


def with_tags(favourites: Sequence[Favourite], tags: Collection[str]) -> list[Favourite]:
    """Return the favourites that have all of ``tags``."""
    return [one for one in favourites if set(tags) <= set(one.tags)]
