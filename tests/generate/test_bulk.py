"""Test ``pokename generate --input`` with inputs of every kind."""

import csv
import json
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from pokename.generate.inputs import Row
from pokename.generate.job import Job
from pokename.generate.workers import name_rows
from pokename.naming.sampling import Sampling
from tests.conftest import Cli
from tests.support.processes import POKENAME, on_posix, run, run_on_a_terminal

QUICK = ("-n", "1", "--set", "generate.candidates=1")


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.open(encoding="utf-8")]


@pytest.mark.parametrize(
    ("file", "content", "ids"),
    [
        ("in.txt", "a fiery lizard\r\n\n  blue turtle\n", [None, None]),
        ("in.csv", '\ufeffid,description\n7,a fiery lizard\n8,"blue turtle"\n', ["7", "8"]),
        (
            "in.jsonl",
            '{"description": "a fiery lizard", "id": 7}\n\n{"description": "blue turtle"}\n',
            ["7", None],
        ),
    ],
)
def test_many_descriptions_are_read_from_a_file(
    project: Path, cli: Cli, file: str, content: str, ids: list[str | None]
) -> None:
    (project / file).write_text(content, encoding="utf-8")
    result = cli("generate", "--input", file, *QUICK, "--output", "out/names.jsonl")
    assert result.stdout == ""
    written = records(project / "out/names.jsonl")
    assert [one["description"] for one in written] == ["a fiery lizard", "blue turtle"]
    assert [one["input_id"] for one in written] == ids
    alone = cli("generate", "a fiery lizard", *QUICK, "--format", "plain").stdout
    assert written[0]["name"] == alone.strip()


def test_descriptions_are_read_from_parquet(project: Path, cli: Cli) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs the parquet extra")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = {"other": [1.5, 2.5], "description": ["a fiery lizard", None], "id": [7, 8]}
    parquet.write_table(pyarrow.table(columns), project / "in.parquet")
    result = cli("generate", "--input", "in.parquet", *QUICK, "--output", "o.jsonl", ok=False)
    assert result.exit_code == 1
    assert "in.parquet, row 2: its description is empty" in result.stderr
    assert [one["input_id"] for one in records(project / "o.jsonl")] == ["7"]


