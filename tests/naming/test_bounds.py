"""Test that the work for an answer is bounded for every description.

Work is counted in function calls and not timed: the count doesn't depend on the machine.
"""

import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from pokename import NameGenerator
from pokename.errors import WishError
from pokename.naming.name import Answer
from pokename.reading.description import (
    CHARACTERS_READ,
    MOST_CONCEPTS,
    MOST_WORDS,
    concepts_of,
    read_part,
)
from pokename.words.thesaurus import known_words
from tests.conftest import Cli

# Upper bounds for an answer of ten names: twice the most that the descriptions below take. For
# comparison: "a fiery lizard" takes about 150,000 calls, looks up 2 words and makes 800 blends.
MOST_CALLS = 4_000_000
MOST_BLENDS = 12_000
LONG = 30_000  # characters
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def generator() -> NameGenerator:
    generator = NameGenerator.load()
    generator.generate("a lizard")  # loads the files that are read only once
    return generator


def counted(generator: NameGenerator, description: str) -> tuple[Answer, Counter[str]]:
    """Return the answer and how often each function was called for it."""
    calls: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _argument: Any) -> None:
        if event in {"call", "c_call"}:
            calls["all"] += 1
            if event == "call":
                calls[frame.f_code.co_name] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        answer = generator.answer(description)
    finally:
        sys.setprofile(before)
    return answer, calls


ENDLESS = {
    "one word": "x" * LONG,
    "vowels": "ae" * (LONG // 2),
    "known words": " ".join(known_words()[::50])[:LONG],
    "unknown words": " ".join(f"{one}{two}{one}rgl" for one in "bdfgk" for two in LETTERS) * 40,
    "one word again and again": "aaaing a " * (LONG // 9),
    "German": "feuerdrachen" * (LONG // 12) + " der die",
    "accents": "a\u0301" * (LONG // 2),
    "emoji": "🔥" * LONG,
    "signs of Chinese": "火" * LONG,
    "kana": "か" * LONG,
    "blanks": " " * LONG + "a lizard",
    "negations": "not a " * (LONG // 6),
    "dashes": "no " + "a-" * (LONG // 2),
    "apostrophes": "n't " * (LONG // 4),
    "digits": "7" * LONG,
    "punctuation": ",;." * (LONG // 3),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_the_work_of_an_answer_is_bounded(generator: NameGenerator, name: str) -> None:
    answer, calls = counted(generator, ENDLESS[name])
    assert calls["_concept"] <= MOST_WORDS
    assert calls["rough_score"] <= MOST_BLENDS
    assert calls["all"] <= MOST_CALLS
    assert f"Only the first 2,000 of {len(ENDLESS[name]):,} characters" in answer.notes[0]
    assert all(one.description == ENDLESS[name] for one in answer.names)


def test_the_functions_that_are_counted_are_called(generator: NameGenerator) -> None:
    _, calls = counted(generator, "a fiery lizard that nothing else reads")  # readings are kept
    assert calls["_concept"] > 1
    assert calls["rough_score"] > 100


def test_text_after_the_limit_is_ignored(generator: NameGenerator) -> None:
    start = "a small fiery lizard. " * 90
    assert len(start) < CHARACTERS_READ
    filler = "the " * LONG
    named = [name.name for name in generator.generate(start + filler + "an icy whale")]
    assert named == [name.name for name in generator.generate(start + filler + "a huge bear")]
    assert len(concepts_of(start)) <= MOST_CONCEPTS


def test_a_word_at_the_limit_is_read_whole_or_not_at_all() -> None:
    assert read_part("lizard " * 400).split()[-1] == "lizard"
    assert len(read_part("lizard " * 400)) <= CHARACTERS_READ
    assert read_part("x" * 5000) == "x" * CHARACTERS_READ
    assert read_part("a lizard") == "a lizard"


def test_the_command_says_how_much_it_read(project: Path, cli: Cli) -> None:
    result = cli("generate", "a fiery lizard " * 2000, "-n", "2", "--format", "plain")
    assert len(result.stdout.split()) == 2
    said = "Only the first 2,000 of 30,000 characters of the description were read."
    assert result.stderr.strip() == said
    (project / "in.txt").write_text("x" * 100_001 + "\na fish\n")
    result = cli("generate", "--input", "in.txt", "-n", "1", "--format", "plain", ok=False)
    assert "line 1: its description has over 100,000 characters" in result.stderr
    assert len(result.stdout.split()) == 1


@pytest.mark.parametrize(
    "wishes",
    [
        {"roots": "x" * LONG},
        {"like": "x" * LONG},
        {"types": "x" * LONG},
        {"color": "x" * LONG},
        {"starts_with": "x" * LONG},
        {"avoid_letters": "3" * LONG},
        {"colour" * 1000: "red"},
    ],
    ids=lambda wishes: next(iter(wishes))[:20],
)
def test_an_error_quotes_only_part_of_a_long_wish(
    generator: NameGenerator, wishes: dict[str, Any]
) -> None:
    with pytest.raises(WishError) as caught:
        generator.generate("a lizard", **wishes)
    assert len(str(caught.value)) < 600


def test_names_to_score_have_a_length_limit(generator: NameGenerator) -> None:
    for given in (generator.score, generator.why_not):
        with pytest.raises(WishError, match="has over 50 letters"):
            given("a lizard", "x" * LONG)
    with pytest.raises(WishError, match="has over 50 letters"):
        generator.line("a lizard", 2, evolves_from="x" * LONG)
