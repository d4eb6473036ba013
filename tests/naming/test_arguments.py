"""Test the arguments of the API: valid types work, and errors name the argument."""

import json
import math
from typing import Any

import numpy as np
import pytest

from pokename import NameGenerator
from pokename.errors import ModelError, WishError
from pokename.naming.language_model import Sampling
from tests.conftest import Cli

LIZARD = "a fiery lizard"


@pytest.fixture(scope="module")
def generator() -> NameGenerator:
    return NameGenerator.load()


def spelled(generator: NameGenerator, n: Any = 3, **wishes: Any) -> list[str]:
    return [name.name for name in generator.generate(LIZARD, n, **wishes)]


@pytest.mark.parametrize("description", [None, b"a lizard", ["a lizard"], math.nan, 7, object()])
@pytest.mark.parametrize("method", ["generate", "answer", "line", "score", "score_many", "why_not"])
def test_a_description_must_be_text(
    generator: NameGenerator, method: str, description: Any
) -> None:
    given: dict[str, list[Any]] = {"score": ["E"], "score_many": [["E"]], "why_not": ["E"]}
    more = given.get(method, [])
    with pytest.raises(WishError, match="description takes text, not ") as caught:
        getattr(generator, method)(description, *more)
    assert caught.value.arguments == ("description",)


@pytest.mark.parametrize(
    "wishes",
    [
        {"n": "10"},
        {"n": 2.0},
        {"n": True},
        {"n": -1},
        {"n": None},
        {"n": 10**9},
        {"seed": 7.0},
        {"seed": "7"},
        {"seed": None},
        {"seed": math.nan},
        {"seed": 1 << 20_000},
        {"sampling": 0.5},
        {"min_length": 3.5},
        {"max_length": "7"},
        {"starts_with": 3},
        {"ends_with": b"x"},
        {"contains": ["a"]},
        {"avoid_letters": ["q"]},
        {"syllables": "2"},
        {"syllables": (2,)},
        {"syllables": (3, 2)},
        {"syllables": (2.5, 3)},
        {"two_words": "yes"},
        {"types": 7},
        {"types": ["fire", None]},
        {"types": b"fire"},
        {"types": "fyre"},
        {"types": {"fire": 1}},
        {"color": 3},
        {"size": ["small"]},
        {"habitat": "moon"},
        {"stage": "1"},
        {"stage": 4},
        {"legendary": 1},
        {"mood": 0.1},
        {"roots": 5},
        {"roots": ["a b"]},
        {"like": ["Ember"]},
        {"exclude": 5},
        {"exclude": [None]},
        {"max_similarity": "0.5"},
        {"max_similarity": math.nan},
        {"max_similarity": 2},
        {"allow_offensive": "no"},
    ],
    ids=lambda wishes: f"{wishes.keys()}"[11:-2],
)
def test_the_error_names_the_invalid_argument(
    generator: NameGenerator, wishes: dict[str, Any]
) -> None:
    (argument,) = wishes
    with pytest.raises(WishError) as caught:
        generator.generate(LIZARD, **wishes)
    assert argument in caught.value.arguments
    assert argument in str(caught.value)
    assert "--" not in str(caught.value)
    with pytest.raises(WishError):
        list(generator.generate_many([LIZARD], **wishes))


def test_an_unknown_wish_lists_the_known_ones(generator: NameGenerator) -> None:
    with pytest.raises(WishError, match=r"There is no wish 'colour'\. .*color"):
        generator.generate(LIZARD, colour="red")  # type: ignore[call-arg]


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


def test_numpy_integers_are_integers(generator: NameGenerator) -> None:
    n: Any = np.int64(3)
    numbers: dict[str, Any] = {"seed": np.int32(7), "max_length": np.uint8(8), "stage": np.int8(1)}
    given = generator.generate(LIZARD, n, **numbers, legendary=bool(np.True_))
    assert given == generator.generate(LIZARD, 3, seed=7, max_length=8, stage=1, legendary=True)
    numbers["legendary"] = np.True_
    assert given == generator.generate(LIZARD, n, **numbers)
    assert {type(name.seed) for name in given} == {int}
    assert json.dumps([name.seed for name in given]) == "[7, 7, 7]"


