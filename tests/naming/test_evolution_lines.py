"""Test evolution lines: names of a line are alike, get longer, and may continue from a name."""

from pokename import NameGenerator
from pokename.naming.evolution_lines import LineMaker
from pokename.naming.name import Draft
from pokename.naming.ranking import ScoredDraft
from tests.conftest import Cli


def test_names_of_a_line_share_a_source_word_and_get_longer(
    cli: Cli, generator: NameGenerator
) -> None:
    lines = generator.line("a fiery lizard", stages=3, n=2, seed=7)
    for line in lines:
        letters = [name.name.lower() for name in line]
        assert [name.stage for name in line] == [1, 2, 3]
        assert len(set(letters)) == 3
        assert len(letters[0]) <= len(letters[1]) <= len(letters[2])
        starts = {letters[0][i : i + 3] for i in range(len(letters[0]) - 2)}
        assert any(all(start in name for name in letters) for start in starts)
    shown = cli("generate", "a fiery lizard", "--line", "3", "-n", "2", "--format", "plain")
    assert shown.stdout.split() == [name.name for line in lines for name in line]


def test_no_two_stages_have_the_same_name() -> None:
    plans = [("flame", "lion"), ("flame", "lioness"), ("flame",)]
    names = ("flamelion", "flamelion", "flamelion", "flamoness", "flamelioness")
    plans = [*plans, ("flame", "lioness"), ("flame", "governess")]
    ranked = [
        ScoredDraft(Draft(name, roots), 1.0, ("",) * len(roots))
        for name, roots in zip(names, plans, strict=True)
    ]
    lines = LineMaker(lambda _: True).lines(ranked, 3, 3)
    assert lines
    for line in lines:
        assert len({draft.letters for draft in line}) == 3


def test_a_line_continues_from_a_name(generator: NameGenerator) -> None:
    (line,) = generator.line("a fiery lizard", stages=2, n=1, seed=7, evolves_from="Emblet")
    assert [name.stage for name in line] == [2, 3]
    assert all("emb" in name.name.lower() for name in line)
    lines = generator.line("a fiery lizard", stages=1, n=5, seed=7, evolves_from="Emblet")
    assert [name.stage for (name,) in lines] == [2] * 5
    assert len({name.name for (name,) in lines}) == 5
