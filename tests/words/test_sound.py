"""Test how words sound: their sounds, how easily they are said, and their pronunciation."""

import pytest

from pokename.words.sound import ease, pronunciation, sounds_of, syllables


def test_the_sounds_of_a_word_cover_all_its_letters() -> None:
    for word in ("phoenix", "quartz", "knock", "aardvark", "y", "xx"):
        found = sounds_of(word)
        assert found.starts[0] == 0
        assert found.starts[-1] == len(word)
        assert len(found.starts) == len(found.sounds) + 1


def test_ease_is_higher_for_easily_said_names() -> None:
    assert ease("bulbasaur") > ease("grmpflzk")
    assert [syllables(name) for name in ("pikachu", "charizard", "mew", "lion")] == [3, 3, 1, 2]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Igniguana", "ig-nih-GWAH-nah"),
        ("Turtle", "TUR-tuhl"),
        ("Xenox", "ZEH-noks"),
        ("Yeti", "YEH-tee"),
        ("Moonlight", "MOON-lyt"),
        ("Paladough", "pah-LAH-doh"),
        ("Droughtoad", "DROW-tohd"),
        ("Sepiantique", "seh-pee-AN-tik"),
        ("Rogue", "ROHG"),
        ("Squeakrust", "SKWEE-kruhst"),
        ("Stainfly", "STAYN-fly"),
        ("Lamb", "LAM"),
        ("Psychorn", "SY-korn"),
        ("Pirodette", "pih-ROH-det"),
        ("Whimpounce", "WIM-powns"),
        ("Aurora", "aw-ROH-rah"),
        ("Iron Fang", "IH-ron FANG"),
        ("Flambé", "FLAM-beh"),
        ("Strvk", "STRVK"),
        ("♥", ""),
    ],
)
def test_names_are_respelled_as_pronounced(name: str, said: str) -> None:
    assert pronunciation(name) == said
