"""Write Markdown tables."""

import re
from collections.abc import Collection, Iterable, Sequence

from pokename.safe_text import harmless


def table(head: Sequence[str], rows: Iterable[Iterable[str]], figures: Collection[str] = ()) -> str:
    """Return a Markdown table that ends with a newline.

    >>> print(table(["name", "letters"], [["Ignisaur", "8"]], figures={"letters"}), end="")
    | name | letters |
    | --- | --: |
    | Ignisaur | 8 |

    Args:
        head: The column names.
        rows: The cells of each row, as Markdown; see ``escaped`` for plain text.
        figures: The columns to right-align.
    """
    rules = ["--:" if column in figures else "---" for column in head]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rules, *rows))


def escaped(text: str) -> str:
    """Escape the Markdown symbols and terminal control characters of a text for a cell."""
    return harmless(re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text))
