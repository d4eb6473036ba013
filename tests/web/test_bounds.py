"""Test the server under load, with slow answers, and when it stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from pokename import NameGenerator
from tests.support.processes import on_posix
from tests.web.conftest import address_in, client_of

pytest.importorskip("starlette", reason="needs the web extra")

API = "/api/v1"
LONG = {"description": "a fiery lizard that hunts icy whales by night", "n": 100}


def test_too_many_requests_get_429_with_retry_after(generator: NameGenerator) -> None:
    with client_of(generator, threads=1, queue=1) as client, ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(client.post, f"{API}/generate", json=LONG) for _ in range(8)]
        while (busy := client.get(f"{API}/readiness")).status_code == 200:
            assert not all(one.done() for one in asked), "the queue was never full"
        responses = [one.result() for one in asked]
        after = client.get(f"{API}/readiness")
    assert (busy.status_code, busy.json()) == (503, {"status": "busy"})
    counts = Counter(response.status_code for response in responses)
    assert set(counts) == {200, 429}
    assert all(one.headers["retry-after"] for one in responses if one.status_code == 429)
    assert after.json() == {"status": "ready"}


def test_a_slow_answer_times_out(generator: NameGenerator) -> None:
    rows = [{"key": str(n), "description": LONG["description"], "seed": n} for n in range(25)]
    with client_of(generator, timeout=0.001) as client:
        response = client.post(f"{API}/dex", json={"rows": rows})
    assert response.status_code == 504
    assert "too long" in response.json()["detail"]


def test_concurrent_requests_get_the_same_names(generator: NameGenerator) -> None:
    things = [f"a {size} {kind}" for size in ("tiny", "huge") for kind in ("bat", "crab", "owl")]
    with client_of(generator, threads=4) as client, ThreadPoolExecutor(8) as pool:
        ask = partial(client.get, f"{API}/generate")
        asked = [pool.submit(ask, params={"description": one, "n": 3}) for one in things * 4]
        answers = [one.result().json() for one in asked]
    for thing, answer in zip(things * 4, answers, strict=True):
        alone = generator.generate(thing, 3)
        assert [name["name"] for name in answer["names"]] == [name.name for name in alone]


@on_posix
def test_every_log_line_is_json() -> None:
    command = [sys.executable, "-m", "pokename", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        address = address_in(server.stderr.readline())
        port = int(address.rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"\x16\x03 no request\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 400")
        urllib.request.urlopen(f"{address}api/v1/health").close()  # noqa: S310 - our own server
        server.terminate()
        _, log = server.communicate(timeout=20)
    assert server.returncode == 128 + signal.SIGTERM
    logged, request = map(json.loads, log.splitlines())
    assert (logged["level"], logged["event"]) == ("warning", "logged")
    assert (request["route"], request["status"]) == ("/api/v1/health", 200)


@on_posix
def test_open_shows_the_page_in_a_browser(project: Path) -> None:
    browser, opened = project / "browser", project / "opened"
    browser.write_text('#!/bin/sh\nprintf %s "$1" > opened.part && mv opened.part opened\n')
    browser.chmod(0o755)
    command = [sys.executable, "-m", "pokename", "serve", "--port", "0", "--open"]
    environ = {**os.environ, "BROWSER": str(browser)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environ) as server:
        assert server.stderr is not None
        address = address_in(server.stderr.readline())
        deadline = time.monotonic() + 20
        while not opened.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        server.terminate()
    assert opened.read_text() == address


@on_posix
def test_a_stopping_server_finishes_running_requests() -> None:
    command = [sys.executable, "-m", "pokename", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        address = address_in(server.stderr.readline())
        request = urllib.request.Request(f"{address}api/v1/generate", json.dumps(LONG).encode())  # noqa: S310
        request.add_header("Content-Type", "application/json")
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(lambda: json.load(urllib.request.urlopen(request)))  # noqa: S310
            while not in_work(address):
                assert not asked.done(), "the answer came before the signal"
                time.sleep(0.02)
            server.send_signal(signal.SIGINT)
            names = asked.result()["names"]
        assert len(names) == 100
        _, log = server.communicate(timeout=20)
    assert server.returncode == 0
    assert "Stopped." in log
    assert "Traceback" not in log


def in_work(address: str) -> bool:
    """Return whether the server works on a request."""
    with urllib.request.urlopen(f"{address}metrics") as page:  # noqa: S310 - our own server
        return b"\npokename_queue_depth 0.0\n" not in page.read()
