"""Test the wishes: limits, traits, source words, moods, and names to leave out."""

import codecs
import json
import re
from pathlib import Path

import pytest

from pokename import NameGenerator
from pokename.naming.limits import Limits
from pokename.naming.moods import MOODS
from pokename.naming.name import Name
from pokename.naming.novelty import similarity
from pokename.naming.traits import COLORS, SIZES, size_said
from pokename.naming.wishes import Request, Wishes
from pokename.pokedex.composing import HABITATS
from pokename.pokedex.official_names import meaning
from pokename.words.sound import resemblance
from tests.conftest import REPOSITORY, Cli


def given(cli: Cli, *options: object, n: int = 5) -> list[dict[str, object]]:
    count = () if "--id" in options else ("-n", n)
    result = cli("generate", "a fiery lizard", *options, *count, "--format", "json")
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
def test_every_name_meets_the_limits(cli: Cli, options: tuple[object, ...], limits: Limits) -> None:
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
        (("--stage", "4"), "--stage takes a whole number from 1 to 3, not 4."),
        (("--mood", "cuet"), "Did you mean cute?"),
        (("--roots", "ember+"), "--roots"),
        (("--roots", "ember gecko"), "joined by '+'"),
        (("--roots", "ember.gecko"), "joined by '+'"),
        (("--roots", "ember,,gecko"), "joined by '+'"),
        (("--like", "日本"), "no letters a to z"),
        (("--evolves-from", "漢字"), "no letters a to z"),
        (
            ("--evolves-from", "Emblet", "--line", "3"),
            "from 1 to 2, not 3. These names come after Emblet.",
        ),
        (("--line", "3", "--stage", "2"), "Leave it out"),
        (("--creativity", "nan"), "--creativity nan"),
        (("--syllables", "9"), "No name meets the wishes"),
        (("--min-length", "30"), "--min-length takes a whole number from 1 to 20, not 30."),
        (("--max-length", "5000"), "--max-length takes a whole number from 1 to 20, not 5000."),
        (("--stage", "5000"), "--stage takes a whole number from 1 to 3, not 5000."),
        (("--min-length", "13"), "--min-length 13 is above --max-length 12 (given or by default)"),
        (("--input", "creatures.txt"), "can't be given with --input"),
        (("--id", "7"), "isn't the id of a name"),
        (("--id", "other:7:1"), "the model 'other'"),
        (("--id", "bundled:7:0"), "isn't the id of a name"),
        (("--id", "bundled:7:1.2"), "Give the --line"),
        (("--id", "bundled:7:1", "--line", "3"), "Leave --line out"),
        (("--id", "bundled:7:1001"), "has the rank 1,001, but a list has at most 1,000"),
        (("--id", "bundled:\u0667:3"), "isn't the id of a name"),
        (("--id", "bundled:7:1.3", "--line", "2"), "stage 3, which --line 2 doesn't have"),
        (("--line", "4"), "--line takes a whole number from 1 to 3, not 4."),
        (("--line", "5000"), "--line takes a whole number from 1 to 3, not 5000."),
        (("--max-similarity", "0"), "--max-similarity"),
    ],
)
def test_an_impossible_wish_gives_a_one_line_error(
    cli: Cli, options: tuple[str, ...], said: str
) -> None:
    result = cli("generate", "a fiery lizard", *options, ok=False)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_note_on_no_names_states_the_wishes(cli: Cli) -> None:
    result = cli("generate", "a fiery lizard", "--contains", "q", "--max-length", "4", ok=False)
    assert result.exit_code == 2
    assert "Found no name with --max-length 4 and --contains q." in result.stderr
    result = cli("generate", "a fox", "--max-similarity", "0.1", ok=False)
    assert "Found no name with --max-similarity 0.1; " in result.stderr


