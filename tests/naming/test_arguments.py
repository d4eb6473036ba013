"""Test which arguments of the API are refused, and that each error names the argument."""

import math
from typing import Any

import numpy as np
import pytest

from pokename import NameGenerator
from pokename.errors import ModelError, WishError
from pokename.naming.sampling import Sampling

LIZARD = "a fiery lizard"


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


@pytest.mark.parametrize("odd", [math.nan, None, b"a bear", ["a bear"]])
def test_the_error_says_which_description_in_a_list_is_bad(
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
def test_a_sampling_object_checks_its_values_when_it_is_created(values: dict[str, Any]) -> None:
    (name,) = values
    with pytest.raises(WishError, match=f"{name} takes "):
        Sampling(**values)


@pytest.mark.parametrize("blank", ["", "   ", "\n\t"])
@pytest.mark.parametrize("method", ["generate", "answer", "line", "score", "score_many", "why_not"])
def test_a_blank_description_is_refused(generator: NameGenerator, method: str, blank: str) -> None:
    given: dict[str, list[Any]] = {"score": ["E"], "score_many": [["E"]], "why_not": ["E"]}
    with pytest.raises(WishError, match=r"description is blank\. Say what the creature is like"):
        getattr(generator, method)(blank, *given.get(method, []))


@pytest.mark.parametrize("spare", [-1, "x", 2.5, math.nan, 10**6])
def test_spare_must_be_a_whole_number_in_range(generator: NameGenerator, spare: Any) -> None:
    with pytest.raises(WishError, match="spare takes a whole number"):
        generator.answer(LIZARD, 3, spare=spare)


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


def test_a_path_that_is_too_long_is_a_model_error() -> None:
    with pytest.raises(ModelError, match="File name too long"):
        NameGenerator.load("x" * 5000)


@pytest.mark.parametrize("model", [7, b"models/default", ["bundled"]])
def test_a_model_must_be_a_path(model: Any) -> None:
    with pytest.raises(ModelError, match="must be a path"):
        NameGenerator.load(model)
