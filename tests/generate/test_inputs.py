"""Test inputs as other programs write them: encodings, delimiters, quotes and columns of wishes."""

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pokename.errors import DataError
from pokename.generate.formats import FORMATS
from pokename.generate.inputs import Row, read_rows
from pokename.generate.job import Job, name_row
from pokename.naming.sampling import Sampling
from tests.conftest import Cli
from tests.support.processes import POKENAME, on_posix, run

JOB = Job(None, 2, 7, Sampling(), {})
QUICK = ("-n", "1")


def rows(path: Path, content: str | bytes, kind: str | None = None) -> list[Row]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_rows(path, kind))


def names(row: Row, job: Job = JOB) -> list[str]:
    return [name.name for name in name_row(row, job).names]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("in.txt", "a blue fox\r\nein Bär\r\n"),
        ("in.csv", 'description\r\n"a blue fox"\r\nein Bär\r\n'),
        ("in.jsonl", '{"description": "a blue fox"}\r\n{"description": "ein Bär"}\r\n'),
    ],
)
def test_the_encoding_of_a_file_is_recognized(
    project: Path, encoding: str, file: str, content: str
) -> None:
    found = rows(project / file, content.encode(encoding))
    assert [row.description for row in found] == ["a blue fox", "ein Bär"]


def test_files_written_by_powershell_are_read(project: Path, cli: Cli) -> None:
    (project / "in.csv").write_bytes("description;id\r\na blue fox;7\r\n".encode("utf-16"))
    result = cli("generate", "--input", "in.csv", *QUICK, "--format", "jsonl")
    (record,) = map(json.loads, result.stdout.splitlines())
    assert (record["description"], record["input_id"]) == ("a blue fox", "7")
    assert "\0" not in result.output


@pytest.mark.parametrize(
    ("file", "content", "why"),
    [
        ("in.txt", b"a \0 fish\n", "its description contains a NUL"),
        ("in.csv", b"description\na \0 fish\n", "its description contains a NUL"),
        ("in.jsonl", b'{"description": "a \\u0000 fish"}\n', "its description contains a NUL"),
        ("in.txt", "ein Bär\n".encode("cp1252"), "perhaps Windows-1252 (Latin-1); save the file"),
        ("in.csv", b"description\nein B\xe4r\n", "perhaps Windows-1252 (Latin-1); save the file"),
        ("in.csv", b'description\n"a fish\n', "the quote that opens there is never closed"),
        ("in.jsonl", b'{"description": "a", "description": "b"}\n', "it has 'description' twice"),
        ("in.jsonl", b"[" * 100_000 + b"\n", "it isn't an object"),
        ("in.jsonl", b'{"description": "a", "id": 1' + b"0" * 5000 + b"}\n", "it isn't an object"),
        ("in.txt", b"x" * 1_500_000 + b"\n", "it has over 1,000,000 characters"),
        ("in.csv", b"description\n" + b"x" * 1_500_000, "it has over 1,000,000 characters"),
        ("in.jsonl", b'{"description": "' + b"x" * 1_500_000, "it has over 1,000,000 characters"),
        ("in.csv", b"description,type\na,fyre\n", "type fyre isn't known (Did you mean fire?)"),
        ("in.csv", b"description,types\na,fyre\n", "types fyre isn't known"),
        ("in.csv", b"description,colour\na,rde\n", "colour rde isn't known (Did you mean red?)"),
        ("in.csv", b"description,type,types\na,fire,ice\n", "twice"),
        ("in.csv", b"description,types\na,fire/ice/rock\n", "at most two types"),
        ("in.csv", b"description,stage\na,4\n", "stage takes a whole number from 1 to 3, not 4"),
        ("in.csv", b"description,n\na,ten\n", "n takes a whole number, not 'ten'"),
        ("in.csv", b"description,n\na,0\n", "n takes a whole number from 1 to 1000"),
        ("in.csv", b"description,n\na,100000\n", "n takes a whole number from 1 to 1000"),
        ("in.csv", b"description,seed\na,-1\n", "seed takes a whole number from 0"),
        ("in.csv", b"description,legendary\na,perhaps\n", "legendary takes yes or no"),
        ("in.jsonl", b'{"description": "a", "types": [1]}\n', "types takes text, not 1"),
        ("in.jsonl", b'{"description": "a", "n": true}\n', "n takes a whole number, not True"),
        ("in.jsonl", b'{"description": "a", "seed": 7.5}\n', "seed takes a whole number"),
    ],
)
def test_an_unusable_value_affects_only_its_row(
    project: Path, file: str, content: bytes, why: str
) -> None:
    try:
        *_, row = rows(project / file, content)
    except DataError as error:  # raised at once for an unusable column
        assert why in str(error)  # noqa: PT017 - an error is only one of two valid results
    else:
        assert why in row.problem
        assert row.description == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "Error: No row got a name. Remove a wish, or use other words in the rows."),
        (("--output", "out.csv"), "Error: No row got a name."),
        (("--strict",), "Error: in.txt, line 1: no name meets its wishes. Fix that row."),
    ],
)
def test_a_run_in_which_no_row_gets_a_name_fails(
    project: Path, cli: Cli, options: tuple[str, ...], said: str
) -> None:
    (project / "in.txt").write_text("a fox\na bear\n")
    asked = ("generate", "--input", "in.txt", "--max-length", 3, "--format", "csv")
    result = cli(*asked, *options, ok=False)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith(said)
    assert "line 1: Found no name with --max-length 3." in result.stderr


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_run_without_a_name_leaves_the_earlier_output(project: Path, cli: Cli, form: str) -> None:
    (project / "in.txt").write_text("a fox\n")
    (project / f"out.{form}").write_text("earlier")
    asked = ("generate", "--input", "in.txt", *QUICK, "--format", form)
    refused = cli(*asked, "--max-length", 3, "--output", f"out.{form}", ok=False)
    assert "Error: No row got a name." in refused.stderr
    assert (project / f"out.{form}").read_text() == "earlier"
    assert sorted(path.name for path in project.iterdir()) == ["in.txt", f"out.{form}"]
    cli(*asked, "--output", f"out.{form}")  # no part file of other settings is in the way
    shown = cli(*asked, "--max-length", 3, ok=False).stdout
    assert shown == {"csv": FORMATS["csv"].head, "json": "[\n]\n"}[form]


