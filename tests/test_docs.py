"""Test the docs: examples run, commands exist, links of top pages work.

``nox -s docs`` checks generated pages, builds the site strictly and checks what it loads.
"""

import doctest
import importlib
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from pokename.cli.app import app
from pokename.reading.description import concepts_of
from recipes import judged_lists
from tests.conftest import REPOSITORY

DOCS = REPOSITORY / "docs"
SOURCE = REPOSITORY / "src"
MODULES = [
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted(SOURCE.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]
PAGES = [
    *(REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted(DOCS.rglob("*.md")),
]
EXAMPLES = [path for path in PAGES if ">>> " in path.read_text(encoding="utf-8")]
TUTORIALS = sorted((DOCS / "tutorials").glob("*.md"))
SHELL = re.compile(r"^ *```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
# Settings with which the steps of a tutorial take seconds instead of minutes.
SMALL = {
    "POKENAME__PREPROCESS__PROMPTS_PER_SPECIES": "1",
    "POKENAME__PREPROCESS__VAL_SHARE": "0.02",
    "POKENAME__TRAIN__MAX_STEPS": "1",
    "POKENAME__TRAIN__EVALUATIONS_PER_EPOCH": "1",
    "POKENAME__EVALUATE__SPECIES": "1",
    "POKENAME__EVALUATE__NAMES_PER_SPECIES": "1",
    "POKENAME__EVALUATE__DESIGNS": "1",
    "POKENAME__EVALUATE__BOOTSTRAP": "20",
    "POKENAME__EVALUATE__PROMPTS": "[a fiery lizard]",
}


def name_of(page: Path) -> str:
    return str(page.relative_to(REPOSITORY))


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_are_correct(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


@pytest.mark.parametrize("page", EXAMPLES, ids=name_of)
def test_examples_in_the_docs_are_correct(page: Path) -> None:
    result = doctest.testfile(str(page), module_relative=False)
    assert result.attempted > 0
    assert result.failed == 0


def shell_blocks(page: Path) -> list[str]:
    """Return the shell blocks of a page."""
    return SHELL.findall(page.read_text(encoding="utf-8"))


def commands(page: Path) -> Iterator[list[str]]:
    """Yield the words of each ``pokename`` command in a page's shell blocks."""
    for block in shell_blocks(page):
        for line in block.replace("\\\n", " ").splitlines():
            lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
            lexer.whitespace_split = True
            words = list(lexer)
            starts = [place for place in range(len(words)) if is_run(words, place)]
            for start in starts:
                after = words[start + 1 :]
                ends = [place for place, word in enumerate(after) if word in {"&&", "|", ";", ">"}]
                yield after[: min(ends, default=len(after))]


def is_run(words: list[str], place: int) -> bool:
    """Return whether the word at this place is the program of a command and not an argument."""
    before = words[place - 1] if place else "&&"
    return words[place] == "pokename" and (before in {"&&", "|", ";", "-m"} or "=" in before)


@pytest.mark.parametrize("page", [page for page in PAGES if any(commands(page))], ids=name_of)
def test_commands_and_options_in_the_docs_exist(page: Path) -> None:
    for words in commands(page):
        command: Any = typer.main.get_command(app)
        rest = list(words)
        while rest and rest[0] in getattr(command, "commands", {}):
            command = command.commands[rest.pop(0)]
        assert not hasattr(command, "commands"), f"no such command: {words}"
        known = {option for parameter in command.params for option in parameter.opts}
        known |= {option for parameter in command.params for option in parameter.secondary_opts}
        asked = {word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)}
        assert asked <= known | {"--help"}, f"no such option: {words}"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the blocks are for a POSIX shell")
@pytest.mark.parametrize(
    "page",
    [
        # The tutorial on training takes longer than any other test.
        pytest.param(page, marks=pytest.mark.practice) if page.stem == "fine-tune-gpt2" else page
        for page in TUTORIALS
    ],
    ids=name_of,
)
def test_each_block_of_a_tutorial_runs(page: Path, project: Path) -> None:
    programs = project.parent / "bin"
    programs.mkdir()
    pokename = programs / "pokename"
    pokename.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pokename "$@"\n')
    pokename.chmod(0o755)
    environ = {**os.environ, **SMALL, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    # Blocks that install pokename are left out, since it is already installed.
    blocks = [block for block in shell_blocks(page) if "pip install" not in block]
    assert len(blocks) > 5
    for block in blocks:
        done = subprocess.run(
            ["sh", "-eu", "-c", block], env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{block}\n{done.stderr}"


def test_relative_links_in_the_readme_and_other_top_pages_work() -> None:
    for page in PAGES[:3]:
        links = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8"))
        assert [link for link in links if not (REPOSITORY / link).is_file()] == []


def test_the_readme_has_the_table_of_blind_judgments() -> None:
    table = "\n".join(judged_lists.table(judged_lists.read()))
    assert table in (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_the_readme_works_on_a_package_index() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hatch_fancy_pypi_readme"],
        cwd=REPOSITORY,
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert "docs/tutorials/first-names.md" in done.stdout
    assert re.findall(r"\]\((?!https?://)[^)]*\)", done.stdout) == []
    assert "<img" not in done.stdout
    assert len((REPOSITORY / "README.md").read_text(encoding="utf-8").splitlines()) < 90


@pytest.mark.parametrize("page", ["how-to/watch-for-drift.md", "tutorials/fine-tune-gpt2.md"])
def test_the_thesaurus_lacks_the_words_that_show_drift(page: str) -> None:
    (things,) = re.findall(r"^for thing in (.*); do$", (DOCS / page).read_text("utf-8"), re.M)
    assert [one.said for one in concepts_of(things) if one.known] == []


def test_files_named_in_messages_exist() -> None:
    for path in [*SOURCE.rglob("*.py"), *(REPOSITORY / "recipes").rglob("*.py")]:
        named = re.findall(r"\bdocs/[\w/.-]+\.(?:md|json)", path.read_text(encoding="utf-8"))
        assert [one for one in named if not (REPOSITORY / one).is_file()] == [], path


def test_the_architecture_page_names_existing_modules() -> None:
    package = SOURCE / "pokename"
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w/.]+)`[^|]*\| (.+) \|$", page, re.MULTILINE))
    packages = {f"{path.parent.name}/" for path in package.glob("*/__init__.py")}
    assert packages <= rows.keys()
    for where in packages:
        named = re.findall(r"`([\w/]+\.py)`", rows[where])
        assert [one for one in named if not (package / where / one).is_file()] == [], where
    path_of_a_name = page.partition("\n## One name")[2].partition("\n## ")[0]
    steps = re.findall(r"`(\w+/\w+\.py)`", path_of_a_name)
    assert len(steps) > 20
    assert [one for one in steps if not (package / one).is_file()] == []


def test_the_tests_named_on_the_reliability_page_exist() -> None:
    page = (DOCS / "reference" / "reliability.md").read_text(encoding="utf-8")
    tests = "\n".join(path.read_text("utf-8") for path in (REPOSITORY / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", page)
    assert len(named) > 20
    assert [one for one in named if f"def {one}(" not in tests] == []
    files = re.findall(r"`(tests/[\w/]+\.py)`", page)
    assert [one for one in files if not (REPOSITORY / one).is_file()] == []
