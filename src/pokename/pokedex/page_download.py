"""Request one page over HTTP, with limits on size, time and redirects."""

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
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager, ProxyManager

from pokename.errors import FetchError
from pokename.pokedex.network_failures import (
    FAILURES,
    TransientError,
    check_address,
    check_certificates,
    failure_of,
    refused,
)

USER_AGENT = f"pokename/{version('pokename')} (creature name generator; caches what it asks for)"
LARGEST = 16 * 2**20  # bytes of a page, compressed or not; the API's largest page has 0.5 MB
LONGEST = 4  # the total time for a page is limited to this many timeouts
MOST_REDIRECTS = 3
READ_AT_A_TIME = 2**16
LATER = "Try again later; fetched pages are kept."


class Response(NamedTuple):
    """The response to a request.

    Attributes:
        url: The URL after redirects.
        status: The HTTP status.
        headers: The headers; their names may be looked up in upper or lower case.
        body: The decompressed body; empty if the status isn't 200.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Requests pages over its own connection; not thread-safe.

    Args:
        timeout: Seconds without a byte until a request fails.

    Raises:
        FetchError: The user's certificate file can't be read.
    """

    def __init__(self, timeout: float) -> None:
        check_certificates()
        self._timeout = timeout
        self._session = _Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter())
        self._session.headers.update(
            {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
        )

    def get(self, url: str, headers: Mapping[str, str]) -> Response:
        """Request a page once; follow redirects on the same host.

        Raises:
            TransientError: The request failed but may succeed later.
            FetchError: The failure is permanent.
        """
        asked = url
        check_address(url)
        with _deadline(LONGEST * self._timeout) as deadline:
            for _ in range(MOST_REDIRECTS + 1):
                try:
                    response = self._ask(asked, headers)
                except FAILURES as error:
                    if deadline.passed:
                        raise _too_slow(url, LONGEST * self._timeout) from None
                    raise failure_of(url, error) from None
                if deadline.passed:  # without Content-Length, a cut body looks complete
                    raise _too_slow(url, LONGEST * self._timeout)
                if response.status not in {301, 302, 303, 307, 308}:
                    return response
                asked = _moved_to(asked, response.headers.get("Location", ""))
        raise refused(url, f"it redirects more than {MOST_REDIRECTS} times")

    def _ask(self, url: str, headers: Mapping[str, str]) -> Response:
        with self._session.get(
            url, headers=headers, timeout=self._timeout, stream=True, allow_redirects=False
        ) as response:
            body = _body(response) if response.status_code == requests.codes.ok else b""
            return Response(url, response.status_code, response.headers, body)


def _body(response: requests.Response) -> bytes:
    """Read and decompress the body of a response, with bounded memory.

    Raises:
        TransientError: The body is cut short or damaged.
        FetchError: The body is too large, or its encoding is unknown.
    """
    packed = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in {"identity", "gzip", "x-gzip", ""}:
        raise refused(response.url, f"its encoding '{packed:.20}' wasn't requested")
    unpacking = zlib.decompressobj(31) if "gzip" in packed else None
    body, sent = bytearray(), 0
    while piece := response.raw.read1(READ_AT_A_TIME, decode_content=False):
        sent += len(piece)
        try:
            body += unpacking.decompress(piece, LARGEST + 1) if unpacking else piece
        except zlib.error:
            raise TransientError("the answer was damaged") from None
        if max(sent, len(body)) > LARGEST or (unpacking and unpacking.unconsumed_tail):
            raise refused(response.url, f"it has over {LARGEST // 2**20} MB")
    if unpacking and not unpacking.eof:
        raise TransientError("the answer was cut short")
    return bytes(body)


def _moved_to(url: str, location: str) -> str:
    """Return the target of a redirect on the same host; https must not become http.

    Raises:
        FetchError: The redirect leads to another host or to http, or its URL is invalid.
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
        raise refused(url, "it redirects to an invalid address") from None
    if not location or after.scheme not in {"http", "https"}:
        raise refused(url, "it redirects to an invalid address")
    if (same and after.scheme == before.scheme) or (upgraded and after.scheme == "https"):
        return target
    raise FetchError(
        f"{url} can't be fetched: "
        f"it redirects to {after.scheme}://{after.netloc:.100}, a different server.",
        "If that is the API, give its address with --base-url.",
    )


def _place(parts: SplitResult) -> tuple[str | None, int]:
    return parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)


def _too_slow(url: str, seconds: float) -> FetchError:
    why = f"it takes over {seconds:g} s"
    return refused(url, why, "Raise the limit with --set fetch.timeout=60, or try again later.")


class _Deadline:
    """Limits the total time of a request by closing its socket; a timeout limits only each read."""

    def __init__(self) -> None:
        self.passed = False
        self.socket: socket.socket | None = None

    def end(self) -> None:
        """Mark the time as over, and shut the socket down, which ends a read that waits."""
        self.passed = True
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)


_asking = threading.local()  # holds the deadline of each thread's current request


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
    """A connection that gives its socket to the deadline of the thread."""

    def getresponse(self) -> Any:
        """Give the socket to the deadline, then read the response."""
        deadline: _Deadline | None = getattr(_asking, "deadline", None)
        if deadline:
            deadline.socket = self.sock  # type: ignore[attr-defined]
        return super().getresponse()  # type: ignore[misc]


class _HttpConnection(_Watched, HTTPConnection):
    pass


class _HttpsConnection(_Watched, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


class _Session(requests.Session):
    """A session that ignores redirects: the requests library would read their whole bodies."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None, since ``Transport.get`` follows redirects."""


class _Adapter(HTTPAdapter):
    """An adapter whose connections give their sockets to the deadline of the thread."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # as in requests
        """Make the pool manager, with connections that are watched."""
        super().init_poolmanager(*args, **kwargs)
        _watch(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:  # as in requests
        """Return the manager of a proxy; the connections of an HTTP proxy are watched."""
        manager = super().proxy_manager_for(*args, **kwargs)
        if type(manager) is ProxyManager:  # the SOCKS manager has its own connection classes
            _watch(manager)
        return manager


def _watch(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