def test_a_strict_run_stops_at_a_row_without_names(project: Path, cli: Cli) -> None:
    (project / "in.txt").write_text("a fox\na lizard\n")
    asked = ("generate", "--input", "in.txt", "--max-length", 5, "--avoid-letters", "aeio")
    assert "line 2: Found no name with " in cli(*asked, "-n", 1).stderr
    strict = cli(*asked, "-n", 1, "--strict", ok=False)
    assert strict.exit_code == 1
    assert "Error: in.txt, line 2: no name meets its wishes." in strict.stderr


def test_known_columns_set_the_wishes_of_their_row(project: Path) -> None:
    found = rows(
        project / "in.csv",
        "description,type,stage,color,size,habitat,legendary,mood,n,seed\n"
        "a lizard,,,,,,,,,\n"
        "a lizard,Fire / Dragon,1,red,tiny,cave,yes,Cute,3,8\n"
        ",ghost,,,,,,,,\n",
    )
    plain, rich, untold = found
    assert plain.wishes == {}
    assert rich.wishes == {
        "types": ("Fire", "Dragon"), "stage": 1, "color": "red", "size": "tiny", "habitat": "cave",
        "legendary": True, "mood": "Cute", "n": 3, "seed": 8,
    }  # fmt: skip
    own = {key: value for key, value in rich.wishes.items() if key not in ("n", "seed")}
    alone = Job(None, 3, 8, Sampling(), own)  # type: ignore[arg-type]
    assert names(rich) == names(Row(1, "a lizard"), alone) != names(plain)
    assert names(untold) == names(Row(1, ""), Job(None, 2, 7, Sampling(), {"types": ("ghost",)}))


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_objects_and_parquet_have_the_same_columns(project: Path, kind: str) -> None:
    records: list[dict[str, Any]] = [
        {"description": "a lizard", "types": ["fire", "ice"], "n": 1, "legendary": False},
        {"description": "a lizard", "types": None, "n": None, "legendary": None},
    ]
    path = project / f"in.{kind}"
    if kind == "jsonl":
        path.write_text("".join(json.dumps(one) + "\n" for one in records))
    else:
        pytest.importorskip("pyarrow", reason="needs the parquet extra")
        import pandas as pd

        pd.DataFrame(records).to_parquet(path)  # pandas turns n into 1.0 and NaN
    first, second = read_rows(path)
    assert first.wishes == {"types": ("fire", "ice"), "n": 1, "legendary": False}
    assert second.wishes == {}


