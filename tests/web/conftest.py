"""Fixtures for a server in its own process, an app in the test process, and a browser."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from pokename import NameGenerator
from pokename.naming.sampling import Sampling

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Request
    from starlette.testclient import TestClient

    from tests.support.visit import Visit

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def generator() -> NameGenerator:
    return NameGenerator.load()


def client_of(
    generator: NameGenerator,
    log: "Path | None" = None,
    sampling: Sampling = Sampling(),  # noqa: B008 - it is frozen
    **section: Any,
) -> "TestClient":
    """Return a client of an app with some keys of the config's ``serve`` section set."""
    from starlette.testclient import TestClient

    from pokename.config import ServeSection
    from pokename.web.answers import Answerer
    from pokename.web.app import App
    from pokename.web.monitoring import RequestLog

    answers = Answerer(generator, seed=7, max_length=12, sampling=sampling)
    app = App(answers, ServeSection(**section), RequestLog(log)).asgi()
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(generator: NameGenerator) -> "Iterator[TestClient]":
    with client_of(generator) as client:
        yield client


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start ``pokename serve`` on a free port."""
    pytest.importorskip("uvicorn", reason="needs the web extra")
    folder = tmp_path_factory.mktemp("serve")
    log = folder / "serve.log"  # not a pipe, which would fill up unread
    command = [sys.executable, "-m", "pokename", "serve", "--port", "0"]
    with (
        log.open("w") as stream,
        subprocess.Popen(command, stderr=stream, cwd=folder) as server,
    ):
        try:
            while "http://" not in (said := log.read_text()):
                assert server.poll() is None, said
                time.sleep(0.05)
            yield address_in(said)
        finally:
            server.terminate()


def address_in(line: str) -> str:
    """Return the address in the first line that a server prints."""
    found = re.search(r"http://\S+", line)
    assert found, line
    return found[0]


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    chromium = os.environ.get("POKENAME_TEST_CHROMIUM") or shutil.which("chromium") or CHROMIUM
    if not os.path.exists(chromium):  # noqa: PTH110 - a path from the environment
        pytest.skip("Chromium isn't installed here")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: "Browser", address: str) -> "Iterator[Callable[..., Visit]]":
    """Open the page; afterwards check that it had no errors and sent no requests to other hosts."""
    from tests.support.visit import SIZES, Visit

    wrong: list[str] = []

    def note(said: "ConsoleMessage") -> None:
        # The browser logs a refused wish as an error; the page explains it in words.
        if said.type == "error" and "status of 422" not in said.text:
            wrong.append(said.text)

    def look(request: "Request") -> None:
        if not request.url.startswith((address, "blob:")):
            wrong.append(request.url)

    contexts = []

    def opened(size: str = "desk", means: str = "mouse", path: str = "", **options: Any) -> Visit:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", look)
        page.goto(address + path)
        return Visit(page, means)

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
