"""Test evolution lines from any parent, and the note when only a few are found."""

import pytest

from pokename import NameGenerator
from pokename.errors import WishError
from tests.conftest import Cli


@pytest.fixture(scope="module")
def generator() -> NameGenerator:
    return NameGenerator.load()


@pytest.mark.parametrize(
    "parent",
    ["Motoluna", "Xyz", "Io", "X", "Qwrtpsdf", "Aaaaaa", "Mr. Mime", "Ho-Oh", "Éclair", "Porygon2",
     "Supercalifragilistic"],
)  # fmt: skip
def test_any_parent_gets_three_lines_of_two_names(generator: NameGenerator, parent: str) -> None:
    lines = generator.line("a small owl", 2, 3, evolves_from=parent)
    assert [[name.stage for name in line] for line in lines] == [[2, 3]] * 3
    begin = "".join(filter(str.isalpha, parent.lower().replace("é", "e")))[:3]
    assert all(name.name.lower().startswith(begin) for line in lines for name in line)


def test_a_parent_without_letters_is_refused(generator: NameGenerator) -> None:
    with pytest.raises(WishError, match="evolves_from '雪女' has no letters a to z"):
        generator.line("a small owl", 2, 3, evolves_from="雪女")


def test_a_note_on_too_few_lines_gives_cause_and_remedy(cli: Cli) -> None:
    none = cli("generate", "a small owl", "--evolves-from", "Motoluna", "--line", "2",
               "--starts-with", "q", ok=False)  # fmt: skip
    assert none.exit_code == 2
    assert none.stderr == (
        "Found no line: no other line of 2 names continues from Motoluna with --starts-with q. "
        "Leave --starts-with q out, ask for --line 1, or use other words in the description.\n"
        "Error: No evolution line meets the wishes. "
        "Remove a wish, or describe the creature in other words.\n"
    )
    few = cli("generate", "a small owl", "--line", "3", "-n", "200", "--format", "plain")
    said = "of 200 lines: no other line of 3 names says one word of the description. "
    assert said in few.stderr