def test_a_date_or_number_as_a_parquet_id_is_plain_text(project: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs the parquet extra")
    from pyarrow import parquet

    moment = datetime(9999, 1, 1, 12, 30)
    ids = {
        "day": (moment.date(), "9999-01-01"),
        "moment": (moment, "9999-01-01T12:30:00"),
        "utc": (moment.replace(tzinfo=UTC), "9999-01-01T12:30:00+00:00"),
        "time": (moment.time(), "12:30:00"),
        "decimal": (Decimal("1.50"), "1.50"),
        "number": (7, "7"),
        "list": ([moment.date()], '["9999-01-01"]'),
        "struct": ({"at": moment}, '{"at": "9999-01-01T12:30:00"}'),
    }
    for name, (given, text) in ids.items():
        path = project / f"{name}.parquet"
        parquet.write_table(pyarrow.table({"description": ["a fox"], "id": [given]}), path)
        (row,) = read_rows(path)
        assert row.id == text, name


def test_an_option_applies_to_rows_that_do_not_set_its_wish(project: Path, cli: Cli) -> None:
    (project / "in.csv").write_text("description,type,n\na lizard,,\na lizard,water,2\n")
    result = cli(
        *("generate", "--input", "in.csv", "--type", "fire", "--max-length", "8", *QUICK),
        *("--format", "jsonl"),
    )
    first, *others = [json.loads(line)["name"] for line in result.stdout.splitlines()]
    assert len(others) == 2
    asked = ("generate", "a lizard", "--max-length", "8", "--format", "plain")
    assert cli(*asked, *QUICK, "--type", "fire").stdout.split() == [first]
    assert cli(*asked, "-n", "2", "--type", "water").stdout.split() == others


def test_a_row_with_contradictory_wishes_is_skipped(project: Path, cli: Cli) -> None:
    (project / "in.csv").write_text("description,stage\na lizard,2\na bear,\n")
    arguments = ("generate", "--input", "in.csv", "--line", "2", *QUICK, "--output", "out.jsonl")
    result = cli(*arguments, ok=False)
    assert result.exit_code == 1
    assert "Skipped in.csv, line 2: stage applies only to single names" in result.stderr
    assert "Skipped 1 of 2 rows." in result.stderr
    written = [json.loads(line) for line in (project / "out.jsonl").open()]
    assert {one["description"] for one in written} == {"a bear"}


def test_unknown_columns_are_reported_once(project: Path, cli: Cli) -> None:
    (project / "in.csv").write_text("description,note,image\na lizard,x,y\na bear,x,y\n")
    said = cli("generate", "--input", "in.csv", *QUICK, "--format", "plain").stderr
    assert said.count("'note'") == said.count("'image'") == 1
    (project / "in.jsonl").write_text('{"description": "a lizard", "note": 1}\n' * 2)
    said = cli("generate", "--input", "in.jsonl", *QUICK, "--format", "plain").stderr
    assert said.count("The unknown column 'note' is ignored.") == 1


def test_an_output_can_be_read_as_an_input(project: Path, cli: Cli) -> None:
    formula = '=HYPERLINK("http://a")'
    (project / "in.jsonl").write_text(json.dumps({"description": formula, "id": "+x"}) + "\n")
    cli("generate", "--input", "in.jsonl", *QUICK, "--output", "a.csv")
    with (project / "a.csv").open(newline="") as stream:
        (written,) = csv.DictReader(stream)
    assert (written["description"], written["input_id"]) == (f"'{formula}", "'+x")
    (row,) = read_rows(project / "a.csv")
    assert (row.description, row.wishes) == (formula, {"seed": 7})


@on_posix
@pytest.mark.parametrize("arguments", [("-",), ("/dev/zero", "--input-format", "txt")])
def test_an_endless_binary_input_is_refused_at_once(
    project: Path, arguments: tuple[str, ...]
) -> None:
    program = ("sh", "-c", 'exec "$@" < /dev/zero', "sh", *POKENAME)
    done = run("generate", "--input", *arguments, program=program)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: ")
    assert "isn't a text file" in line
