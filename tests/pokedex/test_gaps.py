"""Test that new species with missing facts are fetched, with their gaps recorded."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pokename.pokedex.records import Species, read_flavor_texts, read_species
from tests.conftest import Cli
from tests.support.fake_api import FakeApi
from tests.support.fetch_runs import RIDDLER, fetch, is_one_line, manifest
from tests.support.invented_pokedex import POKEDEX, species_path

NULLABLE = [
    "names", "genera", "varieties", "color", "shape", "habitat", "generation", "evolution_chain",
    "evolves_from_species", "egg_groups", "is_baby", "is_legendary", "is_mythical",
    "flavor_text_entries",
]  # fmt: skip


def riddler(project: Path) -> Species:
    return next(one for one in read_species(project / "data/raw/species.csv") if one.id == 9004)


def change(api: FakeApi, **values: Any) -> None:
    api.pages[RIDDLER].update(values)


def test_any_fact_may_be_null_without_extra_requests(project: Path, cli: Cli, api: FakeApi) -> None:
    for key in NULLABLE:
        change(api, **{key: None})
        api.pages[species_path(9001)][key] = None
    said = fetch(cli, api.url).stderr
    assert set(Counter(api.paths()).values()) == {1}
    one = riddler(project)
    assert (one.name, one.types, one.color, one.generation) == ("Mr-Q", (), "", "")
    gaps = ["name", "types", "color", "generation", "evolution chain"]
    assert manifest(project)["gaps"] == {"brandoling": gaps, "mr-q": gaps}
    assert manifest(project)["missing"] == []
    assert "mr-q: the API has no name, types, color, generation, evolution chain" in said
    assert "--refresh" in said
    cli("preprocess", "--set", "preprocess.val_share=0.2", "--set", "preprocess.test_share=0.2")


@pytest.mark.parametrize("key", NULLABLE)
def test_a_single_null_changes_only_its_fact(
    project: Path, cli: Cli, api: FakeApi, key: str
) -> None:
    change(api, **{key: None})
    fetch(cli, api.url, "--set", "fetch.attempts=1")
    one = riddler(project)
    assert one.id == 9004
    assert one.name == ("Mr-Q" if key == "names" else "Mr. “Q”")
    assert one.types == (() if key == "varieties" else ("normal",))
    assert one.family == (-9004 if key == "evolution_chain" else 77)


@pytest.mark.parametrize(
    "values",
    [
        {"names": []},
        {"names": [{"language": {"name": "ja"}, "name": "ナゾ"}]},
        {"names": [{"language": {"name": "en"}, "name": ""}]},
        {"names": [{"language": {"name": "en"}, "name": None}]},
    ],
)
def test_a_species_without_an_english_name_gets_its_slug_as_name(
    project: Path, cli: Cli, api: FakeApi, values: dict[str, Any]
) -> None:
    change(api, **values)
    fetch(cli, api.url)
    assert riddler(project).name == "Mr-Q"
    assert manifest(project)["gaps"] == {"mr-q": ["name"]}
    cli("preprocess", "--set", "preprocess.val_share=0.2", "--set", "preprocess.test_share=0.2")


def test_without_a_default_form_the_first_form_is_used(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    forms = api.pages[RIDDLER]["varieties"]
    change(api, varieties=[{**form, "is_default": False} for form in reversed(forms)])
    fetch(cli, api.url)
    assert riddler(project).types == ("normal",)


def test_blank_texts_are_left_out(project: Path, cli: Cli, api: FakeApi) -> None:
    entry = api.pages[RIDDLER]["flavor_text_entries"][0]
    blank = [{**entry, "flavor_text": text} for text in ("", " \n\f ", None)]
    change(api, flavor_text_entries=[*blank, {**entry, "version": None}])
    fetch(cli, api.url)
    texts = read_flavor_texts(project / "data/raw/raw_descriptions.csv")
    assert [(one.version, one.description) for one in texts if one.species_id == 9004] == [
        ("", "Fond of riddles.")
    ]


def test_a_species_without_a_type_is_kept_and_reported(
    project: Path, cli: Cli, api: FakeApi
) -> None:
    api.pages["type/11"]["pokemon"] = api.pages["type/11"]["pokemon"][1:]
    said = fetch(cli, api.url).stderr
    assert "puddl-it: the API has no types" in said
    assert "--refresh" in said
    species = read_species(project / "data/raw/species.csv")
    assert [one.slug for one in species if not one.types] == ["puddl-it"]
    cli("preprocess", "--set", "preprocess.val_share=0.2", "--set", "preprocess.test_share=0.2")


def test_many_species_without_a_type_are_an_error(
    project: Path, cli: Cli, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pokename.pokedex.fetching.MOST_UNTYPED", 0)
    api.pages["type/11"]["pokemon"] = []
    result = fetch(cli, api.url, ok=False)
    assert result.exit_code == 1
    assert is_one_line(result.stderr)
    assert "puddl-it" in result.stderr
    assert "--refresh" in result.stderr
    assert not (project / "data").exists()


@pytest.mark.parametrize("unknown", [[9001], [9002], [9001, 9002]])
def test_an_evolution_line_without_a_family_becomes_a_new_family(
    project: Path, cli: Cli, api: FakeApi, unknown: list[int]
) -> None:
    for one in POKEDEX:
        api.pages[species_path(one.id)]["evolution_chain"] = (
            None if one.id in unknown else {"url": f"{api.url}evolution-chain/{one.id % 9001}1/"}
        )
    api.pages[species_path(9002)]["evolution_chain"] = (
        None if 9002 in unknown else {"url": f"{api.url}evolution-chain/01/"}
    )
    fetch(cli, api.url)
    families = {one.id: one.family for one in read_species(project / "data/raw/species.csv")}
    assert families[9001] == families[9002] == (-9001 if len(unknown) == 2 else 1)
    assert len(set(families.values())) == len(POKEDEX) - 1


def test_a_cycle_of_evolutions_terminates(project: Path, cli: Cli, api: FakeApi) -> None:
    for number, other in ((9001, "brandrake"), (9002, "brandoling")):
        api.pages[species_path(number)].update(
            evolution_chain=None, evolves_from_species={"name": other}
        )
    fetch(cli, api.url)
    with (project / "data/raw/species.csv").open(encoding="utf-8", newline="") as stream:
        families = [row["evolution_chain"] for row in csv.DictReader(stream)][:2]
    assert families[0] == families[1] != "77"


def test_a_raw_file_without_a_name_is_an_error(project: Path, cli: Cli, fetched: Path) -> None:
    path = fetched / "data/raw/species.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",Bulbasaur,", ",,"), "utf-8")
    result = cli("preprocess", ok=False)
    assert result.exit_code == 1
    assert "bulbasaur has no name. Run 'pokename fetch' again." in result.stderr


def test_an_open_quote_in_a_raw_file_is_an_error(project: Path, cli: Cli, fetched: Path) -> None:
    path = fetched / "data/raw/species.csv"
    path.write_text(path.read_text(encoding="utf-8") + '"', "utf-8")
    result = cli("preprocess", ok=False)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "isn't CSV" in result.stderr
    assert json.dumps(result.stderr).startswith('"Error: ')
