"""Test that a table of creatures gets names, no two of them similar."""

import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rapidfuzz.distance import Levenshtein

from pokename.naming.novelty import similarity
from tests.conftest import Cli

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytest.importorskip("starlette", reason="needs the web extra")

API = "/api/v1"
WISHES = """description,seed,creativity,min_length,max_length,starts_with,ends_with,contains,\
avoid_letters,syllables,two_words,types,color,size,habitat,stage,legendary,mood,roots,like,exclude,\
max_similarity
a lizard,8,0.4,4,9.0,a,e,n,qx,1-9,no,fire/dragon,red,small,cave,2,yes,cute,,Torchard,Abc+Bcd,0.9
a lizard,,,,,,,,,,YES,,,,,0,off,,ember + gecko,,,
"""
FOREIGN = """sep=|
Description|Colour|type|stage|legendary|seed
"a | lizard"|red|fire + dragon|0|no|3
'=a whale||||Yes|
||ghost|||
|||||
"""
TABLE = """\ufeffNumber;Description;Type;Size;Syllables;Name;Notes
1;a lizard;fire/dragon;small;2-3;;first
2;"a bear; asleep";;;;Snubear;
3;a whale;watr;;;;
4;;;;;;
"""


def table(client: "TestClient", text: str | bytes) -> Any:
    return client.post(f"{API}/dex/table", content=text, headers={"Content-Type": "text/csv"})


def named(client: "TestClient", rows: list[Any]) -> Any:
    response = client.post(f"{API}/dex", json={"rows": rows, "unique_similarity": 1})
    assert response.status_code == 200, response.text
    return response.json()["rows"]


def test_columns_of_a_table_set_wishes(client: "TestClient") -> None:
    answer = table(client, TABLE).json()
    one, named, wrong, empty = answer["rows"]
    assert one["asked"] == {
        "description": "a lizard",
        "types": ["fire", "dragon"],
        "size": "small",
        "syllables": [2, 3],
    }
    assert (named["asked"]["description"], named["name"]) == ("a bear; asleep", "Snubear")
    assert named["locked"]
    assert "Did you mean water?" in wrong["problem"]
    assert empty["problem"]
    assert answer["notes"] == ["These columns were ignored: notes."]


def test_every_wish_of_a_dex_can_be_a_column(client: "TestClient") -> None:
    answer = table(client, WISHES).json()
    schemas = client.get(f"{API}/openapi.json").json()["components"]["schemas"]
    assert {*WISHES.replace("\\\n", "").partition("\n")[0].split(",")} == {
        *schemas["DexRow"]["properties"].keys() - {"key"}
    }
    assert answer["notes"] == []
    one, other = answer["rows"]
    assert (one["problem"], other["problem"]) == ("", "")
    assert one["asked"].keys() == schemas["DexRow"]["properties"].keys() - {"key", "roots"}
    assert (one["asked"]["max_length"], one["asked"]["syllables"]) == (9, [1, 9])
    assert (one["asked"]["two_words"], other["asked"]["two_words"]) == (False, True)
    rows = [{"key": row["key"], **row["asked"]} for row in answer["rows"]]
    (_, name) = [row["name"] for row in named(client, rows)]
    assert sorted(name["roots"]) == ["ember", "gecko"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_table_means_the_same_as_on_the_command_line(
    client: "TestClient", cli: Cli, project: Path, encoding: str
) -> None:
    content = FOREIGN.replace("\n", "\r\n").encode(encoding)
    (project / "foreign.csv").write_bytes(content)
    written = cli(
        "generate", "--input", "foreign.csv", "-n", 1, "--workers", 1, "--format", "jsonl"
    ).stdout
    rows = [{"key": row["key"], **row["asked"]} for row in table(client, content).json()["rows"]]
    keys = ("name", "description", "seed")
    expected = [[one[key] for key in keys] for one in map(json.loads, written.splitlines())]
    assert len(expected) == 3
    assert [[row["name"][key] for key in keys] for row in named(client, rows)] == expected


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        ("description,legendary\na bear,maybe\n", 2, "legendary takes yes or no, not 'maybe'"),
        ("description\n\n\na \0 bear\n", 4, "its description contains a NUL character"),
        ("description,stage\na bear,4\n", 2, "stage takes a whole number from 1 to 3, not 4"),
        ("description,type\na bear,watr\n", 2, "type watr isn't known (Did you mean water?)"),
        ("description,types\na bear,watr\n", 2, "types watr isn't known (Did you mean water?)"),
        ("description,seed\na bear,-1\n", 2, "seed takes a whole number from 0"),
        ("description,id\n,7\n", 2, "its description is empty or not text"),
        ("description,id\na bear,7,ice\n", 2, "it has more cells than columns"),
        ('description\n"a bear\n', 2, "the quote that opens there is never closed"),
        ("description\nein Bär\n".encode("cp1252"), 2, "it isn't UTF-8 text"),
    ],
)
def test_a_row_has_the_same_problem_as_on_the_command_line(
    client: "TestClient", cli: Cli, project: Path, content: str | bytes, line: int, problem: str
) -> None:
    content = content.encode() if isinstance(content, str) else content
    (project / "bad.csv").write_bytes(content)
    told = cli("generate", "--input", "bad.csv", ok=False).stderr
    assert f"Skipped bad.csv, line {line}: {problem}" in told
    (row,) = table(client, content).json()["rows"]
    assert row["problem"].startswith(f"Line {line}: {problem}")
    assert row["problem"].removeprefix(f"Line {line}: ") in told


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("description,two_words\na bear,maybe\n", "two_words takes yes or no, not 'maybe'"),
        ("description,name,locked\na bear,Bruno,maybe\n", "locked takes yes or no, not 'maybe'"),
        ("description,max_length\na bear,ten\n", "max_length: expected a whole number"),
        ("description,starts_with,max_length\na bear,bears,4\n", "starts_with bears is longer"),
        (f"description\n{'bear ' * 101}\n", "description: expected text of length <= 500"),
    ],
)
def test_a_row_that_the_page_cannot_name_has_a_problem(
    client: "TestClient", content: str, problem: str
) -> None:
    (row,) = table(client, content).json()["rows"]
    assert row["problem"].startswith(f"Line 2: {problem}")
    assert row["asked"]["description"].startswith("bear" if "bear bear" in content else "a bear")
    assert not row["locked"]


