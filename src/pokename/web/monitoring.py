"""Middleware that gives every request an id, safe headers, a log line and metrics.

docs/how-to/serve.md lists the Prometheus metrics at ``/metrics``.
"""

import errno
import logging
import os
import re
import sys
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from io import RawIOBase
from pathlib import Path
from typing import Any, TextIO
from uuid import uuid4

from msgspec import json
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pokename.errors import DataError
from pokename.files import now
from pokename.web.answers import AnswerFacts

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
HEADERS = {
    # The page loads everything from this server.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",  # browsers ask each time, so an upgrade is visible at once
}


class Metrics:
    """Counters of one server, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "pokename_requests_total",
            "Requests answered.",
            ("route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "pokename_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._names = Counter("pokename_names_total", "Names given.", registry=self.registry)
        self._refused = Counter(
            "pokename_refused_names_total",
            "Names that were good enough for a list but were refused.",
            ("reason",),
            registry=self.registry,
        )
        self._unknown = Counter(
            "pokename_unknown_words_total",
            "Words of descriptions that pokename doesn't know.",
            registry=self.registry,
        )
        depth = Gauge(
            "pokename_queue_depth",
            "Requests that wait or are being answered.",
            registry=self.registry,
        )
        self.queue_depth = depth.set

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, facts: AnswerFacts) -> None:
        """Count the names and refusals of an answer."""
        for one in facts.described:
            self._names.inc(one.names)
            self._unknown.inc(len(one.unknown))
        for reason, count in facts.refused.items():
            self._refused.labels(reason).inc(count)


class Log(logging.Handler):
    """Logs events to stderr, one JSON object per line, including the events of libraries.

    If stderr is a terminal, a person reads it, so only warnings and errors are logged.
    """

    def __init__(self) -> None:
        super().__init__()
        self._terminal = bool(sys.stderr and sys.stderr.isatty())

    def event(self, level: int, event: str, **fields: object) -> None:
        """Write an event."""
        if self._terminal and level < logging.WARNING:
            return
        line = {"time": now(), "level": logging.getLevelName(level).lower(), "event": event}
        write_line(sys.stderr, {**line, **fields})

    def emit(self, record: logging.LogRecord) -> None:
        """Write an event that a library logs."""
        self.event(record.levelno, "logged", message=record.getMessage(), logger=record.name)


class RequestLog:
    """The optional log file of the descriptions in requests, one JSON object per line.

    If a line can't be written, it is lost. The server's log says so once, until writing works
    again.

    Args:
        path: The file to append to, or None to write nothing.

    Raises:
        DataError: The file can't be written.
    """

    def __init__(self, path: Path | None) -> None:
        try:
            # Unbuffered, so that nothing is lost if the server is killed.
            self._stream = path and path.open("ab", buffering=0)
        except OSError as error:
            raise DataError(
                f"{path} can't be written: {error.strerror}.", "Give --log-requests another file."
            ) from None

        self._path, self._fails = path, False

    def write(self, facts: AnswerFacts, request_id: str, route: str) -> None:
        """Write the descriptions of a request."""
        if not self._stream:
            return
        lines = [
            {
                "time": now(),
                "description": one.description,
                "unknown": one.unknown,
                "names": one.names,
                "route": route,
                "request_id": request_id,
            }
            for one in facts.described
        ]
        try:
            self._append(self._stream, b"".join(json.encode(line) + b"\n" for line in lines))
        except OSError as error:
            if not self._fails:
                said = f"{self._path} can't be written: {error.strerror}"
                Log().event(logging.ERROR, "descriptions_not_logged", error=said)
            self._fails = True
        else:
            self._fails = False

    @staticmethod
    def _append(stream: RawIOBase, lines: bytes) -> None:
        written = stream.write(lines) or 0
        if written < len(lines):  # the disk is full; half a line would make the file unreadable
            with suppress(OSError):
                stream.truncate(stream.tell() - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        """Close the file."""
        if self._stream:
            self._stream.close()


def write_line(stream: TextIO | None, fields: Mapping[str, Any]) -> None:
    """Write an object as a line of JSON; ignore a missing or closed stream."""
    if stream and not stream.closed:
        stream.write(json.encode(fields, enc_hook=str).decode() + "\n")


class Monitored:
    """An app that gives every request an id, answers with safe headers, counts and logs.

    The answer, the line in the log and a reported error contain the id.

    Args:
        app: The app that answers.
        metrics: The metrics that count the requests.
        log: The log of all requests.
        routes: The paths that the metrics distinguish.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, log: Log, routes: frozenset[str]) -> None:
        self._app = app
        self._metrics = metrics
        self._log = log
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        began, status = time.perf_counter(), 500

        async def monitored(message: Message) -> None:
            """Add the headers to the answer and note its status, then send it."""
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, monitored)
        except Exception as error:  # the app has answered already, so only log the error
            self._log.event(
                logging.ERROR,
                "failed",
                request_id=request_id,
                error=f"{type(error).__name__}: {error}",
                traceback=traceback.format_exc(),
            )
        finally:
            self._count(scope, status, time.perf_counter() - began, request_id)

    def _count(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        path = scope["path"]
        static = "/static" if path.startswith("/static/") else "other"
        route = path if path in self._routes else static
        self._metrics.request(route, status, seconds)
        self._log.event(
            logging.WARNING if status >= 500 or status == 429 else logging.INFO,
            "request",
            request_id=request_id,
            method=scope["method"],
            route=route,
            status=status,
            seconds=round(seconds, 4),
        )
