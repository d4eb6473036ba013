"""Measure a server's latency with simultaneous users, and whether its memory stays constant."""

import http.client
import itertools
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from urllib.parse import quote

import psutil

from benchmarks.comparison import Comparison, Series
from benchmarks.timing import POKENAME, program
from pokename.paths import BUNDLED_BASE

USERS = 32
SECONDS = 60.0
ALONE = 10.0  # seconds with a single user
SETTLED = 15.0  # seconds after which memory should stay constant
PATIENCE = 120.0  # timeout in seconds, for an answer and for the start of a server
KINDS = "fiery icy mossy tiny huge ghostly steel crystal sleepy electric toxic golden".split()
CREATURES = "lizard mouse turtle bird serpent moth bear crab fox owl whale beetle".split()


@dataclass(frozen=True)
class Load:
    """The measurements of a server under load.

    Attributes:
        start: Seconds from the start of the server until it was ready.
        worked: Seconds of processor time until the server was ready.
        alone: Seconds of each answer to a single user, who sends no description twice.
        waits: Seconds of each answer to simultaneous users.
        errors: The number of failed answers.
        seconds: Seconds from the first request to the last answer of simultaneous users.
        settled: Megabytes of memory after ``SETTLED`` seconds.
        at_end: Megabytes of memory at the end.
    """

    start: float
    worked: float
    alone: Sequence[float]
    waits: Sequence[float]
    errors: int
    seconds: float
    settled: float
    at_end: float


def measure(repeats: int) -> list[Comparison]:
    """Compare pokename's server with a plain one, each for a minute with ``USERS`` users."""
    ours, other = [], []
    for _ in range(repeats):
        port = _free_port()
        command = [POKENAME, "serve", "--port", str(port)]
        ours.append(_load(command, port, "/api/v1/generate", "/api/v1/readiness"))
        port = _free_port()
        command = program("serve_transformers", BUNDLED_BASE, port)
        other.append(_load(command, port, "/generate", "/readiness"))
    errors = sum(one.errors for one in ours)
    both = (f"pokename serve, {errors} errors", ours), ("transformers behind Starlette", other)

    def compared(title: str, unit: str, figure: Callable[[Load], float]) -> Comparison:
        series = [Series(label, list(map(figure, runs))) for label, runs in both]
        more = unit.endswith("/s")
        return Comparison(title, unit, series[0], series[1], more_is_better=more)

    many = f"{USERS} users at once"
    return [
        compared("from start to ready", "s", lambda one: one.start),
        compared("from start to ready, processor time", "s", lambda one: one.worked),
        compared("one user, median time of an answer", "s", lambda one: median(one.alone)),
        compared(f"{many}, median time of an answer", "s", lambda one: median(one.waits)),
        compared(f"{many}, 95th percentile of the times", "s", lambda one: _most(one.waits, 95)),
        compared(f"{many}, answers", "answers/s", lambda one: len(one.waits) / one.seconds),
        Comparison(
            f"memory after {SECONDS:.0f} s of {USERS} users",
            "MB",
            Series("at the end", [one.at_end for one in ours]),
            Series(f"after {SETTLED:.0f} s", [one.settled for one in ours]),
            aim="flat",
        ),
    ]


def _load(command: Sequence[str], port: int, path: str, ready: str) -> Load:
    """Measure a server with one user, then with many; each sends one request at a time."""
    started = time.perf_counter()
    with _serving(command, port, ready) as process:
        start, times = time.perf_counter() - started, process.cpu_times()
        alone = _user(port, path, 0, time.perf_counter() + ALONE)
        began = time.perf_counter()
        with ThreadPoolExecutor(USERS) as pool:
            users = [pool.submit(_user, port, path, user, began + SECONDS) for user in range(USERS)]
            time.sleep(SETTLED)
            settled = process.memory_info().rss / 1e6
            answers = [wait for user in users for wait in user.result()]
        return Load(
            start,
            times.user + times.system,
            [wait for wait in alone if wait is not None],
            [wait for wait in answers if wait is not None],
            answers.count(None),
            time.perf_counter() - began,
            settled,
            process.memory_info().rss / 1e6,
        )


def _most(waits: Sequence[float], percent: int) -> float:
    """Return the given percentile of the waiting times, in seconds."""
    return quantiles(waits, n=100)[percent - 1]


def _user(port: int, path: str, user: int, until: float) -> list[float | None]:
    """Return the seconds of each answer to one user, or None for a failed answer."""
    waits: list[float | None] = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    pairs = itertools.cycle(itertools.product(KINDS, CREATURES))
    for kind, creature in itertools.islice(pairs, user * 4, None):
        began = time.perf_counter()
        if began >= until:
            return waits
        connection.request("GET", f"{path}?description={quote(f'a {kind} {creature}')}")
        response = connection.getresponse()
        response.read()
        waits.append(time.perf_counter() - began if response.status == http.client.OK else None)
    return waits


@contextmanager
def _serving(command: Sequence[str], port: int, ready: str) -> Iterator[psutil.Process]:
    """Run a server and yield its process when it is ready."""
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        give_up = time.monotonic() + PATIENCE
        while not _answers(port, ready):
            if server.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"{' '.join(command)} doesn't start.")
            time.sleep(0.1)
        yield psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait()


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