def test_a_note_on_too_few_names_states_the_wishes_and_then_what_else_was_refused(
    cli: Cli,
) -> None:
    told = cli("generate", "a fiery lizard", "--max-length", "4", "-v").stderr
    words = len(re.findall(r"^Refused: .*\(dictionary word\)$", told, re.MULTILINE))
    assert words > 1
    assert re.search(
        rf"^Found only \d of 10 names with --max-length 4; {words} others were English words\.$",
        told,
        re.MULTILINE,
    )
    told = cli("generate", "a fiery lizard", "--max-length", "5", "--starts-with", "k").stderr
    assert "--max-length 5 and --starts-with k; 1 other was refused (dictionary word)." in told
    told = cli("generate", "a fox", "--roots", "ember+fox", "-n", "300").stderr
    assert " of 300 names with --roots ember+fox" in told


def test_a_note_says_that_no_source_word_fits_the_wished_letters(cli: Cli) -> None:
    forced = cli("generate", "a fiery lizard", "--starts-with", "xq", "-n", "3").stderr
    assert "No source word fits --starts-with xq, so its letters were added." in forced
    assert cli("generate", "a fiery lizard", "--starts-with", "fla", "-n", "3").stderr == ""


def test_an_id_gives_the_name_again(cli: Cli) -> None:
    third = given(cli)[2]
    again = given(cli, "--id", third["id"])
    assert again == [third]


def test_an_id_gives_a_name_of_an_evolution_line_again(cli: Cli) -> None:
    line = ("--line", "3")
    lines = given(cli, *line, n=2)
    assert len({name["id"] for name in lines}) == 6
    assert given(cli, *line, "--id", lines[4]["id"]) == [lines[4]]


def test_traits_may_be_in_any_case_and_types_separated_by_commas(cli: Cli) -> None:
    asked = given(cli, "--type", "fire", "--type", "dragon", "--mood", "cute")
    assert given(cli, "--type", "FIRE,Dragon", "--mood", "Cute") == asked


def test_grey_is_another_spelling_of_gray(cli: Cli) -> None:
    assert given(cli, "--color", "Grey") == given(cli, "--color", "gray")


def test_the_help_names_every_value_of_a_trait_and_every_mood(cli: Cli) -> None:
    shown = set(re.findall(r"[\w-]+", cli("generate", "--help").stdout))
    assert {*COLORS, *SIZES, *HABITATS, *MOODS} <= shown


def test_higher_creativity_gives_other_names(cli: Cli) -> None:
    lists = [names(given(cli, "--creativity", c, n=15)) for c in (0, 0.5, 1)]
    assert names(given(cli, n=10)) == lists[1][:10]
    assert set(lists[0]) != set(lists[1])
    expected, usual, wild = (set(one[:10]) for one in lists)
    assert len(expected & wild) <= 7
    assert len(usual & wild) <= 7


@pytest.mark.parametrize("mood", ["silly", "ancient", "elegant"])
def test_a_mood_changes_how_names_end(cli: Cli, mood: str) -> None:
    def ending_so(found: list[str]) -> int:
        return sum(name.endswith(MOODS[mood].endings) for name in found)

    asked = ending_so(names(given(cli, "--mood", mood, n=10)))
    assert asked >= ending_so(names(given(cli, n=10))) + 3


def test_the_space_between_two_words_counts_as_a_letter(cli: Cli) -> None:
    found = names(given(cli, "--allow-two-words", "--max-length", "10", n=30))
    assert any(" " in name for name in found)
    assert max(map(len, found)) <= 10


def test_the_wish_like_does_not_give_the_same_name_again(cli: Cli) -> None:
    first = names(given(cli))[0]
    assert first not in names(given(cli, "--like", first))


def test_negated_traits_are_ignored(cli: Cli) -> None:
    result = cli("generate", "a lizard that is not fiery", "--format", "json")
    assert not any("fiery" in name["says"] for name in json.loads(result.stdout))


def test_at_least_four_of_ten_names_use_the_animal(cli: Cli) -> None:
    result = cli("generate", "small pink axolotl that heals friends", "--format", "json")
    assert sum("axolotl" in name["says"] for name in json.loads(result.stdout)) >= 4


