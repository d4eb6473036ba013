"""Read the API's pages from a cache on disk if they are fresh, else from the API.

The cache has one file per page, with its ETag and lifetime.
"""

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from msgspec import Raw, Struct, json

from pokename.errors import FetchError
from pokename.files import write_text
from pokename.typed_json import DECODE_ERRORS, decode

if TYPE_CHECKING:
    from multiprocessing.pool import ThreadPool

    from pokename.config import FetchSection
    from pokename.pokedex.client import Client

# The exceptions that PageRequest.read raises if the JSON isn't the requested page.
NOT_THE_PAGE = (*DECODE_ERRORS, ValueError, LookupError)
P = TypeVar("P")


@dataclass(frozen=True)
class PageRequest(Generic[P]):
    """A page to read from the cache or the API.

    Attributes:
        path: The path below the base URL, such as ``pokemon-species/1``.
        kind: The type of the page, one of the types in ``pokedex.pages``.
        check: Raises one of ``NOT_THE_PAGE`` if a decoded page isn't the requested one.
    """

    path: str
    kind: type[P]
    check: Callable[[P], object] = bool

    def read(self, content: bytes | Raw) -> P:
        """Decode and check the page in a JSON text.

        Raises:
            NOT_THE_PAGE: The text isn't the requested page.
        """
        page = decode(content, self.kind)
        self.check(page)
        return page


class CachedPage(Struct, frozen=True):
    """A page in the cache.

    Only the fields of the page's type are stored, about a third of the page. If a later version
    reads more fields, the cached page fails to decode and counts as missing.

    Attributes:
        etag: The ETag of the whole page.
        answered: The time of the last answer from the API, in seconds since 1970.
        lifetime: How long the page is fresh after that answer, in seconds.
        page: The stored fields, as JSON.
    """

    etag: str
    answered: int
    lifetime: int
    page: Raw

    @property
    def fresh(self) -> bool:
        """Whether the page can be used without a request to the API."""
        # If the clock was wrong, the answer may be from the future; then its age is unknown.
        return self.answered <= time.time() < self.answered + self.lifetime


class Cache:
    """The cached pages of one API. Thread-safe.

    Args:
        folder: The folder for the caches of all base URLs.
        base_url: The URL of the API or a mirror; each has its own cache.
        refresh: Treat every page as stale.
        offline: Treat every page as fresh; overrides ``refresh``.
    """

    def __init__(
        self, folder: Path, base_url: str, *, refresh: bool = False, offline: bool = False
    ) -> None:
        self.folder = folder
        self.base_url = base_url.rstrip("/") + "/"
        self.offline = offline
        self._refresh = refresh
        self._pages = folder / re.sub(r"[^\w.-]+", "_", self.base_url)
        self._closed = False
        self._lock = threading.Lock()

    def fresh(self, wanted: PageRequest[P]) -> P | None:
        """Return a page if it is cached and fresh, else None."""
        if self._refresh and not self.offline:
            return None
        kept = self.kept(wanted)
        if kept and (self.offline or kept[0].fresh):
            return kept[1]
        return None

    def kept(self, wanted: PageRequest[P]) -> tuple[CachedPage, P] | None:
        """Return the cache entry and the page, fresh or stale; None if it is missing or broken."""
        try:
            kept = decode(self._file(wanted).read_bytes(), CachedPage)
            return kept, wanted.read(kept.page)
        except (OSError, *NOT_THE_PAGE):  # a broken entry is fetched again
            return None

    def keep(self, wanted: PageRequest[P], etag: str, lifetime: int, page: P) -> None:
        """Store a page that is fresh for ``lifetime`` seconds."""
        kept = CachedPage(etag, int(time.time()), lifetime, Raw(json.encode(page)))
        with self._lock:
            if not self._closed:
                write_text(self._file(wanted), json.encode(kept).decode())

    def close(self) -> None:
        """Stop writing; wait for a write in progress."""
        with self._lock:
            self._closed = True

    def _file(self, wanted: PageRequest[P]) -> Path:
        return self._pages / f"{wanted.path}.json"


class PageReader:
    """Reads pages; imports the HTTP client and starts threads only when a page is missing.

    Args:
        section: The config's ``fetch`` section.
        cache: The cache of the API's answers.
    """

    def __init__(self, section: "FetchSection", cache: Cache) -> None:
        self._section = section
        self._cache = cache
        self._open = ExitStack()
        self._from_cache = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: Any) -> None:  # as in ExitStack
        self._open.__exit__(*raised)

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of requests by outcome, and the number of pages from the cache."""
        asked = self._asking[1].counts if "_asking" in vars(self) else {}
        return {**asked, "from cache": self._from_cache}

    def all(
        self, wanted: Iterable[PageRequest[P]], advance: Callable[[], None] = lambda: None
    ) -> list[P]:
        """Return all pages, in the given order.

        Raises:
            FetchError: A page can't be fetched.
        """
        asked = list(wanted)
        found, failed = self.gather(asked, advance)
        if failed:
            raise failed[min(failed)]
        return [found[one.path] for one in asked]

    def gather(
        self, wanted: Iterable[PageRequest[P]], advance: Callable[[], None]
    ) -> tuple[dict[str, P], dict[str, FetchError]]:
        """Return the pages that can be read and the errors of the others, both by path.

        Args:
            wanted: The pages to read, of one type.
            advance: Called once for each page.
        """
        pages: dict[str, P] = {}
        failed: dict[str, FetchError] = {}
        missing: list[PageRequest[P]] = []
        for one in wanted:
            page = self._cache.fresh(one)
            if page is None:
                missing.append(one)
            else:
                pages[one.path] = page
                self._from_cache += 1
                advance()
        for path, answer in self._asked(missing):
            if isinstance(answer, FetchError):
                failed[path] = answer
            else:
                pages[path] = answer
            advance()
        return pages, failed

    def _asked(self, missing: Sequence[PageRequest[P]]) -> Iterator[tuple[str, P | FetchError]]:
        """Request pages; yield each path with its page or error, in the order of arrival."""
        if not missing:
            return
        if self._cache.offline:
            absent = f"{missing[0].path} isn't in the cache ({self._cache.folder})."
            error = FetchError(absent, "Run without --offline.")
            yield from ((one.path, error) for one in missing)
            return
        pool, client = self._asking

        def ask(one: PageRequest[P]) -> tuple[str, P | FetchError]:
            """Return the path of a page with the page, or with why it can't be fetched."""
            try:
                return one.path, client.get(one)
            except FetchError as error:
                return one.path, error

        yield from pool.imap_unordered(ask, missing)

    @cached_property
    def _asking(self) -> "tuple[ThreadPool, Client]":
        """The threads that send requests, and their client."""
        from multiprocessing.pool import ThreadPool

        from pokename.pokedex.client import Client

        # Daemon threads, so that Ctrl-C doesn't wait for a pending answer.
        pool = self._open.enter_context(ThreadPool(self._section.workers))
        client = Client(self._cache, self._section.timeout, self._section.attempts)
        return pool, self._open.enter_context(client)
