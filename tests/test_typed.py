"""Test that the wheel is typed: a user's type checker knows the types of the API."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

CALLER = """\
from pokename import NameGenerator

names = NameGenerator.load().generate("a fiery lizard", n=3, max_length=8)
reveal_type(names[0].name)
reveal_type(names[0].roots)
NameGenerator.load().generate("a fiery lizard", max_lenght=8)
"""


@pytest.mark.slow
def test_a_type_checker_knows_the_api_of_the_installed_wheel(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run([*build, str(REPOSITORY)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False)
    packages = next(environment.glob("[Ll]ib/**/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    caller = tmp_path / "caller.py"
    caller.write_text(CALLER, encoding="utf-8")

    python = next(environment.glob("*/python"))
    command = [sys.executable, "-m", "mypy", "--python-executable", str(python), "caller.py"]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert 'Revealed type is "str"' in checked.stdout.replace("builtins.", "")
    assert "tuple[str, ...]" in checked.stdout.replace("builtins.", "")
    assert 'Unexpected keyword argument "max_lenght"' in checked.stdout
    assert "Found 1 error" in checked.stdout