def test_a_single_number_of_syllables_is_minimum_and_maximum(generator: NameGenerator) -> None:
    assert spelled(generator, syllables=2) == spelled(generator, syllables=(2, 2))


def test_a_wish_with_the_value_none_is_ignored(generator: NameGenerator) -> None:
    nothing = dict.fromkeys(("color", "types", "max_length", "like", "exclude", "syllables"))
    assert spelled(generator, **nothing) == spelled(generator)


def test_a_request_for_zero_names_gives_an_empty_list(generator: NameGenerator) -> None:
    assert generator.generate(LIZARD, 0) == []


@pytest.mark.parametrize("odd", [math.nan, None, b"a bear", ["a bear"]])
def test_the_error_says_which_description_of_a_list_is_bad(
    generator: NameGenerator, odd: Any
) -> None:
    given = generator.generate_many([LIZARD, odd], n=1)
    assert len(next(given)) == 1
    with pytest.raises(WishError, match=r"descriptions\[1\] takes text, not "):
        next(given)


@pytest.mark.parametrize("descriptions", [None, 7, b"a lizard", {"a lizard": 1}])
def test_descriptions_must_be_a_list(generator: NameGenerator, descriptions: Any) -> None:
    with pytest.raises(WishError, match="descriptions takes a list of texts, not "):
        generator.generate_many(descriptions)


@pytest.mark.parametrize("names", [None, 7, [None], [3], b"Ember"])
def test_names_to_score_must_be_texts(generator: NameGenerator, names: Any) -> None:
    with pytest.raises(WishError, match="names takes "):
        generator.score_many(LIZARD, names)
    with pytest.raises(WishError, match="name takes text, not "):
        generator.score(LIZARD, names)


@pytest.mark.parametrize(
    "values",
    [
        {"temperature": 0},
        {"temperature": math.nan},
        {"temperature": "1"},
        {"top_p": 0},
        {"top_p": 1.5},
        {"candidates": 1.5},
        {"candidates": 0},
        {"spread": -1},
        {"spread": math.inf},
    ],
    ids=repr,
)
def test_sampling_checks_its_values_when_it_is_created(values: dict[str, Any]) -> None:
    (name,) = values
    with pytest.raises(WishError, match=f"{name} takes "):
        Sampling(**values)


def test_notes_and_reasons_name_limits_as_arguments(generator: NameGenerator) -> None:
    few = generator.answer(LIZARD, 3, contains="qz", max_length=4, syllables=1)
    assert few.notes == (
        "Only 0 of 3 names: no more are possible with max_length=4 and contains='qz' and "
        "syllables=(1, 1).",
    )
    reasons = {
        generator.why_not(LIZARD, "Emberzard", max_length=6),
        generator.why_not(LIZARD, "Emberzard", ends_with="or"),
        generator.why_not(LIZARD, "Emberzard", max_similarity=0.1),
    }
    assert reasons == {"max_length=6", "ends_with='or'", "max_similarity=0.1"}


def test_notes_and_reasons_on_the_command_line_name_limits_as_options(cli: Cli) -> None:
    typed = ("--contains", "qz", "--max-length", "4", "--syllables", "1-2")
    few = cli("generate", LIZARD, *typed, ok=False).stderr
    assert "with --max-length 4 and --contains qz and --syllables 1-2." in few
    far = cli("generate", LIZARD, "-n", 1, "--max-similarity", "0.5", "--verbose")
    assert ": --max-similarity 0.5\n" in far.stderr


@pytest.mark.parametrize("blank", ["", "   ", "\n\t"])
@pytest.mark.parametrize("method", ["generate", "answer", "line", "score", "score_many", "why_not"])
def test_a_blank_description_is_refused(generator: NameGenerator, method: str, blank: str) -> None:
    given: dict[str, list[Any]] = {"score": ["E"], "score_many": [["E"]], "why_not": ["E"]}
    with pytest.raises(WishError, match=r"description is blank\. Say what the creature is like"):
        getattr(generator, method)(blank, *given.get(method, []))


def test_traits_can_replace_a_description(generator: NameGenerator) -> None:
    types: Any = np.array(["ghost", "fairy"])
    assert len(generator.generate("", 3, types=types)) == 3
    with pytest.raises(WishError, match="description is blank"):
        generator.generate("", 3, mood="cute")


