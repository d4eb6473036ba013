"""Test ``pokename preprocess --input`` with a user's own list, from its file to names."""

import csv
import hashlib
import json
import os
import subprocess
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest

from pokename.corpus.splits import SPLITS, Example, read_examples
from tests.conftest import Cli
from tests.support.processes import on_posix, run
from tests.support.trainings import STEPS, options

HEADS = "Moss Thimble Bramble Pebble Fern Turnip Acorn Puddle Clover Zwerg".split()
TAILS = "wick beard cap boot kin snout".split()
GNOMES = [
    {
        "name": head + tail,
        "description": f"A {head} gnome with\n a {tail}, a {head}{tail}'s grin.",
        "family": head,
        "roots": f"{head}+{tail}",
    }
    for head, tail in product(HEADS, TAILS)
]


def write(path: Path, lines: Sequence[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, lines[0])
        writer.writeheader()
        writer.writerows(lines)
    return path


def rows_by_split(project: Path) -> dict[str, list[Example]]:
    return {split: read_examples(project / f"data/processed/{split}.csv") for split in SPLITS}


def test_a_list_is_split_by_family_with_its_names_masked(project: Path, cli: Cli) -> None:
    write(project / "gnomes.csv", GNOMES)
    result = cli("preprocess", "--input", "gnomes.csv")
    rows = rows_by_split(project)
    assert {split: len(found) for split, found in rows.items()} == {
        "train": 48,
        "val": 6,
        "test": 6,
    }
    assert {row.name for found in rows.values() for row in found} == {one["name"] for one in GNOMES}
    heads = [{row.roots[0] for row in found} for found in rows.values()]
    assert sum(map(len, heads)) == len(HEADS)
    moss = next(row for found in rows.values() for row in found if row.name == "Mosswick")
    assert moss.description == "A Moss gnome with a wick, this one's grin."
    assert moss.roots == ("moss", "wick")
    assert result.stdout.split() == [
        *(str(Path(f"data/processed/{split}.csv")) for split in SPLITS),
        str(Path("data/interim/audit.csv")),
        str(Path("data/processed/manifest.json")),
    ]
    said = json.loads((project / "data/processed/manifest.json").read_text())
    assert said["source"] == "gnomes.csv"
    digest = hashlib.sha256((project / "gnomes.csv").read_bytes()).hexdigest()
    assert said["input_sha256"] == {"gnomes.csv": digest}


@on_posix
def test_a_list_from_a_pipe_is_hashed_as_it_was_read(project: Path) -> None:
    content = write(project / "gnomes.csv", GNOMES).read_bytes()
    os.mkfifo(project / "pipe")
    with subprocess.Popen(["cp", "gnomes.csv", "pipe"]):
        done = run("preprocess", "--input", "pipe")
    assert done.returncode == 0, done.stderr
    said = json.loads((project / "data/processed/manifest.json").read_text())
    assert said["input_sha256"] == {"pipe": hashlib.sha256(content).hexdigest()}


def test_without_families_each_name_is_a_family_and_the_order_of_the_list_does_not_matter(
    project: Path, cli: Cli
) -> None:
    plain = [{key: one[key] for key in ("description", "name")} for one in GNOMES[:12]]
    cli("preprocess", "--input", write(project / "a.csv", plain))
    first = rows_by_split(project)
    assert {split: len(found) for split, found in first.items()} == {
        "train": 10,
        "val": 1,
        "test": 1,
    }
    cli("preprocess", "--input", write(project / "b.csv", plain[::-1]))
    again = rows_by_split(project)
    assert {split: set(found) for split, found in again.items()} == {
        split: set(found) for split, found in first.items()
    }
    cli("preprocess", "--input", "a.csv", "--seed", "8")
    assert rows_by_split(project)["test"] != first["test"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,text\nMossy,a gnome\n", "line 1: no column 'description'. Columns: name, text."),
        ("", "line 1: no column 'name'. Columns: none."),
        ("name,description\nMossy,a gnome\n,\n", "line 3: no name."),
        ("name,description\n\nMossy, \n", "line 3: no description."),
        ("name,description\nMossy\n", "line 2: no description."),
        (
            "name,description\nMossy,a gnome\nFern,one\nMOSSY,a gnome\n",
            "line 4: the name 'MOSSY' is already in line 2.",
        ),
        ("name,description\nMossy,a small, old gnome\n", "line 2: it has more cells than columns;"),
        ("name,description\nMøssy,a gnome\n", "line 2: the name 'Møssy' has ø; names are spelt"),
        ("name,description\n'-',a gnome\n", "line 2: the name '-'' has no letter."),
        (f"name,description\n{'moss' * 8},a gnome\n", "is over 30 letters."),
        ("name,description\nMossy,a gnome\nFern,one\n", "has names of 2 families;"),
    ],
)
def test_an_unusable_list_gives_a_one_line_error_with_the_place(
    project: Path, cli: Cli, text: str, said: str
) -> None:
    (project / "bad.csv").write_text(text, encoding="utf-8")
    result = cli("preprocess", "--input", "bad.csv", ok=False)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: bad.csv")
    assert said in line
    assert not (project / "data").exists()


