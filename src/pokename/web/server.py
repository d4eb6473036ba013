"""Runs the server until it is told to stop."""

import errno
import logging
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from pokename.config import Config
from pokename.errors import PokenameError
from pokename.generate.workers import share_one_heap
from pokename.naming.generator import NameGenerator
from pokename.naming.sampling import Sampling
from pokename.web.answers import Answerer
from pokename.web.app import App
from pokename.web.monitoring import Log, RequestLog

GRACE = 10  # seconds that running answers may take after the signal to stop


class ServeError(PokenameError):
    """The server can't listen."""


def serve(settings: Config, log_requests: Path | None, ready: Callable[[str], object]) -> None:
    """Answer requests until SIGINT or SIGTERM, then finish the running answers.

    Args:
        settings: The config.
        log_requests: The file to append descriptions to, or None.
        ready: Called with the address once the server answers.

    Raises:
        ServeError: The server can't listen on the address.
        ModelError: The model can't be loaded.
        DataError: The file of descriptions can't be written.
        KeyboardInterrupt: Ctrl-C stopped the server.
    """
    share_one_heap()
    section = settings.serve
    listening = _listening(section.host, section.port)
    request_log = RequestLog(log_requests)
    config = uvicorn.Config(
        App(answerer_of(settings), section, request_log).asgi(),
        log_config=None,
        access_log=False,  # the app logs requests
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=GRACE,
    )
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.getLogger("uvicorn").addHandler(Log())
    _Server(config, lambda: ready(_address(listening))).run(sockets=[listening])


def answerer_of(settings: Config) -> Answerer:
    """Return an answerer with the served model and the defaults of ``pokename generate``.

    Raises:
        ModelError: The model can't be loaded.
    """
    section = settings.generate
    return Answerer(
        NameGenerator.load(settings.serve.model),
        settings.seed,
        section.max_length,
        Sampling.of(section),
    )


class _Server(uvicorn.Server):
    """A uvicorn server that reports when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then report that the server is ready."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=512)
    except UnicodeError:  # the host is to be encoded for DNS, but has an empty or a long part
        raise ServeError(
            f"The server can't listen on {host}, port {port}: no host can have this name.",
            "Give another --host, such as 127.0.0.1.",
        ) from None
    except OSError as error:
        of_host = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
        raise ServeError(
            f"The server can't listen on {host}, port {port}: {error.strerror}.",
            "Give another --host, such as 127.0.0.1."
            if of_host
            else "Give another --port, or --port 0 for a free one.",
        ) from None


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
