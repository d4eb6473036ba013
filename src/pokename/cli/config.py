"""``pokename config show`` and ``pokename config schema``."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from pokename import markdown
from pokename.cli.console import print_json, write_out
from pokename.cli.options import ConfigOption, SetOption, resolve


class ShowFormat(StrEnum):
    """The output format of ``config show``."""

    TABLE = "table"
    YAML = "yaml"
    JSON = "json"


class SchemaFormat(StrEnum):
    """The output format of ``config schema``."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


def show(
    config: ConfigOption = None,
    overrides: SetOption = None,
    form: Annotated[
        ShowFormat, typer.Option("--format", help="Output format. --config reads the yaml format.")
    ] = ShowFormat.TABLE,
) -> None:
    """Print the config and where each value comes from.

    Example: pokename config show --config smoke.yaml --set train.epochs=5
    """
    from pokename.config import flatten
    from pokename.config.strict_yaml import to_yaml

    resolved = resolve(config, overrides)
    if form is ShowFormat.YAML:
        write_out(to_yaml(resolved.config), end="")
        return
    values = flatten(resolved.config.plain())
    if form is ShowFormat.JSON:
        rows = {key: {"value": values[key], "source": resolved.sources[key]} for key in values}
        print_json(rows)
    for key, value in values.items() if form is ShowFormat.TABLE else ():
        shown = f"{key} = {_line(value)}"
        write_out(f"{shown:<44}  # {resolved.sources[key]}")


def schema(
    form: Annotated[SchemaFormat, typer.Option("--format", help="Output format.")] = (
        SchemaFormat.TABLE
    ),
) -> None:
    """Print every key with its values, default and meaning.

    Example: pokename config schema --format markdown
    """
    from msgspec import to_builtins

    from pokename.config import schema_rows

    rows = schema_rows().values()
    if form is SchemaFormat.JSON:
        print_json([to_builtins(row) for row in rows])
        return
    if form is SchemaFormat.MARKDOWN:
        cells = (
            [f"`{row.key}`", row.type, f"`{_line(row.default)}`", row.description] for row in rows
        )
        write_out(markdown.table(("key", "takes", "default", "meaning"), cells), end="")
        return
    for row in rows:
        default = _line(row.default)
        write_out(f"{row.key}\n    {row.description}\n    {row.type}; default {default}")


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
