"""Write the official names of all species in each language that uses Latin letters.

    python -m recipes.official_names                                      # requests pokeapi.co
    python -m recipes.official_names --base-url http://127.0.0.1:8765/api/v2/

Names are facts, so the package may contain them. The pages go into the cache of 'pokename fetch'.
"""

import argparse
import csv
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from pokename.config.schema import FetchSection
from pokename.files import replacing
from pokename.paths import OFFICIAL_NAMES, Layout
from pokename.pokedex.cache import Cache, PageReader, PageRequest
from pokename.pokedex.fetching import NATIONAL
from pokename.pokedex.official_names import OfficialName, normal_form
from pokename.pokedex.pages import PokedexPage, SpeciesPage, species_slugs

# Ordered by priority: a name that several languages share is shown as the first of them spells it.
# ja-roma is Japanese in Latin letters.
LANGUAGES = ("en", "fr", "de", "es", "it", "es-419", "ja-roma")


def pages(section: FetchSection) -> list[SpeciesPage]:
    """Return the page of every species, by number."""
    cache = Cache(Layout(Path(), Path(), Path()).api_cache, section.base_url)
    with PageReader(section, cache) as reader:
        (listed,) = reader.all([PageRequest(NATIONAL, PokedexPage)])
        numbers = species_slugs(listed)
        pages = (f"pokemon-species/{number}" for number in numbers)
        return reader.all(PageRequest(page, SpeciesPage) for page in pages)


def official_names(pages: Iterable[SpeciesPage]) -> dict[str, OfficialName]:
    """Return the names in Latin letters, keyed by normal form."""
    found = [
        (one.language.name, one.name) for page in pages for one in page.names or () if one.name
    ]
    latin = [(language, name) for language, name in found if is_latin(name)]
    unknown = {language for language, _name in latin} - set(LANGUAGES)
    if unknown:
        raise SystemExit(f"These languages have no place in LANGUAGES: {sorted(unknown)}.")
    latin.sort(key=lambda one: LANGUAGES.index(one[0]))
    names: dict[str, OfficialName] = {}
    for language, name in latin:
        form = normal_form(name)
        names.setdefault(form, OfficialName(form, name, language))
    return names


def is_latin(name: str) -> bool:
    """Return whether all letters of a name are Latin."""
    return all("LATIN" in unicodedata.name(sign) for sign in name if sign.isalpha())


def main() -> None:
    """Write the names as CSV; the same pages give the same bytes."""
    parser = argparse.ArgumentParser(description="Write the official names of all species.")
    parser.add_argument("--base-url", default=FetchSection().base_url, help="the API, or a mirror")
    parser.add_argument("--output", type=Path, default=OFFICIAL_NAMES)
    given = parser.parse_args()
    names = official_names(pages(FetchSection(base_url=given.base_url)))
    with (
        replacing(given.output) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as stream,
    ):
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(OfficialName._fields)
        writer.writerows(names[form] for form in sorted(names))


if __name__ == "__main__":
    main()
