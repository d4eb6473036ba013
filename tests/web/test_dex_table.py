"""Test that a table of creatures gets names, no two of them similar."""

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from rapidfuzz.distance import Levenshtein

if TYPE_CHECKING:
    from starlette.testclient import TestClient

pytest.importorskip("starlette", reason="needs the web extra")

API = "/api/v1"
TABLE = """\ufeffNumber;Description;Type;Size;Syllables;Name;Notes
1;a lizard;fire/dragon;small;2-3;;first
2;"a bear; asleep";;;;Snubear;
3;a whale;watr;;;;
4;;;;;;
"""


def table(client: "TestClient", text: str | bytes) -> Any:
    return client.post(f"{API}/dex/table", content=text, headers={"Content-Type": "text/csv"})


def test_columns_of_a_table_set_wishes(client: "TestClient") -> None:
    answer = table(client, TABLE).json()
    one, named, wrong, empty = answer["rows"]
    assert one["asked"] == {
        "description": "a lizard",
        "types": ["fire", "dragon"],
        "size": "small",
        "syllables": ["2", "3"],
    }
    assert (named["asked"]["description"], named["name"]) == ("a bear; asleep", "Snubear")
    assert named["locked"]
    assert "Did you mean water?" in wrong["problem"]
    assert empty["problem"]
    assert answer["notes"] == ["These columns were ignored: notes."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,type\nx,fire\n", "column 'description'"),
        ("", "column 'description'"),
        (b"description\n\xff\xfe\n", "UTF-8"),
        ("description\n" + "a bear\n" * 2001, "2000"),
    ],
)
def test_an_invalid_table_is_refused(client: "TestClient", text: str | bytes, said: str) -> None:
    response = table(client, text)
    assert response.status_code == 422
    assert said in response.json()["detail"]


def test_no_two_names_are_alike(client: "TestClient") -> None:
    kinds, words = ("fiery", "icy", "electric"), ("lizard", "newt", "gecko", "skink")
    rows = [{"key": f"{k} {w}", "description": f"a {k} {w}"} for k in kinds for w in words]
    taken = ["Igniguana"]
    for start in (0, 6):  # in two requests, as the page does
        question = {"rows": rows[start : start + 6], "taken": taken, "max_similarity": 0.5}
        answer = client.post(f"{API}/dex", json=question).json()
        taken += [row["name"]["name"] for row in answer["rows"]]
    assert len(taken) == 13
    for one, other in itertools.combinations(map(str.lower, taken), 2):
        assert Levenshtein.normalized_similarity(one, other) <= 0.5
