"""``pokename fetch``, from a real API on loopback to the raw files."""

import csv
import hashlib
import json
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from typer.testing import Result

from pokename import __version__
from pokename.pokedex.records import read_flavor_texts, read_species
from tests import fake_api
from tests.conftest import Cli, serving_recorded
from tests.fake_api import POKEDEX, FakeApi, Fault, species_path

PAGES = 1 + 19 + len(POKEDEX)
RAW = ("raw_descriptions.csv", "species.csv")
RIDDLER = species_path(9004)


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with fake_api.serving() as served:
        yield served


def fetch(cli: Cli, url: str, *arguments: object, ok: bool = True) -> Result:
    return cli("fetch", "--base-url", url, *arguments, ok=ok)


def raw_bytes(project: Path, data: str = "data") -> dict[str, bytes]:
    return {name: (project / data / "raw" / name).read_bytes() for name in RAW}


def elsewhere(name: str) -> tuple[str, ...]:
    """Return options for a fetch that neither sees nor touches what another one left."""
    return ("--set", f"paths.data={name}", "--set", f"paths.cache={name}-cache")


def manifest(project: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((project / "data/raw/manifest.json").read_text())
    return read


def is_one_line(said: str) -> bool:
    """Tell whether nothing but the config's name and the progress stands around one error."""
    lines = [line for line in said.splitlines() if not re.match(r"config: |pages: ", line)]
    return len(lines) == 1 and lines[0].startswith("Error: ")


def test_texts_are_kept_as_served(project: Path, cli: Cli, api: FakeApi) -> None:
    result = fetch(cli, api.url)
    assert result.stdout.strip() == str(Path("data/raw/raw_descriptions.csv"))
    with (project / "data/raw/raw_descriptions.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["species_id", "slug", "name", "version", "language", "description"]
    served = [
        [str(one.id), one.slug, one.name, version, language, text]
        for one in POKEDEX
        for version, language, text in sorted(one.texts)
        if language == "en"
    ]
    assert rows[1:] == served
    assert any("\f" in row[5] and "\n" in row[5] and "\u00ad" in row[5] for row in rows)
    read = read_flavor_texts(project / "data/raw/raw_descriptions.csv")
    assert [one.description for one in read] == [row[5] for row in served]


def test_species_are_kept_with_their_facts(project: Path, cli: Cli, api: FakeApi) -> None:
    fetch(cli, api.url)
    with (project / "data/raw/species.csv").open(encoding="utf-8", newline="") as stream:
        rows = {int(row["id"]): row for row in csv.DictReader(stream)}
    assert list(rows) == [one.id for one in POKEDEX]
    assert rows[9001] == {
        "id": "9001",
        "slug": "brandoling",
        "name": "Brandoling",
        "genus": "Trial Pokémon",
        "types": "fire",
        "color": "red",
        "shape": "upright",
        "habitat": "mountain",
        "generation": "ix",
        "evolution_chain": "77",
        "evolves_from": "",
        "egg_groups": "monster/dragon",
        "is_baby": "0",
        "is_legendary": "0",
        "is_mythical": "0",
        "height_dm": "",
        "weight_hg": "",
        "base_stat_total": "",
    }
    assert rows[9002]["types"] == "fire/normal"
    assert rows[9005]["types"] == "water/fire"
    assert rows[9002]["evolves_from"] == "brandoling"
    assert (rows[9002]["shape"], rows[9002]["habitat"]) == ("", "")
    assert (rows[9004]["name"], rows[9004]["types"]) == ("Mr. “Q”", "normal")
    assert rows[9005]["is_legendary"] == "1"


def test_another_language_can_be_fetched(project: Path, cli: Cli, api: FakeApi) -> None:
    fetch(cli, api.url, "--set", "fetch.language=fr")
    texts = read_flavor_texts(project / "data/raw/raw_descriptions.csv")
    assert [(text.name, text.language, text.description) for text in texts] == [
        ("Brandoling", "fr", "Sa queue luit\nau crépuscule."),
        ("Mutter", "fr", "Il parle bas."),
    ]
    assert manifest(project)["language"] == "fr"


def test_the_manifest_says_what_was_fetched_from_where(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    fetch(cli, api.url)
    said = manifest(project)
    assert said["source"] == "pokeapi"
    assert said["base_url"] == api.url
    assert said["species"] == len(POKEDEX)
    assert said["texts"] == 6
    assert said["missing"] == []
    assert said["sha256"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in raw_bytes(project).items()
    }


def test_every_page_is_asked_for_once_with_the_name_of_who_asks(cli: Cli, api: FakeApi) -> None:
    fetch(cli, api.url)
    assert Counter(api.paths()) == Counter(dict.fromkeys(api.pages, 1))
    agents = {asked.headers["User-Agent"] for asked in api.asked}
    assert len(agents) == 1
    assert agents.pop().startswith(f"pokename/{__version__}")


@pytest.mark.parametrize("workers", [1, 3])
def test_there_are_never_more_connections_than_workers(
    cli: Cli, api: FakeApi, workers: int
) -> None:
    api.delay = lambda _path: 0.01
    fetch(cli, api.url, "--workers", workers)
    assert api.most_connections == workers


def test_the_order_of_answers_does_not_show(project: Path, cli: Cli, api: FakeApi) -> None:
    fetch(cli, api.url, "--workers", "1")
    api.delay = lambda path: (20 - 2 * list(api.pages).index(path) % 20) / 200
    fetch(cli, api.url, "--workers", "16", *elsewhere("other"))
    assert raw_bytes(project) == raw_bytes(project, "other")


def test_a_second_fetch_asks_for_nothing_and_changes_nothing(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    assert "nothing changed" not in fetch(cli, api.url).stderr
    before = raw_bytes(project), manifest(project)
    api.forget()
    result = fetch(cli, api.url)
    assert api.asked == []
    assert (raw_bytes(project), manifest(project)) == before
    assert "nothing changed" in result.stderr
    assert f"0 requests, 0 pages downloaded, 0 unchanged, {PAGES} from the cache" in result.stderr


def test_refresh_asks_again_and_unchanged_pages_come_without_a_body(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    fetch(cli, api.url)
    before = raw_bytes(project)
    api.forget()
    result = fetch(cli, api.url, "--refresh")
    assert [(asked.status, asked.sent) for asked in api.asked] == [(304, 0)] * PAGES
    assert raw_bytes(project) == before
    assert "nothing changed" in result.stderr


def test_a_page_that_has_not_changed_is_fresh_again(cli: Cli, api: FakeApi) -> None:
    lasting, api.cache_headers = api.cache_headers, {"Cache-Control": "max-age=0"}
    fetch(cli, api.url)
    api.cache_headers = lasting
    fetch(cli, api.url)
    api.forget()
    fetch(cli, api.url)
    assert api.asked == []


@pytest.mark.parametrize("headers", [{"Cache-Control": "public, max-age=0"}, {}])
def test_what_is_no_longer_fresh_is_asked_for_again(
    project: Path, cli: Cli, api: FakeApi, headers: dict[str, str]
) -> None:
    api.cache_headers = headers
    fetch(cli, api.url)
    flavor = api.pages[RIDDLER]["flavor_text_entries"][0]
    flavor["flavor_text"] = "Riddles bore it by now."
    api.forget()
    result = fetch(cli, api.url)
    assert {asked.path: asked.status for asked in api.asked} == {
        **dict.fromkeys(api.pages, 304),
        RIDDLER: 200,
    }
    assert b"Riddles bore it by now." in raw_bytes(project)["raw_descriptions.csv"]
    assert "nothing changed" not in result.stderr


def test_an_api_without_etags_is_fetched_whole_each_time(cli: Cli, api: FakeApi) -> None:
    api.etags, api.cache_headers = False, {}
    fetch(cli, api.url)
    api.forget()
    fetch(cli, api.url)
    assert [asked.status for asked in api.asked] == [200] * PAGES


SPECIES_OF_ANOTHER_NUMBER = json.dumps(fake_api.pages("http://a/")[species_path(9001)]).encode()
WITHOUT_DEFAULT_FORM = json.dumps(
    {**fake_api.pages("http://a/")[RIDDLER], "varieties": []}
).encode()
FAULTS: dict[str, Fault] = {
    "500": fake_api.status(500),
    "503": fake_api.status(503),
    "429, wait": fake_api.status(429, Retry_After="0"),
    "429, no word of waiting": fake_api.status(429),
    "403": fake_api.status(403),
    "cut": fake_api.cut,
    "reset": fake_api.reset,
    "stall": fake_api.stall(1.5),
    "html": fake_api.html(),
    "other json": fake_api.body(b'{"detail": "maintenance"}'),
    "a list": fake_api.body(b"[]"),
    "null": fake_api.body(b"null"),
    "not utf-8": fake_api.body(b'{"id": "\xff"}'),
    "another species": fake_api.body(SPECIES_OF_ANOTHER_NUMBER),
    "no default form": fake_api.body(WITHOUT_DEFAULT_FORM),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_that_passes_leaves_no_trace(
    project: Path, cli: Cli, api: FakeApi, name: str
) -> None:
    api.faults = {RIDDLER: [FAULTS[name]], "type/10": [fake_api.status(500)]}
    fetch(cli, api.url, "--set", "fetch.timeout=0.75")
    asked = Counter(api.paths())
    assert asked == {**dict.fromkeys(api.pages, 1), RIDDLER: 2, "type/10": 2}
    fetch(cli, api.url, *elsewhere("calm"))
    assert raw_bytes(project) == raw_bytes(project, "calm")


@pytest.mark.parametrize(
    "wrong",
    [fake_api.html(), fake_api.body(b'{"name": "national", "pokemon_entries": []}')],
    ids=["html", "no species"],
)
def test_a_list_that_is_none_is_not_taken_for_the_pokedex(
    project: Path, cli: Cli, api: FakeApi, wrong: Fault
) -> None:
    api.dead["pokedex/national"] = wrong
    result = fetch(cli, api.url, "--set", "fetch.attempts=2", ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert "pokedex/national" in result.stderr
    assert not (project / "data").exists()


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "stall"])
def test_an_answer_that_is_no_page_is_never_kept(cli: Cli, api: FakeApi, name: str) -> None:
    api.dead[RIDDLER] = FAULTS[name]
    result = fetch(cli, api.url, "--set", "fetch.attempts=1", ok=False)
    assert result.exit_code == 1
    api.dead.clear()
    api.forget()
    fetch(cli, api.url)
    assert api.paths() == [RIDDLER]
    assert "If-None-Match" not in api.asked[0].headers


@pytest.mark.parametrize(
    "retry_after",
    [lambda: "1", lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)],
    ids=["seconds", "date"],
)
@pytest.mark.parametrize("code", [429, 503])
def test_a_retry_waits_as_long_as_the_server_asks(
    cli: Cli, api: FakeApi, retry_after: object, code: int
) -> None:
    def busy(handler: fake_api.Handler) -> None:
        handler.reply(code, b"slow down", Retry_After=retry_after())  # type: ignore[operator]

    api.faults[RIDDLER] = [busy]
    fetch(cli, api.url)
    first, second = api.times(RIDDLER)
    assert 0.9 < second - first < 4


def test_a_dead_species_is_named_and_what_was_got_is_kept(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    fetch(cli, api.url)
    before = raw_bytes(project)
    api.dead[RIDDLER] = fake_api.status(503)
    api.forget()
    result = fetch(
        cli, api.url, *elsewhere("new"), "--set", "fetch.attempts=3", "--workers", "2", ok=False
    )
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    for part in ("mr-q", RIDDLER, "HTTP 503", "--allow-missing"):
        assert part in result.stderr, part
    assert Counter(api.paths())[RIDDLER] == 3
    assert not (project / "new").exists()
    assert raw_bytes(project) == before
    assert list(project.rglob("*.tmp")) == []
    api.dead.clear()
    api.forget()
    fetch(cli, api.url, *elsewhere("new"))
    assert api.paths() == [RIDDLER]
    assert raw_bytes(project, "new") == before


@pytest.mark.parametrize("fault", [fake_api.status(503), fake_api.status(404)])
def test_a_gap_is_accepted_where_it_is_allowed_and_the_manifest_names_it(
    project: Path, cli: Cli, api: FakeApi, fault: Fault
) -> None:
    api.dead[RIDDLER] = fault
    result = fetch(cli, api.url, "--allow-missing", "1", "--set", "fetch.attempts=2")
    assert "missing: mr-q" in result.stderr
    assert manifest(project)["missing"] == ["mr-q"]
    assert manifest(project)["species"] == len(POKEDEX) - 1
    species = read_species(project / "data/raw/species.csv")
    assert [one.id for one in species] == [one.id for one in POKEDEX if one.id != 9004]
    assert b"mr-q" not in raw_bytes(project)["raw_descriptions.csv"]
    api.dead[species_path(9001)] = fault
    more = fetch(
        *(cli, api.url, "--allow-missing", "1", "--refresh", "--set", "fetch.attempts=2"), ok=False
    )
    assert more.exit_code == 1
    assert "2 species could not be had: brandoling, mr-q." in more.stderr


def test_a_type_that_cannot_be_had_is_no_gap_to_accept(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    api.dead["type/11"] = fake_api.status(500)
    arguments = ("--allow-missing", "5", "--set", "fetch.attempts=1")
    result = fetch(cli, api.url, *arguments, ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert "type/11" in result.stderr
    assert not (project / "data").exists()


def test_a_species_without_a_type_is_told(project: Path, cli: Cli, api: FakeApi) -> None:
    api.pages["type/11"]["pokemon"] = []
    result = fetch(cli, api.url, ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert "9003" in result.stderr
    assert "--refresh" in result.stderr


def test_offline_works_from_the_cache_alone(project: Path, cli: Cli) -> None:
    with fake_api.serving() as api:
        fetch(cli, api.url)
        before = raw_bytes(project)
    gone = fetch(cli, api.url, "--refresh", "--set", "fetch.attempts=1", ok=False)
    assert gone.exit_code == 1
    assert "no connection" in gone.stderr
    assert is_one_line(gone.stderr)
    for name in RAW:
        (project / "data/raw" / name).unlink()
    fetch(cli, api.url, "--offline")
    assert raw_bytes(project) == before


def test_offline_without_a_cache_says_so(project: Path, cli: Cli, api: FakeApi) -> None:
    result = fetch(cli, api.url, "--offline", ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert "isn't in the cache" in result.stderr
    assert "without --offline" in result.stderr
    assert api.asked == []
    assert not (project / "data").exists()


def test_a_broken_cache_is_as_good_as_none(project: Path, cli: Cli, api: FakeApi) -> None:
    fetch(cli, api.url, "--set", "paths.cache=kept")
    before = raw_bytes(project)
    files = sorted((project / "kept").rglob("*.json"))
    assert len(files) == PAGES
    for file, content in zip(files, [b"", b"{}", b"[1]", b'{"etag": "', b"\xff"], strict=False):
        file.write_bytes(content)
    api.forget()
    fetch(cli, api.url, "--set", "paths.cache=kept")
    assert [asked.status for asked in api.asked] == [200] * 5
    assert raw_bytes(project) == before


def test_two_apis_do_not_share_a_cache(project: Path, cli: Cli, api: FakeApi) -> None:
    fetch(cli, api.url)
    with fake_api.serving() as other:
        other.pages[RIDDLER]["flavor_text_entries"][0]["flavor_text"] = "Of another mirror."
        fetch(cli, other.url)
    assert b"Of another mirror." in raw_bytes(project)["raw_descriptions.csv"]


@pytest.mark.parametrize("way", ["option", "set", "environment", "file", "without a slash"])
def test_the_address_of_the_api_can_be_given(
    project: Path, cli: Cli, api: FakeApi, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    arguments = {
        "option": ("--base-url", api.url),
        "set": ("--set", f"fetch.base_url={api.url}"),
        "file": ("--config", "mine.yaml"),
        "without a slash": ("--base-url", api.url.rstrip("/")),
    }.get(way, ())
    (project / "mine.yaml").write_text(f"fetch:\n  base_url: {api.url}\n")
    if way == "environment":
        monkeypatch.setenv("POKENAME__FETCH__BASE_URL", api.url)
    cli("fetch", *arguments)
    assert Counter(api.paths()) == Counter(dict.fromkeys(api.pages, 1))


@pytest.mark.parametrize(
    ("address", "exit_code", "said"),
    [("{url}nowhere/", 1, "HTTP 404"), ("pokeapi", 2, "fetch.base_url"), ("", 2, "fetch.base_url")],
)
def test_a_wrong_address_is_one_line_that_says_what_to_check(
    project: Path, cli: Cli, api: FakeApi, address: str, exit_code: int, said: str
) -> None:
    result = fetch(cli, address.format(url=api.url), ok=False)
    assert result.exit_code == exit_code
    assert said in result.stderr
    assert is_one_line(result.stderr) == (exit_code == 1)  # the config's problems are a list
    assert len(api.asked) <= 1
    assert not (project / "data").exists()


def interrupted(api: FakeApi, requests: int, *arguments: str) -> str:
    """Fetch in a process of its own, press Ctrl-C after some requests, return what it said."""
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
def test_an_interrupted_fetch_goes_on_where_it_was(project: Path, cli: Cli, api: FakeApi) -> None:
    api.delay = lambda _path: 0.1
    said = interrupted(api, 9, "--workers", "2")
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert not (project / "data").exists()
    got = {asked.path for asked in api.asked if asked.status == 200}
    assert 8 <= len(got) < PAGES
    api.forget()
    fetch(cli, api.url)
    assert set(api.paths()) == set(api.pages) - got


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends a process no Ctrl-C of its own")
def test_ctrl_c_ends_a_wait_for_another_try(project: Path, api: FakeApi) -> None:
    api.dead[RIDDLER] = fake_api.status(503, Retry_After="60")
    interrupted(api, PAGES)
    assert not (project / "data").exists()


def test_the_facts_that_ship_need_no_network(project: Path, cli: Cli) -> None:
    nowhere = ("--set", "fetch.base_url=http://127.0.0.1:9/")
    result = cli("fetch", "--source", "bundled", *nowhere)
    assert "no network" in result.stderr
    species = read_species(project / "data/raw/species.csv")
    assert [one.id for one in species] == list(range(1, 1026))
    texts = read_flavor_texts(project / "data/raw/raw_descriptions.csv")
    assert {text.species_id for text in texts} == set(range(1, 1026))
    said = manifest(project)
    assert said["source"] == "bundled"
    assert said["base_url"] is None
    assert "composed" in str(said["descriptions"])
    assert said["species"] == 1025
    before = raw_bytes(project)
    assert "nothing changed" in cli("fetch", "--source", "bundled").stderr
    assert raw_bytes(project) == before


@pytest.fixture(scope="module")
def whole_pokedex(recorded_api: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fetch the recorded Pokédex once, into a project of its own."""
    folder = tmp_path_factory.mktemp("whole")
    command = [sys.executable, "-m", "pokename", "fetch", "--base-url", recorded_api]
    subprocess.run([*command, "--set", "paths.cache=cache"], cwd=folder, check=True)
    return folder


def requests_seen(url: str) -> int:
    with urlopen(urljoin(url, "/__stats__")) as answer:  # noqa: S310
        return int(json.load(answer)["requests"])


@pytest.mark.recorded
@pytest.mark.slow
def test_the_recorded_pokedex_is_fetched_whole_and_once(
    cli: Cli, recorded_api: str, whole_pokedex: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(whole_pokedex)
    species = read_species(whole_pokedex / "data/raw/species.csv")
    assert [one.id for one in species] == list(range(1, 1026))
    assert {one.name for one in species} >= {"Mr. Mime", "Nidoran♀", "Farfetch’d", "Type: Null"}
    assert all(one.types and one.genus for one in species)
    texts = read_flavor_texts(whole_pokedex / "data/raw/raw_descriptions.csv")
    assert len(texts) == manifest(whole_pokedex)["texts"] > 10_000
    assert {text.language for text in texts} == {"en"}
    assert any("\f" in text.description for text in texts)
    before, asked = raw_bytes(whole_pokedex), requests_seen(recorded_api)
    cache = ("--set", "paths.cache=cache")
    assert "nothing changed" in fetch(cli, recorded_api, *cache).stderr
    assert "nothing changed" in fetch(cli, recorded_api, *cache, "--offline").stderr
    assert requests_seen(recorded_api) == asked + 1  # the count itself
    assert raw_bytes(whole_pokedex) == before


@pytest.mark.recorded
@pytest.mark.slow
def test_the_recorded_pokedex_comes_through_every_fault_the_same(
    project: Path, cli: Cli, whole_pokedex: Path
) -> None:
    patience = ("--workers", "32", "--set", "fetch.timeout=2", "--set", "fetch.attempts=12")
    with serving_recorded("--faults", "hostile", "--stall", "5") as url:
        fetch(cli, url, *patience)
        with urlopen(urljoin(url, "/__stats__")) as answer:  # noqa: S310
            seen = json.load(answer)
    faults = ("500", "503", "429", "cut", "html", "stall", "reset")
    assert all(seen[f"fault {fault}"] for fault in faults)
    assert raw_bytes(project) == raw_bytes(whole_pokedex)
