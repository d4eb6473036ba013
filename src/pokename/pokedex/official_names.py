"""The official names: their normal form, their source words, and the meanings of these."""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple, cast

from msgspec import Struct

from pokename.paths import BUNDLED_ETYMOLOGY, OFFICIAL_NAMES, STEMS

LANGUAGES = {
    "en": "English", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian",
    "ja-roma": "Japanese",
}  # fmt: skip
"""The languages of the official names, by the API's codes."""
Confidence = Literal["high", "medium", "low"]


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


class Etymology(Struct, frozen=True):
    """The source words of an official name, from general knowledge, not from an official source.

    Attributes:
        species_id: The national Pokédex number.
        name: The English name.
        roots: The source words, in the order of the name.
        meanings: The meaning of each root.
        confidence: How certain the etymology is.
    """

    species_id: int
    name: str
    roots: tuple[str, ...]
    meanings: tuple[str, ...]
    confidence: Confidence


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


def language_of(name: str) -> str:
    """Return the language code of an official name.

    >>> language_of("Salamèche")
    'fr'

    Raises:
        KeyError: The name isn't official.
    """
    return official_names()[normal_form(name)].language


@cache
def english_names() -> frozenset[str]:
    """Return the English names of all species, in their normal form."""
    return frozenset(form for form, one in official_names().items() if one.language == "en")


@cache
def etymologies() -> Mapping[int, Etymology]:
    """Return the etymology of each species, by its number."""
    with BUNDLED_ETYMOLOGY.open(encoding="utf-8", newline="") as stream:
        _, *rows = csv.reader(stream)
    return {
        int(number): Etymology(
            species_id=int(number),
            name=name,
            roots=tuple(roots.split("+")),
            meanings=tuple(meanings.split("+")),
            confidence=cast("Confidence", confidence),
        )
        for number, name, roots, meanings, confidence in rows
    }


def meaning(root: str) -> str:
    """Return the meaning of a source word; "" if it is unknown or the word itself.

    >>> meaning("saurus"), meaning("lizard")
    ('lizard', '')
    """
    root = root.casefold()
    known = stems().get(root) or _most_usual(_meanings().get(root, []))
    return "" if known == root else known


@cache
def stems() -> Mapping[str, str]:
    """Return the foreign stems that names use, with their meanings."""
    with STEMS.open(encoding="utf-8", newline="") as stream:
        return {cells["stem"]: cells["meaning"] for cells in csv.DictReader(stream)}


@cache
def _meanings() -> Mapping[str, list[str]]:
    """Return all meanings of each root in the bundled etymologies, with repetitions."""
    known: dict[str, list[str]] = defaultdict(list)
    for etymology in etymologies().values():
        for root, means in zip(etymology.roots, etymology.meanings, strict=False):
            known[root.casefold()].append(means)
    return known


def _most_usual(meanings: Sequence[str]) -> str:
    return Counter(meanings).most_common(1)[0][0] if meanings else ""
