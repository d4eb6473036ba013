"""Cache the API's pages on disk, one file per page, with its ETag and lifetime."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Raw, Struct, json

from pokename.decoding import DECODE_ERRORS, decode
from pokename.files import write_text

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
        return time.time() < self.answered + self.lifetime


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