def test_source_words_do_not_contradict_the_size_of_the_creature(cli: Cli) -> None:
    for text, small in (("a huge old whale", True), ("a tiny young mouse", False)):
        result = cli("generate", text, "--format", "json", "-n", "30")
        roots = {root for name in json.loads(result.stdout) for root in name["roots"]}
        said = [size_said({root, meaning(root)}) for root in roots]
        assert not any(size < 0 if small else size > 0 for size in said), roots


@pytest.mark.parametrize("joined", ["ember+gecko", "ember,gecko", "ember/gecko", "ember-gecko"])
def test_every_name_uses_the_given_roots(cli: Cli, joined: str) -> None:
    for record in given(cli, "--roots", joined):
        roots = record["roots"]
        assert isinstance(roots, list)
        assert sorted(roots) == ["ember", "gecko"]


def test_excluded_names_are_not_given(cli: Cli) -> None:
    first = names(given(cli))
    Path("mine.txt").write_text(f"{first[0].upper()}\n", encoding="utf-8")
    Path("others.csv").write_text(f"name\n{first[1]}\n", encoding="utf-8")
    left = names(given(cli, "--exclude", "mine.txt", "--exclude", "others.csv"))
    assert not {*first[:2]} & {*left}


def test_names_to_leave_out_may_share_a_line(cli: Cli) -> None:
    first = names(given(cli))
    Path("mine.txt").write_text(f"{first[0]}, {first[1]};{first[2]}\n", encoding="utf-8")
    assert not {*first[:3]} & {*names(given(cli, "--exclude", "mine.txt"))}


def test_a_line_that_holds_no_name_to_leave_out_is_an_error(cli: Cli) -> None:
    Path("mine.txt").write_text("Firby\nMonitorch Flaguana Igniguana\n", encoding="utf-8")
    said = cli("generate", "a fox", "--exclude", "mine.txt", ok=False).stderr
    assert said == (
        "Error: mine.txt, line 2: 'Monitorch Flaguana Igniguana' has over 20 letters. Give one "
        "name per line, or put commas between names.\n"
    )


def test_max_similarity_limits_the_similarity_to_official_names(cli: Cli) -> None:
    alike = [similarity(name) for name in names(given(cli, n=10))]
    assert max(alike) > 0.45
    tightened = names(given(cli, "--max-similarity", "0.45", n=10))
    assert tightened
    assert all(similarity(name) <= 0.45 for name in tightened)


def test_offensive_names_need_allow_offensive(cli: Cli) -> None:
    coded, *_ = (REPOSITORY / "tests" / "data" / "offensive.rot13").read_text("ascii").split()
    asked = ("generate", "a lizard", "--roots", f"{codecs.decode(coded, 'rot13')}+gecko")
    filtered = cli(*asked, "--format", "json", "-v", ok=False)
    assert filtered.exit_code == 2
    assert not filtered.stdout
    assert "offensive word" in filtered.stderr
    allowed = cli(*asked, "--format", "json", "--allow-offensive")
    assert json.loads(allowed.stdout)
    assert "The decency filter is off" in allowed.stderr


def test_an_offensive_word_of_the_description_is_left_out_with_a_note(cli: Cli) -> None:
    coded, *_ = (REPOSITORY / "tests" / "data" / "offensive.rot13").read_text("ascii").split()
    word = codecs.decode(coded, "rot13")
    given = cli("generate", f"a {word} beaver", "--format", "json")
    assert len(json.loads(given.stdout)) == 10
    assert f"Offensive words aren't used: {word}." in given.stderr
    assert "only for their sounds" not in given.stderr


def test_traits_are_added_to_the_description() -> None:
    request = Request.of(
        "A lizard.", {"types": ("fire", "dragon"), "size": "tiny", "color": "red", "stage": 1}
    )
    assert request.text == "a tiny young red fire and dragon-type lizard."
    assert Request.of("", {"habitat": "sea"}).text == "a creature of the sea"
    assert Request.of("a lizard", {"habitat": "rare"}).text == "a rare lizard"
    assert Request.of("a lizard", {"size": "medium"}).text == "a lizard"
    assert Request.of("", {"size": "medium"}).text == "a creature"


