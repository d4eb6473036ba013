"""Run ``pokename fetch`` in tests, and inspect its files and messages."""

import json
import re
from pathlib import Path
from typing import Any

from typer.testing import Result

from tests.conftest import Cli
from tests.support.invented_pokedex import POKEDEX, species_path

PAGES = 1 + 19 + len(POKEDEX)

RAW = ("raw_descriptions.csv", "species.csv")

RIDDLER = species_path(9004)


def fetch(cli: Cli, url: str, *arguments: object, ok: bool = True) -> Result:
    return cli("fetch", "--base-url", url, *arguments, ok=ok)


def raw_bytes(project: Path, data: str = "data") -> dict[str, bytes]:
    return {name: (project / data / "raw" / name).read_bytes() for name in RAW}


def elsewhere(name: str) -> tuple[str, ...]:
    """Return options for a fetch that uses separate folders."""
    return ("--set", f"paths.data={name}", "--set", f"paths.cache={name}-cache")


def manifest(project: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((project / "data/raw/manifest.json").read_text())
    return read


def is_one_line(said: str) -> bool:
    """Return whether stderr has one error line, apart from the config's name and the progress."""
    lines = [line for line in said.splitlines() if not re.match(r"config: |pages: ", line)]
    return len(lines) == 1 and lines[0].startswith("Error: ")
