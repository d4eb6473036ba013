"""The normal form of a name, and the official names in it."""

import re
import unicodedata
from functools import cache

from pokename.pokedex import bundled


def normal_form(name: str) -> str:
    """Return a name's letters and digits alone, lower-case and without accents.

    Two names are the same if their normal forms are.

    >>> normal_form("Farfetch’d"), normal_form("Flabébé"), normal_form("Nidoran♀")
    ('farfetchd', 'flabebe', 'nidoran')
    """
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFD", name.casefold()))


@cache
def official_names() -> frozenset[str]:
    """Return the English names of all species, in their normal form."""
    return frozenset(map(normal_form, bundled.names()))
