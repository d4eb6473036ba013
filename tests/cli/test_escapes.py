"""Test that data of any kind can't control the terminal."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pokename.favourites import Favourite
from pokename.favourites_file import FavouritesFile
from pokename.naming.name import Name
from pokename.paths import BUNDLED_MODEL
from pokename.safe_text import harmless
from tests.conftest import Cli
from tests.support import fake_api
from tests.support.evil_text import EVIL, assert_harmless
from tests.support.fake_api import FakeApi
from tests.support.fetch_runs import RIDDLER, fetch
from tests.support.processes import POKENAME, on_posix


def test_control_characters_are_escaped_and_other_text_is_unchanged() -> None:
    assert harmless("Flabébé 火 👨‍👩‍👧 \t\n") == "Flabébé 火 👨‍👩‍👧 \t\n"
    assert harmless("\x1b\x9b\r\ud800") == "\\u001b\\u009b\\u000d\\ud800"
    assert json.loads(harmless(json.dumps(EVIL, ensure_ascii=False))) == EVIL


@pytest.mark.parametrize("form", ["table", "plain", "json", "jsonl", "csv", "markdown"])
def test_names_cannot_control_the_terminal_in_any_format(
    project: Path, cli: Cli, form: str
) -> None:
    record = {"description": f"a fiery lizard {EVIL}", "id": EVIL}
    (project / "in.jsonl").write_text(json.dumps(record))
    result = cli("generate", "--input", "in.jsonl", "-n", "1", "--format", form)
    # CSV may contain a lone carriage return inside quotes, so this test ignores it;
    # test_csv_cannot_control_the_terminal covers it.
    assert_harmless(result.output.replace("\r", "") if form == "csv" else result.output)
    if form == "json":
        assert json.loads(result.stdout)[0]["description"] == record["description"]
        assert json.loads(result.stdout)[0]["input_id"] == EVIL


@on_posix
def test_csv_cannot_control_the_terminal(project: Path) -> None:
    (project / "in.jsonl").write_text(json.dumps({"description": EVIL}))
    terminal, stdout = os.openpty()
    arguments = ("generate", "--input", "in.jsonl", "-n", "1", "--format", "csv")
    done = subprocess.run(
        [*POKENAME, *arguments], stdout=stdout, stderr=subprocess.PIPE, check=True
    )
    os.close(stdout)
    seen = os.read(terminal, 65536).decode()
    os.close(terminal)
    assert_harmless(seen.replace("\r\n", "\n"))
    assert_harmless(done.stderr.decode())


@pytest.mark.parametrize(
    "arguments",
    [
        ("generate", f"un renard {EVIL} de feu", "-n", "1", "--explain", "-v"),
        ("generate", "a lizard", "--like", EVIL, "-n", "1"),
        ("generate", "a lizard", "--type", EVIL),
        ("generate", "a lizard", "--id", EVIL),
        ("generate", "a lizard", "--model", EVIL),
        ("generate", "--input", f"{EVIL}.txt"),
        ("generate", "--input", EVIL),
        ("generate", "a lizard", "--output", f"{EVIL}.odd"),
        ("generate", "a lizard", "--exclude", EVIL),
        ("generate", f"--{EVIL}"),
        (EVIL,),
        ("score", f"a lizard {EVIL}", f"Ember{EVIL}zard"),
        ("score", f"a lizard {EVIL}", f"Ember{EVIL}zard", "--format", "json"),
        ("favourites", "remove", EVIL),
        ("favourites", "list", "--favourites", EVIL),
        ("config", "show", "--config", EVIL),
        ("config", "show", "--set", f"paths.data={json.dumps(EVIL)}"),
        ("config", "show", "--set", f"paths.data={json.dumps(EVIL)}", "--format", "json"),
        ("config", "show", "--set", f"paths.data={json.dumps(EVIL)}", "--format", "yaml"),
        ("config", "show", "--set", f"{EVIL}=3"),
        ("preprocess", "--input", EVIL),
        ("preprocess", "--set", f"paths.data={json.dumps(EVIL)}"),
        ("evaluate", "--judge-score", EVIL),
        ("evaluate", "--model", EVIL),
        ("train", "--set", f"train.model.name={json.dumps(EVIL)}"),
        ("fetch", "--base-url", f"http://127.0.0.1:9/{EVIL}"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]).replace(EVIL, "EVIL"),
)
def test_arguments_cannot_control_the_terminal(
    project: Path, cli: Cli, arguments: tuple[str, ...]
) -> None:
    result = cli(*arguments, ok=False)
    assert_harmless(result.output)
    assert "Unexpected" not in result.output


@pytest.mark.parametrize(
    ("file", "content", "arguments"),
    [
        ("in.csv", f'{EVIL},b\n"x",y\n', ("generate", "--input", "in.csv")),
        ("in.csv", f"description,{EVIL}\na fish,y\n", ("generate", "--input", "in.csv", "-n", "1")),
        ("in.csv", f"description,type\na fish,{EVIL}\n", ("generate", "--input", "in.csv")),
        ("bad.yaml", f'"{EVIL!r}": 3\n', ("config", "show", "--config", "bad.yaml")),
        ("bad.yaml", f"seed: {json.dumps(EVIL)}\n", ("config", "show", "--config", "bad.yaml")),
        ("bad.yaml", f"{json.dumps(EVIL)}: 3\n", ("config", "show", "--config", "bad.yaml")),
        ("bad.yaml", f"{EVIL}: 3\n", ("config", "show", "--config", "bad.yaml")),
        ("own.csv", f"name,description\n{EVIL},a\n", ("preprocess", "--input", "own.csv")),
        ("own.csv", f"{EVIL},description\na,a\n", ("preprocess", "--input", "own.csv")),
        ("no.csv", f"{EVIL}\na\n", ("generate", "a", "--exclude", "no.csv")),
        ("kept.json", f'{{"{EVIL}": 3}}', ("favourites", "list", "--favourites", "kept.json")),
    ],
)
def test_input_files_cannot_control_the_terminal(
    project: Path, cli: Cli, file: str, content: str, arguments: tuple[str, ...]
) -> None:
    (project / file).write_bytes(content.encode())
    result = cli(*arguments, ok=False)
    assert_harmless(result.output)
    assert "Unexpected" not in result.output


def kept(project: Path) -> str:
    evil: dict[str, Any] = {"roots": (EVIL,), "meanings": (EVIL,), "model": EVIL, "says": ("",)}
    name = Name(name=f"Ember{EVIL}\n", description=EVIL, score=0.1, seed=7, **evil)
    FavouritesFile(project / "kept.json").change(add=[Favourite.of(name, EVIL)])
    return "kept.json"


@pytest.mark.parametrize("form", ["table", "plain", "json"])
def test_favourites_cannot_control_the_terminal(project: Path, cli: Cli, form: str) -> None:
    shown = cli("favourites", "list", "--favourites", kept(project), "--format", form).output
    assert_harmless(shown)
    assert form != "plain" or len(shown.splitlines()) == 1


@pytest.mark.parametrize("suffix", ["csv", "json", "md", "txt"])
def test_exported_favourites_cannot_control_the_terminal(
    project: Path, cli: Cli, suffix: str
) -> None:
    cli("favourites", "export", f"out.{suffix}", "--favourites", kept(project))
    written = (project / f"out.{suffix}").read_bytes().decode()
    assert_harmless(written.replace("\r", "") if suffix == "csv" else written)


def test_api_answers_cannot_control_the_terminal(project: Path, cli: Cli, api: FakeApi) -> None:
    api.dead[RIDDLER] = fake_api.status(404)
    for entry in api.pages["pokedex/national"]["pokemon_entries"]:
        entry["pokemon_species"]["name"] += EVIL
    for attempt in ((), ("--allow-missing", "1")):
        result = fetch(cli, api.url, *attempt, ok=False)
        assert_harmless(result.output)
        assert "mr-q" in result.output


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_status_of_data_cannot_control_the_terminal(
    project: Path, cli: Cli, api: FakeApi, form: str
) -> None:
    fetch(cli, api.url)
    species, riddler = project / "data/raw/species.csv", api.pages[RIDDLER]["name"]
    evil = EVIL.replace("\r", "")  # a carriage return would end the row
    species.write_text(species.read_text(encoding="utf-8").replace(riddler, evil), encoding="utf-8")
    shown = cli("data", "status", "--format", form).stdout
    assert_harmless(shown)
    assert "title" in shown


@on_posix
@pytest.mark.parametrize("form", ["table", "json"])
def test_the_drift_of_data_cannot_control_the_terminal(project: Path, cli: Cli, form: str) -> None:
    evil = project / f"{EVIL}.txt"
    evil.write_text("".join(f"a lizard of {EVIL} {n}\n" for n in range(30)), encoding="utf-8")
    sides = ("--reference", evil, "--current", evil)
    assert_harmless(cli("data", "drift", *sides, "--format", form).output)


@pytest.mark.parametrize(
    "arguments",
    [
        ("models", "list"),
        ("models", "list", "--format", "json"),
        ("models", "show", "mine", "--license", "mit"),
        ("models", "show", "mine", "--license", EVIL),
        ("models", "show", "mine", "--format", "json"),
        ("models", "export", "mine", f"shared{EVIL}", "--license", "mit"),
        ("report", "mine", "--format", "markdown"),
        ("report", "mine", "--set", f"paths.reports={json.dumps(EVIL)}"),
    ],
    ids=lambda arguments: " ".join(arguments[:4]).replace(EVIL, "EVIL"),
)
def test_a_strangers_run_cannot_control_the_terminal(
    project: Path, cli: Cli, arguments: tuple[str, ...]
) -> None:
    shutil.copytree(BUNDLED_MODEL, project / "models/mine")
    facts = {"base": {"loaded": EVIL}, "device": EVIL, "versions": {"python": EVIL}}
    (project / "models/mine/manifest.json").write_text(json.dumps(facts))
    result = cli(*arguments, ok=False)
    assert_harmless(result.output)
    assert "Unexpected" not in result.output


def test_tracebacks_cannot_control_the_terminal(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POKENAME_DEBUG", "1")
    result = cli("generate", "a lizard", "--type", EVIL, ok=False)
    assert "Traceback" in result.stderr
    assert_harmless(result.output)
