"""The drift as a self-contained HTML page: figures, histograms, words."""

import json
from pathlib import Path

from pokename.drift.comparing import Drift
from pokename.files import now, write_text
from pokename.paths import DRIFT_PAGE

PLACEHOLDER = "/* drift */ null"


def write_page(path: Path, drift: Drift, threshold: float) -> None:
    """Write the page; it loads nothing from any server.

    Args:
        path: The HTML file.
        drift: The drift to show.
        threshold: The drift above which a measure is marked.
    """
    # A "<" in a word could close the script element that holds the data.
    data = json.dumps({**drift.plain(threshold), "written_at": now()}).replace("<", "\\u003c")
    write_text(path, DRIFT_PAGE.read_text(encoding="utf-8").replace(PLACEHOLDER, data))
