"""Favourites for tests, and files that have none."""

from pathlib import Path

import pytest

from pokename.favourites import Favourite
from pokename.favourites_file import FavouritesFile
from pokename.naming.name import Name

FLAMESAUR = Favourite.of(
    Name("Flamesaur", "a fiery | lizard", -0.6, 7, "bundled", ("flame", "saur"), ("", "lizard"), 1),
    "2026-11-24T10:00:00+00:00",
)
SPLASHUNA = Favourite.of(
    Name("Splashuna", "a blue turtle", -0.7, 8, "bundled", ("splash",), ("",), 2),
    "2026-11-24T10:01:00+00:00",
)
# Contents that aren't favourites: empty, of a later version, not UTF-8, nested too deeply.
FOREIGN = [
    b"",
    b'{"format": 3, "favourites": []}',
    b"\xff",
    b'{"format": 2, "favourites": [{"name": "\xff"}]}',
    b'{"format": 2, "favourites": [], "more": ' + b"[" * 100_000,
]


@pytest.fixture
def kept(project: Path) -> FavouritesFile:
    """Keep two names in the user's own file of favourites."""
    file = FavouritesFile.at(None)
    file.change(add=[FLAMESAUR, SPLASHUNA])
    return file
