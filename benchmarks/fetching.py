"""Time ``pokename fetch`` from the recorded PokéAPI, with the latency of the real API."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.comparison import Comparison, Series
from benchmarks.timing import POKENAME, Ran, run

RECORDED_API = Path(__file__).parents[2] / "shared" / "pokeapi" / "serve.py"
LATENCY = 0.05  # seconds


def measure(repeats: int) -> list[Comparison]:
    """Compare concurrent with sequential requests, and a second fetch with the first one."""
    if not RECORDED_API.is_file():
        print("fetching: skipped, the recorded PokéAPI isn't beside this checkout", file=sys.stderr)
        return []
    first, second, alone = [], [], []
    with serving() as url:
        for _ in range(repeats):
            with tempfile.TemporaryDirectory() as temporary:
                folder = Path(temporary)
                first.append(_fetch(url, folder))
                second.append(_fetch(url, folder))
                shutil.rmtree(folder / "cache")
                alone.append(_fetch(url, folder, "--workers", "1"))
    concurrent = _series("8 at a time", first)
    return [
        Comparison("first fetch", "s", concurrent, _series("one at a time", alone)),
        Comparison("fetch again", "s", _series("second", second), _series("first", first)),
    ]


def _fetch(url: str, folder: Path, *options: str) -> Ran:
    cache = f"paths.cache={folder / 'cache'}"
    return run([POKENAME, "fetch", "--base-url", url, "--set", cache, *options], folder)


def _series(label: str, runs: list[Ran]) -> Series:
    return Series(label, [ran.seconds for ran in runs])


@contextmanager
def serving() -> Iterator[str]:
    """Start the recorded API and yield its address."""
    command = [sys.executable, str(RECORDED_API), "--port", "0", "--latency", str(LATENCY)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.stdout.readline().strip() if server.stdout else ""
        finally:
            server.terminate()
