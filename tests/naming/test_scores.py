"""Test the scores of a user's own names, from the API and from ``pokename score``."""

import json
import shutil
from pathlib import Path
from unicodedata import normalize

import pytest

from pokename import NameGenerator
from pokename.errors import WishError
from pokename.naming.sampling import LUCK
from pokename.paths import BUNDLED_MODEL
from tests.conftest import Cli
from tests.support.broken_models import edited


def test_names_that_a_user_made_up_are_scored(generator: NameGenerator) -> None:
    fitting = generator.score("a fiery lizard", "Flamezard")
    other = generator.score("a fiery lizard", "Splashfin")
    assert fitting.fit > other.fit
    assert fitting.name == "Flamezard"
    assert (fitting.roots, fitting.says) == (("flame", "lizard"), ("fiery", "lizard"))
    assert other.roots == ()
    assert generator.score("a fiery lizard", "Charizart").nearest == "Charizard"
    with pytest.raises(WishError, match="no letters"):
        generator.score("a fiery lizard", "???")


def test_the_score_command_ranks_names_that_a_user_made_up(cli: Cli) -> None:
    ideas = ("Splashfin", "Flamezard")
    shown = cli("score", "a fiery lizard", *ideas).stdout
    assert shown.index("Flamezard") < shown.index("Splashfin")
    records = json.loads(cli("score", "a fiery lizard", *ideas, "--format", "json").stdout)
    assert [record["name"] for record in records] == ["Flamezard", "Splashfin"]
    assert all(0 <= record["fit"] <= 1 for record in records)
    assert [record["says"] for record in records] == [["fiery", "lizard"], []]


@pytest.mark.parametrize("description", ["a fiery lizard", "an ice fox with nine tails"])
def test_generated_names_are_scored_as_in_their_list(cli: Cli, description: str) -> None:
    given = json.loads(cli("generate", description, "--format", "json").stdout)
    names = [one["name"] for one in given]
    scored = json.loads(cli("score", description, *sorted(names), "--format", "json").stdout)
    for one in given:
        (same,) = (other for other in scored if other["name"] == one["name"])
        assert [same[key] for key in ("roots", "says", "fit")] == [
            one[key] for key in ("roots", "says", "fit")
        ]
        assert abs(same["score"] - one["score"]) < 4 * LUCK
    assert [one["score"] for one in scored] == sorted(
        (one["score"] for one in scored), reverse=True
    )
    assert scored[0]["name"] == names[0]


def test_a_name_that_the_ranker_cannot_score_comes_after_good_ones(cli: Cli) -> None:
    names = ("Splashfin", "Flamezard", "Monitorch")
    records = json.loads(cli("score", "a fiery lizard", *names, "--format", "json").stdout)
    assert [record["name"] for record in records].index("Splashfin") == 2


def test_a_blend_that_is_longer_than_those_of_a_list_is_scored_as_a_blend(
    generator: NameGenerator,
) -> None:
    """The ranker prefers Thunderoswell; a score of its letters alone would put it second."""
    long, short = generator.score_many("a thunder alien", ["Thunderoswell", "Thundalien"])
    assert long.roots == ("thunder", "roswell")
    assert long.score > short.score


def test_the_score_command_reports_refused_names(cli: Cli) -> None:
    said = cli("score", "a fiery lizard", "Charizard", "Fiery", "Charizart", "Flamezard").stderr
    assert "Charizard would be refused: official name." in said
    assert "Fiery would be refused: a word of the description." in said
    assert "Charizart would be refused: too near Charizard, an official name." in said
    assert "Flamezard" not in said


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("a fiery lizrd", "Read 'lizrd' as lizard."),
        ("a hot rod", "Read 'hot rod' as race car."),
        ("un renard de glace", "Read as French: "),
        ("not a dragon", "The description says only what the creature isn't or lacks"),
        (f"a fox {'and a hen ' * 400}", "Only the first "),
    ],
)
def test_the_score_command_notes_how_the_description_was_read(
    cli: Cli, description: str, said: str
) -> None:
    assert said in cli("score", description, "Vixicle").stderr


def test_a_compound_in_one_word_and_capitals_need_no_note(cli: Cli) -> None:
    assert "Read '" not in cli("score", "A Fox that eats ICE CREAM", "Vixicle").stderr


@pytest.mark.parametrize("name", ["<b>flox</b>", "O'Brien", "Fire-Liz", "Ember123", "Æmberzyx"])
def test_a_name_with_other_characters_than_letters_is_refused(
    generator: NameGenerator, cli: Cli, name: str
) -> None:
    assert generator.why_not("a fiery lizard", name) == "not letters only"
    said = cli("score", "a fiery lizard", name).stderr
    assert f"{name} would be refused: not letters only." in said


def test_accents_are_letters(generator: NameGenerator) -> None:
    for form in ("NFC", "NFD"):
        assert generator.why_not("a fiery lizard", normalize(form, "Flamézard")) is None


@pytest.mark.parametrize(
    ("description", "name", "roots"),
    [
        ("a whale of stone", "Flamander", ()),
        ("a crab", "Corvignis", ()),
        ("a fiery lizard", "Reynard", ()),
        ("a crab", "Crapace", ("crab",)),
        ("a sleepy bear", "Mossnap", ("nap",)),
        ("a fiery lizard", "Flamezard", ("flame", "lizard")),
    ],
)
def test_a_source_word_is_heard_if_the_letters_of_the_name_identify_it(
    generator: NameGenerator, description: str, name: str, roots: tuple[str, ...]
) -> None:
    assert generator.score(description, name).roots == roots


def test_a_blank_description_is_refused_without_a_hint_at_options_of_generate(cli: Cli) -> None:
    result = cli("score", " ", "Flamezard", ok=False)
    assert result.exit_code == 2
    assert result.stderr == "Error: The description is blank. Say what the creature is like.\n"


def test_the_space_of_a_two_word_name_counts(generator: NameGenerator, cli: Cli) -> None:
    assert generator.why_not("a fiery lizard", " Ember  Gecko ") == "two_words=False"
    assert generator.why_not("a fiery lizard", "Ember Gecko", two_words=True) is None
    assert generator.why_not("a fiery lizard", "Ember Geckola", two_words=True) == "max_length=12"
    assert generator.why_not("a fiery lizard", "Mr. Mime", two_words=True) == "official name"
    for name in generator.generate("a fiery lizard", 20, two_words=True):
        assert generator.why_not("a fiery lizard", name.name, two_words=True) is None
    said = cli("score", "a fiery lizard", "Ember Gecko").stderr
    assert "Ember Gecko would be refused: --one-word." in said


def test_letters_count_for_the_fit_if_a_model_has_no_plans(
    generator: NameGenerator, tmp_path: Path
) -> None:
    folder = shutil.copytree(BUNDLED_MODEL, tmp_path / "run")
    edited(folder / "pokename.json", lambda facts: facts.update(plans=False))
    (folder / "manifest.json").unlink()
    fit = NameGenerator.load(folder).score("a fiery lizard", "Emberzard").fit
    # Without its letters, the name would get only the share that its source words cover: 0.42.
    assert 0.45 < fit < generator.score("a fiery lizard", "Emberzard").fit
