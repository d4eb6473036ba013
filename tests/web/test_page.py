"""Test the page in a real browser: each action by mouse and keyboard, on a phone and a desktop."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pokename.favourites import decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Download, Locator, Page, Request

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect
expect.set_options(timeout=15_000)

DESCRIPTION = "a fiery glorp lizrd"
SIZES = {"phone": (360, 740), "desk": (1440, 900)}
WAYS = [(size, means) for size in ("phone", "desk") for means in ("mouse", "keyboard")]
CREATURES = "id,description,type\n1,a fiery lizard,fire\n2,a fiery newt,fire\n3,a fiery gecko,fir\n"


class Visit:
    """A visitor of the page, who uses the mouse or the keyboard."""

    def __init__(self, page: "Page", means: str) -> None:
        self.page = page
        self._means = means

    def act(self, what: "str | Locator") -> None:
        """Press a button, link or other control, with the mouse or the keyboard."""
        place = self.page.locator(what).first if isinstance(what, str) else what
        if self._means == "mouse":
            place.click()
        else:
            place.focus()
            expect(place).to_be_focused()
            chooses = place.evaluate("e => e.matches('input')")
            self.page.keyboard.press("Space" if chooses else "Enter")

    def name(self, description: str) -> None:
        """Describe a creature, and wait for its names."""
        self.page.locator("#q").fill(description)
        if self._means == "mouse":
            self.page.locator("#ask .go").click()
        else:
            self.page.keyboard.press("Enter")
        expect(self.page.locator(".card").first).to_be_visible()

    def names(self) -> list[str]:
        """Return the names on the page."""
        expect(self.page.locator("#results")).not_to_have_class(re.compile("busy"))
        shown = self.page.locator(".card").evaluate_all("all => all.map(e => e.dataset.name)")
        return [str(one) for one in shown]

    def saves(self, what: str) -> "Download":
        """Press a button that saves a file, and return the file."""
        with self.page.expect_download() as download:
            self.act(what)
        return download.value


@pytest.fixture
def visit(browser: "Browser", address: str) -> "Iterator[Callable[..., Visit]]":
    """Open the page; afterwards check that it had no errors and asked no other host."""
    wrong: list[str] = []

    def note(said: "ConsoleMessage") -> None:
        # The browser logs a refused wish as an error; the page explains it in words.
        if said.type == "error" and "status of 422" not in said.text:
            wrong.append(said.text)

    def look(request: "Request") -> None:
        if not request.url.startswith((address, "blob:")):
            wrong.append(request.url)

    contexts = []

    def opened(size: str = "desk", means: str = "mouse", path: str = "", **options: Any) -> Visit:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", look)
        page.goto(address + path)
        return Visit(page, means)

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


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
    kept = decoded((tmp_path / "kept.json").read_bytes())  # read as by ``favourites import``
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


@pytest.mark.parametrize(("size", "means"), WAYS)
def test_a_dex_is_named_from_a_table(
    visit: "Callable[..., Visit]", size: str, means: str, tmp_path: Path
) -> None:
    at = visit(size, means)
    at.act("[data-view=dex]")
    (tmp_path / "creatures.csv").write_text(CREATURES)
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
    assert f"1,{before[0]},yes,a fiery lizard,fire" in table
    at.page.reload()  # the table survives a reload
    expect(shown.nth(0)).to_have_text(before[0])


def test_the_keyboard_alone_is_enough(visit: "Callable[..., Visit]") -> None:
    page = visit(means="keyboard").page
    page.keyboard.type("a fiery lizard")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(10)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.card .heart')"):
            break
    page.keyboard.press("Space")
    expect(page.locator(".card .heart").first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("k")
    expect(page.locator(".card .heart").nth(1)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("l")
    expect(page.locator(".card")).to_have_count(20)
    assert page.evaluate("document.activeElement.closest('.part').dataset.key.includes('like')")


def test_a_shared_link_gives_the_same_names(visit: "Callable[..., Visit]") -> None:
    at = visit()
    at.name("a fiery lizard")
    at.act("#throw")
    at.page.wait_for_url("**seed=**")
    at.act("#more")
    expect(at.page.locator(".card")).to_have_count(20)
    at.act("#share")
    path = at.page.evaluate("navigator.clipboard.readText()").partition("/?")[2]
    friend = visit("phone", path=f"?{path}")
    expect(friend.page.locator(".card")).to_have_count(20)
    assert friend.names() == at.names()


def test_without_javascript_the_page_gives_a_plain_list(visit: "Callable[..., Visit]") -> None:
    page = visit(java_script_enabled=False).page
    page.locator("#q").fill("a fiery lizard")
    page.locator("#wishes > summary").click()
    page.locator("[name=max_length]").fill("8")
    page.locator("#ask .go").click()
    names = page.locator("#results li b").all_inner_texts()
    assert len(names) == 10
    assert max(map(len, names)) <= 8
    assert page.locator("#q").input_value() == "a fiery lizard"
    expect(page.locator(".needs-script:visible")).to_have_count(0)


@pytest.mark.parametrize(("size", "theme"), [("phone", "dark"), ("desk", "light")])
def test_the_page_is_accessible(visit: "Callable[..., Visit]", size: str, theme: str) -> None:
    module = "axe_playwright_python.sync_playwright"
    axe = pytest.importorskip(module, reason="needs axe-core").Axe()
    at = visit(size, color_scheme=theme)
    found: list[tuple[str, str, list[str]]] = []

    def look(where: str) -> None:
        violations = axe.run(at.page).response["violations"]
        found.extend((where, one["id"], one["nodes"][0]["target"]) for one in violations)

    look("at first")
    at.name(DESCRIPTION)
    at.act("#wishes > summary")
    at.act(at.page.locator(".card summary").first)
    at.act(at.page.locator(".card .heart").first)
    at.act("#tray-open")
    look("names and tray")
    at.act("#tray-close")
    at.act("#theme")
    at.act("[name=line][value='2']")
    expect(at.page.locator(".line")).to_have_count(3)
    look("lines, in the other theme")
    at.act("[data-view=dex]")
    at.act("#dex-sample")
    expect(at.page.locator("#dex-table tbody tr")).to_have_count(12)
    look("dex")
    assert found == []


def test_the_page_is_never_wider_than_the_screen(visit: "Callable[..., Visit]") -> None:
    at = visit()
    at.name("an extraordinarily long-necked, electromagnetically charged brontosaurus")
    at.act("#wishes > summary")
    for width in (320, 360, 768, 1440, 3840):
        at.page.set_viewport_size({"width": width, "height": 900})
        assert at.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_is_under_150_kb(address: str) -> None:
    from pokename.web.app import STATIC

    assert sum(path.stat().st_size for path in STATIC.iterdir()) < 150_000
