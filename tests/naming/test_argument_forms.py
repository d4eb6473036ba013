"""Test the forms that arguments of the API may have, and how messages call them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pokename import NameGenerator
from pokename.errors import WishError
from pokename.generate.inputs import read_rows
from pokename.session.commands import Wish
from pokename.session.typed_line import parse
from tests.conftest import Cli

LIZARD = "a fiery lizard"


def spelled(generator: NameGenerator, n: Any = 3, **wishes: Any) -> list[str]:
    return [name.name for name in generator.generate(LIZARD, n, **wishes)]


def test_a_text_in_place_of_a_list_counts_as_one_item(generator: NameGenerator) -> None:
    first = spelled(generator)[0]
    assert first not in spelled(generator, exclude=first)
    assert spelled(generator, types="fire") == spelled(generator, types=("fire",))
    assert spelled(generator, roots="ember") == spelled(generator, roots=["ember"])
    lists = list(generator.generate_many(LIZARD, n=3))
    assert [[name.name for name in names] for names in lists] == [spelled(generator)]
    (scored,) = generator.score_many(LIZARD, "Emberzard")
    assert scored == generator.score(LIZARD, "Emberzard")


def test_a_list_argument_may_be_any_collection(generator: NameGenerator) -> None:
    names = spelled(generator)
    for excluded in (set(names), tuple(names), iter(names), np.array(names)):
        assert not {*spelled(generator, exclude=excluded)} & {*names}
    lists = generator.generate_many((one for one in (LIZARD, "a bear")), n=1)
    assert [len(names) for names in lists] == [1, 1]
    once: Any = iter(names)
    for listed in generator.generate_many([LIZARD, LIZARD], n=3, exclude=once):
        assert not {name.name for name in listed} & {*names}
    (line,) = generator.line(LIZARD, n=1)
    left_out: Any = np.array([line[0].name])
    assert line[0] not in generator.line(LIZARD, n=1, exclude=left_out)[0]
    roots: Any = np.array(["ember", "gecko"])
    with pytest.raises(WishError, match="roots applies only to single names"):
        generator.line(LIZARD, roots=roots)


def test_numpy_integers_are_integers(generator: NameGenerator) -> None:
    n: Any = np.int64(3)
    numbers: dict[str, Any] = {"seed": np.int32(7), "max_length": np.uint8(8), "stage": np.int8(1)}
    given = generator.generate(LIZARD, n, **numbers, legendary=bool(np.True_))
    assert given == generator.generate(LIZARD, 3, seed=7, max_length=8, stage=1, legendary=True)
    numbers["legendary"] = np.True_
    assert given == generator.generate(LIZARD, n, **numbers)
    assert {type(name.seed) for name in given} == {int}
    assert json.dumps([name.seed for name in given]) == "[7, 7, 7]"


def test_a_single_number_of_syllables_is_both_minimum_and_maximum(generator: NameGenerator) -> None:
    assert spelled(generator, syllables=2) == spelled(generator, syllables=(2, 2))


def test_a_wish_with_the_value_none_is_ignored(generator: NameGenerator) -> None:
    nothing = dict.fromkeys(("color", "types", "max_length", "like", "exclude", "syllables"))
    assert spelled(generator, **nothing) == spelled(generator)


def test_a_request_for_zero_names_gives_an_empty_list(generator: NameGenerator) -> None:
    assert generator.generate(LIZARD, 0) == []


def test_notes_and_reasons_of_the_api_call_limits_by_argument_names(
    generator: NameGenerator,
) -> None:
    few = generator.answer(LIZARD, 3, contains="qz", max_length=4, syllables=1)
    assert few.notes == ("Found no name with max_length=4 and contains='qz' and syllables=(1, 1).",)
    reasons = {
        generator.why_not(LIZARD, "Emberzard", max_length=6),
        generator.why_not(LIZARD, "Emberzard", ends_with="or"),
        generator.why_not(LIZARD, "Emberzard", max_similarity=0.1),
    }
    assert reasons == {"max_length=6", "ends_with='or'", "max_similarity=0.1"}


def test_notes_and_reasons_of_the_command_line_call_limits_by_option_names(cli: Cli) -> None:
    typed = ("--contains", "qz", "--max-length", "4", "--syllables", "1-2")
    few = cli("generate", LIZARD, *typed, ok=False).stderr
    assert "with --max-length 4 and --contains qz and --syllables 1-2." in few
    far = cli("generate", LIZARD, "-n", 1, "--max-similarity", "0.5", "--verbose")
    assert " (--max-similarity 0.5)\n" in far.stderr


def test_traits_can_replace_a_description(generator: NameGenerator) -> None:
    types: Any = np.array(["ghost", "fairy"])
    assert len(generator.generate("", 3, types=types)) == 3
    with pytest.raises(WishError, match="description is blank"):
        generator.generate("", 3, mood="cute")


def test_a_request_for_zero_lines_gives_an_empty_list(generator: NameGenerator) -> None:
    assert generator.line(LIZARD, n=0) == []


def test_an_array_of_one_number_counts_as_that_number(generator: NameGenerator) -> None:
    one = spelled(generator, 2, syllables=np.array(2), max_length=np.array(8))
    assert one == spelled(generator, 2, syllables=2, max_length=8)


def test_roots_may_be_joined_by_plus_as_on_the_command_line(generator: NameGenerator) -> None:
    joined = generator.generate(LIZARD, 3, roots="ember+gecko")
    assert joined == generator.generate(LIZARD, 3, roots=["ember", "gecko"])
    assert {name.roots for name in joined} <= {("ember", "gecko"), ("gecko", "ember")}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--type", "fyre"), "Error: --type fyre isn't known. Did you mean fire?\n"),
        (
            ("--type", "fire,ice,dark"),
            "Error: A creature has at most two types. Leave the others out.\n",
        ),
        (
            ("--starts-with", "flame", "--max-length", "4"),
            "Error: --starts-with flame is longer than --max-length 4.\n",
        ),
        (("--like", "like 日"), None),
    ],
)
def test_command_line_errors_mention_options_and_not_arguments(
    cli: Cli, options: tuple[str, ...], said: str | None
) -> None:
    result = cli("generate", LIZARD, "-n", 1, *options, ok=said is None)
    assert said is None or result.stderr == said


def in_query_and_table(key: str, text: str) -> list[Any]:
    """Return the values that the server reads from a query and from a cell of a table."""
    pytest.importorskip("starlette", reason="needs the web extra")
    from starlette.datastructures import QueryParams

    from pokename.web.requests import from_query, read_table
    from pokename.web.schemas import GenerateRequest

    asked = from_query(QueryParams({"description": LIZARD, key: text}), GenerateRequest)
    table = f'description,{key}\n{LIZARD},"{text}"\n'.encode()
    return [getattr(asked, key), read_table(table, max_length=12).rows[0].asked[key]]


@pytest.mark.parametrize(
    "text", ["fire/dragon", "fire, dragon", "fire + dragon", "fire and dragon"]
)
def test_two_types_in_one_text_mean_the_same_everywhere(project: Path, cli: Cli, text: str) -> None:
    asked = ("generate", LIZARD, "-n", 1, "--format", "jsonl")
    expected = cli(*asked, "--type", "fire", "--type", "dragon").stdout
    assert cli(*asked, "--type", text).stdout == expected
    Path("in.csv").write_text(f'description,type\n{LIZARD},"{text}"\n')
    (row,) = read_rows(Path("in.csv"))
    assert row.wishes == {"types": ("fire", "dragon")}
    assert parse(f"type {text}") == Wish((("types", ("fire", "dragon")),))
    for types in in_query_and_table("types", text):
        assert types == ["fire", "dragon"]


@pytest.mark.parametrize("text", ["2-3", "2 - 3", "2–3", "2 to 3"])
def test_a_range_of_syllables_means_the_same_everywhere(cli: Cli, text: str) -> None:
    asked = ("generate", LIZARD, "-n", 1, "--format", "jsonl")
    expected = cli(*asked, "--syllables", "2-3").stdout
    assert cli(*asked, "--syllables", text).stdout == expected
    assert parse(f"syllables {text}") == Wish((("syllables", (2, 3)),))
    for syllables in in_query_and_table("syllables", text):
        assert tuple(syllables) == (2, 3)


def test_a_text_without_types_is_refused(project: Path, cli: Cli) -> None:
    assert "--type / isn't known." in cli("generate", LIZARD, "--type", "/", ok=False).stderr
    Path("in.csv").write_text(f"description,type\n{LIZARD},/\n")
    (row,) = read_rows(Path("in.csv"))
    assert row.problem.startswith("type / isn't known")
