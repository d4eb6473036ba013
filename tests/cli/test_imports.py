"""Test which modules each command imports, in a separate process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    *("torch", "transformers", "accelerate", "matplotlib", "wandb", "dvc", "pydantic"),
    *("jinja2", "mlflow", "optuna"),
}
DATA = {"pandas", "requests"}
SESSION = {"prompt_toolkit", "filelock"}
WATCH = """
import json, sys
{program}
try:
    main()
except SystemExit as exit:
    assert not exit.code, exit.code
json.dump(list(sys.modules), open("modules.json", "w"))
"""
POKENAME = "from pokename.cli import main"
HELLO_WORLD = """
import typer
def main():
    app = typer.Typer(rich_markup_mode=None)
    app.command()(lambda: typer.echo("hello world"))
    app()
"""


def test_training_without_data_is_refused_before_torch_is_loaded(project: Path) -> None:
    source = (
        f"import sys\n{POKENAME}\ntry:\n    main()\nfinally:\n    print('torch' in sys.modules)"
    )
    command = [sys.executable, "-c", source, "train"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (
        "data/processed/train.csv doesn't exist. Run 'pokename preprocess' first." in result.stderr
    )
    assert result.stdout == "False\n"


def modules(project: Path, program: str, *arguments: str) -> set[str]:
    """Return the modules that a program has loaded by its end."""
    source = WATCH.format(program=program)
    subprocess.run([sys.executable, "-c", source, *arguments], check=True, capture_output=True)
    return set(json.loads((project / "modules.json").read_text()))


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--version"], HEAVY | DATA | {"msgspec", "numpy", "ctranslate2"}),
        (["--help"], HEAVY | DATA | {"msgspec", "numpy", "ctranslate2"}),
        (["generate", "a fiery lizard"], HEAVY | DATA | SESSION | {"numpy", "yaml", "asyncio"}),
        (["generate", "a fiery lizard", "--format", "json"], HEAVY | DATA | {"numpy", "rich"}),
        (["favourites", "list"], HEAVY | DATA | SESSION | {"numpy", "ctranslate2"}),
        (["config", "show"], HEAVY | DATA | {"numpy", "ctranslate2"}),
        (["fetch", "--source", "bundled"], HEAVY | {"ctranslate2"}),
        (["preprocess"], HEAVY | {"ctranslate2"}),
    ],
)
def test_a_command_loads_only_what_it_uses(
    project: Path, arguments: list[str], unwanted: set[str]
) -> None:
    if arguments == ["preprocess"]:
        subprocess.run(
            [sys.executable, "-m", "pokename", "fetch", "--source", "bundled"], check=True
        )
    assert modules(project, POKENAME, *arguments) & unwanted == set()


def test_help_loads_no_more_than_a_typer_hello_world(project: Path) -> None:
    """This limits how long --help takes; on a busy machine, seconds can't be tested."""
    extra = modules(project, POKENAME, "--help") - modules(project, HELLO_WORLD)
    families = {name.partition(".")[0].lstrip("_") for name in extra}
    assert families <= {"pokename", "typer", "json", "dataclasses", "atexit", "gc"}


def test_importing_the_package_is_light() -> None:
    program = "import sys, pokename; print(*[m for m in sys.modules if m.startswith('pokename')])"
    shown = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert shown.stdout.split() == ["pokename"]


def test_importing_sampling_does_not_load_the_inference_engine() -> None:
    program = "import sys; from pokename import Sampling; print('ctranslate2._ext' in sys.modules)"
    shown = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert shown.stdout.split() == ["False"]
