"""Test the page in a real browser: each action by mouse on a phone, by keyboard on a desktop."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pokename.favourites import Favourite
from pokename.favourites_file import FavouritesFile, decoded
from tests.conftest import Cli
from tests.support.visit import DESCRIPTION, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.visit import Visit

WAYS = [("phone", "mouse"), ("desk", "keyboard")]
CREATURES = """id,description,type,syllables,max_length
1,a fiery lizard,fire,2-4,
2,a fiery newt,fire,,10
3,a fiery gecko,fir,,
"""
KEPT_AT = "2026-11-28T10:00:00+00:00"
# Blank meanings, lists of other signs than letters, and texts that a spreadsheet would run.
FAVOURITES = (
    Favourite("Flamesaur", "-1.5", ("flame", "saur"), ("", "lizard"), "me", 7, "me:7:1", KEPT_AT),
    Favourite(
        name="Splashuna",
        description='\'=a "turtle"',
        roots=("splash", "tuna"),
        meanings=("", ""),
        model="=run",
        seed=2**32 - 1,
        id="",
        kept_at=KEPT_AT,
        says=("", "blue (deep)"),
        note="+ 'it'",
        tags=("c#", "water"),
    ),
    Favourite("Emberio", "@home\ron fire", ("ember",), ("",), "", 0, "", KEPT_AT, says=("",)),
    Favourite("Böö", "", (), (), "", 0, "", KEPT_AT, tags=("starter",)),
)
# Files with a name that the terminal would refuse, and the reasons.
REFUSED = {
    "sign.txt": ("Mudmew\n7 !\n", "“7 !” has no letters"),
    "seed.csv": ("name,seed\nMudmew,7\nMewmud,x\n", "the seed of Mewmud isn't a whole number"),
    "long.csv": ("name,roots,meanings\nMudmew,mud,a+b\n", "'meanings' of Mudmew isn't as long as"),
    "says.json": ('[{"name": "Mudmew", "roots": [], "says": ["a"]}]', "'says' of Mudmew isn't as"),
    "number.json": ("[1]", "“” has no letters"),
}


@pytest.mark.parametrize(("size", "means"), WAYS)
def test_every_action_on_a_list_of_names_works(
    visit: "Callable[..., Visit]", size: str, means: str
) -> None:
    at = visit(size, means)
    at.name(DESCRIPTION)
    first = at.names()
    assert len(first) == 10
    assert at.page.locator("#echo mark").all_inner_texts() == ["glorp", "lizrd"]
    expect(at.page.locator("#notes")).to_contain_text("glorp")

    at.act("#more")
    expect(at.page.locator(".card")).to_have_count(20)
    at.act(at.page.locator(".card [data-key=l]").nth(3))
    expect(at.page.locator(".card")).to_have_count(30)
    assert len(set(at.names())) == 30
    at.act("#undo")
    expect(at.page.locator(".card")).to_have_count(20)
    at.act("#throw")
    expect(at.page.locator(".card")).to_have_count(10)
    assert at.names() != first
    at.act("#undo")
    expect(at.page.locator(".card")).to_have_count(20)

    at.act(at.page.locator(".card summary").first)
    expect(at.page.locator(".card details p").first).to_contain_text("apart")
    at.act(at.page.locator(".card [data-key=c]").first)
    assert at.page.evaluate("navigator.clipboard.readText()") == first[0]
    at.page.locator("#own-name").fill("Charizard")
    at.act("#own button")
    expect(at.page.locator("#own-card")).to_contain_text("official name")
    at.act("#theme")
    assert at.page.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.parametrize(("size", "means"), WAYS)
def test_wishes_and_evolution_lines_can_be_set(
    visit: "Callable[..., Visit]", size: str, means: str
) -> None:
    at = visit(size, means)
    at.name("a lizard")
    at.act("#wishes > summary")
    before = at.names()
    at.page.locator("[name=types]").first.select_option("fire")
    at.page.locator("[name=max_length]").fill("7")
    at.page.wait_for_url("**max_length=7**")
    expect(at.page.locator("#wish-count")).to_have_text("2")
    names = at.names()
    assert names != before
    assert max(map(len, names)) <= 7
    at.page.locator("[name=starts_with]").fill("flamingo")
    expect(at.page.locator("#notes")).to_contain_text("“starts with” flamingo is longer")
    at.act("#wishes-clear")
    expect(at.page.locator(".card")).to_have_count(10)
    assert at.names() == before

    at.act("[name=line][value='3']")
    expect(at.page.locator(".line")).to_have_count(3)
    expect(at.page.locator(".line").first.locator(".card")).to_have_count(3)
    at.act("[name=line][value='']")
    expect(at.page.locator(".line")).to_have_count(0)
    at.act(at.page.locator(".card [data-key=g]").first)
    expect(at.page.locator("#heading")).to_contain_text(f"from {before[0]}")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "?q=a+fiery+lizrd&line=3&max_length=4&syllables=1-2",
            "with most letters 4 and syllables 1-2. Leave most letters 4 and syllables 1-2 out, "
            "ask for lines of two, or",
        ),
        ("?q=a+fiery+lizrd&contains=xq", "No source word fits “contains” xq, so"),
        (
            "?q=a+fiery+lizrd&line=3&from=Emblet",
            "the number of names takes a whole number from 1 to 2, not 3. These",
        ),
        ("?q=a+fiery+lizrd&line=2&from=1", "the name before '1' has no letters a to z."),
    ],
)
def test_notes_call_wishes_by_the_labels_of_the_page(
    visit: "Callable[..., Visit]", path: str, said: str
) -> None:
    expect(visit(path=path).page.locator("#notes")).to_contain_text(said)


def test_a_name_with_wishes_for_single_names_evolves(visit: "Callable[..., Visit]") -> None:
    at = visit(path="?q=a+lizard&types=fire&stage=1&roots=ember+gecko")
    first = at.names()[0]
    at.act(at.page.locator(".card [data-key=g]").first)
    expect(at.page.locator("#heading")).to_contain_text(f"from {first}")
    expect(at.page.locator(".line")).to_have_count(3)
    expect(at.page.locator("#wish-count")).to_have_text("1")
    assert [one in at.page.url for one in ("types=", "stage=", "roots=")] == [True, False, False]
    at.act("#undo")
    expect(at.page.locator("#wish-count")).to_have_text("3")


@pytest.mark.parametrize(("size", "means"), WAYS)
def test_kept_names_can_be_saved_and_read_back(
    visit: "Callable[..., Visit]", size: str, means: str, tmp_path: Path
) -> None:
    at = visit(size, means)
    at.name("a fiery lizard")
    names = at.names()
    for place in (0, 1):
        at.act(at.page.locator(".card .heart").nth(place))
    expect(at.page.locator("#tray-count")).to_have_text("2")
    at.act("#tray-open")
    at.page.get_by_label(f"Note of {names[0]}").fill("the first, of all")
    at.page.get_by_label(f"Tags of {names[0]}").fill("starter")

    plain = Path(at.saves("[data-save=txt]").path()).read_text()
    assert plain.splitlines() == names[:2]
    table = Path(at.saves("[data-save=csv]").path()).read_text().splitlines()
    assert table[0].startswith("name,description,roots,meanings,model,seed,id,kept_at,says")
    assert '"the first, of all",starter' in table[1]
    picture = Path(at.saves("[data-save=png]").path()).read_bytes()
    assert picture.startswith(b"\x89PNG")
    saved = at.saves("[data-save=json]")
    saved.save_as(tmp_path / "kept.json")
    # ``favourites import`` reads the file in the same way.
    kept = decoded((tmp_path / "kept.json").read_bytes())
    assert [one.name for one in kept] == names[:2]

    at.act(at.page.get_by_label(f"Drop {names[0]}"))
    expect(at.page.locator("#tray-list > li")).to_have_count(1)
    (tmp_path / "kept.csv").write_text("\n".join(table) + "\nOwnname\n")
    at.page.locator("#tray-file").set_input_files(tmp_path / "kept.csv")
    expect(at.page.locator("#tray-list > li")).to_have_count(3)
    at.page.evaluate("window.print = () => { window.printed = document.body.dataset.print }")
    at.act("#tray-print")
    assert at.page.evaluate("window.printed") == "tray"
    at.page.keyboard.press("Escape")
    expect(at.page.locator("#tray")).to_be_hidden()
    at.page.reload()
    expect(at.page.locator("#tray-count")).to_have_text("3")


def test_favourites_stay_the_same_on_their_way_through_the_page(
    visit: "Callable[..., Visit]", project: Path, cli: Cli
) -> None:
    FavouritesFile.at(None).change(add=FAVOURITES)
    cli("favourites", "export", "kept.csv")
    at = visit()
    at.act("#tray-open")
    at.page.locator("#tray-file").set_input_files("kept.csv")
    expect(at.page.locator("#tray-count")).to_have_text("4")
    assert Path(at.saves("[data-save=csv]").path()).read_bytes() == Path("kept.csv").read_bytes()
    at.saves("[data-save=json]").save_as("kept.json")
    cli("favourites", "import", "kept.json", "--favourites", "again.json")
    assert FavouritesFile(Path("again.json")).read() == FAVOURITES


def test_names_of_ones_own_can_be_loaded_and_imported(
    visit: "Callable[..., Visit]", project: Path, cli: Cli
) -> None:
    Path("own.txt").write_text("Emberio\n\nemberio\n")
    Path("own.csv").write_text("name,roots,says\nMudmew,mud+mew,\nOwnname\n")
    at = visit()
    at.act("#tray-open")
    for count, file in (("1", "own.txt"), ("3", "own.csv")):
        at.page.locator("#tray-file").set_input_files(file)
        expect(at.page.locator("#tray-count")).to_have_text(count)
    at.saves("[data-save=json]").save_as("kept.json")
    cli("favourites", "import", "kept.json")
    kept = [(one.name, one.roots, one.meanings, one.seed) for one in FavouritesFile.at(None).read()]
    assert kept == [
        ("Emberio", (), (), 0),
        ("Mudmew", ("mud", "mew"), ("", ""), 0),
        ("Ownname", (), (), 0),
    ]


def test_a_file_with_a_name_that_the_terminal_would_refuse_is_refused(
    visit: "Callable[..., Visit]", tmp_path: Path
) -> None:
    at = visit()
    at.act("#tray-open")
    for file, (content, why) in REFUSED.items():
        (tmp_path / file).write_text(content)
        at.page.locator("#tray-file").set_input_files(tmp_path / file)
        expect(at.page.locator("#toast")).to_contain_text(f"{file} isn't loaded: {why}")
    expect(at.page.locator("#tray-count")).to_have_text("0")


@pytest.mark.parametrize(("size", "means"), WAYS)
def test_a_table_of_creatures_becomes_a_dex(
    visit: "Callable[..., Visit]", size: str, means: str, tmp_path: Path
) -> None:
    at = visit(size, means)
    at.act("[data-view=dex]")
    (tmp_path / "creatures.csv").write_text(CREATURES, encoding="utf-16")
    at.page.locator("#dex-file").set_input_files(tmp_path / "creatures.csv")
    expect(at.page.locator("#dex-table tbody tr")).to_have_count(3)
    expect(at.page.locator("#dex-table .problem")).to_contain_text("Did you mean fire?")
    at.act("#dex-run")
    expect(at.page.locator("#dex-heading")).to_have_text("2 of 3 creatures named")
    expect(at.page.locator("#dex-run")).to_be_visible()
    shown = at.page.locator("#dex-table td:nth-child(3) .hidden")
    before = shown.all_inner_texts()
    at.act(at.page.locator("[data-act=lock]").first)
    at.act(at.page.locator("[data-act=throw]").first)
    expect(shown.nth(1)).not_to_have_text(before[1])
    at.act("#dex-run")
    expect(at.page.locator("#dex-run")).to_be_visible()
    expect(shown.nth(0)).to_have_text(before[0])
    table = Path(at.saves("#dex-csv").path()).read_text()
    assert f"1,{before[0]},yes,a fiery lizard,2-4,fire,," in table
    at.page.reload()  # the table survives a reload
    expect(shown.nth(0)).to_have_text(before[0])
