"""Test what ``pokename config show`` and ``schema`` print."""

import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.support.configs import problems, refused, schema, shown, write


@pytest.mark.parametrize("text", ["no", "010", "1:30", "3e-4", "~", "null", "1_000", "a: b", "# é"])
def test_show_as_yaml_can_be_read_back(project: Path, cli: Cli, text: str) -> None:
    changed = ("--set", f"tracking.project={json.dumps(text)}", "--set", "train.learning_rate=1e-9")
    as_yaml = cli("config", "show", "--format", "yaml", *changed).stdout
    again = shown(cli, "--config", write(project / "again.yaml", as_yaml))
    assert {key: row["value"] for key, row in again.items()} == {
        key: row["value"] for key, row in shown(cli, *changed).items()
    }
    assert again["tracking.project"]["value"] == text
    reread = cli("config", "show", "--format", "yaml", "--config", "again.yaml").stdout
    assert reread == as_yaml


def test_show_as_json_is_stable_and_in_schema_order(cli: Cli) -> None:
    command = ("config", "show", "--format", "json")
    text = cli(*command).stdout
    assert cli(*command).stdout == text
    rows = json.loads(text)
    assert list(rows) == [row["key"] for row in schema(cli)]
    assert {tuple(row) for row in rows.values()} == {("value", "source")}


def test_the_schema_lists_every_key_in_each_format(cli: Cli) -> None:
    rows = schema(cli)
    assert [row["key"] for row in rows] == list(shown(cli))
    table = cli("config", "schema").stdout
    markdown = cli("config", "schema", "--format", "markdown").stdout.splitlines()
    assert [line.count(" | ") for line in markdown] == [3] * (len(rows) + 2)
    for row, line in zip(rows, markdown[2:], strict=True):
        default = json.dumps(row["default"])
        assert all(row[name] for name in ("key", "type", "description"))
        cells = [f"`{row['key']}`", row["type"], f"`{default}`", row["description"]]
        assert line == f"| {' | '.join(cells)} |"
        assert f"{row['key']}\n    {row['description']}\n    {row['type']}; default {default}" in (
            table
        )


def test_the_schema_and_the_errors_name_the_same_types(cli: Cli) -> None:
    takes = {row["key"]: row["type"] for row in schema(cli)}
    for key in ("train.device", "fetch.timeout", "train.model.fallback", "evaluate.prompts"):
        (problem,) = problems(refused(cli, "--set", f"{key}={{a: 1}}"))
        assert f"it takes {takes[key]}" in problem
