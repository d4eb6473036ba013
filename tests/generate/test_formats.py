"""Test the output formats of ``pokename generate``: what each contains, and that all agree."""

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pokename.generate.formats import COLUMNS, FORMATS
from tests.conftest import REPOSITORY, Cli
from tests.support.processes import ESCAPE

QUICK = ("-n", "2", "--set", "generate.candidates=1")
DESCRIPTIONS = ["a fiery lizard", 'a [red] "bird" | of <i>prey</i>,\rwith a\ncafé']


@pytest.fixture
def source(project: Path) -> str:
    rows = [{"id": number, "description": text} for number, text in enumerate(DESCRIPTIONS)]
    (project / "in.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return "in.jsonl"


@pytest.fixture
def records(cli: Cli, source: str) -> list[dict[str, Any]]:
    """Return the records that ``--format json`` gives for the input."""
    result = cli("generate", "--input", source, *QUICK, "--format", "json")
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (REPOSITORY / "docs/reference/names.schema.json").read_text()
    )
    return found


def test_json_output_matches_its_schema(records: list[dict[str, Any]]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(records, schema())
    assert [one["description"] for one in records] == [text for text in DESCRIPTIONS for _ in "12"]
    assert [one["input_id"] for one in records] == ["0", "0", "1", "1"]
    assert [one["rank"] for one in records] == [1, 2, 1, 2]
    with pytest.raises(jsonschema.ValidationError, match="fit"):
        jsonschema.validate([{**records[0], "fit": 2}], schema())


def test_the_schema_and_its_page_describe_every_key() -> None:
    described = schema()["$defs"]["name"]["properties"]
    assert list(described) == list(COLUMNS) == schema()["$defs"]["name"]["required"]
    assert all(one["description"] for one in described.values())
    page = (REPOSITORY / "docs/reference/json.md").read_text()
    assert [key for key in COLUMNS if f"| `{key}` |" not in page] == []


def test_every_format_has_the_same_content(
    project: Path, cli: Cli, source: str, records: list[dict[str, Any]]
) -> None:
    for suffix in ("json", "jsonl", "csv", "parquet", "txt"):
        cli("generate", "--input", source, *QUICK, "--output", f"out.{suffix}")
    assert json.loads((project / "out.json").read_text()) == records
    assert [json.loads(line) for line in (project / "out.jsonl").open()] == records
    assert (project / "out.txt").read_text().split() == [one["name"] for one in records]
    with (project / "out.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row, one in zip(rows, records, strict=True):
        assert row == {
            key: "+".join(value) if isinstance(value, list) else str(value)
            for key, value in one.items()
        }
    pyarrow = pytest.importorskip("pyarrow.parquet", reason="needs the parquet extra")
    table = pyarrow.read_table(project / "out.parquet")
    assert table.to_pylist() == records
    types = {name: str(table.schema.field(name).type) for name in ("fit", "rank", "roots")}
    assert types == {"fit": "double", "rank": "int64", "roots": "list<element: string>"}


def test_markdown_escapes_a_description(project: Path, cli: Cli, source: str) -> None:
    cli("generate", "--input", source, *QUICK, "--output", "out.md")
    lines = (project / "out.md").read_text().splitlines()
    assert lines[0] == "## a fiery lizard"
    assert lines[2].startswith("| # | name | from |")
    assert r'## a \[red\] "bird" \| of \<i\>prey\</i\>, with a café' in lines


def test_a_table_written_to_a_file_is_80_columns_wide_and_has_no_colours(
    project: Path, cli: Cli, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    cli("generate", "--input", source, *QUICK, "--format", "table", "--output", "out.table")
    written = (project / "out.table").read_text()
    assert "a fiery lizard" in written
    assert not ESCAPE.search(written)
    assert max(map(len, written.splitlines())) <= 80


def test_a_terminal_shows_names_in_bold_unless_no_color_is_set(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert ESCAPE.search(cli("generate", "a fish", *QUICK).stdout)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not ESCAPE.search(cli("generate", "a fish", *QUICK).stdout)


def test_a_table_escapes_a_description(cli: Cli) -> None:
    result = cli("generate", "a :fire: [bold]lizard[/bold]", "-n", "1")
    assert result.stdout.splitlines()[0] == "a :fire: [bold]lizard[/bold]"


def test_a_table_of_evolution_lines_numbers_lines_and_stages(cli: Cli) -> None:
    shown = cli("generate", "a fiery lizard", "--line", "3", *QUICK).stdout.splitlines()
    numbers = [line.split()[0] for line in shown[4:] if line.strip()]
    assert numbers == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]


@pytest.mark.parametrize("columns", ["40", "60"])
def test_a_narrow_table_keeps_names_whole(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    plain = cli("generate", "a fiery lizard", "--format", "plain", *QUICK).stdout.split()
    monkeypatch.setenv("COLUMNS", columns)
    shown = cli("generate", "a fiery lizard", *QUICK).stdout
    for number, name in enumerate(plain, start=1):
        assert re.search(rf"{number} +{name}\b", shown)
    assert not re.search(r" $", shown, re.MULTILINE)


def test_a_table_fits_80_columns_with_one_line_for_each_name(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("generate", "a fiery lizard")
    for columns, last in ((80, "fit"), (98, "nearest official"), (120, "nearest official")):
        monkeypatch.setenv("COLUMNS", str(columns))
        head, *lines = cli(*asked).stdout.splitlines()[2:]
        assert head.endswith(last)
        assert ("ease" in head) == (columns == 120)
        assert max(map(len, lines)) <= columns
        assert len(list(filter(None, lines))) == 1 + 10


def test_a_dumb_terminal_shows_the_same_columns(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = cli("generate", "a fiery lizard").stdout
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TERM", "dumb")
    dumb = cli("generate", "a fiery lizard").stdout
    assert [line.rstrip() for line in dumb.splitlines()] == shown.splitlines()


def test_the_nearest_official_name_is_listed_with_its_language(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    shown = cli("score", "a fiery lizard", "Flaguana", "Charizart").stdout
    assert "Aquana (German, 3)" in shown
    assert "Charizard (English, 1)" in shown


def test_an_explanation_says_sound_letters_and_nearest_official_name(cli: Cli) -> None:
    shown = cli("generate", "haunted machine", "-n", "2", "--explain").stdout
    assert shown.splitlines()[0] == "haunted machine"
    assert re.search(
        r"^  \d  Spectractor +spek-TRAK-tor +SPECTer \(for haunted\) \+ TRACTOR "
        r"\(for machine\) +nearest official: Spectrier \(English\)$",
        shown,
        re.MULTILINE,
    )


def test_an_explanation_of_lines_has_the_numbers_of_lines_and_stages(cli: Cli) -> None:
    shown = cli("generate", "a fiery lizard", "--line", "2", "--explain", *QUICK).stdout
    assert re.findall(r"^  (\S+)", shown, re.MULTILINE) == ["1.1", "1.2", "2.1", "2.2"]


def test_a_table_shows_a_misspelt_word_as_it_was_read(cli: Cli) -> None:
    shown = cli("generate", "a fiery lizrd").stdout
    assert "lizrd" not in shown.partition("\n")[2]
    assert "(for lizard)" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--output", "names.docx"), "--format"),
        (("--format", "parquet"), "--format parquet needs an --output that is a file"),
        (("--resume",), "--resume needs --output"),
        (("--format", "yaml"), "yaml"),
    ],
)
def test_an_output_that_cannot_be_written_is_an_error_before_naming(
    project: Path, cli: Cli, arguments: tuple[str, ...], said: str
) -> None:
    result = cli("generate", "a fish", *arguments, ok=False)
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(project.iterdir()) == []


@pytest.mark.parametrize("arguments", [("--output", "o.parquet"), ("--input", "i.parquet")])
def test_without_the_parquet_extra_the_error_names_the_install_command(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (project / "i.parquet").touch()
    described = () if "--input" in arguments else ("a fish",)
    result = cli("generate", *described, *arguments, ok=False)
    assert result.exit_code == 2
    assert "pip install 'pokename[parquet]'" in result.stderr


def test_the_help_names_every_format(cli: Cli) -> None:
    shown = cli("generate", "--help").stdout
    assert all(form in shown for form in FORMATS)
