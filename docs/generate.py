"""Writes the generated pages of the site, and the command outputs that other pages show.

    python -m docs.generate            # write them
    python -m docs.generate --check    # list stale pages, and fail if there are any

A comment like this before a block makes this program fill the block with the command's output:

    <!-- output: pokename score "a fiery lizard" Emberzard -->
    ```text
    ```

The table of JSON keys is generated from the schema, and written between two other comments.
"""

import argparse
import json
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import typer
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from typer.testing import CliRunner

from pokename import NameGenerator, markdown
from pokename.cli.app import app, help_panels
from pokename.files import write_text
from pokename.generate.formats import joined_source_words
from pokename.naming.name import Name

DOCS = Path(__file__).parent
REPOSITORY = DOCS.parent
WIDTH = 98
SEED = 7
PROMPTS = (
    "a fiery lizard",
    "blue water-type turtle",
    "tiny electric mouse",
    "large sea serpent",
    "steel bird with razor feathers",
    "ghost that hides in an old lantern",
    "a sleepy bear covered in moss",
    "crystal spider that weaves light",
    "a knight made of thorns",
    "thunder wolf",
    "poisonous mushroom that dances",
    "a tiny dragon that lives in a teapot",
    "psychic jellyfish from outer space",
    "an old tortoise with a volcano on its back",
    "fairy moth of the moon",
    "ice fox with nine tails",
    "a grumpy cactus with boxing gloves",
    "a shadow cat that steals dreams",
    "robot beetle that eats batteries",
    "It sleeps in the desert sand by day. At night it rises on wings of dust and hunts by sound.",
)
PICTURED = (
    'pokename generate "a fiery lizard"',
    'pokename generate "ice fox with nine tails" --line 3 -n 2',
)
COLOURS = TerminalTheme(
    (24, 24, 37),
    (205, 214, 244),
    [
        (69, 71, 90),  # black, red, green, yellow, blue, magenta, cyan, white
        (243, 139, 168),
        (166, 227, 161),
        (249, 226, 175),
        (137, 180, 250),
        (245, 194, 231),
        (148, 226, 213),
        (186, 194, 222),
    ],
)
EXIT_CODES = (
    ("0", "success, or a server that Ctrl-C stopped"),
    (
        "1",
        "an error without a code of its own: a file, a model or the network fails, the reader of "
        "stdout stops reading, a row of `--input` is invalid, or no row of `--input` gets a name. "
        "`data status --exit-code` also gives it if the API has changed, and `data drift "
        "--threshold` if a drift is above the threshold.",
    ),
    (
        "2",
        "the command line or the config is wrong, an optional package is missing, or no name meets "
        "the wishes for a single description",
    ),
    ("129", "stopped by SIGHUP (a closed terminal)"),
    ("130", "stopped by Ctrl-C (SIGINT)"),
    ("143", "stopped by SIGTERM"),
)
_SHOWN = re.compile(r"(<!-- output: (?P<command>.+?) -->\n```\w+\n).*?(```\n)", re.DOTALL)
_KEYS = re.compile(r"(<!-- keys -->\n).*?(<!-- end of keys -->)", re.DOTALL)
_TYPES = {"array": "list of texts", "string": "text"}


def output_of(command: str, **environ: str) -> str:
    """Return what a ``pokename`` command prints on stdout, run in an empty folder.

    Args:
        command: A command line as for a shell, without pipes and redirections.
        **environ: Environment variables to add.

    Raises:
        SystemExit: The command failed.
    """
    settings = {"COLUMNS": str(WIDTH), **environ}
    with tempfile.TemporaryDirectory() as folder, chdir(folder), patch.dict(os.environ, settings):
        result = CliRunner().invoke(app, shlex.split(command)[1:])
    if result.exit_code:
        raise SystemExit(f"{command} failed: {result.output}")
    return result.stdout


def with_outputs(page: Path) -> str:
    """Return the text of a page, with the current outputs of the commands that it shows."""

    def filled(shown: re.Match[str]) -> str:
        return shown[1] + output_of(shown["command"]).strip("\n") + "\n" + shown[3]

    text = _SHOWN.sub(filled, page.read_text(encoding="utf-8"))
    return _KEYS.sub(lambda shown: f"{shown[1]}{key_table()}{shown[2]}", text)


def key_table() -> str:
    """Return a Markdown table of the JSON keys of a name, from the schema."""
    schema = json.loads((DOCS / "reference" / "names.schema.json").read_text(encoding="utf-8"))
    keys: dict[str, Any] = schema["$defs"]["name"]["properties"]
    rows = ([f"`{key}`", _type_of(about), about["description"]] for key, about in keys.items())
    return markdown.table(("key", "type", "meaning"), rows)


def _type_of(about: dict[str, Any]) -> str:
    given: str | list[str] = about["type"]
    types = given if isinstance(given, list) else [given]
    shown = " or ".join(_TYPES.get(one, one) for one in types)
    if "maximum" in about:
        return f"{shown}, {about['minimum']} to {about['maximum']}"
    return f"{shown}, at least {about['minimum']}" if "minimum" in about else shown