@pytest.mark.parametrize(
    ("file", "content", "line", "why"),
    [
        ("in.csv", b"id,description\n1,a fish\n2,\n3,a bird\n", 3, "its description is empty"),
        ("in.csv", b'description\na fish\n"a\xff"\na bird\n', 3, "it isn't UTF-8 text"),
        ("in.csv", b"id,description\n1,a fish\n2\n3,a bird\n", 3, "its description is empty"),
        ("in.csv", b"description\na fish\n" + b"a" * 200_000 + b"\na bird\n", 3, "field larger"),
        ("in.txt", b"a fish\na\xff\na bird\n", 2, "it isn't UTF-8 text"),
        ("in.jsonl", b'{"description": "a fish"}\nno\n{"description": "a bird"}\n', 2, "object"),
        ("in.jsonl", b'{"description": "a fish"}\n[]\n{"description": "a bird"}\n', 2, "object"),
        (
            "in.jsonl",
            b'{"description": "a fish"}\n{"description": 3}\n{"description": "a bird"}\n',
            2,
            "its description is empty or not text",
        ),
        (
            "in.jsonl",
            b'{"description": "a fish"}\n{"description": "\\ud800"}\n{"description": "a bird"}\n',
            2,
            "half a character",
        ),
    ],
)
def test_a_bad_row_is_reported_and_skipped(
    project: Path, cli: Cli, file: str, content: bytes, line: int, why: str
) -> None:
    (project / file).write_bytes(content)
    result = cli("generate", "--input", file, *QUICK, "--output", "out.csv", ok=False)
    assert result.exit_code == 1
    assert f"Skipped {file}, line {line}: " in result.stderr
    assert why in result.stderr
    assert "Skipped 1 of 3 rows." in result.stderr
    with (project / "out.csv").open(newline="") as stream:
        assert [row["description"] for row in csv.DictReader(stream)] == ["a fish", "a bird"]


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("in.csv", b"id,text\n1,a\n", "no column 'description'"),
        ("in.docx", b"x", "--input-format"),
        ("in.parquet", b"no such thing", "isn't a Parquet file"),
        ("none.txt", None, "none.txt can't be read"),
    ],
)
def test_an_unreadable_input_leaves_no_output(
    project: Path, cli: Cli, file: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (project / file).write_bytes(content)
    result = cli("generate", "--input", file, "--output", "out.csv", ok=False)
    assert result.exit_code in (1, 2)
    assert said in result.stderr
    assert [path.name for path in project.iterdir() if path.name != file] == []


@on_posix
def test_an_output_must_be_a_file_and_a_link_stays_a_link(project: Path, cli: Cli) -> None:
    (project / "folder.csv").mkdir()
    refused = cli("generate", "a fish", *QUICK, "--output", "folder.csv", ok=False)
    assert (refused.exit_code, "isn't a file" in refused.stderr) == (1, True)
    (project / "link.csv").symlink_to("folder.csv/names.csv")
    cli("generate", "a fish", *QUICK, "--output", "link.csv")
    assert (project / "link.csv").is_symlink()
    assert "a fish" in (project / "folder.csv/names.csv").read_text()


@pytest.mark.parametrize("line", [(), ("--line", "2")])
def test_an_output_stays_as_it_is_if_no_name_meets_the_wishes(
    project: Path, cli: Cli, line: tuple[str, ...]
) -> None:
    (project / "out.json").write_text("mine")
    asked = ("generate", "a fish", *QUICK, "--syllables", "9", *line)
    for _ in range(2):  # the first run leaves nothing that stops the second
        result = cli(*asked, "--output", "out.json", ok=False)
        assert (result.exit_code, "meets the wishes" in result.stderr) == (2, True)
        assert {path.name: path.read_text() for path in project.iterdir()} == {"out.json": "mine"}


@on_posix
@pytest.mark.parametrize("output", [(), ("--output", "/dev/stdout"), ("--output", "/dev/stderr")])
def test_a_stream_gets_nothing_if_no_name_meets_the_wishes(output: tuple[str, ...]) -> None:
    result = run("generate", "a fish", *QUICK, "--syllables", "9", "--format", "json", *output)
    assert (result.returncode, result.stdout) == (2, "")
    assert "[" not in result.stderr


def test_the_output_must_not_be_the_input(project: Path, cli: Cli) -> None:
    (project / "in.csv").write_text("description\na fish\n")
    result = cli("generate", "--input", "in.csv", "--output", "./in.csv", ok=False)
    assert result.exit_code == 2
    assert (project / "in.csv").read_text() == "description\na fish\n"


@on_posix
def test_a_pipe_is_answered_line_by_line(project: Path) -> None:
    arguments = ("generate", "--input", "-", *QUICK, "--format", "jsonl")
    with subprocess.Popen(
        [*POKENAME, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for description in ("a fiery lizard", "blue turtle"):
            process.stdin.write(f"{description}\n")
            assert json.loads(process.stdout.readline())["description"] == description
        process.stdin.close()
        assert process.stdout.read() == ""
    assert process.returncode == 0


@on_posix
def test_input_format_sets_the_format_of_stdin(project: Path) -> None:
    program = ("sh", "-c", 'printf "description\\na fish\\n" | "$@"', "sh", *POKENAME)
    arguments = ("generate", "--input", "-", "--input-format", "csv", *QUICK)
    result = run(*arguments, "--format", "jsonl", program=program)
    assert json.loads(result.stdout)["description"] == "a fish", result.stderr


@on_posix
@pytest.mark.parametrize("there", ["file", "folder", "link"])
def test_a_hyphen_means_stdin_whatever_is_in_the_folder(project: Path, there: str) -> None:
    hyphen = project / "-"
    if there == "file":
        hyphen.write_text("a bird\n")
    elif there == "folder":
        hyphen.mkdir()
    else:
        hyphen.symlink_to("out.jsonl")
    program = ("sh", "-c", 'printf "a fish\n" | "$@"', "sh", *POKENAME)
    result = run("generate", "--input", "-", *QUICK, "--output", "out.jsonl", program=program)
    assert result.returncode == 0, result.stderr
    (written,) = records(project / "out.jsonl")
    assert written["description"] == "a fish"


def test_a_file_named_hyphen_can_be_read_by_its_path(project: Path, cli: Cli) -> None:
    (project / "-").write_text("a bird\n")
    asked = ("generate", "--input", "./-", "--input-format", "txt", *QUICK)
    assert json.loads(cli(*asked, "--format", "jsonl").stdout)["description"] == "a bird"


def test_input_rows_are_streamed() -> None:
    read = count()

    def endless() -> Iterator[Row]:
        return (Row(next(read), "a fish") for _ in count())

    order = Job(None, 1, 7, Sampling(candidates=1), {})
    named = name_rows(endless(), order)
    assert [len(next(named).names) for _ in range(3)] == [1, 1, 1]
    assert next(read) == 3


def test_several_processes_give_the_same_names_as_one(project: Path, cli: Cli) -> None:
    lines = [f"a {color} fish" for color in ("red", "blue", "green", "black")]
    (project / "in.txt").write_bytes(
        "\n".join([*lines, "a\udcff"]).encode("utf-8", "surrogateescape")
    )
    for workers in ("1", "2"):
        result = cli(
            *("generate", "--input", "in.txt", *QUICK, "--workers", workers),
            *("--output", f"{workers}.jsonl"),
            ok=False,
        )
        assert "line 5" in result.stderr
    assert (project / "1.jsonl").read_bytes() == (project / "2.jsonl").read_bytes()
    assert [one["description"] for one in records(project / "1.jsonl")] == lines


@on_posix
def test_a_terminal_shows_progress(project: Path) -> None:
    (project / "in.txt").write_text("a fish\na bird\n")
    result, shown = run_on_a_terminal(
        "generate", "--input", "in.txt", *QUICK, "--format", "plain", COLUMNS="100"
    )
    assert len(result.split()) == 2
    assert "2/2" in shown
    assert "names/s" in shown
    assert "2 names for 2 descriptions" in shown


def test_progress_is_shown_as_plain_lines_if_there_is_no_terminal(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pokename.cli.console.SECONDS_BETWEEN_LINES", 0.0)
    (project / "in.txt").write_text("a fish\na bird\n")
    said = cli("generate", "--input", "in.txt", *QUICK, "--format", "plain").stderr
    assert "descriptions: 1 of 2, " in said
    assert " names/s, " in said
    assert " s left" in said
