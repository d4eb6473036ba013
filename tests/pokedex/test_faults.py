"""Test ``pokename fetch`` when the API fails, temporarily or permanently."""

import gzip
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from pokename.pokedex.records import read_species
from tests.conftest import Cli
from tests.support import fake_api
from tests.support.fake_api import FakeApi, Fault
from tests.support.fetch_runs import RIDDLER, elsewhere, fetch, is_one_line, manifest, raw_bytes
from tests.support.invented_pokedex import POKEDEX, pages, species_path

SPECIES_OF_ANOTHER_NUMBER = json.dumps(pages("http://a/")[species_path(9001)]).encode()

FORM_WITHOUT_NUMBER = json.dumps(pages("http://a/")[RIDDLER]).replace("/20004/", "/").encode()

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
    "a form without a number": fake_api.body(FORM_WITHOUT_NUMBER),
    "too deep": fake_api.body(b'{"id":' * 100_000),
    "a list for a name": fake_api.body(b'{"id": 9004, "name": ["mr-q"]}'),
    "damaged": fake_api.packed(b"no gzip at all"),
    "cut within": fake_api.packed(gzip.compress(b"{}" * 1000)[:-20]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_transient_fault_does_not_change_the_data(
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
def test_an_invalid_species_list_is_refused(
    project: Path, cli: Cli, api: FakeApi, wrong: Fault
) -> None:
    api.dead["pokedex/national"] = wrong
    result = fetch(cli, api.url, "--set", "fetch.attempts=2", ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert "pokedex/national" in result.stderr
    assert not (project / "data").exists()


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "stall"])
def test_an_invalid_page_is_never_cached(cli: Cli, api: FakeApi, name: str) -> None:
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


def test_the_error_names_a_failing_species_and_other_pages_are_kept(
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
def test_allow_missing_accepts_gaps_and_records_them(
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
    assert "2 species couldn't be fetched: brandoling, mr-q." in more.stderr


def test_allow_missing_does_not_cover_type_pages(project: Path, cli: Cli, api: FakeApi) -> None:
    api.dead["type/11"] = fake_api.status(500)
    arguments = ("--allow-missing", "5", "--set", "fetch.attempts=1")
    result = fetch(cli, api.url, *arguments, ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert "type/11" in result.stderr
    assert not (project / "data").exists()
