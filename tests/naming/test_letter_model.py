"""Test that the letter model can be written and read, also from files of earlier versions."""

import json
import math
import random
from pathlib import Path

import pytest

from pokename.errors import ModelError
from pokename.naming.letter_model import LetterModel

NAMES = ["Charmander", "Porygon2", "Ho-Oh", "Flabébé"]
ASKED = ["charmeleon", "porygon2", "hooh", "xyz", ""]


def figures(model: LetterModel) -> list[float]:
    return [model.log_prob(name) for name in ASKED]


def test_a_letter_model_survives_a_round_trip(project: Path) -> None:
    model = LetterModel.fit(NAMES)
    model.save(project / "letters.json")
    read = LetterModel.load(project / "letters.json")
    assert figures(read) == figures(model)
    drawn = [one.sample(random.Random(7)) for one in (model, read)]
    assert drawn[0] == drawn[1]


def test_the_file_of_an_earlier_version_is_read(project: Path) -> None:
    counts = {"": {"a": 2, "$": 1}, "^": {"a": 1}, "a": {"a": 1, "$": 1}}
    old, new = project / "old.json", project / "new.json"
    old.write_text(json.dumps({"order": 2, "counts": counts}))
    model = LetterModel.load(old)
    # Witten-Bell smoothing by hand: $ was never seen after ^. Its probability after ^ is therefore
    # half of its probability without a context.
    without_context = 3 / 5 * 1 / 3 + 2 / 5 * 1 / 37
    assert math.exp(model.log_prob("")) == pytest.approx(without_context / 2)
    model.save(new)
    assert figures(LetterModel.load(new)) == figures(model)


@pytest.mark.parametrize("content", ["{}", "[]", '{"order": 4}', '{"order": 4, "counts": [1]}'])
def test_a_file_without_a_letter_model_is_an_error(project: Path, content: str) -> None:
    path = project / "letters.json"
    path.write_text(content)
    with pytest.raises(ModelError, match="doesn't hold a letter model"):
        LetterModel.load(path)


@pytest.mark.parametrize("packed", ["a 00", "a 0", "a", "aa 1 2", "ab 1", "a x", "a -1", "", 7])
def test_a_malformed_count_is_found_by_the_check(project: Path, packed: str | int) -> None:
    path = project / "letters.json"
    path.write_text(json.dumps({"order": 2, "contexts": {"": "ab 2 1", "a": packed}}))
    with pytest.raises(ModelError, match="doesn't hold a letter model"):
        LetterModel.load(path).check(path)
