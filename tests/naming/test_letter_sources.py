"""Test which letters of a name come from which source word."""

import pytest

from pokename import NameGenerator
from pokename.naming.letter_sources import letter_sources


@pytest.mark.parametrize(
    ("name", "roots", "letters"),
    [
        ("Igniguana", ("ignite", "iguana"), ["Igni", "iguana"]),
        ("Monitorch", ("monitor", "torch"), ["Monitor", "torch"]),
        ("Blazeko", ("blaze", "gecko"), ["Blaze", "eko"]),  # "eko" sounds like a part of gecko
        ("Bulbasaur", ("bulb", "saurus"), ["Bulb", "saur"]),
        ("Iron Fang", ("iron", "fang"), ["Iron", "Fang"]),
        ("Flambé", ("flame", "flambe"), ["Flam", "Flambé"]),
        ("Beckorch", ("gecko", "torch"), ["ecko", "orch"]),  # neither part is the start of a word
        ("Emberdragice", ("ember", "dragon", "ice"), ["Ember", "drag", "ice"]),
        ("Pikachu", ("volt",), [""]),
        ("Pikachu", (), []),
    ],
)
def test_each_letter_is_traced_to_its_source_word(
    name: str, roots: tuple[str, ...], letters: list[str]
) -> None:
    assert [name[start:end] for start, end in letter_sources(name, roots)] == letters


def test_every_letter_of_a_blend_has_a_source_word() -> None:
    generator = NameGenerator.load()
    for description in ("a fiery lizard", "tiny electric mouse", "a ghost in an old lantern"):
        for name in generator.generate(description, 20):
            spans = letter_sources(name.name, name.roots)
            covered = {place for span in spans for place in range(*span)}
            assert covered == set(range(len(name.name))), name
