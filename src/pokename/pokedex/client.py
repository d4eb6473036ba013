"""PokéAPI over HTTP: polite and patient.

A page that is in the cache but no longer fresh, by its ``Cache-Control``, is asked for again with
its ETag, so that an unchanged one is answered without a body.
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
from pokename.pokedex.page_download import LATER, Answer, Transport

# 403 and 5xx are what the API's own front sends when it is busy.
TRY_AGAIN = frozenset({403, 408, 425, 429})
LONGEST_WAIT = 60.0
MAX_AGE = re.compile(r"\bmax-age=(\d+)", re.ASCII)
LONGEST_LIFETIME = 365 * 24 * 3600  # seconds for which a page is fresh at the most


class Client:
    """Reads pages of the API. Safe to share between threads, each with a connection of its own.

    At the end of a ``with`` block it stops: a thread that still waits for an answer writes none.

    Args:
        cache: Of the API; where answers are kept.
        timeout: Seconds without an answer before a try has failed.
        attempts: Tries a page.
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
        """Ask for a page; an answer that isn't the one wanted counts as failed and isn't kept.

        Raises:
            FetchError: The page can't be had.
        """
        try:
            page: P = self._retrying.copy()(self._ask, wanted, self._cache.kept(wanted))
        except TransientError as error:
            raise FetchError(
                f"{self._cache.base_url}{wanted.path} can't be had: {error}.",
                LATER,
            ) from None
        return page

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End all waiting for another try; from here on nothing is written."""
        self._stop.set()
        self._cache.close()

    def _ask(self, wanted: PageRequest[P], before: tuple[CachedPage, P] | None) -> P:
        """Ask for a page once."""
        etag = before[0].etag if before else ""
        self._count("requests")
        headers = {"If-None-Match": etag} if etag else {}
        answer = self._transport().get(self._cache.base_url + wanted.path, headers)
        if answer.status == HTTPStatus.NOT_MODIFIED and before:
            self._count("not modified")
            kept, unchanged = before
            self._cache.keep(wanted, etag, _lifetime(answer, kept.lifetime), unchanged)
            return unchanged
        _check_status(answer, wanted.path)
        try:
            page = wanted.read(answer.body)
        except NOT_THE_PAGE as error:
            raise TransientError(f"the answer isn't the page asked for ({error!r:.60})") from None
        self._count("downloaded")
        etag = answer.headers.get("ETag", "")
        self._cache.keep(wanted, etag, _lifetime(answer), page)
        return page

    def _transport(self) -> Transport:
        """Return that of this thread."""
        if not hasattr(self._local, "transport"):
            self._local.transport = Transport(self._timeout)
        transport: Transport = self._local.transport
        return transport

    def _count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1


def _lifetime(answer: Answer, before: int = 0) -> int:
    """Return for how many seconds an answer is fresh: as before, where it says nothing of it."""
    said = answer.headers.get("Cache-Control")
    if said is None:
        return before
    age = MAX_AGE.search(said)
    # An int of thousands of digits can't be read.
    return min(int(age[1][:12]), LONGEST_LIFETIME) if age else 0


def _check_status(answer: Answer, path: str) -> None:
    status = answer.status
    if status in TRY_AGAIN or status >= 500:
        raise TransientError(f"HTTP {status}", _retry_after(answer.headers.get("Retry-After", "")))
    if status != HTTPStatus.OK:
        raise FetchError(f"{answer.url} answers HTTP {status} for {path}.", "Check --base-url.")


def _retry_after(header: str) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, given as seconds or as a date."""
    try:
        if header.strip().isdigit():
            seconds = float(header)
        else:
            seconds = (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError, OverflowError, LookupError):  # of dates that are none
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


_backoff = tenacity.wait_random_exponential(multiplier=0.25, max=10)
_jitter = tenacity.wait_random(0, 0.5)


def _wait(state: tenacity.RetryCallState) -> float:
    """Return what the server asked for and a little jitter, or an exponential wait with jitter."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, TransientError) else None
    return _backoff(state) if asked is None else asked + _jitter(state)
