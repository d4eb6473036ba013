"""Take the screenshots of the web page in docs/images.

    python -m recipes.page_pictures

Starts its own server. Needs the ``web`` extra, playwright, Pillow and Chromium.
"""

import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

from pokename.files import replacing
from pokename.paths import ASSETS

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER = ASSETS.parents[2] / "docs" / "images"
COLORS = 64  # colors of a picture: enough for flat surfaces and smooth letters
DESK, PHONE = (1120, 700), (390, 760)


def main() -> None:
    """Start a server and take all screenshots."""
    FOLDER.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pokename", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        line = next(one for one in server.stderr or () if "http://" in one)
        address = next(word for word in line.split() if word.startswith("http://"))
        try:
            _take(address)
        finally:
            server.kill()


def _take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (size, theme, path, act) in PICTURES.items():
            page = browser.new_page(
                viewport={"width": size[0], "height": size[1]},
                color_scheme=theme,  # type: ignore[arg-type]  # light or dark
                reduced_motion="reduce",
            )
            page.goto(address + path)
            act(page)
            page.wait_for_timeout(300)
            _save(page.screenshot(), name)
            page.close()
        browser.close()


def _save(picture: bytes, name: str) -> None:
    few = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    path = FOLDER / f"{name}.png"
    with replacing(path) as temporary:
        few.save(temporary, "PNG", optimize=True)
    print(f"{path.name}: {path.stat().st_size:,} bytes", file=sys.stderr)


def _names(page: "Page") -> None:
    page.wait_for_selector(".card")
    page.evaluate("document.activeElement.blur()")


def _kept(page: "Page") -> None:
    _names(page)
    for place in (0, 1, 2):
        page.locator(".card .heart").nth(place).click()
    page.locator("#tray-open").click()
    page.wait_for_timeout(3600)  # until the notification has disappeared


def _dex(page: "Page") -> None:
    page.locator("#dex-sample").click()
    page.locator("#dex-run").click()
    page.wait_for_function("() => document.querySelectorAll('#dex-table .letters').length === 12")
    page.evaluate("document.querySelector('#dex-heading').scrollIntoView()")


PICTURES: dict[str, tuple[tuple[int, int], str, str, Callable[["Page"], None]]] = {
    "page-names": (DESK, "light", "?q=a+fiery+lizard", _names),
    "page-phone": (PHONE, "dark", "?q=a+fiery+glorp+lizrd", _names),
    "page-lines": (DESK, "dark", "?q=moss+turtle&line=3", _names),
    "page-kept": (DESK, "light", "?q=a+ghost+in+an+old+lantern", _kept),
    "page-dex": (DESK, "light", "#dex", _dex),
}


if __name__ == "__main__":
    main()
