"""Test the file of favourites."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from pokename.errors import DataError
from pokename.favourites import Favourite, as_record
from pokename.favourites_file import FavouritesFile, decoded
from pokename.locks import locked
from pokename.naming.name import Name
from tests.conftest import REPOSITORY, Cli
from tests.favourites.conftest import FLAMESAUR, FOREIGN, SPLASHUNA


def test_favourites_are_stored_in_the_users_data_folder(kept: FavouritesFile) -> None:
    assert kept.read() == (FLAMESAUR, SPLASHUNA)
    assert Path.home() in kept.path.parents
    assert FLAMESAUR.id == "bundled:7:1"


def test_a_name_is_kept_once_for_a_description_and_keeps_its_place(kept: FavouritesFile) -> None:
    kept.change(add=[FLAMESAUR])
    assert kept.read() == (FLAMESAUR, SPLASHUNA)
    kept.change(remove=[FLAMESAUR])
    kept.change(add=[FLAMESAUR])
    assert kept.read() == (FLAMESAUR, SPLASHUNA)
    for_another = Favourite.of(Name("Flamesaur", "a dragon", 0, 7, "bundled"), "2026-11-25")
    kept.change(add=[for_another])
    assert kept.read() == (FLAMESAUR, SPLASHUNA, for_another)


def test_two_sessions_at_once_lose_no_names(project: Path) -> None:
    program = """if True:
        import sys
        from pathlib import Path
        from pokename.favourites import Favourite, as_record
        from pokename.favourites_file import FavouritesFile, decoded
        for number in range(20):
            one = Favourite(sys.argv[1] + str(number), "", (), (), "bundled", 7, "", "")
            FavouritesFile(Path("shared.json")).change(add=[one])
    """
    sessions = [subprocess.Popen([sys.executable, "-c", program, name]) for name in ("A", "B")]
    assert [session.wait() for session in sessions] == [0, 0]
    assert len(FavouritesFile(project / "shared.json").read()) == 40


@pytest.mark.parametrize("content", [*FOREIGN, b"[]"])
def test_a_foreign_file_is_not_changed(project: Path, content: bytes) -> None:
    path = project / "mine.json"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"mine\.json isn't a list of favourites"):
        FavouritesFile(path).change(add=[FLAMESAUR])
    assert path.read_bytes() == content


def test_a_change_keeps_the_keys_that_pokename_does_not_know(
    kept: FavouritesFile, cli: Cli
) -> None:
    stored = json.loads(kept.path.read_text())
    more = {"color": "red", "letters": [[1], []], "more": {"x": None}}
    stored["favourites"][0].update(more)
    kept.path.write_text(json.dumps(stored))
    cli("favourites", "edit", "Flamesaur", "--tag", "fire")
    stored["favourites"][0]["tags"] = ["fire"]
    assert json.loads(kept.path.read_text()) == stored
    cli("favourites", "export", "out.json")
    cli("favourites", "import", "out.json", "--favourites", "other.json")
    assert json.loads(Path("other.json").read_text()) == stored


def test_tags_and_notes_that_a_user_typed_into_the_file_are_read_like_typed_ones(
    kept: FavouritesFile, cli: Cli
) -> None:
    stored = json.loads(kept.path.read_text())
    stored["favourites"][0].update(tags=["Fire", "#fire", "Of the, volcano"], note=" two\nlines ")
    kept.path.write_text(json.dumps(stored))
    listed = json.loads(cli("favourites", "list", "--tag", "Fire", "--format", "json").stdout)
    (one,) = listed
    assert one["tags"] == ["fire", "of", "the", "volcano"]
    assert one["note"] == "two lines"
    cli("favourites", "edit", "Flamesaur", "--untag", "FIRE")
    assert kept.read()[0].tags == ("of", "the", "volcano")


def test_a_file_from_a_version_without_concepts_is_read(kept: FavouritesFile) -> None:
    older = json.loads(kept.path.read_text())
    for favourite in older["favourites"]:
        del favourite["says"]
    kept.path.write_text(json.dumps(older))
    assert kept.read() == (FLAMESAUR, SPLASHUNA)


@pytest.fixture
def link(project: Path) -> Path:
    """Make a link to a missing file in a missing folder."""
    link = project / "link.json"
    try:
        link.symlink_to(project / "real" / "favourites.json")
    except OSError:
        pytest.skip("this user may not make links here")
    return link


def test_a_link_stays_a_link(project: Path, link: Path) -> None:
    FavouritesFile(link).change(add=[FLAMESAUR])
    assert link.is_symlink()
    assert FavouritesFile(project / "real" / "favourites.json").read() == (FLAMESAUR,)


def test_sessions_with_a_link_and_its_target_wait_for_each_other(
    project: Path, cli: Cli, link: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pokename.favourites_file.SECONDS_TO_WAIT", 0.1)
    add = ("favourites", "add", "Emberzard", "--favourites", link)
    target = project / "real" / "favourites.json"
    target.parent.mkdir()
    with locked(target, timeout=0, busy=DataError("busy")):
        refused = cli(*add, ok=False)
        assert f"Another session has been writing to {link} for 0.1 seconds" in refused.stderr
    cli(*add)
    assert [one.name for one in FavouritesFile(target).read()] == ["Emberzard"]
    assert not list(project.glob(".*"))  # the lock is beside the target


def test_a_folder_in_place_of_the_file_gives_a_one_line_error(project: Path, cli: Cli) -> None:
    listed = cli("favourites", "list", "--favourites", project, ok=False)
    assert listed.exit_code == 1
    assert f"{project} can't be read" in listed.stderr
    (project / "file").touch()
    with pytest.raises(DataError, match="can't be written"):
        FavouritesFile(project / "file" / "inside.json").change(add=[FLAMESAUR])


def test_a_file_from_a_version_without_notes_and_tags_is_read_and_rewritten(
    kept: FavouritesFile,
) -> None:
    older = json.loads(kept.path.read_text())
    assert older["format"] == 2
    older["format"] = 1
    for favourite in older["favourites"]:
        del favourite["note"], favourite["tags"], favourite["says"]
    kept.path.write_text(json.dumps(older))
    assert kept.read() == (FLAMESAUR, SPLASHUNA)
    kept.change(edit=[(SPLASHUNA, replace(SPLASHUNA, note="new"))])
    assert kept.read() == (FLAMESAUR, replace(SPLASHUNA, note="new"))
    assert json.loads(kept.path.read_text())["format"] == 2


def test_a_note_of_one_session_leaves_the_tags_of_another(kept: FavouritesFile) -> None:
    kept.change(edit=[(FLAMESAUR, replace(FLAMESAUR, tags=("fire",)))])
    kept.change(edit=[(FLAMESAUR, replace(FLAMESAUR, note="of the volcano"))])
    assert kept.read()[0] == replace(FLAMESAUR, tags=("fire",), note="of the volcano")
    kept.change(remove=[FLAMESAUR])
    kept.change(edit=[(FLAMESAUR, replace(FLAMESAUR, note="late"))])
    assert kept.read() == (SPLASHUNA,)


def test_the_favourites_file_in_the_docs_can_be_read() -> None:
    page = (REPOSITORY / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
    shown = page[page.index('{\n  "format"') :].partition("```")[0]
    (one,) = decoded(shown.encode())
    assert (one.name, one.note, one.tags) == ("Emberzard", "for the volcano", ("fire", "starter"))
    assert json.loads(shown)["favourites"][0].keys() == as_record(one).keys()