@pytest.mark.parametrize("spare", [-1, "x", 2.5, math.nan, 10**6])
def test_spare_must_be_a_whole_number_in_range(generator: NameGenerator, spare: Any) -> None:
    with pytest.raises(WishError, match="spare takes a whole number"):
        generator.answer(LIZARD, 3, spare=spare)


def test_a_request_for_zero_lines_gives_an_empty_list(generator: NameGenerator) -> None:
    assert generator.line(LIZARD, n=0) == []


class Table:
    """Like a pandas table: iterating over it gives the names of its columns."""

    ndim = 2

    def __iter__(self) -> Any:
        return iter(["description"])

    def __repr__(self) -> str:
        return "  description\n0  a lizard"


@pytest.mark.parametrize("several", [Table(), np.array("ember"), np.array([["ember"]])])
def test_a_table_is_not_accepted_as_a_list(generator: NameGenerator, several: Any) -> None:
    for name in ("exclude", "roots", "types"):
        with pytest.raises(WishError, match=f"{name} takes a list of texts, not [^\n]*$"):
            generator.generate(LIZARD, 1, **{name: several})
    with pytest.raises(WishError, match="descriptions takes a list of texts"):
        generator.generate_many(several)


def test_an_array_of_one_number_counts_as_that_number(generator: NameGenerator) -> None:
    one = spelled(generator, 2, syllables=np.array(2), max_length=np.array(8))
    assert one == spelled(generator, 2, syllables=2, max_length=8)


def test_roots_may_be_joined_by_plus_as_on_the_command_line(generator: NameGenerator) -> None:
    joined = generator.generate(LIZARD, 3, roots="ember+gecko")
    assert joined == generator.generate(LIZARD, 3, roots=["ember", "gecko"])
    assert {name.roots for name in joined} <= {("ember", "gecko"), ("gecko", "ember")}


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (
            {"roots": ["a b"]},
            "roots takes one to 3 words of letters, alone or joined by '+'. For",
        ),
        ({"like": "123"}, "like '123' has no letters a to z."),
        ({"size": ""}, "size '' isn't known. Choose one of tiny, "),
        ({"types": " "}, "types ' ' isn't known. Choose one of normal, "),
        ({"starts_with": "b\n"}, "starts_with takes the letters a to z, not 'b\\n'."),
    ],
)
def test_the_error_shows_the_refused_value(
    generator: NameGenerator, wishes: dict[str, Any], said: str
) -> None:
    with pytest.raises(WishError) as caught:
        generator.generate(LIZARD, 1, **wishes)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("pairs", ["ab", [("a lizard", None)], [("a lizard",)], None, [3]])
def test_log_probs_accepts_only_pairs_of_texts(generator: NameGenerator, pairs: Any) -> None:
    with pytest.raises(WishError, match="pairs"):
        generator.log_probs(pairs)


def test_a_name_of_digits_is_refused(generator: NameGenerator) -> None:
    with pytest.raises(WishError, match="name '123' has no letters"):
        generator.score(LIZARD, "123")


@pytest.mark.parametrize("device", ["gpu", "", None, 5, "CPU"])
def test_an_unknown_device_is_refused(device: Any) -> None:
    with pytest.raises(ModelError, match="The device isn't cpu, cuda or auto but "):
        NameGenerator.load(device=device)


def test_a_too_long_path_is_a_model_error() -> None:
    with pytest.raises(ModelError, match="File name too long"):
        NameGenerator.load("x" * 5000)


@pytest.mark.parametrize("model", [7, b"models/default", ["bundled"]])
def test_a_model_must_be_a_path(model: Any) -> None:
    with pytest.raises(ModelError, match="must be a path"):
        NameGenerator.load(model)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--type", "fyre"), "Error: --type fyre isn't known. Did you mean fire?\n"),
        (
            ("--starts-with", "flame", "--max-length", "4"),
            "Error: --starts-with flame is longer than --max-length 4.\n",
        ),
        (("--like", "like 日"), None),
    ],
)
def test_errors_on_the_command_line_name_options_not_arguments(
    cli: Cli, options: tuple[str, ...], said: str | None
) -> None:
    result = cli("generate", LIZARD, "-n", 1, *options, ok=said is None)
    assert said is None or result.stderr == said
