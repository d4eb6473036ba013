"""Test ``pokename favourites``."""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pokename.errors import DataError
from pokename.favourites_file import FavouritesFile
from tests.conftest import Cli
from tests.favourites.conftest import FLAMESAUR, FOREIGN, SPLASHUNA
from tests.support.processes import on_posix


@on_posix
@pytest.mark.parametrize(
    "command",
    [
        ("favourites", "add", "Foo"),
        ("favourites", "list"),
        ("generate", "a fox", "-n", "1", "--unique"),
    ],
)
@pytest.mark.parametrize("place", ["/dev/full", "/dev/zero", "pipe"])
def test_a_pipe_or_a_device_in_place_of_the_file_is_not_read(
    project: Path, cli: Cli, command: tuple[str, ...], place: str
) -> None:
    os.mkfifo(project / "pipe")
    refused = cli(*command, "--favourites", place, ok=False)
    assert refused.exit_code == 1
    assert refused.stderr == (
        f"Error: {place} is a pipe or a device, not a file. Give another file with --favourites.\n"
    )


def test_a_file_of_over_10_mb_is_neither_read_nor_written(project: Path, cli: Cli) -> None:
    (project / "large.json").write_bytes(b" " * 10_000_001)
    for command in ("list", "add"):
        names = ["Foo"] if command == "add" else []
        refused = cli("favourites", command, *names, "--favourites", "large.json", ok=False)
        assert refused.stderr.startswith("Error: large.json is larger than 10 MB.")
    with pytest.raises(DataError, match="would be larger than 10 MB"):
        FavouritesFile(project / "new.json").change(add=[replace(FLAMESAUR, note="x" * 10**7)])
    assert not (project / "new.json").exists()


def test_the_list_command_shows_names_with_their_origin(kept: FavouritesFile, cli: Cli) -> None:
    shown = cli("favourites", "list").stdout
    assert "flame + saur (lizard)" in shown
    assert "a blue turtle" in shown
    assert cli("favourites", "list", "--format", "plain").stdout == "Flamesaur\nSplashuna\n"
    first, _ = json.loads(cli("favourites", "list", "--format", "json").stdout)
    assert first["roots"] == ["flame", "saur"]
    assert first["kept_at"] == "2026-11-24T10:00:00+00:00"


