"""Request pages from PokéAPI over HTTP, with retries, backoff and ETags.

A cached page that is stale by its ``Cache-Control`` is requested with its ETag, so that the answer
for an unchanged page has no body.
"""

import re
import threading
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Self

import tenacity

from pokename.errors import FetchError
from pokename.pokedex.cache import NOT_THE_PAGE, Cache, CachedPage, P, PageRequest
from pokename.pokedex.network_failures import TransientError
from pokename.pokedex.page_download import LATER, Response, Transport

# The API's proxy sends 403 and 5xx when it is busy.
TRY_AGAIN = frozenset({403, 408, 425, 429})
LONGEST_WAIT = 60.0
MAX_AGE = re.compile(r"\bmax-age=(\d+)", re.ASCII)
LONGEST_LIFETIME = 365 * 24 * 3600  # seconds; upper limit of a page's lifetime


class Client:
    """Requests pages of the API. Thread-safe; each thread has its own connection.

    Leaving the ``with`` block stops retries; threads that still wait for an answer don't cache it.

    Args:
        cache: The cache that stores the answers.
        timeout: Seconds without an answer until an attempt fails.
        attempts: Maximum number of attempts for each page.
    """

    def __init__(self, cache: Cache, timeout: float, attempts: int) -> None:
        self.counts: Counter[str] = Counter()
        self._cache = cache
        self._timeout = timeout
        self._stop = threading.Event()
        self._local = threading.local()
        self._lock = threading.Lock()
        self._retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TransientError),
            stop=tenacity.stop_after_attempt(attempts) | tenacity.stop_when_event_set(self._stop),
            wait=_wait,
            sleep=tenacity.sleep_using_event(self._stop),
            reraise=True,
        )

    def get(self, wanted: PageRequest[P]) -> P:
        """Request a page, with retries; an answer that isn't the page is an error and isn't cached.

        Raises:
            FetchError: All attempts failed, or the failure is permanent.
        """
        try:
            page: P = self._retrying.copy()(self._ask, wanted, self._cache.kept(wanted))
        except TransientError as error:
            raise FetchError(
                f"{self._cache.base_url}{wanted.path} can't be fetched: {error}.",
                LATER,
            ) from None
        return page

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop all retries and close the cache."""
        self._stop.set()
        self._cache.close()

    def _ask(self, wanted: PageRequest[P], before: tuple[CachedPage, P] | None) -> P:
        """Request a page once."""
        etag = before[0].etag if before else ""
        self._count("requests")
        headers = {"If-None-Match": etag} if etag else {}
        response = self._transport().get(self._cache.base_url + wanted.path, headers)
        if response.status == HTTPStatus.NOT_MODIFIED and before:
            self._count("not modified")
            kept, unchanged = before
            self._cache.keep(wanted, etag, _lifetime(response, kept.lifetime), unchanged)
            return unchanged
        _check_status(response, wanted.path)
        try:
            page = wanted.read(response.body)
        except NOT_THE_PAGE as error:
            raise TransientError(f"the answer isn't the requested page ({error!r:.60})") from None
        self._count("downloaded")
        etag = response.headers.get("ETag", "")
        self._cache.keep(wanted, etag, _lifetime(response), page)
        return page

    def _transport(self) -> Transport:
        """Return the transport of this thread."""
        if not hasattr(self._local, "transport"):
            self._local.transport = Transport(self._timeout)
        transport: Transport = self._local.transport
        return transport

    def _count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1


def _lifetime(response: Response, before: int = 0) -> int:
    """Return the lifetime of a response in seconds; ``before`` if it has no ``Cache-Control``."""
    said = response.headers.get("Cache-Control")
    if said is None:
        return before
    age = MAX_AGE.search(said)
    # int() refuses thousands of digits, so read only the first twelve.
    return min(int(age[1][:12]), LONGEST_LIFETIME) if age else 0


def _check_status(response: Response, path: str) -> None:
    status = response.status
    if status in TRY_AGAIN or status >= 500:
        raise TransientError(
            f"HTTP {status}", _retry_after(response.headers.get("Retry-After", ""))
        )
    if status != HTTPStatus.OK:
        raise FetchError(f"{response.url} answers HTTP {status} for {path}.", "Check --base-url.")


def _retry_after(header: str) -> float | None:
    """Return the wait in a ``Retry-After`` header (seconds or a date), in seconds, or None."""
    try:
        if header.strip().isdigit():
            seconds = float(header)
        else:
            seconds = (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError, OverflowError, LookupError):  # the date is invalid
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


_backoff = tenacity.wait_random_exponential(multiplier=0.25, max=10)
_jitter = tenacity.wait_random(0, 0.5)


def _wait(state: tenacity.RetryCallState) -> float:
    """Return the wait before a retry: ``Retry-After`` plus jitter, else an exponential backoff."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, TransientError) else None
    return _backoff(state) if asked is None else asked + _jitter(state)
