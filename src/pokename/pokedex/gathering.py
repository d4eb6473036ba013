"""Pages from the cache where they are fresh there, and from the API where they aren't."""

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
    """Gathers pages; what has HTTP is loaded, and threads begin, with the first that is missing.

    Args:
        section: The config's ``fetch`` section.
        cache: Of the API.
    """

    def __init__(self, section: "FetchSection", cache: Cache) -> None:
        self._section = section
        self._cache = cache
        self._open = ExitStack()
        self._from_cache = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: Any) -> None:  # as ExitStack has them
        self._open.__exit__(*raised)

    @property
    def counts(self) -> Mapping[str, int]:
        """What was asked of the API, and how many pages came from the cache."""
        asked = self._asking[1].counts if "_asking" in vars(self) else {}
        return {**asked, "from cache": self._from_cache}

    def all(
        self, wanted: Iterable[PageRequest[P]], advance: Callable[[], None] = lambda: None
    ) -> list[P]:
        """Return pages in the order in which they are wanted; none may be missing.

        Raises:
            FetchError: One can't be had.
        """
        asked = list(wanted)
        found, failed = self.gather(asked, advance)
        if failed:
            raise failed[min(failed)]
        return [found[one.path] for one in asked]

    def gather(
        self, wanted: Iterable[PageRequest[P]], advance: Callable[[], None]
    ) -> tuple[dict[str, P], dict[str, FetchError]]:
        """Return the pages that can be had, and why the others can't, by path.

        Args:
            wanted: Pages of one type.
            advance: Called for each of them.
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
        """Yield each page as it comes, or why it doesn't."""
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
        """Threads that ask, and what they ask with."""
        from multiprocessing.pool import ThreadPool

        from pokename.pokedex.client import Client

        # They are daemons: after Ctrl-C nobody waits for one whose answer doesn't come.
        pool = self._open.enter_context(ThreadPool(self._section.workers))
        client = Client(self._cache, self._section.timeout, self._section.attempts)
        return pool, self._open.enter_context(client)
