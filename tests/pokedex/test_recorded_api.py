"""Test ``pokename fetch`` on the recorded API, with all species."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest

from pokename.pokedex.records import read_flavor_texts, read_species
from tests.conftest import Cli, serving_recorded
from tests.support.fetch_runs import fetch, manifest, raw_bytes


@pytest.fixture(scope="module")
def whole_pokedex(recorded_api: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fetch the recorded Pokédex once, into a separate project."""
    folder = tmp_path_factory.mktemp("whole")
    command = [sys.executable, "-m", "pokename", "fetch", "--base-url", recorded_api]
    subprocess.run([*command, "--set", "paths.cache=cache"], cwd=folder, check=True)
    return folder


def requests_seen(url: str) -> int:
    with urlopen(urljoin(url, "/__stats__")) as answer:  # noqa: S310
        return int(json.load(answer)["requests"])


@pytest.mark.recorded
@pytest.mark.slow
def test_the_recorded_pokedex_is_fetched_completely_and_only_once(
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
    assert requests_seen(recorded_api) == asked + 1  # one request, for the number of species
    assert raw_bytes(whole_pokedex) == before


@pytest.mark.recorded
@pytest.mark.slow
def test_faults_do_not_change_the_recorded_pokedex(
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
