"""PokéAPI over HTTP: polite and patient.

A page that is in the cache but no longer fresh, by its ``Cache-Control``, is asked for again with
its ETag, so that an unchanged one is answered without a body.
"""

import re
import threading
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Self

import requests
import tenacity

from pokename.errors import FetchError
from pokename.pokedex.cache import NOT_THE_PAGE, Cache, CachedPage, P, PageRequest

USER_AGENT = f"pokename/{version('pokename')} (creature name generator; caches what it asks for)"
# 403 and 5xx are what the API's own front sends when it is busy.
TRY_AGAIN = frozenset({403, 408, 425, 429})
LONGEST_WAIT = 60.0
MAX_AGE = re.compile(r"\bmax-age=(\d+)")


class _TransientError(Exception):
    """An answer that another try may mend; ``wait`` is what the server asked for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


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
            retry=tenacity.retry_if_exception_type(_TransientError),
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
        except _TransientError as error:
            raise FetchError(
                f"{self._cache.base_url}{wanted.path} can't be had: {error}.",
                "Try again later; what was fetched is kept.",
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
        try:
            answer = self._session().get(
                self._cache.base_url + wanted.path,
                headers={"If-None-Match": etag} if etag else {},
                timeout=self._timeout,
            )
        except requests.RequestException as error:
            raise _TransientError(_reason(error)) from None
        if answer.status_code == requests.codes.not_modified and before:
            self._count("not modified")
            kept, unchanged = before
            self._cache.keep(wanted, etag, _lifetime(answer, kept.lifetime), unchanged)
            return unchanged
        _check_status(answer, wanted.path)
        try:
            page = wanted.read(answer.content)
        except NOT_THE_PAGE as error:
            raise _TransientError(f"the answer isn't the page asked for ({error!r:.60})") from None
        self._count("downloaded")
        etag = answer.headers.get("ETag", "")
        self._cache.keep(wanted, etag, _lifetime(answer), page)
        return page

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.headers.update(
                {"User-Agent": USER_AGENT, "Accept": "application/json"}
            )
        session: requests.Session = self._local.session
        return session

    def _count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1


def _lifetime(answer: requests.Response, before: int = 0) -> int:
    """Return for how many seconds an answer is fresh: as before, where it says nothing of it."""
    said = answer.headers.get("Cache-Control")
    if said is None:
        return before
    age = MAX_AGE.search(said)
    return int(age[1]) if age else 0


def _check_status(answer: requests.Response, path: str) -> None:
    status = answer.status_code
    if status in TRY_AGAIN or status >= 500:
        raise _TransientError(f"HTTP {status}", _retry_after(answer.headers.get("Retry-After", "")))
    if status != requests.codes.ok:
        raise FetchError(f"{answer.url} answers HTTP {status} for {path}.", "Check --base-url.")


def _retry_after(header: str) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, given as seconds or as a date."""
    try:
        if header.strip().isdigit():
            seconds = float(header)
        else:
            seconds = (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


_backoff = tenacity.wait_random_exponential(multiplier=0.25, max=10)
_jitter = tenacity.wait_random(0, 0.5)


def _wait(state: tenacity.RetryCallState) -> float:
    """Return what the server asked for and a little jitter, or an exponential wait with jitter."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, _TransientError) else None
    return _backoff(state) if asked is None else asked + _jitter(state)


def _reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the answer was cut short"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return type(error).__name__
