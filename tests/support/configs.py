"""Run ``pokename config`` and write config files, for tests."""

import json
from pathlib import Path
from typing import Any

from tests.conftest import Cli


def shown(cli: Cli, *arguments: object) -> dict[str, dict[str, Any]]:
    """Return each key with its value and source."""
    rows: dict[str, dict[str, Any]] = json.loads(
        cli("config", "show", "--format", "json", *arguments).stdout
    )
    return rows


def schema(cli: Cli) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(cli("config", "schema", "--format", "json").stdout)
    return rows


def refused(cli: Cli, *arguments: object) -> str:
    """Return the error message for an invalid config."""
    result = cli("config", "show", *arguments, ok=False)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    return result.stderr


def problems(said: str) -> list[str]:
    return [line.removeprefix("  - ") for line in said.splitlines() if line.startswith("  - ")]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path
