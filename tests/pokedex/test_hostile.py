"""Test ``pokename fetch`` with a hostile server and a misconfigured network."""

import gzip
import json
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from tests.conftest import Cli
from tests.support import fake_api
from tests.support.fake_api import FakeApi, Fault
from tests.support.fetch_runs import RIDDLER, elsewhere, fetch, is_one_line, manifest, raw_bytes
from tests.support.invented_pokedex import species_path

MB = 2**20
NATIONAL = "pokedex/national"
QUICK = ("--set", "fetch.timeout=0.25")


def bomb() -> bytes:
    """Return about a hundred kilobytes of gzip that unpack to a hundred megabytes."""
    return gzip.compress(b"[" + b" " * (100 * MB), 9)


def drip(head: str) -> Fault:
    """Send a byte every tenth of a second, so that no read times out."""
    return fake_api.endless(b" ", 0.1, head)


REFUSED: dict[str, tuple[Fault, str]] = {
    "large": (fake_api.body(b" " * (17 * MB)), "it has over 16 MB"),
    "endless": (fake_api.endless(b" " * MB), "it has over 16 MB"),
    "endless, no length": (fake_api.endless(b" " * MB, head="close"), "it has over 16 MB"),
    "bomb": (fake_api.packed(bomb()), "it has over 16 MB"),
    "drip": (drip("chunked"), "it takes over 1 s"),
    "drip of a length": (drip("length"), "it takes over 1 s"),
    "drip without a length": (drip("close"), "it takes over 1 s"),
    "drip of headers": (drip("headers"), "it takes over 1 s"),
    "another host": (fake_api.moved("http://localhost:1/x"), "redirects to http://localhost:1"),
    "another port": (fake_api.moved("http://127.0.0.1:1/x"), "redirects to http://127.0.0.1:1"),
    "another scheme": (fake_api.moved("file:///etc/passwd"), "redirects to an invalid address"),
    "no address": (fake_api.moved("http://[::1"), "redirects to an invalid address"),
    "no port": (fake_api.moved("http://127.0.0.1:99999999/"), "redirects to an invalid address"),
    "nowhere": (fake_api.moved(""), "redirects to an invalid address"),
    "round and round": (fake_api.moved("national"), "redirects more than 3 times"),
    "another packing": (
        lambda handler: handler.reply(200, b"x", Content_Encoding="br"),
        "its encoding 'br' wasn't requested",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_permanent_error_is_not_retried(project: Path, cli: Cli, api: FakeApi, name: str) -> None:
    fault, said = REFUSED[name]
    api.dead[NATIONAL] = fault
    began = time.monotonic()
    result = fetch(cli, api.url, *QUICK, ok=False)
    assert time.monotonic() - began < 10
    assert is_one_line(result.stderr)
    assert said in result.stderr
    assert api.paths() == [NATIONAL] * (4 if name == "round and round" else 1)
    assert max(one.sent for one in api.asked) < 64 * MB


def test_a_hostile_page_affects_only_its_species(project: Path, cli: Cli, api: FakeApi) -> None:
    bad = {species_path(9001): "bomb", species_path(9003): "another host", RIDDLER: "drip"}
    api.dead = {path: REFUSED[name][0] for path, name in bad.items()}
    result = fetch(cli, api.url, *QUICK, "--allow-missing", "3")
    assert "missing: brandoling, puddl-it, mr-q" in result.stderr
    assert set(Counter(api.paths()).values()) == {1}


def test_redirects_on_the_same_host_are_followed(project: Path, cli: Cli, api: FakeApi) -> None:
    fetch(cli, api.url, *elsewhere("calm"))
    api.pages["moved/here"] = api.pages[RIDDLER]
    api.dead[RIDDLER] = fake_api.moved("/api/v2/moved/here", 301)
    fetch(cli, api.url)
    assert raw_bytes(project) == raw_bytes(project, "calm")


@pytest.mark.parametrize(
    ("header", "value", "fresh"),
    [
        ("Cache-Control", f"max-age={'9' * 5000}", True),
        ("Cache-Control", "max-age=٩٩٩", False),
        ("Cache-Control", "max-age=-1", False),
        ("ETag", "x" * 5000, True),
    ],
)
def test_odd_headers_are_accepted(
    project: Path, cli: Cli, api: FakeApi, header: str, value: str, *, fresh: bool
) -> None:
    api.etags = header != "ETag"
    api.cache_headers[header] = value.encode().decode("latin-1")
    fetch(cli, api.url)
    api.forget()
    fetch(cli, api.url)
    assert (api.paths() == []) == fresh


@pytest.mark.parametrize("retry_after", ["9" * 5000, "²", "Fri, 99 Foo 99999999999 99:99:99 GMT"])
def test_an_odd_retry_after_is_accepted(
    cli: Cli, api: FakeApi, monkeypatch: pytest.MonkeyPatch, retry_after: str
) -> None:
    monkeypatch.setattr("pokename.pokedex.client.LONGEST_WAIT", 0.01)
    said = retry_after.encode().decode("latin-1")
    api.faults[RIDDLER] = [fake_api.status(503, Retry_After=said)]
    fetch(cli, api.url)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_decompression_bomb_takes_little_memory(project: Path, api: FakeApi) -> None:
    import resource  # Windows lacks it

    api.dead["pokedex/national"] = fake_api.packed(bomb())
    arguments = ["fetch", "--base-url", api.url]
    done = subprocess.run(
        [sys.executable, "-m", "pokename", *arguments],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (400 * MB, 400 * MB)),
    )
    assert (done.returncode, "it has over 16 MB" in done.stderr) == (1, True)


def refused_at_once(cli: Cli, url: str) -> str:
    began = time.monotonic()
    result = fetch(cli, url, ok=False)
    assert time.monotonic() - began < 5
    assert result.exit_code == 1
    assert is_one_line(result.stderr), result.stderr
    return result.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HTTP_PROXY", "http://127.0.0.1:9"),
        ("http_proxy", "http://127.0.0.1:9"),
        ("HTTP_PROXY", "http://user:secret@127.0.0.1:9"),
        ("HTTP_PROXY", "socks5://127.0.0.1:9"),
        ("HTTP_PROXY", "gopher://127.0.0.1:9"),
        ("HTTP_PROXY", "http://["),
        ("HTTP_PROXY", "://"),
        ("ALL_PROXY", "http://127.0.0.1:9"),
    ],
)
def test_the_error_for_a_broken_proxy_names_its_variable(
    cli: Cli, api: FakeApi, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, value)
    said = refused_at_once(cli, api.url)
    assert f"the proxy in {variable} can't be used" in said
    assert f"Change or unset {variable}." in said
    assert "secret" not in said
    assert api.asked == []


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize("content", [None, "no certificate"])
def test_the_error_for_a_broken_certificate_file_names_its_variable(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, variable: str, content: str | None
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    path = project / "certificates.pem"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv(variable, str(path))
    said = refused_at_once(cli, "https://127.0.0.1:9/api/v2/")
    assert f"certificates in {variable} can't be used. Change or unset" in said


def test_a_server_without_https_is_an_error(cli: Cli, api: FakeApi) -> None:
    said = refused_at_once(cli, api.url.replace("http://", "https://"))
    assert "it doesn't support https" in said


@pytest.fixture
def https_api(project: Path) -> Iterator[FakeApi]:
    """Serve the made-up Pokédex by https; the system doesn't trust its certificate, cert.pem."""
    if not which("openssl"):
        pytest.skip("needs openssl")
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"],
        capture_output=True,
        check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("needs an openssl that makes certificates for addresses")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(project / "cert.pem", project / "key.pem")
    with fake_api.serving(context) as served:
        yield served


def test_an_untrusted_certificate_is_an_error(
    project: Path, cli: Cli, https_api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = refused_at_once(cli, https_api.url)
    assert "its certificate isn't trusted" in said
    assert "REQUESTS_CA_BUNDLE" in said
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "cert.pem")
    fetch(cli, https_api.url)
    assert manifest(project)["missing"] == []


def test_no_redirect_leads_from_https_to_http(
    cli: Cli, https_api: FakeApi, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "cert.pem")
    for target in (https_api.url.replace("https://", "http://"), api.url):
        https_api.dead[NATIONAL] = fake_api.moved(target + NATIONAL)
        assert f"redirects to {target.removesuffix(fake_api.ROOT)}," in refused_at_once(
            cli, https_api.url
        )
    assert api.asked == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://nowhere.invalid/api/", "nowhere.invalid"),
        ("http://127.0.0.1:99999/", "isn't a valid address"),
        ("http://[::1/", "isn't a valid address"),
        ("http://%zz/", ""),
    ],
)
def test_an_invalid_address_fails_at_once(cli: Cli, url: str, said: str) -> None:
    result = fetch(cli, url, "--set", "fetch.attempts=2", ok=False)
    assert result.exit_code in (1, 2)
    assert "Unexpected" not in result.stderr
    assert said in result.stderr


@pytest.mark.parametrize("fault", ["pages", "members", "text"])
def test_odd_values_affect_only_their_page(
    project: Path, cli: Cli, api: FakeApi, fault: str
) -> None:
    page = json.loads(json.dumps(api.pages[RIDDLER]))
    if fault == "pages":
        page["varieties"][1]["pokemon"]["url"] = f"{api.url}pokemon/{'9' * 5000}/"
    elif fault == "members":
        page["evolution_chain"]["url"] = "evolution-chain/x/"
    else:
        page["flavor_text_entries"] = "none"
    api.pages[RIDDLER] = page
    result = fetch(cli, api.url, "--set", "fetch.attempts=2", "--allow-missing", "1")
    assert "missing: mr-q" in result.stderr
