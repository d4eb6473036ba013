"""Test the metrics of an evaluation, on names whose figures are known."""

import numpy as np
import pytest

from pokename.config import EvaluateSection
from pokename.corpus.splits import Example
from pokename.evaluation.bootstrap import Measure, Resamples
from pokename.evaluation.cases import Answers, Given, compose_cases, draw_cases
from pokename.evaluation.hits import true_ranks
from pokename.evaluation.metrics import fit, usable
from pokename.evaluation.single_names import (
    has_root,
    is_pronounceable,
    is_true_to_plan,
    with_related,
)
from pokename.evaluation.systems import RetrievalNamer
from pokename.evaluation.yardstick import LikenessBand, TypeGuesser, Yardstick
from pokename.naming.novelty import nearest_official
from pokename.pokedex.records import bundled_by_id, bundled_species


@pytest.fixture(scope="module")
def train() -> list[Example]:
    return [
        Example(one.id, one.family, one.name, f"a {one.color} {one.types[0]} one", "prompt")
        for one in bundled_species()
        if one.family % 10
    ]


@pytest.fixture(scope="module")
def held_out() -> list[Example]:
    return [
        Example(one.id, one.family, one.name, f"a {one.color} {one.types[0]} one", "prompt")
        for one in bundled_species()
        if one.family % 10 == 0
    ]


def test_the_bootstrap_draws_whole_families() -> None:
    measure = Resamples([1, 1, 1, 2], count=500, seed=1).mean([1.0, 1.0, 1.0, 0.0])
    assert measure == Measure(0.75, 0.0, 1.0)


def test_a_case_without_a_value_is_left_out_of_the_mean() -> None:
    resamples = Resamples([1, 2, 3], count=50, seed=1)
    measure = resamples.mean([0.5, None, 0.5])
    assert measure == Measure(0.5, 0.5, 0.5)
    assert resamples.mean([None, None, None]) is None


@pytest.mark.parametrize(("value", "low", "high"), [(1.0, 0.9339, 1), (0.0, 0, 0.0661)])
def test_a_share_of_all_or_none_is_not_certain(value: float, low: float, high: float) -> None:
    """The exact 95 % interval of 54 of 54 trials begins at 93.4 %."""
    families = list(range(54))
    measure = Resamples(families, count=50, seed=1).share([value] * 54)
    assert measure is not None
    assert measure.value == value
    assert (measure.low, measure.high) == pytest.approx((low, high), abs=1e-4)
    twice = Resamples(families * 2, count=50, seed=1).share([value] * 108)
    assert twice == measure  # species of one family aren't independent
    assert Resamples([1, 2], 50, 1).share([0.5, 1.0]) == Resamples([1, 2], 50, 1).mean([0.5, 1.0])


def test_rank_correlation_matches_spearman() -> None:
    resamples = Resamples([1, 2, 3, 4, 5], count=200, seed=1)
    heights, letters = [1, 2, 3, 4, 5], [5, 6, 7, 8, 7]
    measure = resamples.rank_correlation(heights, letters, range(5))
    assert measure is not None
    assert measure.value == pytest.approx(0.8208, abs=1e-4)
    assert measure.low <= measure.value <= measure.high
    assert resamples.rank_correlation(heights, [4] * 5, range(5)) is None


def test_the_area_under_the_curve_is_the_share_of_pairs_in_the_right_order() -> None:
    resamples = Resamples([1, 2, 3, 4], count=20, seed=1)
    areas = resamples.areas([3.0, 1.0, 2.0, 1.0], [True, True, False, False], range(4))
    assert areas is not None
    assert areas[0] == pytest.approx((2 + 0.5) / 4)
    assert resamples.areas([1.0, 2.0], [True, True], range(2)) is None


def test_the_true_name_ranks_below_better_scores_and_ties_share_the_mean_rank() -> None:
    scores = np.array([[3.0, 1.0, 2.0], [5.0, 5.0, 1.0], [9.0, 8.0, 7.0]])
    assert true_ranks(scores).tolist() == [1.0, 1.5, 3.0]


def test_a_name_has_a_root_if_it_shares_four_consecutive_letters_with_a_word() -> None:
    assert has_root("Charizard", frozenset({"lizard"}))
    assert not has_root("Charizard", frozenset({"charm"[:3], "bird"}))


def test_a_name_has_an_idea_if_it_shares_a_root_with_a_related_word() -> None:
    assert has_root("Ophidra", with_related(frozenset({"snakes"})))
    assert not has_root("Ophidra", with_related(frozenset({"turtles"})))


def test_a_name_is_true_to_its_plan_if_it_keeps_part_of_each_root() -> None:
    assert is_true_to_plan("Charmander", ("char", "salamander"))
    assert not is_true_to_plan("Charmander", ("flame", "salamander"))


