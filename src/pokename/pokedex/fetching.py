"""The step from the API, or from what ships, to the raw files."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.pool import ThreadPool
from typing import Any, Literal, Protocol

from pokename.errors import DataError, FetchError
from pokename.files import library_versions, now, read_json, sha256, write_json
from pokename.paths import Layout
from pokename.pokedex import bundled
from pokename.pokedex.client import Caching, Check, Client
from pokename.pokedex.parsing import (
    TYPE_IDS,
    parse_flavor_texts,
    parse_species,
    species_slugs,
    types_by_pokemon,
)
from pokename.pokedex.phrases import compose_description
from pokename.pokedex.records import FlavorText, Species, write_flavor_texts, write_species

Progress = Callable[[int, int], None]
Page = Mapping[str, Any]  # JSON
NATIONAL = "pokedex/national"
# Of a species in --source bundled, which has no texts to fetch.
COMPOSED_TEXTS = 3
NAMED = 10  # missing species named in an error


class FetchSection(Protocol):
    """The config's ``fetch`` section; ``pokename config schema`` says what each key means."""

    @property
    def source(self) -> Literal["pokeapi", "bundled"]: ...  # noqa: D102
    @property
    def base_url(self) -> str: ...  # noqa: D102
    @property
    def language(self) -> str: ...  # noqa: D102
    @property
    def workers(self) -> int: ...  # noqa: D102
    @property
    def timeout(self) -> float: ...  # noqa: D102
    @property
    def attempts(self) -> int: ...  # noqa: D102
    @property
    def allow_missing(self) -> int: ...  # noqa: D102


@dataclass(frozen=True)
class Fetched:
    """What the step got.

    Attributes:
        species: Species written.
        texts: Flavor texts written.
        missing: Slugs of the species that could not be had.
        requests: What was asked of the API: ``requests``, ``downloaded`` (with a body),
            ``not modified``, ``from cache``.
        changed: Whether any file differs from what was there.
        seconds: Wall time.
    """

    species: int
    texts: int
    missing: tuple[str, ...]
    requests: Mapping[str, int]
    changed: bool
    seconds: float


@dataclass
class _Pokedex:
    """Everything that goes into the raw files."""

    species: list[Species] = field(default_factory=list)
    texts: list[FlavorText] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    requests: Mapping[str, int] = field(default_factory=dict)


def fetch(
    section: FetchSection,
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
    if section.source == "bundled":
        pokedex = _composed()
    else:
        caching = Caching(layout.api_cache, refresh=refresh, offline=offline)
        client = Client(section.base_url, caching, section.timeout, section.attempts)
        pokedex = _fetched(client, section, progress or (lambda _done, _all: None))
    changed = _write(pokedex, section, layout)
    return Fetched(
        species=len(pokedex.species),
        texts=len(pokedex.texts),
        missing=tuple(pokedex.missing),
        requests=pokedex.requests,
        changed=changed,
        seconds=time.monotonic() - started,
    )


def _composed() -> _Pokedex:
    """Return the species that ship, with descriptions composed from their facts."""
    pokedex = _Pokedex(species=list(bundled.species()))
    for one in pokedex.species:
        rng = random.Random(one.id)
        composed = dict.fromkeys(compose_description(one, rng) for _ in range(COMPOSED_TEXTS))
        pokedex.texts += [
            FlavorText(one.id, one.slug, one.name, f"composed-{number}", "en", text)
            for number, text in enumerate(composed, start=1)
        ]
    return pokedex


def _fetched(client: Client, section: FetchSection, progress: Progress) -> _Pokedex:
    """Return the species of the API, those that can't be had named."""
    # Its threads are daemons: after Ctrl-C nobody waits for one whose answer doesn't come.
    with ThreadPool(section.workers) as pool, client:
        slugs = species_slugs(pool.apply(client.get, (NATIONAL, species_slugs)))
        type_paths = [f"type/{number}" for number in TYPE_IDS]
        checks: dict[str, Check] = dict.fromkeys(type_paths, _check_type)
        checks |= {f"pokemon-species/{one}": partial(_check_species, one) for one in slugs}
        pages, failed = _gather(client, pool, checks, progress)
    if any(path in failed for path in type_paths):
        raise next(failed[path] for path in type_paths if path in failed)
    paths = {f"pokemon-species/{number}": slug for number, slug in slugs.items()}
    missing = [slug for path, slug in paths.items() if path in failed]
    if len(missing) > section.allow_missing:
        raise _missing_error(missing, [failed[path] for path in paths if path in failed])
    types = types_by_pokemon(pages[path] for path in type_paths)
    found = [pages[path] for path in paths if path in pages]
    try:
        species = [parse_species(page, types) for page in found]
    except KeyError as error:
        raise FetchError(
            f"No type page lists Pokémon {error}.", "Run the command again with --refresh."
        ) from None
    return _Pokedex(
        species=species,
        texts=[text for page in found for text in parse_flavor_texts(page, section.language)],
        missing=missing,
        requests=dict(client.counts),
    )


def _check_type(page: Page) -> object:
    return page["name"], types_by_pokemon([page])


def _check_species(number: int, page: Page) -> None:
    parse_flavor_texts(page, "en")
    if parse_species(page, defaultdict(tuple)).id != number:
        raise ValueError("another species")


def _gather(
    client: Client, pool: ThreadPool, checks: Mapping[str, Check], progress: Progress
) -> tuple[dict[str, Page], dict[str, FetchError]]:
    """Wait for all pages; return those that came, and why the others didn't, by path."""

    def ask(path: str) -> tuple[str, Page | FetchError]:
        try:
            return path, client.get(path, checks[path])
        except FetchError as error:
            return path, error

    pages: dict[str, Page] = {}
    failed: dict[str, FetchError] = {}
    for done, (path, answer) in enumerate(pool.imap_unordered(ask, checks), start=2):
        if isinstance(answer, FetchError):
            failed[path] = answer
        else:
            pages[path] = answer
        progress(done, 1 + len(checks))
    return pages, failed


def _missing_error(missing: Sequence[str], errors: Sequence[FetchError]) -> FetchError:
    more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
    return FetchError(
        f"{len(missing)} species could not be had: {', '.join(missing[:NAMED])}{more}. "
        f"The first: {errors[0].message}",
        "What was got is kept; run the command again, or accept gaps with --allow-missing.",
    )


def _write(pokedex: _Pokedex, section: FetchSection, layout: Layout) -> bool:
    """Write the raw files and tell whether any changed.

    The manifest says when its files were fetched, and stays as it is where they are the same.
    """
    before = _hashes(layout)
    write_flavor_texts(layout.raw_descriptions, pokedex.texts)
    write_species(layout.species, pokedex.species)
    hashes = _hashes(layout)
    api = section.source == "pokeapi"
    manifest = {
        "source": section.source,
        "base_url": section.base_url if api else None,
        "language": section.language if api else "en",
        "descriptions": "as served" if api else "composed from the facts that ship",
        "species": len(pokedex.species),
        "texts": len(pokedex.texts),
        "missing": pokedex.missing,
        "sha256": hashes,
        "versions": library_versions(["pokename", "requests"]),
    }
    if hashes == before and manifest == _manifest_before(layout):
        return False
    write_json(layout.raw_manifest, {"fetched_at": now(), **manifest})
    return True


def _hashes(layout: Layout) -> dict[str, str]:
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
