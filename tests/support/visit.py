"""A visitor of the page in a real browser."""

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Download, Locator, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect
expect.set_options(timeout=15_000)

DESCRIPTION = "a fiery glorp lizrd"
SIZES = {"phone": (360, 740), "desk": (1440, 900)}


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
