"""Test evolution lines: names of a line say one word, grow, and may continue from a name."""

import pytest

from pokename import NameGenerator
from pokename.errors import WishError
from pokename.naming.evolution_lines import LineMaker
from pokename.naming.name import Draft, ScoredDraft
from pokename.naming.wishes import Wishes
from pokename.words.thesaurus import parts_of
from tests.conftest import Cli


def scored(letters: str, *roots: str, says: tuple[str, ...] = ()) -> ScoredDraft:
    return ScoredDraft(Draft(letters, roots), 1.0, says or ("",) * len(roots))


def lines_of(*ranked: ScoredDraft, words: tuple[str, ...] = ()) -> list[list[str]]:
    found = LineMaker(lambda _: True, words).lines(ranked, 3, 3)
    return [[draft.letters for draft in line] for line in found]


@pytest.mark.parametrize(
    "description", ["a fiery lizard", "a kitten with a ball of twine", "owl librarian"]
)
def test_names_of_a_line_say_one_word_and_grow(generator: NameGenerator, description: str) -> None:
    lines = generator.line(description, stages=3, n=3, seed=7)
    assert len(lines) == 3
    powers = []
    for line in lines:
        assert [name.stage for name in line] == [1, 2, 3]
        assert len({name.name for name in line}) == 3
        assert len(line[0].name) <= len(line[2].name)
        assert set.intersection(*(set(name.says) for name in line)) - {""}
        powers.append([sum(parts_of(root).power for root in name.roots) for name in line])
    assert all(one <= two <= three for one, two, three in powers)
    assert any(one < three for one, _, three in powers)


def test_the_command_gives_the_lines_of_the_library(cli: Cli, generator: NameGenerator) -> None:
    lines = generator.line("a fiery lizard", stages=3, n=2, seed=7)
    shown = cli("generate", "a fiery lizard", "--line", "3", "-n", "2", "--format", "plain")
    assert shown.stdout.split() == [name.name for line in lines for name in line]


def test_stronger_source_words_come_later() -> None:
    says = ("cat", "wind")
    tempest = scored("catempest", "cat", "tempest", says=says)
    gust = scored("catgustard", "cat", "gust", says=says)
    gale = scored("catgalexx", "cat", "gale", says=says)
    assert lines_of(tempest, gust, gale, words=says) == []  # the last name would be shorter
    gust = scored("catgust", "cat", "gust", says=says)
    assert lines_of(tempest, gust, gale, words=says) == [["catgust", "catgalexx", "catempest"]]


def test_stages_follow_the_order_of_the_description() -> None:
    words = ("cub", "cloud", "tiger")
    names = [
        scored("clawisp", "tigerish", "wispish", says=("tiger", "cloud")),
        scored("cubwisp", "cubbish", "wispish", says=("cub", "cloud")),
        scored("pufwisp", "puffish", "wispish", says=("cloud", "cloud")),
    ]
    assert lines_of(*names, words=words) == [["cubwisp", "pufwisp", "clawisp"]]
    assert lines_of(*names, words=words[::-1]) == [["clawisp", "pufwisp", "cubwisp"]]


def test_no_two_stages_are_variants() -> None:
    says = ("fire", "cat")
    lines = lines_of(
        scored("flamelion", "flame", "lion", says=says),
        scored("flamoness", "flame", "lioness", says=says),
        scored("flamelioness", "flame", "lioness", says=says),
        scored("flameness", "flame", "governess", says=says),
        words=says,
    )
    assert lines == []  # lion and lioness are variants, so only two different names are left


def test_no_two_lines_share_a_name_or_a_start(generator: NameGenerator) -> None:
    lines = generator.line("a fiery lizard", stages=3, n=12, seed=7)
    names = [name.name for line in lines for name in line]
    starts = [{name.name[:3] for name in line} for line in lines]
    assert len(lines) == 12
    assert len(set(names)) == len(names)
    assert sum(map(len, starts)) == len(set.union(*starts))


@pytest.mark.parametrize("mood", ["cute", "ancient"])
def test_a_mood_is_not_what_the_names_of_a_line_share(generator: NameGenerator, mood: str) -> None:
    for line in generator.line("a fiery lizard", stages=3, n=3, seed=7, mood=mood):
        assert set.intersection(*(set(name.says) for name in line)) & {"fiery", "lizard"}


def test_a_name_that_says_no_word_of_the_description_is_no_step_back() -> None:
    kin = [
        scored("emblyspark", "emblyxx", "spark", says=("emblyxx", "fox")),
        scored("emblycolos", "emblyxx", "colossus", says=("emblyxx", "tiny")),  # a step back
        scored("emblytitan", "emblyxx", "titan", says=("emblyxx", "cute")),
    ]
    (line,) = LineMaker(lambda _: True, ("tiny", "fox")).lines_from("emblyxx", kin, 2, 1)
    assert [draft.letters for draft in line] == ["emblyspark", "emblytitan"]


@pytest.mark.parametrize("wishes", [{"roots": ("ember", "gecko")}, {"stage": 2}])
def test_a_wish_for_single_names_is_refused(generator: NameGenerator, wishes: Wishes) -> None:
    with pytest.raises(WishError, match="applies only to single names"):
        generator.line("a fiery lizard", stages=3, n=1, **wishes)


def test_a_name_that_only_shorter_names_can_follow_has_lines() -> None:
    kin = [scored(f"embl{end}", "emblematico", end) for end in ("aze", "ava")]
    lines = LineMaker(lambda _: True).lines_from("emblematico", kin, 1, 2)
    assert sorted(draft.letters for (draft,) in lines) == ["emblava", "emblaze"]


def test_a_line_continues_from_a_name(generator: NameGenerator) -> None:
    (line,) = generator.line("a fiery lizard", stages=2, n=1, seed=7, evolves_from="Emblet")
    assert [name.stage for name in line] == [2, 3]
    assert all("emb" in name.name.lower() for name in line)
    lines = generator.line("a fiery lizard", n=5, seed=7, evolves_from="Emblet")
    assert [name.stage for (name,) in lines] == [2] * 5
    assert len({name.name for (name,) in lines}) == 5
