"""What can be wished of names: limits, traits, source words, manner, evolution lines."""

import codecs
import json
from pathlib import Path

import pytest

from pokename import NameGenerator
from pokename.errors import WishError
from pokename.naming.draft import Draft
from pokename.naming.letters import LetterModel
from pokename.naming.limits import Limits
from pokename.naming.lines import LineMaker
from pokename.naming.name import Name
from pokename.naming.novelty import similarity
from pokename.naming.ranking import Ranked
from pokename.naming.sound import MOODS, ease, resemblance, syllables
from pokename.naming.wishes import Request
from pokename.pokedex import bundled
from tests.conftest import Cli


@pytest.fixture(scope="module")
def generator() -> NameGenerator:
    return NameGenerator.load()


def given(cli: Cli, *options: object, n: int = 5) -> list[dict[str, object]]:
    result = cli("generate", "a fiery lizard", *options, "-n", n, "--format", "json")
    records: list[dict[str, object]] = json.loads(result.stdout)
    return records


def names(records: list[dict[str, object]]) -> list[str]:
    return [str(record["name"]).lower() for record in records]


@pytest.mark.parametrize(
    ("options", "limits"),
    [
        (("--max-length", 6), Limits(max_length=6)),
        (("--min-length", 9), Limits(min_length=9)),
        (("--preset", "gen3", "--min-length", 10), Limits(min_length=10, max_length=10)),
        (("--starts-with", "b"), Limits(starts_with="b")),
        (("--ends-with", "x"), Limits(ends_with="x")),
        (("--contains", "zz"), Limits(contains="zz")),
        (("--avoid-letters", "ez"), Limits(avoid_letters="ez")),
        (("--syllables", "2"), Limits(syllables=(2, 2))),
    ],
)
def test_limits_hold_for_every_name(cli: Cli, options: tuple[object, ...], limits: Limits) -> None:
    kept = names(given(cli, *options))
    assert len(kept) == 5
    assert [limits.broken_by(name) for name in kept] == [None] * 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--min-length", "9", "--max-length", "8"), "--min-length"),
        (("--starts-with", "flame", "--max-length", "4"), "--starts-with flame is longer"),
        (("--contains", "zz", "--avoid-letters", "z"), "needs 'z'"),
        (("--starts-with", "3"), "the letters a to z"),
        (("--syllables", "many"), "--syllables many"),
        (("--type", "fir"), "Did you mean fire?"),
        (("--color", "rde"), "--color rde isn't known"),
        (("--habitat", "moon"), "Choose one of"),
        (("--stage", "4"), "--stage 4"),
        (("--mood", "cuet"), "Did you mean cute?"),
        (("--roots", "ember+"), "--roots"),
        (("--id", "7"), "isn't the id of a name"),
        (("--id", "other:7:1"), "the model 'other'"),
        (("--line", "4"), "--line 4"),
        (("--max-similarity", "0"), "--max-similarity"),
    ],
)
def test_a_wish_that_cannot_be_met_is_one_line(
    cli: Cli, options: tuple[str, ...], said: str
) -> None:
    result = cli("generate", "a fiery lizard", *options, ok=False)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_too_few_names_say_which_wish_left_them_out(cli: Cli) -> None:
    result = cli("generate", "a fiery lizard", "--contains", "q", "--max-length", "4")
    assert "of 10 names: " in result.stderr
    assert "left out" in result.stderr


def test_an_id_gives_the_name_again(cli: Cli) -> None:
    third = given(cli)[2]
    again = given(cli, "--id", third["id"])
    assert again == [third]


def test_fixed_roots_make_every_name(cli: Cli) -> None:
    for record in given(cli, "--roots", "ember+gecko"):
        roots = record["roots"]
        assert isinstance(roots, list)
        assert sorted(roots) == ["ember", "gecko"]


def test_excluded_names_are_not_given(cli: Cli) -> None:
    first = names(given(cli))
    Path("mine.txt").write_text(f"{first[0].upper()}\n", encoding="utf-8")
    assert first[0] not in names(given(cli, "--exclude", "mine.txt"))


def test_names_are_no_more_like_official_ones_than_is_allowed(cli: Cli) -> None:
    alike = [similarity(name) for name in names(given(cli, n=10))]
    assert max(alike) > 0.45
    tightened = names(given(cli, "--max-similarity", "0.45", n=10))
    assert tightened
    assert all(similarity(name) <= 0.45 for name in tightened)


def test_names_that_may_offend_come_only_when_they_are_asked_for(cli: Cli) -> None:
    coded, *_ = (Path(__file__).parent / "data" / "offensive.rot13").read_text("ascii").split()
    asked = ("generate", "a lizard", "--roots", f"{codecs.decode(coded, 'rot13')}+gecko")
    filtered = cli(*asked, "--format", "json", "-v")
    assert json.loads(filtered.stdout) == []
    assert "offensive word" in filtered.stderr
    allowed = cli(*asked, "--format", "json", "--allow-offensive")
    assert json.loads(allowed.stdout)
    assert "The decency filter is off" in allowed.stderr


