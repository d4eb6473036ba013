"""The step from the API, or from what ships, to the raw files."""

import itertools
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from pokename.errors import DataError, FetchError
from pokename.files import claimed, library_versions, now, read_json, sha256, write_json
from pokename.paths import Layout
from pokename.pokedex import bundled
from pokename.pokedex.cache import Cache, PageRequest
from pokename.pokedex.gathering import Pages
from pokename.pokedex.pages import PokedexPage, SpeciesPage, TypePage
from pokename.pokedex.parsing import (
    TYPE_IDS,
    gaps_of,
    parse_flavor_texts,
    parse_species,
    species_slugs,
    types_by_pokemon,
    with_families,
)
from pokename.pokedex.phrases import compose_description
from pokename.pokedex.records import FlavorText, Species, write_flavor_texts, write_species

if TYPE_CHECKING:
    from pokename.config import FetchSection

Progress = Callable[[int, int], None]
NATIONAL = "pokedex/national"
# Of a species in --source bundled, which has no texts to fetch.
COMPOSED_TEXTS = 3
# New species are in no page of a type for a while: these are more than ever were.
MOST_UNTYPED, UNTYPED_SHARE = 10, 0.05
NAMED = 10  # missing species named in an error


@dataclass(frozen=True)
class Fetched:
    """What the step got.

    Attributes:
        species: Species written.
        texts: Flavor texts written.
        missing: Slugs of the species that could not be had.
        gaps: Of species that were had, by slug, the facts that the API doesn't know.
        requests: What was asked of the API: ``requests``, ``downloaded`` (with a body),
            ``not modified``, ``from cache``.
        changed: Whether any file differs from what was there.
        seconds: Wall time.
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
    """Everything that goes into the raw files.

    Attributes:
        species: The facts.
        texts: The descriptions.
        missing: Slugs of the species that could not be had.
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
        layout: Where the raw files and the cache are.
        refresh: Ask again for pages that the cache still holds as fresh.
        offline: Use the cache alone.
        progress: Called with pages done and pages in all.

    Raises:
        FetchError: A page can't be had, and more species are missing than the config allows.
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
    """Return the species that ship, with descriptions composed from their facts."""
    pokedex = Pokedex(species=list(bundled.species()))
    for one in pokedex.species:
        rng = random.Random(one.id)
        composed = dict.fromkeys(compose_description(one, rng) for _ in range(COMPOSED_TEXTS))
        pokedex.texts += [
            FlavorText(one.id, one.slug, one.name, f"composed-{number}", "en", text)
            for number, text in enumerate(composed, start=1)
        ]
    return pokedex


def read_api(cache: Cache, section: "FetchSection", progress: Progress) -> Pokedex:
    """Return the species of the API, those that can't be had named.

    Args:
        cache: Of its answers.
        section: The config's ``fetch`` section.
        progress: Called with pages done and pages in all.

    Raises:
        FetchError: A page can't be had, and more species are missing than the config allows.
    """
    done = itertools.count(2)  # the list itself is one of them
    with Pages(section, cache) as pages:
        (listed,) = pages.all([PageRequest(NATIONAL, PokedexPage, species_slugs)])
        slugs = species_slugs(listed)
        paths = {number: f"pokemon-species/{number}" for number in slugs}

        def advance() -> None:
            progress(next(done), 1 + len(TYPE_IDS) + len(slugs))

        types = types_by_pokemon(pages.all(map(_type_page, TYPE_IDS), advance))
        found, failed = pages.gather(
            [
                PageRequest(path, SpeciesPage, partial(_check_species, n))
                for n, path in paths.items()
            ],
            advance,
        )
    missing = [slug for number, slug in slugs.items() if paths[number] in failed]
    if len(missing) > section.allow_missing:
        raise _missing_error(missing, [failed[path] for path in paths.values() if path in failed])
    species = [found[path] for path in paths.values() if path in found]
    facts = with_families([parse_species(page, types) for page in species])
    _check_types(facts)
    texts = [text for page in species for text in parse_flavor_texts(page, section.language)]
    gaps = {
        one.slug: unknown
        for page, one in zip(species, facts, strict=True)
        if (unknown := gaps_of(page, one))
    }
    return Pokedex(facts, texts, missing, gaps, pages.counts)


def _type_page(number: int) -> PageRequest[TypePage]:
    return PageRequest(f"type/{number}", TypePage, lambda page: types_by_pokemon([page]))


def _check_species(number: int, page: SpeciesPage) -> None:
    if page.id != number:
        raise ValueError("another species")
    _ = page.default_form, page.family  # each raises where its address has no number


def _check_types(species: Sequence[Species]) -> None:
    """Refuse species of which many have no type: that is no gap but a page of a type gone wrong."""
    untyped = [one.slug for one in species if not one.types]
    if len(untyped) > max(MOST_UNTYPED, UNTYPED_SHARE * len(species)):
        raise FetchError(
            f"No type page lists {len(untyped)} species, among them {', '.join(untyped[:NAMED])}.",
            "Run the command again with --refresh.",
        )


def _missing_error(missing: Sequence[str], errors: Sequence[FetchError]) -> FetchError:
    more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
    return FetchError(
        f"{len(missing)} species could not be had: {', '.join(missing[:NAMED])}{more}. "
        f"The first: {errors[0].message}",
        "What was got is kept; run the command again, or accept gaps with --allow-missing.",
    )


def _write(pokedex: Pokedex, section: "FetchSection", layout: Layout) -> bool:
    """Write the raw files and tell whether any changed.

    The manifest says when its files were fetched, and stays as it is where they are the same.
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
    """Return the SHA-256 of each raw file that there is, by its name."""
    files = (layout.raw_descriptions, layout.species)
    return {path.name: sha256(path) for path in files if path.is_file()}


def _manifest_before(layout: Layout) -> dict[str, Any]:
    """Return the manifest that is there, but for its time; empty where none can be read."""
    try:
        return {
            key: one for key, one in read_json(layout.raw_manifest).items() if key != "fetched_at"
        }
    except (DataError, AttributeError):
        return {}