def cli_page() -> str:
    """Return the reference of all commands and their options."""
    root = typer.main.get_command(app)
    head = (
        "# Commands\n\nEvery command prints results on stdout and everything else on stderr. "
        "`POKENAME_DEBUG=1` adds the traceback to an error, and `NO_COLOR=1` turns colours off. "
        "[The glossary](glossary.md) explains the terms.\n\n## Exit codes\n"
    )
    codes = markdown.table(("code", "meaning"), EXIT_CODES)
    context = typer.Context(root, info_name="pokename", help_option_names=["--help", "-h"])
    return "\n".join([head, codes, *_command_sections(root, context)])


def _command_sections(command: Any, context: typer.Context) -> Iterator[str]:
    """Yield a section for a command, then one for each of its subcommands."""
    about, _, example = (command.help or "").partition("Example: ")
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"## {context.command_path}\n", f"{about.strip()}\n", f"```text\n{usage}\n```\n"]
    if example:
        parts.append(f"Example:\n\n```sh\n{example.strip()}\n```\n")
    for panel, records in help_panels(command, context).items():
        rows = ([f"`{option}`".replace("|", "\\|"), _cell(meaning)] for option, meaning in records)
        parts.append(markdown.table((panel, "meaning"), rows))
    yield "\n".join(parts)
    for name, below in getattr(command, "commands", {}).items():
        yield from _command_sections(below, typer.Context(below, info_name=name, parent=context))


def _cell(text: str) -> str:
    return markdown.escaped(" ".join(text.split()))


def config_page() -> str:
    """Return the reference of all config keys, with one table for each section."""
    head, rule, *rows = output_of("pokename config schema --format markdown").splitlines()
    sections: dict[str, list[str]] = {}
    for row in rows:
        key = row.split("`")[1]
        sections.setdefault(key.partition(".")[0] if "." in key else "all commands", []).append(row)
    tables = ("\n".join([f"## {name}\n", head, rule, *of]) + "\n" for name, of in sections.items())
    about = (
        "# Config\n\nOne config serves all commands. `pokename config show` prints each value and "
        "its source. The package has three config files: `base.yaml` (the default), `gpt2.yaml` "
        "(as `base.yaml`, for a GPU: three epochs, larger batches, a higher learning rate, and an "
        "error if GPT-2 can't be downloaded) and `smoke.yaml` (the whole pipeline in one to three "
        "minutes, to prove that it runs). Choose one with `--config FILE`. A file of your own "
        "begins with `extends: base.yaml` and contains only the keys that it changes. Beside them "
        "is `sweep.yaml`, which isn't a config: it has the settings that `pokename sweep --space` "
        "tries.\n\nA value on the "
        "command line (`--set train.epochs=5`, or an option such as `--seed`) overrides an "
        "environment variable (`POKENAME__TRAIN__EPOCHS=5`), which overrides the file.\n"
    )
    return "\n".join([about, *tables])


def gallery_page() -> str:
    """Return the page with the first ten names for each prompt, unselected."""
    generator = NameGenerator.load()
    head = (
        "# Gallery\n\nThe first ten names that the bundled model gives for twenty fixed prompts, "
        f"seed {SEED}, in order and unselected. `python -m docs.generate` writes this page.\n"
    )
    sections = (_listed(one, generator.generate(one, 10, seed=SEED)) for one in PROMPTS)
    return "\n".join([head, *sections])


def _listed(prompt: str, names: Iterable[Name]) -> str:
    lines = [f"{name.rank}. **{name.name}**: {joined_source_words(name)}" for name in names]
    return f"## {prompt}\n\n" + "\n".join(lines) + "\n"


def terminal_picture() -> str:
    """Return an SVG picture of a terminal that shows two commands and their outputs."""
    console = Console(record=True, width=WIDTH, file=StringIO())
    for command in PICTURED:
        console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
        console.print(Text.from_ansi(output_of(command, FORCE_COLOR="1").strip("\n") + "\n"))
    svg = console.export_svg(title="pokename", theme=COLOURS, unique_id="pokename")
    # The SVG that Rich exports loads a web font, but our pages load nothing from other hosts.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, monospace")


GENERATED: dict[str, Callable[[], str]] = {
    "reference/cli.md": cli_page,
    "reference/config.md": config_page,
    "measurements/gallery.md": gallery_page,
    "images/terminal.svg": terminal_picture,
}


def current_pages() -> Iterator[tuple[Path, str]]:
    """Yield the path and current text of each generated file and each page that shows outputs."""
    for name, generated in GENERATED.items():
        yield DOCS / name, generated()
    for page in (REPOSITORY / "README.md", *sorted(DOCS.rglob("*.md"))):
        if "<!-- " in page.read_text(encoding="utf-8"):
            yield page, with_outputs(page)


def main() -> None:
    """Write the pages; with ``--check``, only list stale pages, and exit with 1 if any are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="Write nothing; list stale pages.")
    check = parser.parse_args().check
    stale = False
    for path, text in current_pages():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale = True
        sys.stdout.write(f"{path.relative_to(REPOSITORY)} {'is stale' if check else 'written'}\n")
        if not check:
            write_text(path, text)
    if check and stale:
        sys.exit("Run: python -m docs.generate")


if __name__ == "__main__":
    main()