def test_a_name_is_locked_as_the_table_says(client: "TestClient") -> None:
    cells = ("Bruno,yes,", "Bruno,no,", "Bruno,,", ",yes,", "Bruno,yes,watr")
    lines = ["description,name,locked,type", *(f"a bear,{one}" for one in cells)]
    rows = table(client, "\n".join(lines)).json()["rows"]
    assert [row["locked"] for row in rows] == [True, False, False, False, True]
    assert [bool(row["problem"]) for row in rows] == [False] * 4 + [True]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,type\nx,fire\n", "The table, line 1: no column 'description'. Columns: name, type."),
        ("", "The table, line 1: no column 'description'. Columns: none."),
        ("description,type,types\na bear,ice,fire\n", "The table has the column 'types' twice."),
        ("description,id,number\na bear,1,1\n", "The table has the column 'id' twice."),
        ("description,mood,Mood\na bear,cute,\n", "The table has the column 'mood' twice."),
        (bytes(1000), "The table isn't a text file."),
        ("description\n" + "a bear\n" * 2001, "The table has over 2,000 rows."),
    ],
)
def test_an_invalid_table_is_refused(client: "TestClient", content: str | bytes, said: str) -> None:
    response = table(client, content)
    assert response.status_code == 422
    assert response.json()["detail"].startswith(said)


def test_a_table_with_as_many_rows_as_allowed_is_read(client: "TestClient") -> None:
    content = "description,n\n" + "a bear,\n" * 2000 + ",\n" * 9
    answer = table(client, content).json()
    assert len(answer["rows"]) == 2000
    assert answer["notes"] == ["These columns were ignored: n."]


def test_only_a_row_limits_the_similarity_to_official_names(client: "TestClient") -> None:
    row = {"key": "1", "description": "a fiery lizard"}
    near, far = named(client, [row, {**row, "max_similarity": 0.5}])
    assert similarity(near["name"]["name"].lower()) > 0.5 >= similarity(far["name"]["name"].lower())
    refused = client.post(f"{API}/dex", json={"rows": [row], "max_similarity": 0.5})
    assert refused.status_code == 422
    assert "max_similarity" in refused.json()["detail"]


def test_no_two_names_are_alike(client: "TestClient") -> None:
    kinds, words = ("fiery", "icy", "electric"), ("lizard", "newt", "gecko", "skink")
    rows = [{"key": f"{k} {w}", "description": f"a {k} {w}"} for k in kinds for w in words]
    taken = ["Igniguana"]
    for start in (0, 6):  # in two requests, as the page does
        request = {"rows": rows[start : start + 6], "taken": taken, "unique_similarity": 0.5}
        answer = client.post(f"{API}/dex", json=request).json()
        taken += [row["name"]["name"] for row in answer["rows"]]
    assert len(taken) == 13
    for one, other in itertools.combinations(map(str.lower, taken), 2):
        assert Levenshtein.normalized_similarity(one, other) <= 0.5
