"""Test ``pokename generate`` as a session in a pseudo-terminal."""

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pokename.favourites import Favourite
from pokename.favourites_file import FavouritesFile
from pokename.naming.name import Name
from tests.session.user import ESCAPE, User, copied_in, names_in, stages_in


@pytest.fixture
def user() -> Iterator[User]:
    one = User()
    one.reads()
    yield one
    one.dies()


def favourites(path: Path | None = None) -> list[str]:
    return [one.name for one in FavouritesFile.at(path).read()]


def test_a_session_from_description_to_export(user: User, project: Path) -> None:
    first = names_in(user.types("a fiery lizard"))
    assert list(first) == [1, 2, 3, 4, 5]
    more = names_in(user.types("more"))
    assert list(more) == [6, 7, 8, 9, 10]
    assert f"Kept {first[2]}, {more[7]}." in user.types("keep 2 7")
    assert favourites() == [first[2], more[7]]
    like = names_in(user.types("like 7"))
    assert list(like) == [11, 12, 13, 14, 15]
    assert len({*first.values(), *more.values(), *like.values()}) == 15
    assert f"Dropped {first[2]}." in user.types(f"drop {first[2].lower()}")
    assert favourites() == [more[7]]
    assert f"Undone: dropped {first[2]}; your favourites are as" in user.types("undo")
    assert sorted(favourites()) == sorted([first[2], more[7]])
    assert "Favourites written to names.json: 2." in user.types("export names.json")
    written = json.loads(Path("names.json").read_text())
    assert [one["name"] for one in written] == favourites()
    assert f"Favourites in {FavouritesFile.at(None).path}: 2." in user.leaves("quit\r")
    assert user.process.exitstatus == 0


def test_a_kept_name_survives_when_the_session_is_killed(user: User) -> None:
    shown = names_in(user.types("a fiery lizard"))
    user.types("keep 3")
    user.dies()
    assert favourites() == [shown[3]]


def test_an_error_does_not_end_the_session(user: User) -> None:
    assert "Error: There are no names yet." in user.types("keep 1")
    user.types("a fiery lizard")
    assert "Error: There is no number 99. The names go from 1 to 5." in user.types("keep 99")
    assert "Use one of .csv, .json, .md, .txt." in user.types("export names.docx")
    assert "I don't understand 'keep'. Did you mean 'keep 2 5'?" in user.types("keep")
    assert "Error: size hug isn't known. Did you mean huge?" in user.types("size hug")
    assert "Error: There is no name Nope in the list." in user.types("keep Nope")
    assert "I don't understand 'something else'." in user.types("something else")
    assert "Error: Nope isn't among your favourites." in user.types("drop Nope")
    assert "No favourites yet" in user.types("favourites")
    told = user.types("help").splitlines()
    assert any("keep 2 5" in line for line in told)
    assert all(len(line) < 80 for line in told)


def test_all_names_are_listed_after_single_names_and_lines(user: User) -> None:
    first = names_in(user.types("a fiery lizard"))
    user.types("evolve 3")
    shown = user.types("names")
    assert first.items() <= names_in(shown).items()
    assert stages_in(shown)[:2] == ["1.2", "1.3"]


def test_a_command_that_fails_unexpectedly_does_not_end_the_session(project: Path) -> None:
    (project / "rich.py").write_text("raise ImportError('broken')")  # hides the package that draws
    user = User(PYTHONPATH=os.pathsep.join([str(project), os.environ.get("PYTHONPATH", "")]))
    user.reads()
    assert "Unexpected error: ImportError: broken. Set POKENAME_DEBUG" in user.types("a lizard")
    assert "remove number 2, or a name" in user.types("help")
    user.leaves("quit\r")
    assert user.process.exitstatus == 0


def test_limits_and_mood_can_change_during_a_session(user: User) -> None:
    user.types("a fiery lizard")
    short = user.types("max 6")
    assert "Current wishes: max 6." in short
    assert list(names_in(short)) == [6, 7, 8, 9, 10]
    assert all(len(name) <= 6 for name in names_in(short).values())
    assert "Current wishes: max 6, mood spooky." in user.types("mood spooky")
    assert "Current wishes: mood spooky." in user.types("no limits")
    assert names_in(user.types("undo"))
    assert "Current wishes: max 6, mood spooky." in user.types("wishes")
    own = user.types("a blue turtle --starts-with c --max-length 8")
    assert all(name[0] == "C" and len(name) <= 8 for name in names_in(own).values())


