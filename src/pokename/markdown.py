"""Tables in Markdown, for whoever writes one."""

import re
from collections.abc import Collection, Iterable, Sequence

from pokename.terminal import harmless


def table(head: Sequence[str], rows: Iterable[Iterable[str]], figures: Collection[str] = ()) -> str:
    """Return a table, each of its lines ended.

    >>> print(table(["name", "letters"], [["Ignisaur", "8"]], figures={"letters"}), end="")
    | name | letters |
    | --- | --: |
    | Ignisaur | 8 |

    Args:
        head: The columns.
        rows: Cells as Markdown has them; see ``escaped``.
        figures: Columns that are aligned to the right.
    """
    rules = ["--:" if column in figures else "---" for column in head]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rules, *rows))


def escaped(text: str) -> str:
    """Return a text as a cell that shows it as it is, and does nothing to a terminal."""
    return harmless(re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text))
