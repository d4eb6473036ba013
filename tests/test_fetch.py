"""``pokename fetch`` against a real HTTP server, an invented one and the recorded API."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pokename import __version__
from pokename.files import sha256
from tests.conftest import Cli
from tests.fake_api import FakeApi, serving

RAW = ("raw_descriptions.csv", "species.csv")


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with serving() as served:
        yield served


def raw(project: Path) -> dict[str, bytes]:
    return {name: (project / "data/raw" / name).read_bytes() for name in RAW}


def test_all_species_are_fetched_and_the_manifest_says_so(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    result = cli("fetch", "--base-url", api.url)
    assert result.stdout.strip() == str(Path("data/raw/raw_descriptions.csv"))
    with (project / "data/raw/raw_descriptions.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["species_id", "slug", "name", "version", "language", "description"]
    assert [row["name"] for row in rows] == ["Sproutle", "Cindrake", "Wavelot"]
    assert rows[0]["description"] == "It is number 1.\fIt naps\nall day."
    manifest = json.loads((project / "data/raw/manifest.json").read_text())
    assert manifest["species"] == 3
    assert manifest["base_url"] == api.url
    assert manifest["sha256"] == {name: sha256(project / "data/raw" / name) for name in RAW}
    agents = {agent for seen in api.seen.values() for agent in seen}
    assert len(agents) == 1
    assert f"pokename/{__version__}" in agents.pop()


def test_a_second_fetch_asks_for_nothing_and_changes_nothing(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    cli("fetch", "--base-url", api.url)
    first, asked = raw(project), sum(api.statuses.values())
    again = cli("fetch", "--base-url", api.url)
    assert sum(api.statuses.values()) == asked
    assert "nothing changed" in again.stderr
    cli("fetch", "--base-url", api.url, "--refresh")
    assert api.statuses[304] == asked
    assert raw(project) == first


@pytest.mark.parametrize(
    "fault",
    [
        (500, "", {}),
        (503, "busy", {"Retry-After": "0"}),
        (429, "", {"Retry-After": "0"}),
        (403, "", {}),
        (200, "<html>an error page</html>", {}),
        (200, '{"id": 2}', {}),
        (200, '{"cut', {"Content-Length": "900", "Connection": "close"}),
    ],
    ids=["500", "503", "429", "403", "html", "other json", "cut short"],
)
def test_a_passing_fault_is_tried_again_and_never_cached(
    project: Path, cli: Cli, api: FakeApi, fault: tuple[int, str, dict[str, str]]
) -> None:
    api.faults["pokemon-species/2"] = [fault]
    settings = ("--set", "fetch.timeout=2")
    cli("fetch", "--base-url", api.url, *settings)
    assert len(api.seen["pokemon-species/2"]) == 2
    assert b"Cindrake" in raw(project)["species.csv"]
    cli("fetch", "--base-url", api.url, "--offline")


def test_a_dead_species_is_named_and_the_rest_is_kept_for_the_next_try(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    api.faults["pokemon-species/2"] = [(500, "", {})] * 2
    once = ("--base-url", api.url, "--set", "fetch.attempts=1")
    result = cli("fetch", *once, ok=False)
    assert result.exit_code == 1
    assert "cindrake" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (project / "data/raw/species.csv").exists()
    cli("fetch", *once, "--allow-missing", "1")
    manifest = json.loads((project / "data/raw/manifest.json").read_text())
    assert (manifest["species"], manifest["missing"]) == (2, ["cindrake"])
    cli("fetch", *once)
    assert len(api.seen["pokemon-species/1"]) == 1
    assert b"Cindrake" in raw(project)["species.csv"]


def test_offline_without_a_cache_and_a_wrong_address_are_one_line(
    cli: Cli, api: FakeApi
) -> None:
    offline = cli("fetch", "--base-url", api.url, "--offline", ok=False)
    assert "isn't in the cache" in offline.stderr
    api.faults["pokedex/national"] = [(404, "", {})]
    wrong = cli("fetch", "--base-url", api.url, ok=False)
    assert wrong.exit_code == 1
    assert "Check --base-url" in wrong.stderr


def test_the_bundled_source_needs_no_network_and_says_so(project: Path, cli: Cli) -> None:
    cli("fetch", "--source", "bundled")
    manifest = json.loads((project / "data/raw/manifest.json").read_text())
    assert (manifest["source"], manifest["species"]) == ("bundled", 1025)
    assert manifest["descriptions"] == "composed from the facts that ship"


@pytest.mark.recorded
def test_the_recorded_pokedex_whole_and_twice(
    project: Path, cli: Cli, recorded_api: str
) -> None:
    first = cli("fetch", "--base-url", recorded_api)
    assert "1025 species, 14496 texts" in first.stderr
    written = raw(project)
    second = cli("fetch", "--base-url", recorded_api)
    assert " 0 pages downloaded" in second.stderr
    assert "nothing changed" in second.stderr
    assert raw(project) == written
    cli("preprocess")
    manifest = json.loads((project / "data/processed/manifest.json").read_text())
    assert sum(manifest["counts"][split]["species"] for split in manifest["counts"]) == 1025
