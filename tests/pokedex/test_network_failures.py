"""Test that every documented error of the network libraries becomes one line."""

import http.client
import io
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from urllib3 import HTTPResponse
from urllib3 import exceptions as urllib3_exceptions

from pokename.errors import FetchError
from pokename.pokedex.cache import Cache, PageRequest
from pokename.pokedex.client import Client
from pokename.pokedex.pages import PokedexPage

URL = "http://127.0.0.1:9/"


def below(kind: type[BaseException]) -> Iterator[type[Any]]:
    yield kind
    for one in kind.__subclasses__():
        yield from below(one)


def made(kind: type[Any]) -> Any:
    """Return an instance of an error class, with whatever arguments the class needs."""
    body = HTTPResponse(io.BytesIO(b"zz"), preload_content=False)
    own: dict[type[Any], tuple[object, ...]] = {
        UnicodeEncodeError: ("idna", "x" * 99, 0, 1, "label too long"),
        requests.exceptions.JSONDecodeError: ("bad", "{", 0),
        urllib3_exceptions.IncompleteRead: (1, 2),
        urllib3_exceptions.InvalidChunkLength: (body, b"zz"),
    }
    given = [own[kind]] if kind in own else [("said",), (None, URL, "said"), (None, "said"), ()]
    for arguments in given:
        with suppress(TypeError, AttributeError):
            return kind(*arguments)
    raise AssertionError(f"{kind} takes something else")


CLASSES = [
    *below(requests.RequestException),
    *below(urllib3_exceptions.HTTPError),
    *(OSError, ConnectionResetError, TimeoutError, socket.gaierror, ssl.SSLError, ValueError),
    *(ssl.SSLCertVerificationError, UnicodeEncodeError, PermissionError),
]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:9"])
def test_each_request_error_is_a_fetch_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Any], proxy: str
) -> None:
    for name in ("all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    if proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)

    def fail(*_: object, **__: object) -> None:
        raise made(kind)

    monkeypatch.setattr(requests.Session, "get", fail)
    client = Client(Cache(tmp_path, URL), timeout=1, attempts=1)
    with client, pytest.raises(FetchError) as caught:
        client.get(PageRequest("pokedex/national", PokedexPage))
    assert str(caught.value).startswith(f"{URL}pokedex/national can't be fetched: ")


@pytest.mark.parametrize(
    "error",
    [
        *map(made, below(urllib3_exceptions.HTTPError)),
        ConnectionResetError(104, "reset"),
        TimeoutError("timed out"),
        ssl.SSLError(1, "bad record"),
        http.client.IncompleteRead(b""),
    ],
    ids=lambda error: type(error).__name__,
)
def test_each_body_error_is_a_fetch_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    class Raw:
        def read1(self, *_: object, **__: object) -> bytes:
            raise error

    def answer(*_: object, **__: object) -> requests.Response:
        response = requests.Response()
        response.status_code, response.url, response.raw = 200, URL, Raw()
        response.close = lambda: None  # type: ignore[method-assign]
        return response

    monkeypatch.setattr(requests.Session, "get", answer)
    client = Client(Cache(tmp_path, URL), timeout=1, attempts=1)
    with client, pytest.raises(FetchError):
        client.get(PageRequest("pokedex/national", PokedexPage))
