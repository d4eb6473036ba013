"""Fetch all species from the API, or take the bundled facts, and write the raw files."""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from pokename.errors import DataError, FetchError
from pokename.files import library_versions, now, read_json, sha256, write_json
from pokename.locks import claimed
from pokename.paths import Layout
from pokename.pokedex.cache import Cache, PageReader, PageRequest
from pokename.pokedex.composing import compose_description
from pokename.pokedex.pages import (
    TYPE_IDS,
    PokedexPage,
    SpeciesPage,
    TypePage,
    gaps_of,
    languages_of,
    parse_flavor_texts,
    parse_species,
    species_slugs,
    types_by_pokemon,
    with_families,
)
from pokename.pokedex.records import (
    FlavorText,
    Species,
    bundled_species,
    write_flavor_texts,
    write_species,
)
from pokename.progress import Progress, StepCounter

if TYPE_CHECKING:
    from pokename.config import FetchSection

NATIONAL = "pokedex/national"
# Number of composed texts for each species with --source bundled, which has no flavor texts.
COMPOSED_TEXTS = 3
# The type pages lack a new species at first. If more species than this have no type, the type pages
# are broken.
MOST_UNTYPED, UNTYPED_SHARE = 10, 0.05
NAMED = 10  # maximum number of missing species that an error names


@dataclass(frozen=True)
class Fetched:
    """The result of a fetch.

    Attributes:
        species: The number of species written.
        texts: The number of flavor texts written.
        missing: The slugs of the species that could not be fetched.
        gaps: The facts that the API lacks, by the slug of the species.
        requests: The counts of ``requests``, ``downloaded`` (with a body), ``not modified`` and
            ``from cache``.
        changed: Whether any raw file or the manifest changed.
        seconds: The wall time, in seconds.
    """

    species: int
    texts: int
    missing: tuple[str, ...]
    gaps: Mapping[str, Sequence[str]]
    requests: Mapping[str, int]
    changed: bool
    seconds: float


@dataclass
class Pokedex:
    """The content of the raw files.

    Attributes:
        species: The facts of each species.
        texts: The texts that describe the species.
        missing: The slugs of the species that could not be fetched.
        gaps: See ``Fetched``.
        requests: See ``Fetched``.
    """

    species: list[Species] = field(default_factory=list)
    texts: list[FlavorText] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    gaps: Mapping[str, Sequence[str]] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)


def fetch(
    section: "FetchSection",
    layout: Layout,
    *,
    refresh: bool = False,
    offline: bool = False,
    progress: Progress | None = None,
) -> Fetched:
    """Fetch all species and write the raw files; the same answers give the same bytes.

    Args:
        section: The config's ``fetch`` section.
        layout: The paths of the raw files and the cache.
        refresh: Request pages again even if they are fresh in the cache.
        offline: Use only the cache.
        progress: Called with the number of pages done and the number of all pages.

    Raises:
        FetchError: A needed page can't be fetched, more species are missing than allowed, or none
            has a text in the language. The raw files then stay as they are.
    """
    started = time.monotonic()
    with claimed(layout.raw_manifest.parent, "fetches"):
        if section.source == "bundled":
            pokedex = _composed()
        else:
            cache = Cache(layout.api_cache, section.base_url, refresh=refresh, offline=offline)
            pokedex = read_api(cache, section, progress or (lambda _done, _all: None))
        changed = _write(pokedex, section, layout)
    return Fetched(
        species=len(pokedex.species),
        texts=len(pokedex.texts),
        missing=tuple(pokedex.missing),
        gaps=pokedex.gaps,
        requests=pokedex.requests,
        changed=changed,
        seconds=time.monotonic() - started,
    )


def _composed() -> Pokedex:
    """Return the bundled species, with descriptions composed from their facts."""
    pokedex = Pokedex(species=list(bundled_species()))
    for one in pokedex.species:
        rng = random.Random(one.id)
        composed = dict.fromkeys(compose_description(one, rng) for _ in range(COMPOSED_TEXTS))
        pokedex.texts += [
            FlavorText(one.id, one.slug, one.name, f"composed-{number}", "en", text)
            for number, text in enumerate(composed, start=1)
        ]
    return pokedex


