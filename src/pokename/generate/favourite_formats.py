"""The formats of exported favourites, and the rows of their tables."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pokename import markdown
from pokename.csv_tables import csv_line
from pokename.favourites import KEYS, Favourite, as_record
from pokename.favourites_file import decoded_export
from pokename.generate.formats import csv_record, joined_source_words
from pokename.safe_text import harmless, line_of


def table_rows(favourites: Sequence[Favourite]) -> Iterator[tuple[str, ...]]:
    """Yield the column names of a table of favourites, then the cells of each favourite.

    The columns "tags" and "note" are there only if at least one favourite uses them.
    """
    annotated = [head for head in ("tags", "note") if any(getattr(one, head) for one in favourites)]
    yield "name", "from", "description", *annotated, "kept"
    for one in favourites:
        cells = {"tags": ", ".join(one.tags), "note": one.note}
        yield (
            *(one.name, joined_source_words(one), one.description),
            *(cells[head] for head in annotated),
            one.kept_at,
        )


def as_plain(favourites: Sequence[Favourite]) -> str:
    """Return the names, one per line."""
    return "".join(f"{line_of(one.name)}\n" for one in favourites)


def as_json(favourites: Sequence[Favourite]) -> str:
    """Return a JSON list of objects. The format is stable: keys may be added, never removed."""
    records = [as_record(one) for one in favourites]
    return harmless(json.dumps(records, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def _csv(favourites: Sequence[Favourite]) -> str:
    records = ([getattr(one, key) for key in KEYS] for one in favourites)
    return "".join([csv_line(KEYS), *map(csv_record, records)])


def _markdown(favourites: Sequence[Favourite]) -> str:
    head, *rows = table_rows(favourites)
    return markdown.table(head, (map(markdown.escaped, row) for row in rows))


def _begins_with(head: str) -> Callable[[str, str], bool]:
    return lambda there, _new: there.startswith(head)


def _is_list_of_favourites(there: str, _new: str) -> bool:
    try:
        decoded_export(there.encode())
    except ValueError:
        return False
    return there.startswith("[")  # an object is the file of favourites


def _has_no_other_line(there: str, new: str) -> bool:
    """Return whether a list of names has only names that the new one has too."""
    return set(there.splitlines()) <= set(new.splitlines())


class ExportFormat(NamedTuple):
    """A format of exported favourites.

    Attributes:
        write: Returns favourites as text.
        may_replace: Returns whether an existing file may be replaced, given its text and the new
            text.
        why_not: The reason that an existing file may not be replaced, to put after its path.
    """

    write: Callable[[Sequence[Favourite]], str]
    may_replace: Callable[[str, str], bool]
    why_not: str = "exists and isn't an export of favourites"


FORMATS = {
    ".csv": ExportFormat(_csv, _begins_with(csv_line(KEYS))),
    ".json": ExportFormat(as_json, _is_list_of_favourites),
    ".md": ExportFormat(_markdown, _begins_with("| name | from | description |")),
    ".txt": ExportFormat(
        as_plain, _has_no_other_line, "exists and has lines that this export doesn't have"
    ),
}
"""The formats by the suffix of the file."""
