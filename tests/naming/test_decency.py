"""Test that no name is offensive, and that innocent names pass."""

import codecs

import pytest

from pokename.naming.decency import offence
from pokename.pokedex.official_names import etymologies, normal_form
from pokename.pokedex.records import bundled_species
from tests.conftest import REPOSITORY

DATA = REPOSITORY / "tests" / "data"
INNOCENT = (DATA / "innocent.txt").read_text(encoding="ascii").split()
# The words are encoded, so that nobody reads them by accident.
CODED = (DATA / "offensive.rot13").read_text(encoding="ascii").split()


def plain(coded: str) -> str:
    return codecs.decode(coded, "rot13")


@pytest.mark.parametrize("coded", CODED)
def test_offensive_words_are_refused_plain_disguised_and_in_a_blend(coded: str) -> None:
    assert offence(plain(coded))


@pytest.mark.parametrize("word", INNOCENT)
def test_innocent_words_that_contain_offensive_ones_pass(word: str) -> None:
    assert offence(word) is None


def test_names_that_keep_a_whole_innocent_word_pass() -> None:
    for name in ("peacockle", "grapelon", "titanyx", "glassaur", "buttergon", "thornyx"):
        assert offence(name) is None


def test_all_official_names_but_two_pass() -> None:
    refused = {one.name for one in bundled_species() if offence(normal_form(one.name))}
    # Both contain an offensive word, letter by letter.
    assert refused == {"Cofagrigus", "Skuntank"}


def test_short_offensive_words_count_only_at_the_edges_of_a_name() -> None:
    short = plain("nff")
    assert offence(f"{short}luno") == "holds an offensive word"
    assert offence(f"luno{short}") == "holds an offensive word"
    assert offence(f"lu{short}no") is None


def test_an_innocent_word_excuses_only_offensive_words_inside_it() -> None:
    assert offence("peacock" + plain("gjng"))


def test_an_innocent_word_that_spans_a_seam_does_not_excuse_an_offensive_word() -> None:
    held = plain("encr")
    assert offence(f"moose{held}", ("moose", f"g{held}")) == "holds an offensive word"
    assert offence(f"g{held}moose", (f"g{held}", "moose")) is None


def test_the_words_of_a_name_are_checked_separately_and_joined() -> None:
    word = plain("shpx")
    assert offence("blue falcon") is None
    assert offence(f"blue {word}")
    assert offence(f"blu{word[:2]} {word[2:]}on")


def test_the_reason_does_not_repeat_the_offensive_word() -> None:
    for coded in CODED:
        assert plain(coded) not in (offence(plain(coded)) or "").split()


def test_no_source_word_of_the_etymologies_is_offensive() -> None:
    roots = {root for one in etymologies().values() for root in one.roots}
    assert [root for root in roots if offence(normal_form(root))] == []