@pytest.mark.parametrize("name", ["Strogg", "Marshtomp", "Squirtle", "Rayquaza", "Ekans"])
def test_pronounceable_names_are_accepted(name: str) -> None:
    assert is_pronounceable(name)


@pytest.mark.parametrize("name", ["Blfarg", "Xkcd", "Boarrrk", "Tarnksp", "Aeiouna"])
def test_unpronounceable_names_are_refused(name: str) -> None:
    assert not is_pronounceable(name)


def test_most_held_out_names_are_in_the_likeness_band_of_train_names(
    train: list[Example], held_out: list[Example]
) -> None:
    band = LikenessBand.fit(train)
    inside = [band.holds(row.name) for row in held_out]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.05)
    assert not band.holds("Xqzzkwv")


def test_types_can_be_guessed_from_held_out_names(
    train: list[Example], held_out: list[Example]
) -> None:
    guesser = TypeGuesser(train)
    resamples = Resamples([row.family for row in held_out], count=2, seed=1)
    areas = []
    for kind in guesser.types:
        scores = [guesser.score(row.name, kind) for row in held_out]
        of_type = [kind in bundled_by_id()[row.species_id].types for row in held_out]
        area = resamples.areas(scores, of_type, range(len(held_out)))
        if area is not None:
            areas.append(area[0])
    assert np.mean(areas) > 0.52


def test_a_name_that_fails_one_gate_is_not_usable(
    train: list[Example], held_out: list[Example]
) -> None:
    cases = draw_cases(held_out, seed=1, limit=2)
    names = [
        ["Flamesaur", "Charizard", "Charizord", "Lizard", "Mr Flame", "Xqzzkwv"],
        ["Flamesaur", "Bolterat"],
    ]

    section = EvaluateSection(names_per_species=6, bootstrap=20)
    yardstick = Yardstick.fit(cases, held_out, train, section, seed=1)
    answers = Answers("test", [[Given(name) for name in some] for some in names])
    figures = usable(answers, yardstick)
    assert figures["usable"] is not None
    # Only "Bolterat" is usable. The others are an official name, its misspelling, a word, two
    # words, an unpronounceable string, and a name given twice.
    assert figures["usable"].value == pytest.approx(1 / 12)


@pytest.mark.parametrize(
    ("families", "expected"), [(1, set()), (2, {"species_shuffled", "species_difference"})]
)
def test_names_are_compared_with_the_description_of_another_family_or_not_at_all(
    train: list[Example], families: int, expected: set[str]
) -> None:
    rows = [
        Example(-place, -min(place, families), name, f"{name} lives in a {word}", "prompt")
        for place, (name, word) in enumerate([("Mosso", "swamp"), ("Ferna", "forest")], start=1)
    ]
    section = EvaluateSection(bootstrap=20)
    yardstick = Yardstick.fit(draw_cases(rows, seed=1), rows, train, section, seed=1)
    answers = Answers("test", [[Given("Swampo")], [Given("Foresta")]])
    measured = fit(answers, yardstick)
    assert measured["species_own"] is not None
    by_chance = ("species_shuffled", "species_difference")
    assert {key for key in by_chance if measured[key]} == expected


def test_the_copy_baseline_changes_two_letters_of_the_nearest_name(train: list[Example]) -> None:
    rows = [*train[:50], Example(0, 0, "Foxtrotter", "a nine-tailed fox with a lantern", "prompt")]
    given = RetrievalNamer(rows).names("fox with a lantern", n=3, seed=1)
    assert len(given) == 3
    first = given[0].name.lower()
    assert sum(a != b for a, b in zip(first, "foxtrotter", strict=True)) == 2


def test_the_copy_baseline_gives_no_official_names(train: list[Example]) -> None:
    given = RetrievalNamer(train).names("a red fire one", n=10, seed=1)
    assert min(nearest_official(one.name.lower())[1] for one in given) >= 1


def test_species_are_drawn_by_seed_and_limit(held_out: list[Example]) -> None:
    drawn = draw_cases(held_out, seed=1, limit=5)
    assert len({case.species_id for case in drawn}) == 5
    assert drawn == draw_cases(held_out, seed=1, limit=5)
    assert drawn != draw_cases(held_out, seed=2, limit=5)


def test_composed_prompts_are_distinct_and_use_only_species_of_the_split(
    held_out: list[Example],
) -> None:
    composed = compose_cases(held_out, 200, seed=1)
    assert len({case.description for case in composed}) == 200
    assert {case.species_id for case in composed} <= {row.species_id for row in held_out}
    assert compose_cases([Example(0, 0, "Mine", "my own", "prompt")], 5, seed=1) == []