def read_api(cache: Cache, section: "FetchSection", progress: Progress) -> Pokedex:
    """Read all species from the API; the result lists the missing ones.

    Args:
        cache: The cache of the API's answers.
        section: The config's ``fetch`` section.
        progress: Called with the number of pages done and the number of all pages.

    Raises:
        FetchError: A needed page can't be fetched, more species are missing than allowed, or none
            has a text in the language.
    """
    with PageReader(section, cache) as reader:
        (listed,) = reader.all([PageRequest(NATIONAL, PokedexPage, species_slugs)])
        slugs = species_slugs(listed)
        paths = {number: f"pokemon-species/{number}" for number in slugs}
        # The list of species is the first page.
        steps = StepCounter(progress, 1 + len(TYPE_IDS) + len(slugs), done=1)
        types = types_by_pokemon(reader.all(map(_type_page, TYPE_IDS), steps.advance))
        found, failed = reader.gather(
            [
                PageRequest(path, SpeciesPage, partial(_check_species, n))
                for n, path in paths.items()
            ],
            steps.advance,
        )
    missing = [slug for number, slug in slugs.items() if paths[number] in failed]
    if len(missing) > section.allow_missing:
        raise _missing_error(missing, [failed[path] for path in paths.values() if path in failed])
    species = [found[path] for path in paths.values() if path in found]
    facts = with_families([parse_species(page, types) for page in species])
    _check_types(facts)
    texts = [text for page in species for text in parse_flavor_texts(page, section.language)]
    if not texts:
        raise _no_text_error(species, section.language)
    gaps = {
        one.slug: unknown
        for page, one in zip(species, facts, strict=True)
        if (unknown := gaps_of(page, one))
    }
    return Pokedex(facts, texts, missing, gaps, reader.counts)


def _type_page(number: int) -> PageRequest[TypePage]:
    return PageRequest(f"type/{number}", TypePage, lambda page: types_by_pokemon([page]))


def _check_species(number: int, page: SpeciesPage) -> None:
    if page.id != number:
        raise ValueError("another species")
    _ = page.default_form, page.family  # both raise if their URL has no number


def _check_types(species: Sequence[Species]) -> None:
    """Raise FetchError if many species have no type: then a type page must be wrong."""
    untyped = [one.slug for one in species if not one.types]
    if len(untyped) > max(MOST_UNTYPED, UNTYPED_SHARE * len(species)):
        raise FetchError(
            f"No type page lists {len(untyped)} species, among them {', '.join(untyped[:NAMED])}.",
            "Run the command again with --refresh.",
        )


def _missing_error(missing: Sequence[str], errors: Sequence[FetchError]) -> FetchError:
    more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
    return FetchError(
        f"{len(missing)} species couldn't be fetched: {', '.join(missing[:NAMED])}{more}. "
        f"The first error: {errors[0].message}",
        "Fetched pages are kept; run the command again, or accept gaps with --allow-missing.",
    )


def _no_text_error(species: Sequence[SpeciesPage], language: str) -> FetchError:
    found = sorted({code for page in species for code in languages_of(page)})
    return FetchError(
        f"No species has a text in the language '{language}'.",
        f"Set fetch.language to one of {', '.join(found)}." if found else "Check --base-url.",
    )


def _write(pokedex: Pokedex, section: "FetchSection", layout: Layout) -> bool:
    """Write the raw files and the manifest; return whether anything changed.

    An unchanged manifest isn't written, so that it keeps its ``fetched_at`` time.
    """
    before = raw_hashes(layout)
    write_flavor_texts(layout.raw_descriptions, pokedex.texts)
    write_species(layout.species, pokedex.species)
    hashes = raw_hashes(layout)
    api = section.source == "pokeapi"
    manifest = {
        "source": section.source,
        "base_url": section.base_url if api else None,
        "language": section.language if api else "en",
        "descriptions": "as served" if api else "composed from the facts that ship",
        "species": len(pokedex.species),
        "texts": len(pokedex.texts),
        "missing": pokedex.missing,
        "gaps": pokedex.gaps,
        "sha256": hashes,
        "versions": library_versions(["pokename", "requests"]),
    }
    if hashes == before and manifest == _manifest_before(layout):
        return False
    write_json(layout.raw_manifest, {"fetched_at": now(), **manifest})
    return True


def raw_hashes(layout: Layout) -> dict[str, str]:
    """Return the SHA-256 of each existing raw file, by file name."""
    files = (layout.raw_descriptions, layout.species)
    return {path.name: sha256(path) for path in files if path.is_file()}


def _manifest_before(layout: Layout) -> dict[str, Any]:
    """Return the existing manifest without its time; empty if it can't be read."""
    try:
        return {
            key: one for key, one in read_json(layout.raw_manifest).items() if key != "fetched_at"
        }
    except (DataError, AttributeError):
        return {}
