"""Read pages from the cache if they are fresh, else from the API."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from pokename.errors import FetchError
from pokename.pokedex.cache import Cache, P, PageRequest

if TYPE_CHECKING:
    from multiprocessing.pool import ThreadPool

    from pokename.config import FetchSection
    from pokename.pokedex.client import Client


class Pages:
    """Gathers pages; imports the HTTP client and starts threads only when a page is missing.

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
