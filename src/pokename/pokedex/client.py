"""PokéAPI over HTTP: polite, patient, and never asking twice for what it has.

Answers are cached as files, one a page. A page is asked for again when its ``Cache-Control`` says
that it is no longer fresh, with its ETag, so that an unchanged one is answered without a body.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import requests
import tenacity
from msgspec import MsgspecError, Struct, json

from pokename.errors import FetchError
from pokename.files import write_text

USER_AGENT = f"pokename/{version('pokename')} (creature name generator; caches what it asks for)"
# 403 and 5xx are what the API's own front sends when it is busy.
TRY_AGAIN = frozenset({403, 408, 425, 429})
LONGEST_WAIT = 60.0
MAX_AGE = re.compile(r"\bmax-age=(\d+)")
# What reading JSON raises that isn't what was asked for.
NOT_THE_PAGE = (MsgspecError, ValueError, LookupError, TypeError, AttributeError)

Page = dict[str, Any]  # JSON, checked where it is parsed
Check = Callable[[Page], object]


@dataclass(frozen=True)
class Caching:
    """How the cache is used.

    Attributes:
        folder: A file for each page.
        refresh: Ask again for what is still fresh; unchanged pages still come without a body.
        offline: Ask for nothing.
    """

    folder: Path
    refresh: bool = False
    offline: bool = False


class _Kept(Struct):
    """A page in the cache, with what says whether it is fresh: seconds since 1970, and its ETag."""

    etag: str
    fresh_until: int
    body: Page


class _TransientError(Exception):
    """An answer that another try may mend; ``wait`` is what the server asked for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Client:
    """Reads pages of the API. Safe to share between threads, each with a connection of its own.

    At the end of a ``with`` block it stops: a thread that still waits for an answer writes none.

    Args:
        base_url: The API or a mirror of it.
        caching: Where answers are kept and when they are used.
        timeout: Seconds without an answer before a try has failed.
        attempts: Tries a page.
    """

    def __init__(self, base_url: str, caching: Caching, timeout: float, attempts: int) -> None:
        self.counts: Counter[str] = Counter()
        self._base_url = base_url.rstrip("/") + "/"
        self._caching = caching
        self._folder = caching.folder / re.sub(r"[^\w.-]+", "_", self._base_url)
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

    def get(self, path: str, check: Check) -> Page:
        """Return the JSON of a page, from the cache where it is fresh there.

        Args:
            path: Below the base URL, such as ``pokemon-species/1``.
            check: Raises one of ``NOT_THE_PAGE`` for a page that isn't what was asked for; such an
                answer counts as failed and is never cached.

        Raises:
            FetchError: The page can't be had.
        """
        file = self._folder / f"{path}.json"
        kept = self._kept(file, check)
        if kept and (self._caching.offline or self._is_fresh(kept)):
            self._count("from cache")
            return kept.body
        if self._caching.offline:
            raise FetchError(
                f"{path} isn't in the cache ({self._caching.folder}).", "Run without --offline."
            )
        try:
            return self._retrying.copy()(self._ask, path, file, kept, check)
        except _TransientError as error:
            raise FetchError(
                f"{self._base_url}{path} can't be had: {error}.",
                "Try again later; what was fetched is kept.",
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End all waiting for another try; from here on nothing is written."""
        self._stop.set()
        with self._lock:  # what is being written now, to its end
            pass

    def _ask(self, path: str, file: Path, kept: _Kept | None, check: Check) -> Page:
        """Ask for a page once."""
        headers = {"If-None-Match": kept.etag} if kept and kept.etag else {}
        self._count("requests")
        try:
            answer = self._session().get(
                self._base_url + path, headers=headers, timeout=self._timeout
            )
        except requests.RequestException as error:
            raise _TransientError(_reason(error)) from None
        if answer.status_code == requests.codes.not_modified and kept:
            self._count("not modified")
            self._keep(file, answer, kept.etag, kept.body)
            return kept.body
        _check_status(answer, path)
        try:
            page = json.decode(answer.content, type=Page)
            check(page)
        except NOT_THE_PAGE as error:
            raise _TransientError(f"the answer isn't the page asked for ({error!r:.60})") from None
        self._count("downloaded")
        self._keep(file, answer, answer.headers.get("ETag", ""), page)
        return page

    def _kept(self, file: Path, check: Check) -> _Kept | None:
        """Return what the cache has of a page; a broken file is as good as none."""
        try:
            kept = json.decode(file.read_bytes(), type=_Kept)
            check(kept.body)
        except (FileNotFoundError, *NOT_THE_PAGE):
            return None
        return kept

    def _is_fresh(self, kept: _Kept) -> bool:
        return not self._caching.refresh and time.time() < kept.fresh_until

    def _keep(self, file: Path, answer: requests.Response, etag: str, page: Page) -> None:
        age = MAX_AGE.search(answer.headers.get("Cache-Control", ""))
        fresh_until = int(time.time()) + (int(age[1]) if age else 0)
        text = json.encode(_Kept(etag, fresh_until, page)).decode()
        with self._lock:
            if not self._stop.is_set():
                write_text(file, text)

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
