"""The normal form of a name, and the official names in their normal form."""

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from pokename.paths import OFFICIAL_NAMES


class OfficialName(NamedTuple):
    """An official name.

    Attributes:
        form: The normal form.
        name: The official spelling.
        language: The API's language code; "en" if the English name has the same normal form.
    """

    form: str
    name: str
    language: str


@lru_cache(maxsize=1 << 12)
def normal_form(name: str) -> str:
    """Return the letters and digits of a name, in lower case and without accents.

    Two names count as the same if they have the same normal form.

    >>> normal_form("Farfetch’d"), normal_form("Flabébé"), normal_form("Nidoran♀")
    ('farfetchd', 'flabebe', 'nidoran')
    """
    if name.isascii() and name.isalnum() and name.islower():
        return name  # the fast path, for thousands of blends that are nearly all plain ASCII
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFD", name.casefold()))


@cache
def official_names() -> Mapping[str, OfficialName]:
    """Return the names of all species in all languages with Latin letters, by normal form.

    The languages are English, French, German, Spanish, Italian and romanized Japanese. The English
    names come first. recipes/official_names.py gathers the names.
    """
    with OFFICIAL_NAMES.open(encoding="utf-8", newline="") as stream:
        _, *names = map(OfficialName._make, csv.reader(stream))
    names.sort(key=lambda one: one.language != "en")
    return {one.form: one for one in names}


@cache
def english_names() -> frozenset[str]:
    """Return the English names of all species, in their normal form."""
    return frozenset(form for form, one in official_names().items() if one.language == "en")
