"""Test which names count as taken: official names in all languages, and the user's own."""

import random
import string
from pathlib import Path

import pytest
import requests
from rapidfuzz.distance import Levenshtein

from pokename.errors import DataError
from pokename.naming.novelty import is_near_official, nearest_official, read_names, similarity
from pokename.pokedex.cache import PageRequest
from pokename.pokedex.official_names import english_names, normal_form, official_names
from pokename.pokedex.pages import SpeciesPage
from pokename.pokedex.records import bundled_species


def edited(form: str, rng: random.Random) -> str:
    """Return the name with a letter added, dropped or changed, or with two of these edits."""
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(form))
        form = (
            form[:at] + rng.choice(("", *string.ascii_lowercase)) + form[at + rng.choice((0, 1)) :]
        )
    return form


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Charmander"),
        ("fr", "Salamèche"),
        ("de", "Glumanda"),
        ("ja-roma", "Hitokage"),
        ("es", "Código Cero"),
        ("it", "Crinealato"),
    ],
)
def test_official_names_are_known_in_every_language(language: str, name: str) -> None:
    assert official_names()[normal_form(name)].language == language
    assert official_names()[normal_form(name)].name == name


def test_the_english_names_are_the_names_in_the_facts() -> None:
    assert english_names() == {normal_form(one.name) for one in bundled_species()}
    assert english_names() < official_names().keys()


def test_a_name_is_near_an_official_one_that_is_at_most_one_edit_away() -> None:
    rng = random.Random(0)
    forms = [edited(form, rng) for form in rng.sample(sorted(official_names()), 300)]
    for form in forms:
        edits = min(Levenshtein.distance(form, official) for official in official_names())
        assert is_near_official(form) == (edits <= 1), form


def test_every_official_name_is_near_itself_and_nearest_to_itself() -> None:
    assert all(is_near_official(form) for form in official_names())
    assert nearest_official("salameche") == ("Salamèche", 0)
    assert similarity("salameche") == 1


def test_an_english_name_is_preferred_among_equally_near_names() -> None:
    rng = random.Random(1)
    for form in (edited(form, rng) for form in rng.sample(sorted(official_names()), 100)):
        name, edits = nearest_official(form)
        near = min(Levenshtein.distance(form, english) for english in english_names())
        assert (near == edits) == (normal_form(name) in english_names())


def test_similarity_is_one_minus_edits_divided_by_the_length_of_the_longer_name() -> None:
    assert similarity("charizards") == pytest.approx(0.9)
    assert similarity("emberquill") < 0.7


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("mine.txt", "Flamoray\n\nFlàbo Nix\nフシギダネ\n"),
        ("mine.CSV", "description,name\r\na fish,Flamoray\r\na fox,Flàbo Nix\r\nnone,\r\n"),
    ],
)
def test_names_in_a_users_file_are_read_in_normal_form(project: Path, file: str, text: str) -> None:
    (project / file).write_text(text, encoding="utf-8-sig")
    assert read_names(project / file) == {"flamoray", "flabonix"}


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("mine.xlsx", b"", "neither .txt nor .csv"),
        ("mine.csv", b"title\nFlamoray\n", "no column 'name'"),
        ("mine.csv", b"", "no column 'name'"),
        ("mine.txt", b"Flam\xe9\n", "isn't UTF-8"),
        ("mine.csv", b"name\nFirby\nMonitorch Flaguana Igniguana\n", "line 3: .* over 20 letters"),
    ],
)
def test_a_file_that_gives_no_names_is_an_error(
    project: Path, file: str, content: bytes, said: str
) -> None:
    (project / file).write_bytes(content)
    with pytest.raises(DataError, match=said):
        read_names(project / file)


def test_a_missing_file_is_an_error(project: Path) -> None:
    with pytest.raises(DataError, match="can't be read"):
        read_names(project / "none.txt")


@pytest.mark.recorded
def test_the_recipe_reproduces_the_official_names(recorded_api: str) -> None:
    recipe = pytest.importorskip("recipes.official_names", reason="not in a source distribution")
    numbers = (4, 29, 233, 474, 669, 772)  # names with symbols, digits, accents
    found = recipe.official_names(
        PageRequest("", SpeciesPage).read(
            requests.get(f"{recorded_api}pokemon-species/{number}", timeout=10).content
        )
        for number in numbers
    )
    assert {"salameche", "nidoran", "porygon2", "porygonz", "flabebe", "codigocero"} < found.keys()
    assert all(official_names()[form] == one for form, one in found.items())