@pytest.mark.parametrize("columns", [20, 30, 60, 80])
def test_the_list_shows_whole_names_in_a_narrow_terminal(
    kept: FavouritesFile, cli: Cli, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    cli("favourites", "edit", "Flamesaur", "--note", "a long note " * 9, "--tag", "a fiery one")
    lines = cli("favourites", "list").stdout.splitlines()
    for name, day in (("Flamesaur", "2026-11-24"), ("Splashuna", "2026-11-24")):
        assert any(line.split()[:1] == [name] and day in line for line in lines)
    assert all(line == line.rstrip() for line in lines)
    assert "".join(lines).count("long") == 9
    assert "…" not in "".join(lines)


def test_the_list_has_no_terminal_codes_with_no_color(
    kept: FavouritesFile, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[1m" in cli("favourites", "list").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in cli("favourites", "list").stdout


@pytest.mark.parametrize("colored", ["", "1"])
def test_the_list_begins_with_its_head(
    kept: FavouritesFile, cli: Cli, monkeypatch: pytest.MonkeyPatch, colored: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", colored)
    assert "description" in cli("favourites", "list").stdout.splitlines()[0]


def test_the_list_command_says_how_to_keep_names_if_there_are_none(project: Path, cli: Cli) -> None:
    shown = cli("favourites", "list", "--favourites", "none.json")
    assert shown.stdout == ""
    assert "keep names in a session" in shown.stderr
    assert (
        cli("favourites", "list", "--favourites", "none.json", "--format", "json").stdout == "[]\n"
    )
    assert not Path("none.json").exists()


def test_the_option_for_the_file_takes_precedence_over_the_variable(
    kept: FavouritesFile, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POKENAME_FAVOURITES", "other.json")
    plain = ("favourites", "list", "--format", "plain")
    assert cli(*plain).stdout == ""
    assert cli(*plain, "--favourites", kept.path).stdout == "Flamesaur\nSplashuna\n"


def test_remove_accepts_names_in_upper_or_lower_case(kept: FavouritesFile, cli: Cli) -> None:
    assert "Removed Flamesaur." in cli("favourites", "remove", "flamesaur").stderr
    assert kept.read() == (SPLASHUNA,)


def test_the_remove_command_removes_nothing_if_one_name_is_unknown(
    kept: FavouritesFile, cli: Cli
) -> None:
    refused = cli("favourites", "remove", "Flamesaur", "Flamesour", ok=False)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: Not among the favourites: Flamesour. List them with: ")
    assert kept.read() == (FLAMESAUR, SPLASHUNA)


def test_a_name_that_is_kept_for_two_descriptions_is_chosen_by_its_description(
    kept: FavouritesFile, cli: Cli
) -> None:
    kept.change(add=[replace(FLAMESAUR, description="", kept_at="2026-11-25")])
    for command in (("edit", "flamesaur", "--tag", "x"), ("remove", "Splashuna", "Flamesaur")):
        refused = cli("favourites", *command, ok=False)
        assert refused.exit_code == 1
        assert refused.stderr == (
            "Error: Flamesaur is a favourite for 2 descriptions: 'a fiery | lizard', ''. "
            "Choose one with --description.\n"
        )
    cli("favourites", "edit", "Flamesaur", "--note", "own", "--description", "")
    assert [one.note for one in kept.read()] == ["", "", "own"]
    other = cli("favourites", "remove", "Flamesaur", "--description", "a fox", ok=False)
    assert other.stderr.startswith("Error: Not among the favourites for 'a fox': Flamesaur.")
    cli("favourites", "remove", "Flamesaur", "--description", "a fiery | lizard")
    assert [one.description for one in kept.read()] == ["a blue turtle", ""]


def test_export_writes_the_format_of_the_suffix(kept: FavouritesFile, cli: Cli) -> None:
    for name in ("names.csv", "names.json", "names.md", "names.TXT"):
        assert f"Favourites written to {name}: 2." in cli("favourites", "export", name).stderr
    rows = list(csv.DictReader(Path("names.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0]["roots"] == "flame+saur"
    assert rows[1]["description"] == "a blue turtle"
    assert [one["name"] for one in json.loads(Path("names.json").read_text())] == [
        "Flamesaur",
        "Splashuna",
    ]
    assert r"| Flamesaur | flame + saur (lizard) | a fiery \| lizard |" in (
        Path("names.md").read_text()
    )
    assert Path("names.TXT").read_text() == "Flamesaur\nSplashuna\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("names.csv", "input_id,name\n,Emberzard\n"),
        ("mine.txt", "Flamesaur\nPrecious\n"),
        ("favs.md", "# My names\n"),
        ("data.json", '{"my": "data"}'),
        ("data.json", "[1]"),
    ],
)
def test_an_export_replaces_no_file_that_is_not_an_export(
    kept: FavouritesFile, cli: Cli, name: str, content: str
) -> None:
    Path(name).write_text(content)
    refused = cli("favourites", "export", name, ok=False)
    why = "has lines that this export doesn't have"
    if not name.endswith(".txt"):
        why = "isn't an export of favourites"
    said = f"Error: {name} exists and {why}. Name another file, or delete it.\n"
    assert refused.stderr == said
    assert Path(name).read_text() == content


def test_a_list_of_names_is_not_replaced_by_one_with_fewer(kept: FavouritesFile, cli: Cli) -> None:
    cli("favourites", "export", "names.txt")
    cli("favourites", "remove", "Splashuna")
    refused = cli("favourites", "export", "names.txt", ok=False)
    assert refused.stderr.startswith(
        "Error: names.txt exists and has lines that this export doesn't have. Name another file"
    )


def test_an_export_replaces_an_earlier_one_and_an_empty_file(
    kept: FavouritesFile, cli: Cli
) -> None:
    for name in ("names.csv", "names.json", "names.md", "names.txt"):
        Path(name).touch()
        cli("favourites", "export", name)
        before = Path(name).read_text()
        cli("favourites", "edit", "Flamesaur", "--note", f"kept in {name}", "--tag", "fire")
        cli("favourites", "export", name)
        assert (Path(name).read_text() == before) == (name == "names.txt")


@pytest.mark.parametrize("name", ["fav.json", "fav.txt", "fav.csv", "fav.md"])
def test_favourites_are_not_exported_onto_themselves(
    kept: FavouritesFile, cli: Cli, name: str
) -> None:
    kept.path.rename(name)
    for options in ((), ("--tag", "x")):
        FavouritesFile(Path(name)).change(edit=[(FLAMESAUR, replace(FLAMESAUR, tags=("x",)))])
        before = Path(name).read_bytes()
        refused = cli("favourites", "export", name, "--favourites", name, *options, ok=False)
        assert refused.stderr.startswith(f"Error: {name} exists and ")
        assert Path(name).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["names.docx"], "Use one of .csv, .json, .md, .txt."),
        (["names.csv", "--favourites", "none.json"], "There are no favourites to write."),
        (["missing.txt/names.csv"], "can't be written"),
    ],
)
def test_an_export_that_fails_says_why_and_writes_nothing(
    kept: FavouritesFile, cli: Cli, arguments: list[str], said: str
) -> None:
    Path("missing.txt").touch()
    refused = cli("favourites", "export", *arguments, ok=False)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert not Path("names.csv").exists()
    assert not Path("names.docx").exists()


def test_the_add_command_keeps_a_name_that_the_user_made_up(kept: FavouritesFile, cli: Cli) -> None:
    told = cli(
        *("favourites", "add", "EmberZard", "--description", "a fiery lizard", "--tag", "fire"),
        *("--note", "for\nthe  volcano", "--tag", "Fire, #starter"),
    )
    assert told.stderr == "Kept EmberZard.\n"
    own = kept.read()[-1]
    assert (own.name, own.description, own.model, own.id) == ("EmberZard", "a fiery lizard", "", "")
    assert own.roots == ("ember", "lizard")
    assert (own.note, own.tags) == ("for the volcano", ("fire", "starter"))
    again = cli("favourites", "add", "emberzard", "--description", "a fiery lizard", ok=False)
    assert (again.exit_code, "is already a favourite" in again.stderr) == (1, True)
    cli("favourites", "add", "Emberzard")  # without a description
    assert len(kept.read()) == 4
    nameless = cli("favourites", "add", "7 !", ok=False)
    assert (nameless.exit_code, "no letters" in nameless.stderr) == (2, True)


def test_edit_changes_notes_and_tags(kept: FavouritesFile, cli: Cli) -> None:
    cli("favourites", "edit", "flamesaur", "Splashuna", "--tag", "starter", "--tag", "fire")
    cli("favourites", "edit", "splashuna", "--untag", "fire", "--tag", "water", "--note", "calm")
    assert [(one.note, one.tags) for one in kept.read()] == [
        ("", ("starter", "fire")),
        ("calm", ("starter", "water")),
    ]
    cli("favourites", "edit", "splashuna", "--note", "")
    assert kept.read()[1].note == ""
    assert cli("favourites", "edit", "splashuna", ok=False).exit_code == 2
    assert "Not among" in cli("favourites", "edit", "Zork", "--tag", "x", ok=False).stderr


def test_a_list_or_an_export_can_be_limited_to_tags(kept: FavouritesFile, cli: Cli) -> None:
    cli("favourites", "edit", "Flamesaur", "--tag", "fire", "--tag", "starter", "--note", "a | b")
    cli("favourites", "edit", "Splashuna", "--tag", "starter")
    plain = ("favourites", "list", "--format", "plain")
    assert cli(*plain, "--tag", "STARTER").stdout == "Flamesaur\nSplashuna\n"
    assert cli(*plain, "--tag", "starter", "--tag", "fire").stdout == "Flamesaur\n"
    none = cli(*plain, "--tag", "water", ok=False)
    assert none.stderr == "Error: No favourite is tagged water. The tags are: fire, starter.\n"
    assert "fire, starter" in cli("favourites", "list").stdout
    for name in ("names.csv", "names.json", "names.md"):
        cli("favourites", "export", name)
    first = next(csv.DictReader(Path("names.csv").read_text(encoding="utf-8").splitlines()))
    assert (first["tags"], first["note"]) == ("fire+starter", "a | b")
    assert json.loads(Path("names.json").read_text())[0]["tags"] == ["fire", "starter"]
    assert r"| fire, starter | a \| b |" in Path("names.md").read_text()
    cli("favourites", "export", "fire.txt", "--tag", "fire")
    assert Path("fire.txt").read_text() == "Flamesaur\n"


def test_favourites_are_not_imported_twice(kept: FavouritesFile, cli: Cli) -> None:
    cli("favourites", "export", "names.json")
    cli("favourites", "import", "names.json", "--favourites", "other.json")
    cli("favourites", "import", kept.path, "--favourites", "other.json")
    assert FavouritesFile(Path("other.json")).read() == kept.read()


def test_import_says_which_names_it_skipped(kept: FavouritesFile, cli: Cli) -> None:
    theirs = [replace(FLAMESAUR, note="theirs"), replace(FLAMESAUR, name="Emberzard")]
    FavouritesFile(Path("theirs.json")).change(add=theirs)
    told = cli("favourites", "import", "theirs.json").stderr
    assert told == (
        "Favourites added: 1.\nAlready kept, with your own notes and tags: Flamesaur.\n"
    )
    assert [(one.name, one.note) for one in kept.read()] == [
        ("Flamesaur", ""),
        ("Emberzard", ""),
        ("Splashuna", ""),
    ]


WITHOUT = "isn't a list of favourites of this version of pokename: "


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda one: one.update(seed="x"),
         "Expected `int`, got `str` - at `$.seed`, in favourite 1."),
        (lambda one: one.update(name=""), "'' has no letters."),
        (lambda one: one.update(meanings=[]),
         "'meanings' isn't as long as 'roots', in favourite 1 (Flamesaur)."),
        (lambda one: one.update(says=["fiery"]),
         "'says' isn't as long as 'roots', in favourite 1 (Flamesaur)."),
        (lambda one: one.update(name="SPLASHUNA", description="a blue turtle"),
         "it has Splashuna twice for 'a blue turtle'."),
    ],
)  # fmt: skip
def test_a_favourite_that_a_change_would_spoil_is_refused_with_the_reason(
    kept: FavouritesFile, cli: Cli, change: Callable[[dict[str, Any]], None], why: str
) -> None:
    stored = json.loads(kept.path.read_text())
    change(stored["favourites"][0])
    kept.path.write_text(json.dumps(stored))
    before = kept.path.read_bytes()
    for command in (("list",), ("add", "Emberzard"), ("import", kept.path, "--favourites", "x")):
        refused = cli("favourites", *command, ok=False)
        assert refused.exit_code == 1
        assert f"Error: {kept.path} {WITHOUT}{why}" in refused.stderr
    assert kept.path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty."),
        (b'{\n"format": 2,\n"favourites": [],\n}', "(line 4)."),
        (b"name,description\n", "(line 1)."),
        (b'{"format": 2, "favourites": [], "more": 1}', "unknown field `more`."),
    ],
)
def test_the_error_for_a_broken_file_has_its_path_and_the_reason(
    cli: Cli, content: bytes, why: str
) -> None:
    Path("mine.json").write_bytes(content)
    for command in (("import", "mine.json"), ("list", "--favourites", "mine.json")):
        refused = cli("favourites", *command, ok=False)
        assert refused.stderr.startswith(f"Error: mine.json {WITHOUT}")
        assert why in refused.stderr


def test_a_file_with_a_byte_order_mark_is_read(kept: FavouritesFile, cli: Cli) -> None:
    kept.path.write_bytes(b"\xef\xbb\xbf" + kept.path.read_bytes())
    assert cli("favourites", "list", "--format", "plain").stdout == "Flamesaur\nSplashuna\n"


@pytest.mark.parametrize("content", [*FOREIGN, b"[1]", b"{}"])
def test_a_file_without_favourites_is_refused(cli: Cli, content: bytes) -> None:
    Path("names.json").write_bytes(content)
    result = cli("favourites", "import", "names.json", ok=False)
    assert result.stderr.startswith("Error: names.json isn't a list of favourites of this version")
    assert not FavouritesFile.at(None).path.exists()
