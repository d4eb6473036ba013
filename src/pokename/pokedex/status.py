"""Whether the API has moved on since the fetch that is on disk."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from pokename.errors import DataError
from pokename.files import read_json
from pokename.paths import Layout
from pokename.pokedex.cache import Cache
from pokename.pokedex.fetching import Pokedex, Progress, raw_hashes, read_api
from pokename.pokedex.records import FlavorText, Species, read_flavor_texts, read_species

if TYPE_CHECKING:
    from pokename.config import FetchSection


class Status(Struct, frozen=True):
    """How the data on disk stand to the API and to each other.

    Attributes:
        source: ``pokeapi``, or ``bundled``: composed from the facts that ship, no API behind them.
        base_url: Where they were fetched from; "" for bundled ones.
        fetched_at: When, ISO 8601 in UTC.
        species: On disk.
        texts: On disk.
        changed_by_hand: Raw files that aren't as they were fetched.
        splits: ``made from these``, ``made from others`` or ``none``.
        new_species: Slugs that the API has and the disk lacks.
        gone_species: Slugs that the disk has and the API no longer lists.
        other_facts: Slugs of species on both sides whose facts differ.
        new_texts: Texts that the API has and the disk lacks; one that was reworded is new.
        gone_texts: Texts that the disk has and the API lacks; one that was reworded is gone.
        other_texts: Slugs of the species that these texts are of.
        requests: What was asked of the API, see ``Fetched``.
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
        """Whether a fetch would give other files."""
        species = self.new_species or self.gone_species or self.other_facts
        return bool(species or self.new_texts or self.gone_texts)

    @property
    def days(self) -> int:
        """Whole days since the fetch."""
        return (datetime.now(UTC) - datetime.fromisoformat(self.fetched_at)).days


def data_status(
    section: "FetchSection",
    layout: Layout,
    *,
    base_url: str | None = None,
    refresh: bool = False,
    progress: Progress | None = None,
) -> Status:
    """Compare the raw files with the API; of a page that the cache has only its ETag is sent.

    The raw files stay as they are.

    Args:
        section: The config's ``fetch`` section.
        layout: Where the raw files and the cache are.
        base_url: Of the API; None for the one that the files were fetched from.
        refresh: Ask again for pages that the cache still holds as fresh.
        progress: Called with pages done and pages in all.

    Raises:
        DataError: Nothing has been fetched, or the files are broken.
        FetchError: The API can't be asked.
    """
    manifest = _manifest(layout)
    species, texts = read_species(layout.species), read_flavor_texts(layout.raw_descriptions)
    here = raw_hashes(layout)
    status = Status(
        source=manifest["source"],
        base_url=base_url or manifest["base_url"] or "",
        fetched_at=manifest["fetched_at"],
        species=len(species),
        texts=len(texts),
        changed_by_hand=tuple(
            name for name, known in manifest["sha256"].items() if here.get(name) != known
        ),
        splits=_splits(layout, here),
    )
    if status.source != "pokeapi":
        return status
    asked = replace(section, base_url=status.base_url, language=manifest["language"])
    cache = Cache(layout.api_cache, asked.base_url, refresh=refresh)
    there = read_api(cache, asked, progress or (lambda _done, _all: None))
    return _compared(status, species, texts, there)


def _compared(
    status: Status, species: Iterable[Species], texts: Iterable[FlavorText], there: Pokedex
) -> Status:
    """Return the status with what the API has otherwise."""
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


def _manifest(layout: Layout) -> Mapping[str, Any]:
    """Return what was written beside the raw files when they were fetched."""
    path = layout.raw_manifest
    if not path.is_file():
        raise DataError(f"Nothing has been fetched: {path} doesn't exist.", "Run 'pokename fetch'.")
    manifest = read_json(path)
    expected = {"source", "base_url", "language", "fetched_at", "sha256"}
    if not isinstance(manifest, dict) or not expected <= manifest.keys():
        raise DataError(f"{path} isn't the manifest of a fetch.", "Run 'pokename fetch' again.")
    return manifest


def _splits(layout: Layout, raw: Mapping[str, str]) -> str:
    """Tell what the splits on disk were made from."""
    if not layout.processed_manifest.is_file():
        return "none"
    made_from = read_json(layout.processed_manifest).get("input_sha256")
    return "made from these" if made_from == raw else "made from others"
