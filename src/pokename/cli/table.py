"""Names as tables on the terminal."""

import os
from collections.abc import Sequence

from pokename.catalogue.table import table_of
from pokename.naming.name import Name


def print_table(names: Sequence[Name], first: int = 1) -> None:
    """Print names as a table on stdout, numbered from ``first``."""
    from rich.console import Console

    # Rich itself leaves bold and dim to those who want no colours.
    plain = bool(os.environ.get("NO_COLOR"))
    Console(color_system=None if plain else "auto").print(
        table_of(names[0].description if names else "", names, first)
    )
