"""Test ``pokename fetch``, from a real API on loopback to the raw files."""

import csv
import hashlib
from base64 import b64encode
from collections import Counter
from pathlib import Path

import pytest

from pokename import __version__
from pokename.pokedex.records import read_flavor_texts, read_species
from tests.conftest import Cli
from tests.support.fake_api import FakeApi
from tests.support.fetch_runs import elsewhere, fetch, is_one_line, manifest, raw_bytes
from tests.support.invented_pokedex import POKEDEX


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


def test_a_language_without_texts_leaves_the_raw_files_and_names_the_languages(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    fetch(cli, api.url)
    before = raw_bytes(project), manifest(project)
    refused = fetch(cli, api.url, "--set", "fetch.language=xx", ok=False)
    assert refused.exit_code == 1
    assert is_one_line(refused.stderr)
    said = "Error: No species has a text in the language 'xx'. Set fetch.language to one of en, fr"
    assert said in refused.stderr
    assert (raw_bytes(project), manifest(project)) == before


def test_the_manifest_says_what_was_fetched_and_from_where(
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


def test_every_page_is_requested_once_with_a_user_agent(cli: Cli, api: FakeApi) -> None:
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


def test_the_order_of_answers_does_not_change_the_files(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    fetch(cli, api.url, "--workers", "1")
    api.delay = lambda path: (20 - 2 * list(api.pages).index(path) % 20) / 200
    fetch(cli, api.url, "--workers", "16", *elsewhere("other"))
    assert raw_bytes(project) == raw_bytes(project, "other")


@pytest.mark.parametrize("way", ["option", "set", "environment", "file", "without a slash"])
def test_the_address_of_the_api_can_be_set(
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
def test_a_wrong_address_gives_a_one_line_error_with_a_remedy(
    project: Path, cli: Cli, api: FakeApi, address: str, exit_code: int, said: str
) -> None:
    result = fetch(cli, address.format(url=api.url), ok=False)
    assert result.exit_code == exit_code
    assert said in result.stderr
    assert is_one_line(result.stderr) == (exit_code == 1)  # a config error lists its problems
    assert len(api.asked) <= 1
    assert not (project / "data").exists()


def test_the_bundled_facts_need_no_network(project: Path, cli: Cli) -> None:
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


def test_a_password_in_the_address_is_refused_and_not_repeated(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    result = fetch(cli, api.url.replace("://", "://me:sec/r3t@"), ok=False)
    assert result.exit_code == 2
    assert ".netrc" in result.stderr
    assert "r3t" not in result.output
    assert api.asked == []


def test_a_user_and_password_are_taken_from_netrc(
    project: Path, cli: Cli, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "netrc").write_text("machine 127.0.0.1 login me password sec-r3t\n")
    monkeypatch.setenv("NETRC", str(project / "netrc"))
    fetch(cli, api.url)
    basic = b64encode(b"me:sec-r3t").decode()
    assert {asked.headers["Authorization"] for asked in api.asked} == {f"Basic {basic}"}
