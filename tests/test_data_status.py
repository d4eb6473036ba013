"""Test ``pokename data status``: the fetched data compared with the API."""

import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.support.fake_api import FakeApi
from tests.support.fetch_runs import PAGES, RIDDLER, fetch, is_one_line, manifest, raw_bytes


def change_text(api: FakeApi, path: str) -> None:
    """Change a text of a species."""
    api.pages[path]["flavor_text_entries"][0]["flavor_text"] = "Reworded since then."


def change_manifest(project: Path, **changed: object) -> None:
    """Change values in the manifest of the raw files."""
    path = project / "data/raw/manifest.json"
    path.write_text(json.dumps(manifest(project) | changed))


def test_an_unchanged_api_is_reported_without_downloads(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    fetch(cli, api.url)
    before = raw_bytes(project), manifest(project)
    api.forget()
    said = cli("data", "status", "--refresh", "--exit-code").stdout
    assert "The API hasn't changed" in said
    assert f"fetched from {api.url}" in said
    assert [(asked.status, asked.sent) for asked in api.asked] == [(304, 0)] * PAGES
    assert (raw_bytes(project), manifest(project)) == before


def test_fresh_answers_are_not_requested_again(cli: Cli, api: FakeApi) -> None:
    fetch(cli, api.url)
    api.forget()
    said = cli("data", "status").stdout
    assert api.asked == []
    assert f"{PAGES} pages are fresh in the cache" in said


def test_a_changed_text_is_reported_every_time(project: Path, cli: Cli, api: FakeApi) -> None:
    fetch(cli, api.url)
    before = raw_bytes(project)
    change_text(api, RIDDLER)
    for _ in range(2):  # the first run's cache doesn't hide the change
        result = cli("data", "status", "--refresh", "--exit-code", ok=False)
        assert result.exit_code == 1
        assert "1 new and 1 removed texts of 1 species" in result.stdout
    assert raw_bytes(project) == before
    fetch(cli, api.url, "--refresh")
    assert "hasn't changed" in cli("data", "status", "--exit-code").stdout


def test_new_removed_and_changed_species_are_listed(cli: Cli, api: FakeApi) -> None:
    listed = api.pages["pokedex/national"]["pokemon_entries"]
    late = listed.pop()
    fetch(cli, api.url)
    listed.append(late)
    gone = listed.pop(0)["pokemon_species"]["name"]
    api.pages[RIDDLER]["color"]["name"] = "green"
    riddler = api.pages[RIDDLER]["name"]
    found = json.loads(cli("data", "status", "--refresh", "--format", "json").stdout)
    assert found["moved_on"] is True
    assert found["new_species"] == [late["pokemon_species"]["name"]]
    assert found["gone_species"] == [gone]
    assert found["other_facts"] == [riddler]
    said = cli("data", "status", "--refresh").stdout
    assert "1 new species" in said
    assert f"changed facts of 1 species ({riddler})" in said


def test_edited_raw_files_and_outdated_splits_are_reported(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    fetch(cli, api.url)
    path = project / "data/raw/species.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("red", "blue", 1), encoding="utf-8")
    processed = project / "data/processed/manifest.json"
    processed.parent.mkdir(parents=True)
    processed.write_text(json.dumps({"input_sha256": {"species.csv": "another"}}))
    said = cli("data", "status").stdout
    assert "Changed since then, but not by a fetch: species.csv." in said
    assert "The splits were made from other raw files." in said


def test_data_from_a_wrong_clock_were_fetched_today(fetched: Path, cli: Cli) -> None:
    change_manifest(fetched, fetched_at="2099-01-01T00:00:00+00:00")
    assert "on 2099-01-01 (today)." in cli("data", "status").stdout


@pytest.mark.parametrize(
    "changed",
    [
        {"fetched_at": "yesterday"},
        {"fetched_at": "2026-11-28T10:00:00"},
        {"fetched_at": 7},
        {"sha256": ["species.csv"]},
        {"base_url": {}},
    ],
)
def test_a_broken_manifest_of_the_raw_files_gives_a_one_line_error(
    fetched: Path, cli: Cli, changed: dict[str, object]
) -> None:
    change_manifest(fetched, **changed)
    result = cli("data", "status", ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert "manifest.json isn't the manifest of a fetch: " in result.stderr
    assert result.stderr.endswith("Run 'pokename fetch' again.\n")


@pytest.mark.parametrize("content", ["[1]", '{"input_sha256": 7}'])
def test_a_broken_manifest_of_the_splits_gives_a_one_line_error(
    fetched: Path, cli: Cli, content: str
) -> None:
    path = fetched / "data/processed/manifest.json"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    result = cli("data", "status", ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert "Run 'pokename preprocess' again." in result.stderr


def test_bundled_data_are_not_compared_with_the_api(fetched: Path, cli: Cli) -> None:
    said = cli("data", "status", "--exit-code").stdout
    assert "composed from the facts in the package" in said
    assert "These texts don't come from the API." in said


def test_the_status_command_before_a_fetch_gives_a_one_line_error(cli: Cli) -> None:
    result = cli("data", "status", ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert "Run 'pokename fetch'." in result.stderr


def test_the_status_command_without_a_network_gives_a_one_line_error(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    fetch(cli, api.url)
    nobody = "http://127.0.0.1:9/api/v2/"
    result = cli("data", "status", "--base-url", nobody, "--set", "fetch.attempts=1", ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert "no connection" in result.stderr
