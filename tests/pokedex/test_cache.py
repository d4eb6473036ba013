"""Test that ``pokename fetch`` requests no page that is fresh in its cache."""

import json
import time
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.support import fake_api
from tests.support.fake_api import FakeApi
from tests.support.fetch_runs import PAGES, RAW, RIDDLER, fetch, is_one_line, manifest, raw_bytes


def test_a_second_fetch_requests_nothing_and_changes_nothing(
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


def test_an_edited_file_is_rewritten_and_reported(project: Path, cli: Cli, api: FakeApi) -> None:
    fetch(cli, api.url)
    before = raw_bytes(project)
    with (project / "data/raw/species.csv").open("a", encoding="utf-8") as stream:
        stream.write("a line by hand\n")
    assert "nothing changed" not in fetch(cli, api.url).stderr
    assert raw_bytes(project) == before
    assert "nothing changed" in fetch(cli, api.url).stderr


def test_refresh_requests_each_page_again_and_unchanged_pages_arrive_without_a_body(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    fetch(cli, api.url)
    before = raw_bytes(project)
    api.forget()
    result = fetch(cli, api.url, "--refresh")
    assert [(asked.status, asked.sent) for asked in api.asked] == [(304, 0)] * PAGES
    assert raw_bytes(project) == before
    assert "nothing changed" in result.stderr


def test_an_unchanged_page_is_fresh_again_after_its_revalidation(cli: Cli, api: FakeApi) -> None:
    lasting, api.cache_headers = api.cache_headers, {"Cache-Control": "max-age=0"}
    fetch(cli, api.url)
    api.cache_headers = lasting
    fetch(cli, api.url)
    api.forget()
    fetch(cli, api.url)
    assert api.asked == []


def test_a_revalidated_page_without_new_headers_keeps_its_lifetime(cli: Cli, api: FakeApi) -> None:
    fetch(cli, api.url)
    api.cache_headers = {}
    fetch(cli, api.url, "--refresh")
    api.forget()
    fetch(cli, api.url)
    assert api.asked == []


@pytest.mark.parametrize("headers", [{"Cache-Control": "public, max-age=0"}, {}])
def test_a_stale_page_is_requested_again(
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


def test_a_page_from_a_clock_in_the_future_is_requested_again(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    fetch(cli, api.url)
    (page,) = project.parent.rglob(f"{RIDDLER}.json")
    in_a_year = int(time.time()) + 365 * 86_400
    page.write_text(json.dumps(json.loads(page.read_text()) | {"answered": in_a_year}))
    api.forget()
    fetch(cli, api.url)
    assert [asked.path for asked in api.asked] == [RIDDLER]


def test_without_etags_every_page_is_fetched_completely_each_time(cli: Cli, api: FakeApi) -> None:
    api.etags, api.cache_headers = False, {}
    fetch(cli, api.url)
    api.forget()
    fetch(cli, api.url)
    assert [asked.status for asked in api.asked] == [200] * PAGES


def test_offline_uses_only_the_cache(project: Path, cli: Cli) -> None:
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


def test_offline_without_a_cache_is_an_error(project: Path, cli: Cli, api: FakeApi) -> None:
    result = fetch(cli, api.url, "--offline", ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert "isn't in the cache" in result.stderr
    assert "without --offline" in result.stderr
    assert api.asked == []
    assert not (project / "data").exists()


def test_a_broken_cache_is_ignored(project: Path, cli: Cli, api: FakeApi) -> None:
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
