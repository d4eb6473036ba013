"""Test that the HTTP API matches its description and gives the command line's names."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ctranslate2
import jsonschema
import pytest

from pokename import NameGenerator
from tests.conftest import REPOSITORY, Cli
from tests.web.conftest import client_of

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytest.importorskip("starlette", reason="needs the web extra")

API = "/api/v1"
FOX_ROW = {"key": "a", "description": "a fox"}
JSON = {"Content-Type": "application/json"}


def ask(client: "TestClient", path: str, body: Any, status: int = 200) -> Any:
    """Send a request, check the status, and return the answer."""
    response = client.post(f"{API}/{path}", json=body)
    assert response.status_code == status, response.text
    return response.json()


def test_the_api_gives_the_same_names_as_the_command_line(client: "TestClient", cli: Cli) -> None:
    wishes = {"max_length": 8, "types": ["fire", "dragon"], "mood": "cute", "creativity": 0.8}
    answer = ask(client, "generate", {"description": "a lizard", "n": 5, "seed": 3, **wishes})
    options = "-n 5 --seed 3 --max-length 8 --type fire --type dragon --mood cute --creativity 0.8"
    written = json.loads(cli("generate", "a lizard", *options.split(), "--format", "json").stdout)
    known = written[0].keys()
    assert [{key: name[key] for key in known} for name in answer["names"]] == written
    schema = json.loads(
        (REPOSITORY / "docs/reference/names.schema.json").read_text(encoding="utf-8")
    )
    jsonschema.validate(answer["names"], schema)


def test_a_server_and_the_command_line_take_the_same_defaults_from_the_config(cli: Cli) -> None:
    pytest.importorskip("uvicorn", reason="needs the web extra")
    from pokename.config import load_config
    from pokename.web.schemas import GenerateRequest
    from pokename.web.server import answerer_of

    bold = "generate.temperature=4"
    answers = answerer_of(load_config(None, [bold], {}).config)
    answer, _ = answers.generate(GenerateRequest(description="a lizard", n=5))
    written = cli("generate", "a lizard", "-n", 5, "--set", bold, "--format", "plain").stdout
    assert [name.name for name in answer.names] == written.split()
    assert written != cli("generate", "a lizard", "-n", 5, "--format", "plain").stdout
    with client_of(answers.generator, sampling=answers.sampling) as client:
        page = client.get("/", params={"q": "a lizard", "creativity": "0.5"}).text
    assert [name.name for name in answer.names] == re.findall(r"<li><b>(\w+)</b>", page)[:5]


def test_the_answer_says_which_letters_come_from_which_source_word(client: "TestClient") -> None:
    (name,) = ask(client, "generate", {"description": "a fiery lizard", "n": 1})["names"]
    assert len(name["letters"]) == len(name["roots"]) == 2
    for (start, end), root in zip(name["letters"], name["roots"], strict=True):
        assert name["name"][start:end].lower() in root
    assert name["said"].replace("-", "").isalpha()
    assert name["language"] in {"en", "fr", "de", "es", "it", "ja"}


def test_unknown_words_are_listed(client: "TestClient") -> None:
    answer = ask(client, "generate", {"description": "a fiery glorp lizrd", "n": 1})
    assert answer["unknown"] == ["glorp"]
    assert answer["corrected"] == {"lizrd": "lizard"}


def test_lines_have_the_notes_and_refusals_of_the_python_api(generator: NameGenerator) -> None:
    with client_of(generator) as client:
        body = {"description": "a fiery lizrd", "n": 10, "max_length": 4}
        answer = ask(client, "line", body)
        metrics = client.get("/metrics").text
    expected = generator.line_answer("a fiery lizrd", 3, 10, max_length=4)
    assert answer["notes"] == list(expected.notes)
    assert answer["notes"][0] == "Read 'lizrd' as lizard."
    assert "Leave max_length=4 out, ask for stages=2" in answer["notes"][1]
    refused = [line for line in metrics.splitlines() if line.startswith("pokename_refused_names_t")]
    assert sum(float(line.split()[-1]) for line in refused) == len(expected.refused) > 0


def test_names_can_be_requested_by_get(client: "TestClient") -> None:
    query = {"description": "a fiery lizard", "n": "2", "syllables": "2-3", "roots": "ember gecko"}
    names = client.get(f"{API}/generate", params=query).json()["names"]
    assert [sorted(name["roots"]) for name in names] == [["ember", "gecko"]] * 2


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("description=a+bat&n=", "n is empty. Give a value, or leave n out."),
        ("description=a+bat&mood=", "mood is empty"),
        ("description=a+bat&n=1&n=2", "n is given 2 times"),
    ],
)
def test_an_empty_or_repeated_query_key_is_refused(
    client: "TestClient", query: str, said: str
) -> None:
    response = client.get(f"{API}/generate?{query}")
    assert response.status_code == 422
    assert said in response.json()["detail"]


def test_the_description_of_the_api_has_both_methods_of_generate(client: "TestClient") -> None:
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    parameters = {one["name"] for one in paths[f"{API}/generate"]["get"]["parameters"]}
    assert {"description", "n", "types", "max_length"} <= parameters
    refused = client.put(f"{API}/generate")
    assert refused.status_code == 405
    assert {*refused.headers["allow"].split(", ")} == {"GET", "HEAD", "POST"}


def test_an_address_with_a_slash_too_many_does_not_exist(client: "TestClient") -> None:
    response = client.post(
        f"{API}/generate/", json={"description": "a bat"}, follow_redirects=False
    )
    assert response.status_code == 404


def operations() -> Iterator[Any]:
    from pokename.web import openapi

    for path, methods in openapi.document()["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {"": {}})
            ((media_type, body),) = content.items()
            for name, example in (body.get("examples") or {"": {"value": None}}).items():
                values = (path, method, media_type, example["value"])
                yield pytest.param(*values, operation, id=f"{method} {path} {name}")


@pytest.mark.parametrize(("path", "method", "media_type", "example", "operation"), [*operations()])
def test_the_examples_in_the_api_description_work(
    client: "TestClient", path: str, method: str, media_type: str, example: Any, operation: Any
) -> None:
    described = client.get(f"{API}/openapi.json").json()
    body = example if isinstance(example, str) else json.dumps(example)
    given = operation.get("parameters", ())
    query = {one["name"]: one["example"] for one in given if "example" in one}
    headers = {"Content-Type": media_type}
    response = client.request(method, path, content=body, headers=headers, params=query)
    assert response.status_code == 200, response.text
    (content,) = operation["responses"]["200"]["content"].values()
    jsonschema.validate(
        response.json(), {**content["schema"], "components": described["components"]}
    )


def test_one_name_follows_a_name_if_the_number_of_stages_is_not_given(client: "TestClient") -> None:
    body = {"description": "a fox", "evolves_from": "Vulp", "n": 1}
    ((name,),) = ask(client, "line", body)["lines"]
    assert name["stage"] == 2
    (line,) = ask(client, "line", {"description": "a fox", "n": 1})["lines"]
    assert [name["stage"] for name in line] == [1, 2, 3]


def test_the_reference_names_every_path(client: "TestClient") -> None:
    text = (REPOSITORY / "docs/reference/http-api.md").read_text(encoding="utf-8")
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    assert [path for path in paths if f"`{path}`" not in text] == []


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("generate", {"description": "x" * 501}, 422, "expected text of length <= 500"),
        ("generate", {"description": "a bear", "n": 101}, 422, "n: expected a whole number <= 100"),
        ("generate", {"description": "a bear", "nmes": 1}, 422, "nmes"),
        ("generate", {"description": "a bear", "types": ["fir"]}, 422, "Did you mean fire?"),
        (
            "generate",
            {"description": "a bear", "starts_with": "flame", "max_length": 4},
            422,
            "starts_with flame is longer than max_length 4",
        ),
        ("line", {"description": "a bear", "stages": 4}, 422, "stages"),
        ("score", {"description": "a bear", "names": ["♥"]}, 422, "no letters"),
        ("explain", {"description": "a bear", "name": ""}, 422, "no letters"),
        ("dex", {"rows": []}, 422, "rows"),
        ("dex", {"rows": [FOX_ROW, {"key": "b"}]}, 422, "Row b: description is blank."),
        (
            "dex",
            {"rows": [FOX_ROW, {**FOX_ROW, "key": "c", "size": "tall"}]},
            422,
            "Row c: size tall",
        ),
    ],
)
def test_invalid_requests_get_an_explanation(
    client: "TestClient", path: str, body: Any, status: int, said: str
) -> None:
    problem = ask(client, path, body, status)
    assert said in problem["detail"]
    assert "--" not in problem["detail"]
    assert problem["status"] == status


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", JSON, 400),
        (b'{"description": "\xff"}', JSON, 400),
        (b'{"description": "\\ud800"}', JSON, 400),
        (b'{"description": ' + b"[" * 100_000, JSON, 422),
        (b'{"description": "a bear"}', {"Content-Type": "text/plain"}, 415),
        (b" " * 1_000_001, JSON, 413),
    ],
)
def test_an_invalid_body_is_refused(
    client: "TestClient", body: bytes, headers: dict[str, str], status: int
) -> None:
    response = client.post(f"{API}/generate", content=body, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_every_answer_has_security_headers_and_a_logged_id(client: "TestClient") -> None:
    for path in ("/", f"{API}/health", "/static/app.js", "/nowhere"):
        response = client.get(path, headers={"X-Request-ID": "abc-1"})
        assert response.headers["x-request-id"] == "abc-1"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] in {"no-cache", "no-store"}
        assert "set-cookie" not in response.headers
        assert "access-control-allow-origin" not in response.headers
    forged = client.get(f"{API}/health", headers={"X-Request-ID": "a b\tc"})
    assert forged.headers["x-request-id"] != "a b\tc"


def test_an_incomplete_request_gets_status_400(
    client: "TestClient", capsys: pytest.CaptureFixture[str]
) -> None:
    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", b"99")]
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": f"{API}/generate"}
    scope |= {"headers": headers, "query_string": b"", "root_path": "", "server": ("x", 80)}

    async def ask_and_leave() -> None:
        await client.app(scope, receive, send)

    asyncio.run(ask_and_leave())
    assert sent[0]["status"] == 400
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.skipif(ctranslate2.get_cuda_device_count() > 0, reason="there is a GPU")
def test_a_model_that_fails_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    client = client_of(NameGenerator.load(device="cuda"))  # no warm-up, which would fail too
    paths = (f"{API}/generate?description=a+lizard", "/?q=a+lizard")
    answers = [client.get(path, headers={"X-Request-ID": "abc-2"}) for path in paths]
    assert [answer.status_code for answer in answers] == [500, 500]
    assert "The server's log says what" in answers[0].json()["detail"]
    logged = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    failed = [line for line in logged if line["event"] == "failed"]
    assert [line["request_id"] for line in failed] == ["abc-2"] * 2
    for line in failed:
        assert line["error"].startswith("ModelError: The engine can't load")
        assert "Traceback" in line["traceback"]


def test_cors_allows_only_configured_sites(generator: NameGenerator) -> None:
    with client_of(generator, allow_origins=("https://example.org",)) as client:
        for origin, allowed in (("https://example.org", True), ("https://evil.example", False)):
            response = client.get(f"{API}/health", headers={"Origin": origin})
            assert (response.headers.get("access-control-allow-origin") == origin) is allowed


def test_metrics_count_requests_and_names(generator: NameGenerator) -> None:
    with client_of(generator) as client:
        ask(client, "generate", {"description": "a glorp lizard", "n": 3, "exclude": ["Anole"]})
        client.get("/nowhere/at/all")
        text = client.get("/metrics").text
    assert 'pokename_requests_total{route="/api/v1/generate",status="200"} 1.0' in text
    assert 'pokename_requests_total{route="other",status="404"} 1.0' in text
    assert 'pokename_request_seconds_count{route="/api/v1/generate"} 1.0' in text
    assert "pokename_names_total 3.0" in text
    assert "pokename_unknown_words_total 1.0" in text
    assert "pokename_queue_depth 0.0" in text
    assert "pokename_refused_names_total" in text


def test_the_option_log_requests_writes_descriptions(
    generator: NameGenerator, tmp_path: Path
) -> None:
    log = tmp_path / "asked.jsonl"
    with client_of(generator, log) as client:
        ask(client, "generate", {"description": "a glorp lizard", "n": 3})
        creatures = ("a glorpy bear", "a blue turtle", "a bear")
        rows: list[Any] = [{"key": one, "description": one} for one in creatures]
        rows[2] |= {"starts_with": "xqz", "min_length": 10, "max_length": 10, "syllables": [1, 1]}
        named = [bool(row["name"]) for row in ask(client, "dex", {"rows": rows})["rows"]]
        metrics = client.get("/metrics").text
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert named == [True, True, False]
    assert [(line["description"], line["unknown"], line["names"]) for line in lines] == [
        ("a glorp lizard", ["glorp"], 3),
        ("a glorpy bear", ["glorpy"], 1),
        ("a blue turtle", [], 1),
        ("a bear", [], 0),
    ]
    assert "pokename_names_total 5.0" in metrics
    assert "pokename_unknown_words_total 2.0" in metrics
    assert {"time", "names", "route", "request_id"} <= lines[0].keys()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_for_the_descriptions_fails_no_request(
    generator: NameGenerator, capsys: pytest.CaptureFixture[str]
) -> None:
    with client_of(generator, Path("/dev/full")) as client:
        for _ in range(2):
            assert len(ask(client, "generate", {"description": "a bat", "n": 1})["names"]) == 1
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (said,) = (one for one in events if one["event"] == "descriptions_not_logged")
    assert said["error"] == "/dev/full can't be written: No space left on device"


def test_errors_of_serve_have_one_line(address: str, tmp_path: Path) -> None:
    port = address.rstrip("/").rpartition(":")[2]
    for options, said in (
        (["--port", port], "can't listen on"),
        (["--port", "0", "--host", "a..b"], "The server can't listen on a..b, port 0: "),
        (["--port", "0", "--model", "nowhere"], "isn't a trained model"),
        (["--port", "0", "--log-requests", str(tmp_path)], "can't be written"),
    ):
        command = [sys.executable, "-m", "pokename", "serve", *options]
        shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert shown.returncode != 0
        assert said in shown.stderr
        assert "Traceback" not in shown.stderr


def test_without_the_extra_the_error_names_the_install_command() -> None:
    program = "import sys; sys.modules['uvicorn'] = None; from pokename.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--port", "0"]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert shown.returncode == 2
    assert "pip install 'pokename[web]'" in shown.stderr