@pytest.mark.parametrize(
    ("description", "wishes", "creature", "words"),
    [
        ("can you make me a bat", {"size": "tiny"}, "bat", {"bat", "tiny"}),
        ("My son wants a bat", {"types": "fire"}, "bat", {"bat", "fire"}),
        ("imagine a wolf", {"color": "red"}, "wolf", {"wolf", "red"}),
        ("It lives in caves. It is a bat.", {"color": "red"}, "bat", {"cave", "bat", "red"}),
        ("It lives in caves. It is a bat.", {"habitat": "sea"}, "bat", {"cave", "bat", "sea"}),
        ("a mix of a bat and a fox", {"size": "tiny"}, "fox", {"bat", "fox", "tiny"}),
        ("a pack of wolves", {"types": "fire", "color": "red", "size": "huge"}, "wolf", None),
        ("grief as a dog", {"stage": 3}, "dog", {"grief", "dog", "mighty"}),
        ("a stone idol", {"types": "dragon"}, "idol", {"stone", "idol", "dragon"}),
    ],
)
def test_a_trait_changes_neither_the_creature_nor_how_the_description_is_read(
    description: str, wishes: Wishes, creature: str, words: set[str] | None
) -> None:
    concepts = Request.of(description, wishes).concepts
    assert [one.word for one in concepts if one.creature] == [creature]
    assert words is None or {one.word for one in concepts} == words


@pytest.mark.parametrize(
    ("wishes", "misread"),
    [
        (("--habitat", "rare"), "hardly"),
        (("--size", "medium"), "medium"),
        (("--habitat", "waters-edge"), "edge"),
        (("--habitat", "rough-terrain"), "lands"),
    ],
)
def test_no_name_says_a_trait_in_a_wrong_sense(
    cli: Cli, wishes: tuple[str, ...], misread: str
) -> None:
    names = json.loads(cli("generate", "a lizard", *wishes, "--format", "json").stdout)
    assert all(misread not in name["says"] for name in names)
    assert Request.of("a lizard", {}).text == "a lizard"


def test_each_mood_moves_the_names_towards_its_style(generator: NameGenerator) -> None:
    cute, ancient = (
        [name.name.lower() for name in generator.generate("a lizard", n=5, seed=7, mood=mood)]
        for mood in ("cute", "ancient")
    )
    assert not set(cute) & set(ancient)
    for mood, own, other in (("cute", cute, ancient), ("ancient", ancient, cute)):
        assert sum(map(MOODS[mood].score, own)) > sum(map(MOODS[mood].score, other))


def test_the_wish_like_gives_more_similar_names(generator: NameGenerator) -> None:
    def near(listed: list[Name]) -> float:
        return sum(resemblance(name.name, "Torchard") for name in listed)

    plain = generator.generate("a fiery lizard", seed=7)
    alike = generator.generate("a fiery lizard", seed=7, like="Torchard")
    assert near(alike) > near(plain)


def test_names_have_two_words_only_if_allowed(cli: Cli) -> None:
    assert not any(" " in name for name in names(given(cli)))
    assert any(" " in name for name in names(given(cli, "--allow-two-words", n=20)))


def test_verbose_lists_refused_names_with_reasons(cli: Cli, tmp_path: Path) -> None:
    best = names(given(cli))[0]
    unwanted = tmp_path / "unwanted.txt"
    unwanted.write_text(best, encoding="utf-8")
    result = cli("generate", "a fiery lizard", "-v", "--explain", "--exclude", str(unwanted))
    assert f"Refused: {best.title()} (excluded)" in result.stderr
    assert "nearest official: " in result.stdout


def test_verbose_reports_that_no_name_was_refused(cli: Cli) -> None:
    said = [
        cli("generate", "a fiery lizard", "-n", "1", "-v", "--seed", seed).stderr
        for seed in range(6)
    ]
    assert all("Refused: " in one for one in said)
    assert any("Refused: none" in one for one in said)


def test_a_description_of_seeds_gives_no_offensive_name(generator: NameGenerator) -> None:
    given = generator.generate("a seed on its back from birth", n=30, seed=7)
    assert not [name.name for name in given if "sperm" in name.name.lower()]
