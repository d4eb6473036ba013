"""Test Ctrl-C during ``pokename fetch``."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.support import fake_api
from tests.support.fake_api import FakeApi
from tests.support.fetch_runs import PAGES, RIDDLER, fetch


def interrupted(api: FakeApi, requests: int, *arguments: str) -> str:
    """Fetch in another process, press Ctrl-C after some requests, and return its stderr."""
    command = [sys.executable, "-m", "pokename", "fetch", "--base-url", api.url, *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        while len(api.asked) < requests and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        try:
            _, said = process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert process.returncode == 130, said
    return said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends a process no Ctrl-C of its own")
def test_an_interrupted_fetch_continues_where_it_stopped(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    api.delay = lambda _path: 0.1
    said = interrupted(api, 9, "--workers", "2")
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert not (project / "data").exists()
    got = {asked.path for asked in api.asked if asked.status == 200}
    assert 9 - 2 <= len(got) < PAGES  # each of the two workers may wait for one answer
    api.forget()
    fetch(cli, api.url)
    again = set(api.paths())
    assert again >= set(api.pages) - got
    assert len(again & got) <= 2  # requests without an answer when Ctrl-C came


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends a process no Ctrl-C of its own")
def test_ctrl_c_ends_a_wait_for_a_retry(project: Path, api: FakeApi) -> None:
    api.dead[RIDDLER] = fake_api.status(503, Retry_After="60")
    interrupted(api, PAGES)
    assert not (project / "data").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends a process no Ctrl-C of its own")
def test_ctrl_c_ends_a_wait_for_an_answer(project: Path, api: FakeApi, tmp_path: Path) -> None:
    api.dead[RIDDLER] = fake_api.stall(30)
    said = interrupted(api, PAGES, "--set", "fetch.timeout=60")
    assert said.splitlines()[-1] == "Interrupted."
    assert not (project / "data").exists()
    assert list(tmp_path.rglob("*.tmp")) == []
