"""One page over HTTP within bounds: its bytes, its time, and where a redirect may lead."""

import os
import socket
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import exceptions as broken
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager, ProxyManager

from pokename.errors import FetchError

USER_AGENT = f"pokename/{version('pokename')} (creature name generator; caches what it asks for)"
LARGEST = 16 * 2**20  # bytes of a page, as sent and as unpacked; the API's largest has 0.5 MB
LONGEST = 4  # times the timeout that a page may take in all, however steadily it comes
MOST_REDIRECTS = 3
READ_AT_A_TIME = 2**16
LATER = "Try again later; what was fetched is kept."


class TransientError(Exception):
    """An answer that another try may mend; ``wait`` is what the server asked for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Answer(NamedTuple):
    """What came for a request.

    Attributes:
        url: Where from, after redirects.
        status: Of HTTP.
        headers: In any case.
        body: Unpacked; empty where the status isn't 200.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Asks for pages over a connection of its own; for one thread.

    Args:
        timeout: Seconds without a byte before a try has failed.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter())
        self._session.headers.update(
            {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
        )

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Ask for a page once, and follow where it has moved to on the same host.

        Raises:
            TransientError: Another try may mend it.
            FetchError: None will.
        """
        asked = url
        with _deadline(LONGEST * self._timeout) as deadline:
            for _ in range(MOST_REDIRECTS + 1):
                try:
                    answer = self._ask(asked, headers)
                except _FAILURES as error:
                    if deadline.passed:
                        raise _too_slow(url, LONGEST * self._timeout) from None
                    raise _failure(url, error) from None
                if deadline.passed:  # a body without a length ends as if it were whole
                    raise _too_slow(url, LONGEST * self._timeout)
                if answer.status not in {301, 302, 303, 307, 308}:
                    return answer
                asked = _moved_to(asked, answer.headers.get("Location", ""))
        raise _refused(url, f"it redirects more than {MOST_REDIRECTS} times")

    def _ask(self, url: str, headers: Mapping[str, str]) -> Answer:
        with self._session.get(
            url, headers=headers, timeout=self._timeout, stream=True, allow_redirects=False
        ) as response:
            body = _body(response) if response.status_code == requests.codes.ok else b""
            return Answer(url, response.status_code, response.headers, body)


# What requests, urllib3 and the socket below them raise; requests lets some of urllib3's through.
_FAILURES = (requests.RequestException, broken.HTTPError, OSError, ValueError)


def _body(response: requests.Response) -> bytes:
    """Return the body of a response, unpacked, never holding more than may be.

    Raises:
        TransientError: It is cut short or damaged.
        FetchError: It is too large, or packed in a way that wasn't asked for.
    """
    packed = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in {"identity", "gzip", "x-gzip", ""}:
        raise _refused(response.url, f"its encoding '{packed:.20}' wasn't asked for")
    unpacking = zlib.decompressobj(31) if "gzip" in packed else None
    body, sent = bytearray(), 0
    while piece := response.raw.read1(READ_AT_A_TIME, decode_content=False):
        sent += len(piece)
        try:
            body += unpacking.decompress(piece, LARGEST + 1) if unpacking else piece
        except zlib.error:
            raise TransientError("the answer was damaged") from None
        if max(sent, len(body)) > LARGEST or (unpacking and unpacking.unconsumed_tail):
            raise _refused(response.url, f"it has over {LARGEST // 2**20} MB")
    if unpacking and not unpacking.eof:
        raise TransientError("the answer was cut short")
    return bytes(body)


def _moved_to(url: str, location: str) -> str:
    """Return where a redirect leads: to the same host, and never from https to http.

    Raises:
        FetchError: It leads elsewhere, or to no address.
    """
    try:
        target = urljoin(url, location)
        before, after = urlsplit(url), urlsplit(target)
        same = _place(before) == _place(after)
        upgraded = _place(before) == (before.hostname, 80) and _place(after) == (
            before.hostname,
            443,
        )
    except ValueError:
        raise _refused(url, "it redirects to what is no address") from None
    if not location or after.scheme not in {"http", "https"}:
        raise _refused(url, "it redirects to what is no address")
    if (same and after.scheme == before.scheme) or (upgraded and after.scheme == "https"):
        return target
    raise FetchError(
        f"{url} can't be had: it redirects to {after.scheme}://{after.netloc:.100}, another place.",
        "Where that is the API, give it with --base-url.",
    )


def _place(parts: SplitResult) -> tuple[str | None, int]:
    return parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)


def _refused(url: str, why: str, hint: str = "Check --base-url.") -> FetchError:
    return FetchError(f"{url} can't be had: {why}.", hint)


def _too_slow(url: str, seconds: float) -> FetchError:
    why = f"it takes over {seconds:g} s"
    return _refused(url, why, "Give it longer with --set fetch.timeout=60, or try again later.")


def _failure(url: str, error: Exception) -> TransientError | FetchError:
    """Return what is wrong in words: transient, or permanent with what there is to change."""
    return (
        _failure_of_proxy(url, error)
        or _failure_of_certificate(url, error)
        or _failure_of_address(url, error)
        or TransientError(_reason(error))
    )


def _failure_of_proxy(url: str, error: Exception) -> FetchError | None:
    variable = _variable(f"{urlsplit(url).scheme}_proxy", "all_proxy")
    kinds = (
        requests.exceptions.ProxyError,
        requests.exceptions.InvalidProxyURL,
        requests.exceptions.InvalidSchema,
        requests.exceptions.InvalidURL,
        broken.ProxySchemeUnknown,
        broken.LocationParseError,
        broken.NewConnectionError,
    )
    if not variable or not any(isinstance(one, kinds) for one in _causes(error)):
        return None
    return _refused(
        url, f"the proxy that {variable} names can't be used", f"Change or unset {variable}."
    )


def _failure_of_certificate(url: str, error: Exception) -> FetchError | None:
    bundle = _variable("requests_ca_bundle", "curl_ca_bundle")
    if isinstance(error, OSError) and "CA certificate bundle" in str(error) and bundle:
        why = f"the file of certificates that {bundle} names can't be read"
        return _refused(url, why, f"Change or unset {bundle}.")
    if not any(isinstance(one, requests.exceptions.SSLError | broken.SSLError) for one in [error]):
        return None
    said = str(error)
    if "EOF" in said or "timed out" in said:
        return None  # it hung up
    if "WRONG_VERSION_NUMBER" in said or "record layer failure" in said:
        why = "it speaks no https"
        return _refused(url, why, "Check whether --base-url begins with http:// or https://.")
    hint = (
        f"{bundle} names those that are trusted: change or unset it."
        if bundle
        else (
            "Where it is your own, name its file in REQUESTS_CA_BUNDLE; check the clock otherwise."
        )
    )
    return _refused(url, "its certificate isn't trusted", hint)


def _failure_of_address(url: str, error: Exception) -> FetchError | None:
    for one in _causes(error):
        if isinstance(one, socket.gaierror) and one.errno != socket.EAI_AGAIN:
            host = urlsplit(url).hostname
            return _refused(url, f"there is no host {host}", "Check --base-url and the network.")
    if isinstance(error, requests.Timeout | requests.ConnectionError | broken.HTTPError):
        return None
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.RetryError):
        return None
    if isinstance(error, ValueError):  # requests' own of addresses and headers are among these
        return _refused(url, "that is no address that can be asked")
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it came of, as far as its libraries say."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


def _variable(*names: str) -> str:
    """Return which of some variables is set, in either case; "" where none is."""
    spelled = (form for name in names for form in (name, name.upper()))
    return next((name for name in spelled if os.environ.get(name)), "")


def _reason(error: Exception) -> str:
    if isinstance(error, requests.Timeout | broken.TimeoutError | TimeoutError):
        return "no answer in time"
    cut = (requests.exceptions.ChunkedEncodingError, broken.ProtocolError, ConnectionError)
    if isinstance(error, cut) and not isinstance(error, requests.ConnectionError):
        return "the answer was cut short"
    if isinstance(error, OSError | broken.HTTPError):
        return "no connection"
    return type(error).__name__


class _Deadline:
    """Ends a request from outside: each byte has its timeout, but any number may come."""

    def __init__(self) -> None:
        self.passed = False
        self.socket: socket.socket | None = None

    def end(self) -> None:
        self.passed = True
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)


_asking = threading.local()  # the deadline of the request that a thread has in hand


@contextmanager
def _deadline(seconds: float) -> Iterator[_Deadline]:
    deadline = _asking.deadline = _Deadline()
    timer = threading.Timer(seconds, deadline.end)
    timer.daemon = True
    timer.start()
    try:
        yield deadline
    finally:
        timer.cancel()


class _Watched:
    """A connection that tells the deadline of its thread what it reads from."""

    def getresponse(self) -> Any:
        deadline: _Deadline | None = getattr(_asking, "deadline", None)
        if deadline:
            deadline.socket = self.sock  # type: ignore[attr-defined]
        return super().getresponse()  # type: ignore[misc]


class _HttpConnection(_Watched, HTTPConnection):  # type: ignore[misc]
    pass


class _HttpsConnection(_Watched, HTTPSConnection):  # type: ignore[misc]
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


class _Adapter(HTTPAdapter):
    """Of requests, with watched connections."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # as requests has them
        super().init_poolmanager(*args, **kwargs)
        _watch(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:  # as requests has them
        manager = super().proxy_manager_for(*args, **kwargs)
        if type(manager) is ProxyManager:  # that of SOCKS has connections of its own
            _watch(manager)
        return manager


def _watch(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
