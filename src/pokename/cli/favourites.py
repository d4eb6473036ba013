"""``pokename favourites``: list, add, edit, remove, export and import favourites."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pokename.cli.console import say, write_out
from pokename.cli.options import FavouritesOption
from pokename.errors import DataError, WishError
from pokename.safe_text import line_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pokename.favourites import Favourite

NamesArgument = Annotated[
    list[str], typer.Argument(help="Names, in upper or lower case.", show_default=False)
]
NoteOption = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="A note, in one line.")
]
TagOption = Annotated[
    list[str] | None, typer.Option("--tag", metavar="TAG", help="A tag, such as fire. Repeatable.")
]
OfDescriptionOption = Annotated[
    str | None,
    typer.Option(
        "--description",
        metavar="TEXT",
        help="Only the favourites with this description, if a name is kept for several.",
        show_default=False,
    ),
]
OnlyTagOption = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        metavar="TAG",
        help="Only favourites with this tag; if repeated, with all of these tags.",
    ),
]


class ListFormat(StrEnum):
    """The output format of ``favourites list``."""

    TABLE = "table"
    PLAIN = "plain"
    JSON = "json"


def list_(
    form: Annotated[ListFormat, typer.Option("--format", help="Output format.")] = ListFormat.TABLE,
    tag: OnlyTagOption = None,
    favourites: FavouritesOption = None,
) -> None:
    """Print your favourites.

    Example: pokename favourites list --format plain
    """
    from pokename.cli.favourites_output import print_favourites
    from pokename.generate.favourite_formats import as_json, as_plain

    kept = _kept(favourites, tag)
    if form is ListFormat.TABLE:
        print_favourites(kept)
    else:
        write_out(as_json(kept) if form is ListFormat.JSON else as_plain(kept), end="")


def add(
    name: Annotated[
        str, typer.Argument(help="A name from pokename, or your own.", show_default=False)
    ],
    description: Annotated[
        str,
        typer.Option(
            "--description",
            metavar="TEXT",
            help="The description of the creature.",
            show_default=False,
        ),
    ] = "",
    note: NoteOption = None,
    tag: TagOption = None,
    favourites: FavouritesOption = None,
) -> None:
    """Keep a name, with a note and tags.

    Example: pokename favourites add Emberzard --description "a fiery lizard" --tag starter
    """
    from pokename.favourites_file import FavouritesFile

    file = FavouritesFile.at(favourites)
    added = _own(line_of(name), line_of(description))
    if added.key in {one.key for one in file.read()}:
        raise DataError(
            f"{added.name} is already a favourite.",
            f"Change its note and tags with: pokename favourites edit {added.name}",
        )
    file.change(add=[_annotated(added, note, tag)])
    say(f"Kept {added.name}.")


def _own(name: str, description: str) -> "Favourite":
    """Return a favourite for the user's own name, with the source words found in it.

    Raises:
        WishError: The text isn't a name.
    """
    from msgspec.structs import replace

    from pokename.favourites import Favourite, is_name
    from pokename.files import now

    if not is_name(name):
        raise WishError(f"'{name}' has no letters.", "Give a name.")
    if not description:
        return Favourite(name, "", (), (), model="", seed=0, id="", kept_at=now())
    from pokename.naming.generator import NameGenerator

    scored = NameGenerator.load().score(description, name)
    return replace(Favourite.of(scored, now()), model="", id="")


def _annotated(
    favourite: "Favourite",
    note: str | None,
    tags: list[str] | None,
    untags: list[str] | None = None,
) -> "Favourite":
    from msgspec.structs import replace

    from pokename.favourites import tags_of

    gone = tags_of(untags or ())
    left = tags_of((*favourite.tags, *(tags or ())))
    return replace(
        favourite,
        note=favourite.note if note is None else line_of(note),
        tags=tuple(tag for tag in left if tag not in gone),
    )


def edit(
    names: NamesArgument,
    note: NoteOption = None,
    tag: TagOption = None,
    untag: Annotated[
        list[str] | None,
        typer.Option("--untag", metavar="TAG", help="A tag to remove. Repeatable."),
    ] = None,
    description: OfDescriptionOption = None,
    favourites: FavouritesOption = None,
) -> None:
    """Change the note and the tags of names that you kept; an empty --note removes the note.

    Example: pokename favourites edit Flamesaur --note "for the volcano" --tag fire
    """
    from pokename.favourites_file import FavouritesFile

    if note is None and not tag and not untag:
        raise WishError("There is nothing to change.", "Give --note, --tag or --untag.")
    file = FavouritesFile.at(favourites)
    edited = _named(file.read(), names, description)
    file.change(edit=[(one, _annotated(one, note, tag, untag)) for one in edited])
    say(f"Changed {', '.join(one.name for one in edited)}.")


def remove(
    names: NamesArgument,
    description: OfDescriptionOption = None,
    favourites: FavouritesOption = None,
) -> None:
    """Remove names from your favourites; if one of the names isn't a favourite, remove none.

    Example: pokename favourites remove Flamesaur Emblizard
    """
    from pokename.favourites_file import FavouritesFile

    file = FavouritesFile.at(favourites)
    removed = _named(file.read(), names, description)
    file.change(remove=removed)
    say(f"Removed {', '.join(one.name for one in removed)}.")


def _named(
    favourites: "Sequence[Favourite]", names: list[str], description: str | None
) -> "list[Favourite]":
    """Return the favourite with each name; ignore upper and lower case.

    Args:
        favourites: The favourites to choose from.
        names: The names.
        description: The description of all of them; None if their names are enough.

    Raises:
        DataError: A name isn't among the favourites, or is kept for several descriptions.
    """
    chosen = []
    for key, name in {name.casefold(): name for name in names}.items():
        same = [one for one in favourites if one.name.casefold() == key]
        if description is not None:
            same = [one for one in same if line_of(one.description) == line_of(description)]
        if not same:
            where = "" if description is None else f" for '{line_of(description)}'"
            hint = "List them with: pokename favourites list"
            raise DataError(f"Not among the favourites{where}: {name}.", hint)
        if len(same) > 1:
            listed = ", ".join(f"'{one.description}'" for one in same)
            raise DataError(
                f"{same[0].name} is a favourite for {len(same)} descriptions: {listed}.",
                "Choose one with --description.",
            )
        chosen += same
    return chosen


def export(
    path: Annotated[
        Path,
        typer.Argument(metavar="FILE", help=".csv, .json, .md or .txt.", show_default=False),
    ],
    tag: OnlyTagOption = None,
    favourites: FavouritesOption = None,
) -> None:
    """Write your favourites to a file, in the format of its suffix.

    Example: pokename favourites export favourites.csv
    """
    from pokename.cli.favourites_output import export_favourites

    export_favourites(_kept(favourites, tag), path)


def _kept(path: Path | None, tags: list[str] | None) -> "list[Favourite]":
    """Return the favourites with all of ``tags``.

    Raises:
        DataError: There are favourites, but none with these tags.
    """
    from pokename.favourites import tags_of, with_tags
    from pokename.favourites_file import FavouritesFile

    kept = FavouritesFile.at(path).read()
    found = with_tags(kept, tags_of(tags or ()))
    if kept and not found:
        there = sorted({one for favourite in kept for one in favourite.tags})
        raise DataError(
            f"No favourite is tagged {' and '.join(tags_of(tags or ()))}.",
            f"The tags are: {', '.join(there)}." if there else "No favourite has a tag.",
        )
    return found


def import_(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="JSON file from the web page or from 'favourites export'.",
            show_default=False,
        ),
    ],
    favourites: FavouritesOption = None,
) -> None:
    """Add the favourites in a file to your own favourites.

    Example: pokename favourites import names.json
    """
    from pokename.favourites_file import FavouritesFile, read_export

    file = FavouritesFile.at(favourites)
    mine = {one.key for one in file.read()}
    found = read_export(path)
    kept_already = [one.name for one in found if one.key in mine]
    file.change(add=[one for one in found if one.key not in mine])
    say(f"Favourites added: {len(found) - len(kept_already)}.")
    if kept_already:
        say(f"Already kept, with your own notes and tags: {', '.join(kept_already)}.")
