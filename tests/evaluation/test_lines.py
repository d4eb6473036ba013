"""Test the figures of evolution lines, on lines whose figures are known."""

import pytest

from pokename.evaluation.cases import Case
from pokename.evaluation.lines import (
    Line,
    first_of_families,
    model_lines,
    real_lines,
)

RESAMPLES = (50, 1)
FLAME = Line(1, ("Flamlet", "Flamonix", "Flamotaurus"))
WAVE = Line(2, ("Wavlo", "Tidavo", "Surfavon"))
STONE = Line(3, ("Stobbit", "Bostoril", "Gastorgron"))
NONE = Line(4, ())


def case(family: int, description: str = "a calm one") -> Case:
    return Case(family, family, "Name", "prompt", description)


def values(*lines: Line, description: str = "a calm one") -> dict[str, float]:
    asked = [case(line.family, description) for line in lines]
    figures = model_lines(lines, asked, RESAMPLES)
    return {key: measure.value for key, measure in figures.measures.items()}


def test_a_missing_line_lowers_only_figures_that_count_all_families() -> None:
    figures = model_lines([FLAME, NONE], [case(1), case(4)], RESAMPLES)
    assert (figures.families, figures.lines) == (2, 1)
    measures = {key: measure.value for key, measure in figures.measures.items()}
    assert measures["given"] == measures["usable"] == 0.5
    assert measures["root_4"] == 1.0
    assert [measures[f"letters_{stage}"] for stage in (1, 2, 3)] == [7, 8, 11]


def test_a_root_counts_only_if_all_three_names_share_its_letters() -> None:
    measures = values(FLAME, WAVE, STONE)
    assert measures["root_3"] == pytest.approx(2 / 3)
    assert measures["root_4"] == pytest.approx(1 / 3)


def test_the_chance_figure_uses_names_of_different_families() -> None:
    assert values(FLAME, WAVE, STONE)["root_3_shuffled"] == 0
    alike = [Line(family, FLAME.names) for family in (1, 2, 3)]
    assert values(*alike)["root_3_shuffled"] == 1
    assert "root_3_shuffled" not in values(FLAME, WAVE)


def test_a_model_without_lines_has_no_line_figures() -> None:
    assert values(NONE, Line(5, ())) == {"given": 0, "usable": 0}


@pytest.mark.parametrize(
    "last", ["Charizard", "Charizord", "Salamander", "Flamonix", "Flamosaurtitanus", "Calmone"]
)
def test_one_bad_name_makes_a_line_unusable(last: str) -> None:
    assert values(FLAME)["usable"] == 1
    spoilt = Line(1, (*FLAME.names[:2], last))
    assert values(spoilt, description="a calmone")["usable"] == 0


def test_a_name_given_to_two_families_is_usable_for_neither() -> None:
    twice = Line(2, (WAVE.names[0], WAVE.names[1], FLAME.names[2]))
    assert values(FLAME, twice, STONE)["usable"] == pytest.approx(1 / 3)


def test_the_figures_of_real_evolution_lines_have_their_known_values() -> None:
    figures = real_lines(RESAMPLES)
    three, two = figures["real lines of 3"], figures["real lines of 2"]
    # Phione and Manaphy are a family, but neither evolves.
    assert (three.families, three.lines) == (116, 121)
    assert (two.families, two.lines) == (225, 246)
    letters = [three.measures[f"letters_{stage}"].value for stage in (1, 2, 3)]
    assert letters == sorted(letters)
    assert "letters_3" not in two.measures
    for one in (three, two):
        measures = one.measures
        assert measures["root_3_shuffled"].value < measures["root_4"].low
        assert measures["root_4"].value < measures["root_3"].value
        assert set(measures).isdisjoint({"given", "usable"})


def test_the_prompt_of_a_family_describes_its_first_stage() -> None:
    pikachu, pichu, abra = (
        Case(number, family, name, "prompt", name)
        for number, family, name in ((25, 10, "Pikachu"), (172, 10, "Pichu"), (63, 26, "Abra"))
    )
    text = Case(172, 10, "Pichu", "pokedex", "a text")
    assert first_of_families([pikachu, text, pichu, abra]) == [abra, pichu]
