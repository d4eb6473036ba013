"""Light stays light: what each command loads, seen from a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"torch", "transformers", "accelerate", "matplotlib", "wandb", "dvc"}
DATA = {"pandas", "requests"}
WATCH = """
import json, sys
from pokename.cli import main
sys.argv = ["pokename", *{arguments!r}]
try:
    main()
except SystemExit as exit:
    assert not exit.code, exit.code
json.dump(sorted(name for name in sys.modules if "." not in name), open("modules.json", "w"))
"""


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--version"], HEAVY | DATA | {"pydantic", "numpy", "ctranslate2"}),
        (["--help"], HEAVY | DATA | {"pydantic", "numpy", "ctranslate2"}),
        (["generate", "a fiery lizard", "--format", "json"], HEAVY | DATA),
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
    subprocess.run([sys.executable, "-c", WATCH.format(arguments=arguments)], check=True)
    loaded = set(json.loads((project / "modules.json").read_text()))
    assert loaded & unwanted == set()


def test_importing_the_package_loads_next_to_nothing() -> None:
    program = "import sys, pokename; print(*[m for m in sys.modules if m.startswith('pokename')])"
    shown = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert shown.stdout.split() == ["pokename"]
