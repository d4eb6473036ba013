"""Test the page by a shared link, without JavaScript, by keyboard alone, and on every screen."""

from typing import TYPE_CHECKING

import pytest

from tests.support.visit import DESCRIPTION, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.visit import Visit


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


@pytest.mark.slow
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