def test_accepted_and_refused_names_are_explained(user: User) -> None:
    shown = names_in(user.types("a fiery lizard"))
    for typed in ("explain 3", "why 3", f"explain {shown[3].lower()}"):
        assert re.search(rf"{shown[3]}  \S+  .*nearest official: ", user.types(typed))
    assert "Charizard would be refused: official name." in user.types("why not Charizard")
    allowed = user.types("why not EMBERZARD")
    assert "No rule refuses EMBERZARD." in allowed
    assert "em-BER-zard  EMBER (for fiery)" in allowed
    user.types("max 6")
    assert "EMBERZARD would be refused: max 6." in user.types("why not EMBERZARD")
    assert "no source word of the description is heard in it" in user.types("explain Zyxqo")
    assert "with max 6 and contains zz." in user.types("a fiery lizard, contains zz")
    impossible = user.types("starts abcdefgh")
    assert "starts abcdefgh is longer than max 6" in impossible


def test_a_session_gives_and_keeps_evolution_lines(project: Path) -> None:
    user = User("--line", "3", "-n", "2", "--set", "generate.n=4")
    user.reads()
    shown = user.types("a fiery lizard")
    names = names_in(re.sub(r"^( +\d+) +\d\.\d", r"\1", shown, flags=re.M))
    assert stages_in(shown) == [
        "1.1",
        "1.2",
        "1.3",
        "2.1",
        "2.2",
        "2.3",
    ]
    assert f"Kept {names[4]}, {names[5]}, {names[6]}." in user.types("keep line 2")
    lines_from = user.types("evolve 1")
    assert stages_in(lines_from) == ["1.2", "1.3", "2.2", "2.3"]
    assert len(names_in(user.types("no line"))) == 4
    user.leaves()
    assert favourites() == [names[4], names[5], names[6]]


def test_a_name_evolves_after_a_wish_for_its_source_words(user: User) -> None:
    user.types("a fiery lizard")
    user.types("roots ember+gecko")
    assert stages_in(user.types("evolve 1"))[:2] == ["1.2", "1.3"]


def test_lines_continue_the_users_own_name(user: User) -> None:
    user.types("a fiery lizard")
    lines = user.types("evolves from Embi")
    assert stages_in(lines) == ["1.2", "2.2", "3.2"]
    assert "Current wishes: evolves from Embi." in lines
    assert stages_in(user.types("more")) == ["1.2", "2.2", "3.2"]
    assert len(names_in(user.types("no evolves from"))) == 5
    own = user.types("a blue turtle --evolves-from Embi --line 2")
    assert stages_in(own)[:2] == ["1.2", "1.3"]


def test_notes_and_tags_are_on_disk_at_once(user: User) -> None:
    shown = names_in(user.types("a fiery lizard"))
    user.types("note 3 for the volcano")
    user.types("tag 3 Fire starter")
    user.dies()
    (kept,) = FavouritesFile.at(None).read()
    assert (kept.name, kept.note, kept.tags) == (shown[3], "for the volcano", ("fire", "starter"))


def test_a_session_keeps_what_another_session_changes(user: User) -> None:
    name = names_in(user.types("a fiery lizard"))[1]
    user.types("keep 1")
    file = FavouritesFile.at(None)

    def of_name() -> list[tuple[str, tuple[str, ...]]]:
        return [(one.note, one.tags) for one in file.read() if one.name == name]

    (kept,) = file.read()
    file.change(edit=[(kept, replace(kept, note="from there", tags=("mine",)))])
    user.types("tag 1 quick")
    assert of_name() == [("from there", ("mine", "quick"))]
    assert "Undone: tags of" in user.types("undo")
    assert of_name() == [("from there", ("mine",))]
    user.types("drop 1")
    assert of_name() == []
    file.change(add=[replace(kept, name="Handmade")])
    user.types("undo")
    assert of_name() == [("from there", ("mine",))]
    assert "Handmade" in user.types("favourites")
    assert "Dropped Handmade." in user.types("drop Handmade")
    assert "has no tag nope." in user.types("untag 1 nope")
    file.path.write_text("[")
    assert "isn't a list of favourites of this version" in user.types("more")
    assert "Error: " in user.types("keep 2")
    assert file.path.read_text() == "["


