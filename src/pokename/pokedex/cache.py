"""What is read of the API, a file a page, each with what says how long it is fresh."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import MsgspecError, Raw, Struct, json

from pokename.files import write_text

# What is raised by JSON that isn't what was asked for.
NOT_THE_PAGE = (MsgspecError, ValueError, LookupError, RecursionError)

P = TypeVar("P")


@dataclass(frozen=True)
class PageRequest(Generic[P]):
    """A page to be had.

    Attributes:
        path: Below the base URL, such as ``pokemon-species/1``.
        kind: Its type, one of ``pokedex.pages``.
        check: Raises one of ``NOT_THE_PAGE`` for a page that isn't what was asked for.
    """

    path: str
    kind: type[P]
    check: Callable[[P], object] = bool

    def read(self, content: bytes | Raw) -> P:
        """Return the page that JSON holds.

        Raises:
            NOT_THE_PAGE: It holds something else.
        """
        page = json.decode(content, type=self.kind)
        self.check(page)
        return page


class CachedPage(Struct, frozen=True):
    """A page in the cache.

    Of a page only what its type has is kept, which is a third of it. Where a later version reads
    more, the page counts as one that isn't there.

    Attributes:
        etag: Of the whole page.
        answered: When the API was asked last, in seconds since 1970.
        lifetime: Seconds from then on for which it is fresh.
        page: As JSON.
    """

    etag: str
    answered: int
    lifetime: int
    page: Raw

    @property
    def fresh(self) -> bool:
        """Whether the API need not be asked again."""
        return time.time() < self.answered + self.lifetime


class Cache:
    """What was answered before. Safe to share between threads.

    Args:
        folder: Of the caches of all APIs.
        base_url: The API or a mirror of it; two don't share a cache.
        refresh: Whether nothing in it counts as fresh.
        offline: Whether all in it does.
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
        """Return a page where it is fresh; a broken file is as good as none."""
        if self._refresh and not self.offline:
            return None
        kept = self.kept(wanted)
        if kept and (self.offline or kept[0].fresh):
            return kept[1]
        return None

    def kept(self, wanted: PageRequest[P]) -> tuple[CachedPage, P] | None:
        """Return what there is of a page, fresh or not."""
        try:
            kept = json.decode(self._file(wanted).read_bytes(), type=CachedPage)
            return kept, wanted.read(kept.page)
        except (OSError, *NOT_THE_PAGE):  # what can't be read is asked for anew
            return None

    def keep(self, wanted: PageRequest[P], etag: str, lifetime: int, page: P) -> None:
        """Write a page that is fresh for so many seconds."""
        kept = CachedPage(etag, int(time.time()), lifetime, Raw(json.encode(page)))
        with self._lock:
            if not self._closed:
                write_text(self._file(wanted), json.encode(kept).decode())

    def close(self) -> None:
        """Write nothing from here on; what is being written is written to its end."""
        with self._lock:
            self._closed = True

    def _file(self, wanted: PageRequest[P]) -> Path:
        return self._pages / f"{wanted.path}.json"
