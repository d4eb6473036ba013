"""Test that descriptions in other languages are translated by a glossary, and a note says so."""

import csv
import json
from collections import Counter

import pytest

from pokename.paths import GLOSSARY
from tests.conftest import Cli
from tests.support.source_words import says


@pytest.mark.parametrize(
    ("description", "read"),
    [
        ("ein kleiner feuriger Drache", "German: a small fiery dragon"),
        ("Feuerdrachen", "German: fire dragon"),
        ("ein Vogel der singt", "German: a bird which sing"),
        ("König der Wölfe", "German: king of the wolf"),
        ("un renard de glace", "French: a fox of ice"),
        ("Un petit chat noir", "French: A small black cat"),
        ("zorra pequeña", "Spanish: small fox"),
        ("una volpe di fuoco", "Italian: a fox of fire"),
        ("um morcego da caverna", "Portuguese: a bat of cave"),
        ("炎のトカゲ", "Japanese: flame lizard"),
        ("작은 불꽃 도마뱀", "Korean: small flame lizard"),
        ("幽靈般的貓頭鷹", "Chinese: ghostly owl"),
    ],
)
def test_a_description_in_another_language_is_translated(
    cli: Cli, description: str, read: str
) -> None:
    result = cli("generate", description, "--seed", "7", "--format", "json")
    assert f"Read as {read}.".casefold() in result.stderr.casefold()
    nouns = read.partition(": ")[2].split()
    names = json.loads(result.stdout)
    assert {name["description"] for name in names} == {description}
    fit = [any(says(name["roots"], noun) for noun in nouns) for name in names]
    assert sum(fit) >= 8, names


@pytest.mark.parametrize(
    ("description", "read"),
    [
        ("ドラゴンではない猫", "Japanese: cat, no dragon"),
        ("ドラゴンじゃなくて、猫", "Japanese: cat, no dragon"),
        ("翼のないドラゴン", "Japanese: dragon, no wing"),
        ("不是龙。是蜗牛", "Chinese: snail, no dragon"),
        ("没有翅膀的龙", "Chinese: dragon, no wing"),
        ("不可爱的猫", "Chinese: cat, no cute"),
        ("용이 아닌 고양이", "Korean: cat, no dragon"),
        ("날개가 없는 드래곤", "Korean: dragon, no wing"),
    ],
)
def test_no_name_contains_what_a_language_without_spaces_negates(
    cli: Cli, description: str, read: str
) -> None:
    result = cli("generate", description, "--format", "json")
    assert f"Read as {read}." in result.stderr
    says = {word for name in json.loads(result.stdout) for word in name["says"]}
    assert says == {read.split()[1].rstrip(",")}


@pytest.mark.parametrize(
    ("description", "read"),
    [
        ("森のなかの狐", "Japanese: forest fox"),
        ("特别大的猫", "Chinese: big cat"),
        ("不死的猫", "Chinese: immortal cat"),
    ],
)
def test_what_only_looks_like_a_negation_is_translated(
    cli: Cli, description: str, read: str
) -> None:
    assert f"Read as {read}." in cli("generate", description, "-n", "1").stderr


@pytest.mark.parametrize(
    "description",
    ["a fiery lizard", "a large dragon", "die hard lizard", "a mare and a lion", "asdf qwer", "🔥"],
)
def test_english_is_not_translated(cli: Cli, description: str) -> None:
    assert "Read as" not in cli("generate", description, "-n", "1").stderr


def test_each_form_in_the_glossary_has_one_meaning() -> None:
    with GLOSSARY.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for column in rows[0]:
        forms = Counter(form for row in rows for form in row[column].split("|") if form)
        assert len(forms) > 700
        assert forms.most_common(1)[0][1] == 1
    assert [row["english"] for row in rows] == sorted(row["english"] for row in rows)
