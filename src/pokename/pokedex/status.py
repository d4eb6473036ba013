"""Compare the raw files on disk with the current API."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pokename.errors import DataError
from pokename.manifests import RawManifest, read_raw_manifest, read_splits_manifest
from pokename.paths import Layout
from pokename.pokedex.cache import Cache
from pokename.pokedex.fetching import Pokedex, raw_hashes, read_api
from pokename.pokedex.records import FlavorText, Species, read_flavor_texts, read_species
from pokename.progress import Progress

if TYPE_CHECKING:
    from pokename.config import FetchSection


class Status(Struct, frozen=True):
    """The differences between the data on disk, the API and the splits.

    Attributes:
        source: ``pokeapi``, or ``bundled`` for texts composed from the bundled facts.
        base_url: The URL that the data were fetched from; "" for bundled data.
        fetched_at: The time of the fetch, ISO 8601 in UTC.
        species: The number of species on disk.
        texts: The number of texts on disk.
        changed_by_hand: The raw files that changed since the fetch.
        splits: The splits on disk: ``made from these`` raw files, ``made from others`` or ``none``.
        new_species: The slugs of species that only the API has.
        gone_species: The slugs of species that only the disk has.
        other_facts: The slugs of species whose facts differ.
        new_texts: The number of texts that only the API has; a reworded text counts here too.
        gone_texts: The number of texts that only the disk has; a reworded text counts here too.
        other_texts: The slugs of the species with new or gone texts.
        requests: The counts of requests; see ``Fetched``.
    """

    source: str
    base_url: str
    fetched_at: str
    species: int
    texts: int
    changed_by_hand: tuple[str, ...]
    splits: str
    new_species: tuple[str, ...] = ()
    gone_species: tuple[str, ...] = ()
    other_facts: tuple[str, ...] = ()
    new_texts: int = 0
    gone_texts: int = 0
    other_texts: tuple[str, ...] = ()
    requests: dict[str, int] = {}

    @property
    def moved_on(self) -> bool:
        """Whether a new fetch would change the raw files."""
        species = self.new_species or self.gone_species or self.other_facts
        return bool(species or self.new_texts or self.gone_texts)

    @property
    def days(self) -> int:
        """The number of whole days since the fetch; 0 if the clock was ahead then."""
        return max((datetime.now(UTC) - datetime.fromisoformat(self.fetched_at)).days, 0)


def data_status(
    section: "FetchSection",
    layout: Layout,
    *,
    base_url: str | None = None,
    refresh: bool = False,
    progress: Progress | None = None,
) -> Status:
    """Compare the raw files with the API; the raw files stay unchanged.

    Cached pages are requested with their ETag, so that unchanged pages aren't downloaded.

    Args:
        section: The config's ``fetch`` section.
        layout: The paths of the raw files and the cache.
        base_url: The URL of the API; None means the one that the files were fetched from.
        refresh: Request pages again even if they are fresh in the cache.
        progress: Called with the number of pages done and the number of all pages.

    Raises:
        DataError: Nothing has been fetched, or the files are broken.
        FetchError: The API can't be reached.
    """
    manifest = _manifest(layout)
    species, texts = read_species(layout.species), read_flavor_texts(layout.raw_descriptions)
    status = _on_disk(layout, manifest, len(species), len(texts))
    status = replace(status, base_url=base_url or status.base_url)
    if status.source != "pokeapi":
        return status
    asked = replace(section, base_url=status.base_url, language=manifest.language)
    cache = Cache(layout.api_cache, asked.base_url, refresh=refresh)
    there = read_api(cache, asked, progress or (lambda _done, _all: None))
    return _compared(status, species, texts, there)


def _on_disk(layout: Layout, manifest: RawManifest, species: int, texts: int) -> Status:
    """Return the status of the data on disk, without the differences from the API."""
    here = raw_hashes(layout)
    return Status(
        source=manifest.source,
        base_url=manifest.base_url or "",
        fetched_at=manifest.fetched_at.isoformat(timespec="seconds"),
        species=species,
        texts=texts,
        changed_by_hand=tuple(
            name for name, known in manifest.sha256.items() if here.get(name) != known
        ),
        splits=_splits(layout, here),
    )


def _compared(
    status: Status, species: Iterable[Species], texts: Iterable[FlavorText], there: Pokedex
) -> Status:
    """Return the status with the differences from the API filled in."""
    ours, theirs = ({one.slug: one for one in side} for side in (species, there.species))
    lacking = set(there.missing)
    facts = (slug for slug, one in ours.items() if slug in theirs and theirs[slug] != one)
    our_texts, their_texts = (
        Counter(text for text in side if text.slug not in lacking) for side in (texts, there.texts)
    )
    new, gone = their_texts - our_texts, our_texts - their_texts
    return replace(
        status,
        new_species=tuple(slug for slug in theirs if slug not in ours),
        gone_species=tuple(slug for slug in ours if slug not in theirs and slug not in lacking),
        other_facts=tuple(facts),
        new_texts=new.total(),
        gone_texts=gone.total(),
        other_texts=tuple(dict.fromkeys(text.slug for text in (*new, *gone))),
        requests=dict(there.requests),
    )


def _manifest(layout: Layout) -> RawManifest:
    """Read the manifest of the raw files."""
    path = layout.raw_manifest
    if not path.is_file():
        raise DataError(f"Nothing has been fetched: {path} doesn't exist.", "Run 'pokename fetch'.")
    return read_raw_manifest(path)


def _splits(layout: Layout, raw: Mapping[str, str]) -> str:
    """Say in words whether the splits on disk were made from the raw files on disk."""
    if not layout.processed_manifest.is_file():
        return "none"
    made_from = read_splits_manifest(layout.processed_manifest).get("input_sha256")
    return "made from these" if made_from == raw else "made from others"