def test_traits_are_read_with_the_description() -> None:
    request = Request.of(
        "A lizard.", {"types": ("fire", "dragon"), "size": "tiny", "color": "red", "stage": 1}
    )
    assert request.text == "a tiny young red fire and dragon-type lizard."
    assert Request.of("", {"habitat": "sea"}).text == "a creature of the sea"
    assert Request.of("a lizard", {}).text == "a lizard"


def test_moods_differ_and_follow_their_manner(generator: NameGenerator) -> None:
    cute, ancient = (
        [name.name.lower() for name in generator.generate("a lizard", n=5, seed=7, mood=mood)]
        for mood in ("cute", "ancient")
    )
    assert not set(cute) & set(ancient)
    for mood, own, other in (("cute", cute, ancient), ("ancient", ancient, cute)):
        assert sum(map(MOODS[mood].score, own)) > sum(map(MOODS[mood].score, other))


def test_like_brings_names_nearer(generator: NameGenerator) -> None:
    def near(listed: list[Name]) -> float:
        return sum(resemblance(name.name, "Torchard") for name in listed)

    plain = generator.generate("a fiery lizard", seed=7)
    alike = generator.generate("a fiery lizard", seed=7, like="Torchard")
    assert near(alike) > near(plain)


def test_two_words_only_where_allowed(cli: Cli) -> None:
    assert not any(" " in name for name in names(given(cli)))
    assert any(" " in name for name in names(given(cli, "--allow-two-words", n=10)))


def test_creativity_is_one_knob_over_both(cli: Cli) -> None:
    assert names(given(cli, "--creativity", "0.5")) == names(given(cli))
    assert names(given(cli, "--creativity", "1")) != names(given(cli))


def test_what_would_be_listed_but_is_rejected_is_told_with_why(cli: Cli, tmp_path: Path) -> None:
    best = names(given(cli))[0]
    unwanted = tmp_path / "unwanted.txt"
    unwanted.write_text(best, encoding="utf-8")
    result = cli("generate", "a fiery lizard", "-v", "--explain", "--exclude", str(unwanted))
    assert f"rejected {best.lower()}: excluded" in result.stderr
    assert "nearest official name is" in result.stdout


def test_it_is_told_when_nothing_was_rejected(cli: Cli) -> None:
    said = [
        cli("generate", "a fiery lizard", "-n", "1", "-v", "--seed", seed).stderr
        for seed in range(6)
    ]
    assert all("rejected " in one for one in said)
    assert any("rejected nothing" in one for one in said)


def test_lines_share_a_root_and_grow(cli: Cli, generator: NameGenerator) -> None:
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
    ranked = [Ranked(Draft("flamelion", roots), -2.0, -9.0, -2.4) for roots in plans]
    letters = LetterModel.fit(one.name for one in bundled.species())
    lines = LineMaker(letters, Limits(), lambda _: True).lines(ranked, 3, 3)
    assert lines
    for line in lines:
        assert len({draft.letters for draft in line}) == 3


def test_a_line_goes_on_from_a_name(generator: NameGenerator) -> None:
    (line,) = generator.line("a fiery lizard", stages=2, n=1, seed=7, evolves_from="Emblet")
    assert [name.stage for name in line] == [2, 3]
    assert all("emb" in name.name.lower() for name in line)


def test_own_ideas_are_scored(generator: NameGenerator) -> None:
    fitting = generator.score("a fiery lizard", "Flamezard")
    other = generator.score("a fiery lizard", "Splashfin")
    assert fitting.fit > other.fit
    assert fitting.name == "Flamezard"
    assert (fitting.roots, fitting.says) == (("flame", "lizard"), ("fiery", "lizard"))
    assert other.roots == ()
    assert generator.score("a fiery lizard", "Charizart").nearest == "Charizard"
    with pytest.raises(WishError, match="no letters"):
        generator.score("a fiery lizard", "???")


def test_score_ranks_names_of_ones_own(cli: Cli) -> None:
    ideas = ("Splashfin", "Flamezard")
    shown = cli("score", "a fiery lizard", *ideas).stdout
    assert shown.index("Flamezard") < shown.index("Splashfin")
    records = json.loads(cli("score", "a fiery lizard", *ideas, "--format", "json").stdout)
    assert [record["name"] for record in records] == ["Flamezard", "Splashfin"]
    assert all(0 <= record["fit"] <= 1 for record in records)
    assert [record["says"] for record in records] == [["fiery", "lizard"], []]


def test_ease_prefers_what_is_easily_said() -> None:
    assert ease("bulbasaur") > ease("grmpflzk")
    assert [syllables(name) for name in ("pikachu", "charizard", "mew", "lion")] == [3, 3, 1, 2]


def test_seeds_are_named_decently(generator: NameGenerator) -> None:
    given = generator.generate("a seed on its back from birth", n=30, seed=7)
    assert not [name.name for name in given if "sperm" in name.name.lower()]
