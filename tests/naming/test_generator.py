"""Test ``pokename generate`` and the Python API, with the bundled model."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import ctranslate2
import pytest

from pokename import Name, NameGenerator
from pokename.errors import ModelError
from pokename.naming.gates import refusal
from pokename.naming.letter_model import LetterModel
from pokename.naming.listing import shortlist
from pokename.naming.name import Draft, ScoredDraft
from pokename.naming.novelty import is_near_official, similarity
from pokename.naming.wishes import Request
from pokename.pokedex.official_names import official_names
from pokename.pokedex.records import bundled_species
from pokename.reading.description import words_of
from tests.conftest import Cli

DESCRIPTIONS = ["a fiery lizard", "blue water-type turtle", "tiny electric mouse"]


@pytest.fixture(scope="module")
def generator() -> NameGenerator:
    return NameGenerator.load()


def names(listed: list[Name]) -> list[str]:
    return [name.name for name in listed]


def test_ten_names_are_neither_official_nor_words_of_the_prompt(generator: NameGenerator) -> None:
    for description in DESCRIPTIONS:
        given = names(generator.generate(description, seed=7))
        assert len(given) == len(set(given)) == 10
        for name in given:
            assert name.isalpha()
            assert name == name.capitalize()
            assert 3 <= len(name) <= 12
            assert not is_near_official(name.lower())
            assert name.lower() not in words_of(description)


@pytest.mark.skipif(ctranslate2.get_cuda_device_count() > 0, reason="there is a GPU")
def test_auto_chooses_the_cpu_and_a_missing_gpu_is_an_error(generator: NameGenerator) -> None:
    auto = NameGenerator.load(device="auto")
    assert auto.generate("a fiery lizard", seed=7) == generator.generate("a fiery lizard", seed=7)
    with pytest.raises(ModelError, match="on cuda") as refused:
        NameGenerator.load(device="cuda").generate("a fiery lizard", seed=7)
    assert "use cpu" in refused.value.hint


def test_names_are_ranked_and_list_their_roots(generator: NameGenerator) -> None:
    given = generator.generate("a fiery lizard", seed=7)
    scores = [name.score for name in given]
    assert scores[0] == max(scores)
    assert all(name.roots and len(name.roots) == len(name.meanings) for name in given)
    assert all(name.model == "bundled" and name.seed == 7 for name in given)


def test_the_same_seed_gives_the_same_names_alone_or_in_any_batch(
    generator: NameGenerator,
) -> None:
    alone = [names(generator.generate(description, seed=3)) for description in DESCRIPTIONS]
    batch = list(generator.generate_many(reversed(DESCRIPTIONS), seed=3))
    assert [names(listed) for listed in batch] == alone[::-1]
    with ThreadPoolExecutor(3) as pool:
        threads = pool.map(lambda text: names(generator.generate(text, seed=3)), DESCRIPTIONS * 2)
    assert list(threads) == alone * 2
    assert names(generator.generate(DESCRIPTIONS[0], seed=4)) != alone[0]


def test_a_longer_list_begins_with_the_shorter_one(generator: NameGenerator) -> None:
    twelve = generator.generate("a fiery lizard", n=12, seed=7)
    assert names(twelve)[:3] == names(generator.generate("a fiery lizard", n=3, seed=7))
    assert [name.rank for name in twelve] == list(range(1, 13))
    assert len({name.name for name in twelve}) == 12


def test_log_probs_are_negative_and_higher_for_names_than_for_noise(
    generator: NameGenerator,
) -> None:
    texts = [("a fiery lizard", "charizard"), ("", "charizard"), ("a fiery lizard", "xqzvwk")]
    fiery, unasked, nonsense = generator.log_probs(texts)
    assert max(fiery, unasked, nonsense) < 0
    assert fiery > nonsense
    assert generator.log_probs(texts[:1])[0] == pytest.approx(fiery, rel=1e-3)


@pytest.mark.parametrize("description", ["🔥🦎", "Ein feuriger Drache", "lizard " * 5000])
def test_any_description_gives_names(generator: NameGenerator, description: str) -> None:
    assert generator.generate(description, n=3)


def test_stdout_has_only_names(cli: Cli) -> None:
    result = cli("generate", "a fiery lizard", "--format", "plain", "-n", "4")
    assert len(result.stdout.split()) == 4
    again = cli("generate", "a fiery lizard", "--format", "plain", "-n", "4")
    assert again.stdout == result.stdout


def test_the_table_shows_the_source_words(cli: Cli) -> None:
    shown = cli("generate", "a fiery lizard").stdout
    assert "a fiery lizard" in shown
    assert " + " in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give a description"),
        ((), "--input - for lines on stdin."),
        (("-",), "'-' isn't a description. To read lines on stdin, give --input -."),
        (("a", "--input", "b.txt"), "can't be given with --input"),
        (("a", "--model", "models/none"), "isn't a trained model"),
        (("a", "--temperature", "0"), "generate.temperature"),
        (("a", "--top-p", "1.5"), "generate.top_p"),
    ],
)
def test_an_invalid_request_gives_a_one_line_error(
    cli: Cli, arguments: tuple[str, ...], said: str
) -> None:
    result = cli("generate", *arguments, ok=False)
    assert result.exit_code in (1, 2)
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("letters", "roots", "why"),
    [
        ("charizard", (), "official name"),
        ("charizord", (), "too near Charizard, an official name"),
        ("lizard", (), "a word of the description"),
        ("trellis", (), "dictionary word"),
        ("kitsu", (), "a word of another language"),
        ("mothra", (), "an existing word or name"),
        ("ab", (), "min_length=3"),
        ("abcdefghijklm", (), "max_length=12"),
        ("mr. flame", (), "not letters only"),
        ("brand duck", (), "two_words=False"),
        ("brandoling", ("brand", "dlingo"), "a source word is unknown"),
        ("cindrake", (), "excluded"),
        ("brandoling", ("brand", "gecko"), "a source word isn't heard in it"),
        ("brandobran", ("brand", "brand"), "one source word twice"),
        ("brandoling", ("brand", "duckling"), None),
    ],
)
def test_each_gate_refuses_its_kind_of_name(
    letters: str, roots: tuple[str, ...], why: str | None
) -> None:
    request = Request.of("a fiery Lizard", {"exclude": ["Cindrake"]})
    assert refusal(Draft(letters, roots), request) == why


def test_no_official_name_passes() -> None:
    request = Request.of("", {"max_length": 20})
    passed = [name for name in official_names() if refusal(Draft(name), request) is None]
    assert passed == []


def any_draft(_: Draft) -> bool:
    return True


def test_a_short_list_uses_several_source_words() -> None:
    endings = ("cindrake", "emblard", "pyrodon", "flargo", "torchant", "scorvil")
    alike = [ScoredDraft(Draft(name, (name[:3], "lizard")), 9.0) for name in endings]
    other = ScoredDraft(Draft("quillow", ("quill", "willow")), 8.0)
    chosen = [ranked.draft.letters for ranked in shortlist([*alike, other], 6, any_draft)]
    assert chosen[2] == "quillow"


def test_a_short_list_has_dissimilar_names() -> None:
    spellings = [Draft(f"flamo{ending}", ("flame", "ox")) for ending in "abcdefgh"]
    alike = [ScoredDraft(draft, 9.0) for draft in spellings]
    other = [ScoredDraft(Draft(letters), 1.0) for letters in ("pyrodon", "cindrake")]
    chosen = [ranked.draft.letters for ranked in shortlist([*alike, *other], 4, any_draft)]
    assert chosen == ["flamoa", "cindrake", "pyrodon", "flamob"]


def test_the_letter_model_prefers_names_to_noise_and_its_probabilities_sum_to_one() -> None:
    model = LetterModel.fit([one.name for one in bundled_species()])
    assert model.bits_per_letter("Bulbasaur") < model.bits_per_letter("Bxqvztkw")
    letters = "abcdefghijklmnopqrstuvwxyz0123456789$"
    after = sum(model._probability[f"cha{letter}"] for letter in letters)
    assert after == pytest.approx(1)


@pytest.mark.parametrize("wish", [{"max_similarity": 0.48}, {"exclude": True}])
def test_more_candidates_are_ranked_if_the_first_ones_do_not_fill_a_page(
    generator: NameGenerator, monkeypatch: pytest.MonkeyPatch, wish: dict[str, Any]
) -> None:
    monkeypatch.setattr("pokename.naming.listing.ROUGH", 80)
    monkeypatch.setattr("pokename.naming.listing.ROUGH_FOR_LONG_LIST", 2000)
    if "exclude" in wish:
        wish = {"exclude": names(generator.generate("a fiery lizard", 80))}
    given = names(generator.generate("a fiery lizard", 10, **wish))
    assert len(given) == 10
    assert "exclude" in wish or all(similarity(name.lower()) <= 0.48 for name in given)


def test_no_name_is_listed_in_one_word_and_in_two(generator: NameGenerator) -> None:
    given = names(generator.generate("a fox", 20, roots="ember+umbra", two_words=True))
    assert any(" " in name for name in given)
    assert len({name.lower().replace(" ", "") for name in given}) == len(given)
