"""Serve the made-up Pokédex over real HTTP on loopback, with faults on demand."""

import hashlib
import json
import ssl
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_LINGER, SOL_SOCKET

from tests.support.invented_pokedex import Json, pages

Fault = Callable[["Handler"], None]

ROOT = "/api/v2/"


@dataclass
class ReceivedRequest:
    """One request and its answer; the status is None if the connection was closed."""

    path: str
    at: float
    headers: Mapping[str, str]
    status: int | None = None
    sent: int = 0


@dataclass
class FakeApi:
    """The served pages, the planned faults, and the requests so far."""

    url: str
    pages: dict[str, Json]
    cache_headers: dict[str, str] = field(
        default_factory=lambda: {"Cache-Control": "public, max-age=86400, s-maxage=86400"}
    )
    etags: bool = True
    # Each request takes the first fault from the list of its path.
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    dead: dict[str, Fault] = field(default_factory=dict)
    delay: Callable[[str], float] = lambda _path: 0.0
    asked: list[ReceivedRequest] = field(default_factory=list)
    connections: int = 0
    most_connections: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def paths(self) -> list[str]:
        """Return the requested paths, in order."""
        return [asked.path for asked in self.asked]

    def times(self, path: str) -> list[float]:
        """Return the times of the requests for a path."""
        return [asked.at for asked in self.asked if asked.path == path]

    def forget(self) -> None:
        """Forget the requests so far."""
        self.asked.clear()

    def fault(self, path: str) -> Fault | None:
        """Return the fault for this request, or None."""
        with self.lock:
            ordered = self.faults.get(path)
            return ordered.pop(0) if ordered else self.dead.get(path)


class Handler(BaseHTTPRequestHandler):
    """Answers from the ``FakeApi`` of its server."""

    protocol_version = "HTTP/1.1"
    server: "Server"
    asked: ReceivedRequest

    def setup(self) -> None:
        super().setup()
        api = self.server.api
        with api.lock:
            api.connections += 1
            api.most_connections = max(api.most_connections, api.connections)

    def finish(self) -> None:
        with self.server.api.lock:
            self.server.api.connections -= 1
        super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        api, path = self.server.api, self.path.removeprefix(ROOT)
        self.asked = ReceivedRequest(path, time.monotonic(), dict(self.headers.items()))
        with api.lock:
            api.asked.append(self.asked)
        try:
            time.sleep(api.delay(path))
            fault = api.fault(path)
            if fault:
                fault(self)
            else:
                self._answer(path)
        except ConnectionError:
            self.close_connection = True

    def page(self) -> bytes:
        """Return the requested page as JSON."""
        page = self.server.api.pages[self.path.removeprefix(ROOT)]
        return json.dumps(page, ensure_ascii=False).encode()

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        self.asked.status, self.asked.sent = status, len(body)
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, path: str) -> None:
        api = self.server.api
        if path not in api.pages or not self.path.startswith(ROOT):
            self.reply(404, b"Not Found")
            return
        body, headers = self.page(), dict(api.cache_headers)
        if api.etags:
            headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
        if api.etags and self.headers["If-None-Match"] == headers["ETag"]:
            self.reply(304, b"", **headers)
        else:
            self.reply(200, body, Content_Type="application/json; charset=utf-8", **headers)


class Server(ThreadingHTTPServer):
    """Serves one ``FakeApi`` and ignores clients that hang up."""

    daemon_threads = True
    api: FakeApi

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[FakeApi]:
    """Serve the made-up Pokédex on a free port of loopback, by https if there is a context."""
    with Server(("127.0.0.1", 0), Handler) as server:
        url = f"http{'s' if context else ''}://127.0.0.1:{server.server_address[1]}{ROOT}"
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.api = FakeApi(url, pages(url))
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.api
        finally:
            server.shutdown()
            thread.join()


def status(code: int, **headers: str) -> Fault:
    """Answer with an error; in the names of ``headers``, underscores stand for hyphens."""
    return lambda handler: handler.reply(code, b"upstream says no", **headers)


def body(content: bytes, kind: str = "application/json") -> Fault:
    """Answer with status 200 and the given content instead of the page."""
    cacheable = {"Cache_Control": "public, max-age=86400", "ETag": '"wrong"'}
    return lambda handler: handler.reply(200, content, Content_Type=kind, **cacheable)


def packed(content: bytes) -> Fault:
    """Answer with status 200 and content that is declared as compressed."""
    return lambda handler: handler.reply(200, content, Content_Encoding="gzip")


def moved(location: str, status_code: int = 302) -> Fault:
    """Redirect to another address."""
    return lambda handler: handler.reply(status_code, b"moved", Location=location)


def endless(piece: bytes, pause: float = 0.0, head: str = "chunked") -> Fault:
    """Answer endlessly, one piece at a time, until the client hangs up.

    Args:
        piece: The bytes to send again and again.
        pause: The seconds between two pieces.
        head: ``chunked``; ``length``, with a huge length; ``close``, without a length; or
            ``headers``, with headers that never end.
    """

    def send(handler: Handler) -> None:
        handler.close_connection = True
        handler.send_response(200)
        fields = {
            "chunked": ("Transfer-Encoding", "chunked"),
            "length": ("Content-Length", "9" * 9),
        }
        if head in fields:
            handler.send_header(*fields[head])
        if head != "headers":
            handler.end_headers()
        else:
            handler.flush_headers()
        framed = b"%x\r\n%s\r\n" % (len(piece), piece) if head == "chunked" else piece
        while True:
            handler.wfile.write(framed)
            handler.asked.sent += len(piece)
            time.sleep(pause)

    return send


def html() -> Fault:
    """Answer like a proxy whose upstream is down."""
    return body(b"<html><body>maintenance</body></html>", "text/html")


def cut(handler: Handler) -> None:
    """Hang up in the middle of a body."""
    whole = handler.page()
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(whole)))
    handler.end_headers()
    handler.wfile.write(whole[: len(whole) // 2])


def reset(handler: Handler) -> None:
    """Reset the connection instead of an answer."""
    handler.close_connection = True
    linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    handler.connection.setsockopt(SOL_SOCKET, SO_LINGER, linger)
    handler.connection.close()


def stall(seconds: float) -> Fault:
    """Send nothing for some seconds, then close the connection."""

    def hang(handler: Handler) -> None:
        handler.close_connection = True
        with suppress(ConnectionError):
            time.sleep(seconds)

    return hang