def test_shares_that_leave_a_split_empty_are_refused(project: Path, cli: Cli) -> None:
    lines = [f"{name},a gnome" for name in ("Mossy", "Fernig", "Tarnow", "Glimmet")]
    (project / "mine.csv").write_text("\n".join(["name,description", *lines]), encoding="utf-8")
    shares = ("--set", "preprocess.val_share=0.4", "--set", "preprocess.test_share=0.5")
    result = cli("preprocess", "--input", "mine.csv", *shares, ok=False)
    (line,) = result.stderr.splitlines()
    assert "The 4 families of mine.csv leave no family for train: val_share is 0.4" in line
    assert not (project / "data").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "mine.csv can't be read: No such file or directory."),
        ("name,description\nMössy,ein\n".encode("latin-1"), "mine.csv, line 2: it isn't UTF-8"),
        (b"name,description\n" + b"x" * 200_000, "mine.csv, line 2: field larger"),
    ],
)
def test_a_file_that_is_not_a_list_gives_a_one_line_error(
    project: Path, cli: Cli, content: bytes | None, said: str
) -> None:
    if content is not None:
        (project / "mine.csv").write_bytes(content)
    result = cli("preprocess", "--input", "mine.csv", ok=False)
    assert result.exit_code == 1
    assert f"Error: {said}" in result.stderr


def test_a_list_cannot_be_split_by_generation(project: Path, cli: Cli) -> None:
    write(project / "gnomes.csv", GNOMES)
    by_generation = ("--set", "preprocess.split=generation")
    result = cli("preprocess", "--input", "gnomes.csv", *by_generation, ok=False)
    assert result.exit_code == 2
    assert "preprocess.split=family" in result.stderr


@pytest.mark.parametrize(("rooted", "said"), [(20, None), (60, "tokens, but the model reads only")])
def test_a_long_plan_leaves_less_room_for_the_description(
    project: Path, cli: Cli, tiny_gpt2: Path, rooted: int, said: str | None
) -> None:
    """The tiny GPT-2 reads 160 tokens; a description and a plan alone could have more."""
    long = {"description": "a gnome of the sea " * 60, "roots": "+".join(["gnome"] * rooted)}
    write(project / "gnomes.csv", [{**one, **long} for one in GNOMES])
    cli("preprocess", "--input", "gnomes.csv")
    asked = ("train.max_tokens=160", "train.plan_share=1", f"train.model.name={tiny_gpt2}")
    result = cli("train", *STEPS, *options(*asked), ok=said is None)
    assert (said or "trained: 6 steps") in result.stderr
    assert "Unexpected error" not in result.stderr
    assert (project / "models/default/pokename.json").exists() == (said is None)


@pytest.mark.slow
def test_a_model_trained_on_a_list_gives_names(project: Path, cli: Cli) -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    write(project / "gnomes.csv", GNOMES)
    cli("preprocess", "--input", "gnomes.csv")
    few = ("--set", "train.max_steps=2", "--set", "train.batch_size=8")
    cli("train", "--run", "gnomes", "--set", "train.model.name=bundled", "--device", "cpu", *few)
    facts = json.loads((project / "models/gnomes/pokename.json").read_text())
    assert "zwerg" in facts["source_words"]  # not an English word
    asked = ("generate", "a gnome asleep under a fern", "-n", "3", "--format", "json")
    names = cli(*asked, "--model", "models/gnomes").stdout
    assert json.loads(names)