def test_favourites_of_earlier_sessions_can_be_explained_copied_and_not_kept_again(
    project: Path,
) -> None:
    made_of: Any = {"roots": ("pyre", "saur"), "meanings": ("", "lizard")}
    about = ("Pyresaur", "a fiery lizard", 0.1, 7, "bundled")
    kept = Favourite.of(Name(*about, **made_of, says=("fiery", "lizard")), "2026-11-24")
    FavouritesFile.at(None).change(add=[kept])
    user = User()
    user.reads()
    assert copied_in(user.types("copy pyresaur", raw=True)) == "Pyresaur"
    names = names_in(user.types("a blue turtle"))
    explained = user.types("explain Pyresaur")
    assert "PYRE (for fiery) + SAUR (lizard)" in explained
    assert copied_in(user.types(f"copy {names[2]}, Pyresaur", raw=True)) == f"{names[2]}, Pyresaur"
    assert "Error: Already kept: Pyresaur." in user.types("keep Pyresaur")
    assert favourites() == ["Pyresaur"]
    user.leaves()


def test_copy_uses_the_terminal_or_reports_that_it_cannot(user: User) -> None:
    shown = names_in(user.types("a fiery lizard"))
    assert copied_in(user.types("copy 1 2", raw=True)) == f"{shown[1]}, {shown[2]}"
    plain = User(term="dumb")
    plain.reads()
    shown = names_in(plain.types("a fiery lizard"))
    told = plain.types("copy 2", raw=True)
    assert "This terminal doesn't let programs copy text" in told
    assert shown[2] in told
    assert "\x1b" not in told
    plain.dies()


def test_a_typed_line_can_be_completed_recalled_and_cleared(user: User) -> None:
    first = names_in(user.types("a fiery lizard"))
    assert f"Kept {first[1]}." in user.types(f"ke\t {first[1][:-1]}\t")
    user.process.send("\x1b[A" * 2)  # arrow up, twice
    assert names_in(user.types("")) == first
    assert "Current wishes: mood cute." in user.types("moo\t cu\t")
    user.process.send("a half typed")
    user.process.sendintr()
    user.reads()
    user.leaves()
    assert user.process.exitstatus == 0


@pytest.mark.parametrize(
    ("term", "variables"), [("dumb", {}), ("xterm-256color", {"NO_COLOR": "1"})]
)
def test_a_session_works_on_dumb_terminals_and_without_colours(
    term: str, variables: dict[str, str]
) -> None:
    user = User(term=term, **variables)
    user.reads()
    shown = user.types("a fiery lizard", raw=True)
    assert len(names_in(ESCAPE.sub("", shown))) == 5
    colours = re.findall(r"\x1b\[[0-9;]*(?:3[0-7]|9[0-7]|38;[0-9;]*)m", shown)
    assert not colours
    if term == "dumb":
        assert "\x1b" not in shown
    assert all(len(line) <= 80 for line in ESCAPE.sub("", shown).splitlines())
    time.sleep(0.5)  # input() shows its prompt a moment before it can be interrupted
    user.process.sendintr()
    user.reads()
    user.leaves()
    assert user.process.exitstatus == 0


def test_options_apply_to_the_whole_session(project: Path) -> None:
    user = User("--favourites", "mine.json", "-n", "3", "--max-length", "7")
    user.reads()
    shown = {**names_in(user.types("a fiery lizard")), **names_in(user.types("more"))}
    assert list(shown) == [1, 2, 3, 4, 5, 6]
    assert all(len(name) <= 7 for name in shown.values())
    user.types("keep 4")
    user.leaves()
    assert favourites(project / "mine.json") == [shown[4]]
    assert favourites() == []


def test_a_missing_model_ends_the_session_at_its_start() -> None:
    user = User("--model", "models/none")
    assert "Error: models/none isn't a trained model" in user.ends()
    assert user.process.exitstatus == 1


def test_a_broken_favourites_file_ends_the_session_and_stays_unchanged(project: Path) -> None:
    (project / "broken.json").write_text("[")
    user = User("--favourites", "broken.json")
    assert "Error: broken.json isn't a list of favourites" in user.ends()
    assert (project / "broken.json").read_text() == "["
