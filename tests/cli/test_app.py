"""Test the command line itself: help, version, completion."""

import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from pokename import __version__
from pokename.cli.app import app
from tests.conftest import Cli
from tests.support.processes import POKENAME, on_posix, run

PIPELINE = ("fetch", "preprocess", "train", "evaluate")


def commands_of(group: Any, *names: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the words of each command of a group, and the command."""
    for name, one in group.commands.items():
        if hasattr(one, "commands"):
            yield from commands_of(one, *names, name)
        else:
            yield (*names, name), one


COMMANDS = dict(commands_of(get_command(app)))
GROUPS = {words[0] for words in COMMANDS if len(words) > 1}


def test_version_is_printed_by_the_command_and_the_module(cli: Cli) -> None:
    assert cli("--version").stdout == f"pokename {__version__}\n"
    assert run("--version").stdout == f"pokename {__version__}\n"


def test_the_installed_script_runs_the_module() -> None:
    script = shutil.which("pokename", path=str(Path(sys.executable).parent))
    assert script, "the package isn't installed"
    assert run("--help", program=[script]).stdout == run("--help").stdout


@pytest.mark.parametrize("asked", ["--help", "-h"])
def test_help_lists_each_command_with_an_example_in_the_order_of_the_pipeline(
    cli: Cli, asked: str
) -> None:
    lines = [line.strip() for line in cli(asked).stdout.splitlines()]
    examples = [line for line in lines if line.startswith("pokename ")]
    listed = [line.split()[1] for line in examples]
    assert sorted(listed) == sorted(get_command(app).commands)  # type: ignore[attr-defined]
    assert listed[0] == "generate"
    assert [name for name in listed if name in PIPELINE] == list(PIPELINE)
    for example in examples:
        described = lines[lines.index(example) - 1]
        assert described.endswith("."), example


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_commands_help_has_an_example_that_parses(cli: Cli, words: tuple[str, ...]) -> None:
    text = " ".join(cli(*words, "-h").stdout.split())
    assert text == " ".join(cli(*words, "--help").stdout.split())
    (example,) = re.findall(r"Example: pokename (.+)", COMMANDS[words].help)
    assert f"Example: pokename {example}" in text
    asked = shlex.split(example)
    assert tuple(asked[: len(words)]) == words
    # It raises an error if an option doesn't exist or an argument is missing.
    COMMANDS[words].make_context("pokename", asked[len(words) :])
    assert ("--config" in text) == (words[0] != "favourites" and words != ("config", "schema"))


@pytest.mark.parametrize("group", [(), *((name,) for name in sorted(GROUPS))])
def test_help_of_a_group_has_the_whole_first_sentence_of_each_command(
    cli: Cli, group: tuple[str, ...]
) -> None:
    shown = " ".join(cli(*group, "--help").stdout.split())
    commands: Any = get_command(app)
    for name in group:
        commands = commands.commands[name]
    for name, command in commands.commands.items():
        first, ended, _ = " ".join(command.help.split()).partition(". ")
        assert f"{name} {first}{ended.strip()}" in shown


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_of_a_command_begins_with_its_own_options_and_has_no_python_types(
    cli: Cli, words: tuple[str, ...]
) -> None:
    shown = cli(*words, "--help").stdout
    assert not re.search(r"<(str|int|float|path|file)\b", shown)
    assert re.findall(r"^[A-Z][\w ,]+(?=:$)", shown, re.MULTILINE)[0] == "Options"


@pytest.mark.parametrize(
    ("group", "listed"), [((), "pokename generate"), (("config",), "pokename config schema")]
)
def test_no_command_shows_the_help(cli: Cli, group: tuple[str, ...], listed: str) -> None:
    result = cli(*group, ok=False)
    assert result.exit_code == 2
    assert result.output.strip() == cli(*group, "--help").output.strip()
    assert listed in result.output


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("pokename ge", {"generate"}),
        ("pokename config s", {"show", "schema"}),
        ("pokename fetch --o", {"--offline"}),
        ("pokename config schema --format m", {"markdown"}),
    ],
)
def test_the_shell_completes_commands_options_and_values(line: str, completed: set[str]) -> None:
    words = str(len(line.split()) - 1)
    done = run(_POKENAME_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=words)
    assert set(done.stdout.split()) == completed


@on_posix
@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_completion_is_shown_for_the_current_shell() -> None:
    # The command looks for its parent shell; the colon keeps bash from replacing itself by it.
    done = run("--show-completion", program=("bash", "-c", '"$@"; :', "bash", *POKENAME))
    assert "_POKENAME_COMPLETE=complete_bash" in done.stdout
    assert done.stdout.rstrip().endswith("pokename")
    assert (done.returncode, done.stderr) == (0, "")
