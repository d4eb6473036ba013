"""Test the arguments of the API: valid types work, and an error names the argument."""

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
def test_a_description_is_text(generator: NameGenerator, method: str, description: Any) -> None:
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
def test_an_argument_of_the_wrong_type_is_named(
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


def test_a_text_in_place_of_a_list_is_one_item(generator: NameGenerator) -> None:
    first = spelled(generator)[0]
    assert first not in spelled(generator, exclude=first)
    assert spelled(generator, types="fire") == spelled(generator, types=("fire",))
    assert spelled(generator, roots="ember") == spelled(generator, roots=["ember"])
    lists = list(generator.generate_many(LIZARD, n=3))
    assert [[name.name for name in names] for names in lists] == [spelled(generator)]
    (scored,) = generator.score_many(LIZARD, "Emberzard")
    assert scored == generator.score(LIZARD, "Emberzard")


def test_several_items_may_come_in_any_collection(generator: NameGenerator) -> None:
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


def test_a_number_of_syllables_is_exactly_that(generator: NameGenerator) -> None:
    assert spelled(generator, syllables=2) == spelled(generator, syllables=(2, 2))


def test_a_wish_of_none_is_ignored(generator: NameGenerator) -> None:
    nothing = dict.fromkeys(("color", "types", "max_length", "like", "exclude", "syllables"))
    assert spelled(generator, **nothing) == spelled(generator)


def test_zero_names_are_an_empty_list(generator: NameGenerator) -> None:
    assert generator.generate(LIZARD, 0) == []


@pytest.mark.parametrize("odd", [math.nan, None, b"a bear", ["a bear"]])
def test_a_bad_description_in_a_list_is_named(generator: NameGenerator, odd: Any) -> None:
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
def test_sampling_is_checked_when_it_is_made(values: dict[str, Any]) -> None:
    (name,) = values
    with pytest.raises(WishError, match=f"{name} takes "):
        Sampling(**values)


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
def test_the_command_line_names_options_not_arguments(
    cli: Cli, options: tuple[str, ...], said: str | None
) -> None:
    result = cli("generate", LIZARD, "-n", 1, *options, ok=said is None)
    assert said is None or result.stderr == said
