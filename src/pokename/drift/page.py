"""A drift as a page that stands alone: figures, histograms, words."""

import json
from pathlib import Path

from pokename.drift.comparing import Drift
from pokename.files import now, write_text
from pokename.paths import DRIFT_PAGE

PLACEHOLDER = "/* drift */ null"


def write_page(path: Path, drift: Drift, threshold: float) -> None:
    """Write the page; it asks for nothing outside of itself.

    Args:
        path: The HTML file.
        drift: What was found.
        threshold: Above which a drift is marked.
    """
    # "<" would let a word end the script that it stands in.
    data = json.dumps({**drift.plain(threshold), "written_at": now()}).replace("<", "\\u003c")
    write_text(path, DRIFT_PAGE.read_text(encoding="utf-8").replace(PLACEHOLDER, data))
