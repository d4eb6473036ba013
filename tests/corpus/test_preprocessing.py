"""Test ``pokename preprocess``, from raw files to splits."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest

from pokename.corpus.cleaning import NameMask, clean
from pokename.corpus.splits import SPLITS, Example, read_examples, write_examples
from pokename.pokedex.records import (
    FlavorText,
    Species,
    bundled_species,
    write_flavor_texts,
    write_species,
)
from tests.conftest import Cli


def species(number: int, name: str, family: int, **facts: object) -> Species:
    values: dict[str, object] = {
        "id": number,
        "slug": name.lower(),
        "name": name,
        "genus": "Lizard Pokémon",
        "types": ("fire",),
        "color": "red",
        "shape": "upright",
        "habitat": "mountain",
        "generation": "i",
        "family": family,
        "evolves_from": "",
        "egg_groups": ("monster",),
        "is_baby": False,
        "is_legendary": False,
        "is_mythical": False,
    }
    return Species(**{**values, **facts})  # type: ignore[arg-type]


def raw(project: Path, texts: dict[int, list[str]], pokedex: list[Species]) -> None:
    names = {one.id: one for one in pokedex}
    write_species(project / "data/raw/species.csv", pokedex)
    write_flavor_texts(
        project / "data/raw/raw_descriptions.csv",
        [
            FlavorText(number, names[number].slug, names[number].name, f"v{i:02}", "en", text)
            for number, described in texts.items()
            for i, text in enumerate(described)
        ],
    )


def all_rows(project: Path) -> list[Example]:
    return [
        row for split in SPLITS for row in read_examples(project / f"data/processed/{split}.csv")
    ]


@pytest.fixture(scope="module")
def preprocessed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Preprocess the bundled Pokédex once per module, in a separate folder."""
    folder = tmp_path_factory.mktemp("preprocessed")
    to_folder = ("--set", f"paths.data={folder / 'data'}")
    Cli()("fetch", "--source", "bundled", *to_folder)
    Cli()("preprocess", *to_folder)
    return folder


@pytest.mark.parametrize(
    ("served", "cleaned"),
    [
        ("One\ftwo", "One two"),
        ("elec\u00ad\ntricity", "electricity"),
        ("soft\u00adhyphen", "softhyphen"),
        ("wings -\nlarge ones", "wings - large ones"),
        ("fire-\nbreathing", "fire-breathing"),
        ("a\nline", "a line"),
        ("two\f\nbreaks", "two breaks"),
        ("soft hyphen at a page\u00ad\fend", "soft hyphen at a pageend"),
        ("POKéMON and POKÉMON", "Pokémon and Pokémon"),
        ("  wide   space ", "wide space"),
    ],
)
def test_cleaning_rules_fix_each_kind_of_damage(served: str, cleaned: str) -> None:
    assert clean(served) == cleaned


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("PIKACHU naps.", "This Pokémon naps."),
        ("It meets pikachu often.", "It meets this Pokémon often."),
        ("Pikachu's tail, and the Pikachus.", "This Pokémon's tail, and this Pokémon."),
        ("Pikachu’s tail.", "This Pokémon's tail."),
        ("A Pikachu. An Abra sleeps.", "This Pokémon. This Pokémon sleeps."),
        ("Hypno uses HYPNOSIS.", "This Pokémon uses HYPNOSIS."),
        ("A pinecone is no Pineco.", "A pinecone is no this Pokémon."),
        ("Flabebe and FLABÉBÉ.", "This Pokémon and this Pokémon."),
        ("Farfetch'd and Farfetch’d.", "This Pokémon and this Pokémon."),
        ("Porygon-Z, Porygon2, Porygon.", "This Pokémon, this Pokémon, this Pokémon."),
        ("It flees from Mr. Mime and Nidoran♀.", "It flees from this Pokémon and this Pokémon."),
        ("It learns from Type: Null!", "It learns from this Pokémon!"),
    ],
)
def test_names_are_masked(text: str, masked: str) -> None:
    assert NameMask(one.name for one in bundled_species()).apply(text) == masked


def test_names_and_repeated_texts_are_removed_from_descriptions(project: Path, cli: Cli) -> None:
    lizard = species(9001, "Brandoling", 9001)
    frog = species(9002, "Puddlit", 9002)
    texts = {
        9001: ["BRANDOLING hunts\fPuddlit.", "Brandoling hunts\nPUDDLIT.", "It naps near Pikachu."],
        9002: ["A quiet swim-\nmer."],
    }
    raw(project, texts, [lizard, frog])
    cli("preprocess")
    texts_of = defaultdict(list)
    for row in all_rows(project):
        if row.kind == "pokedex":
            texts_of[row.name].append(row.description)
    assert texts_of == {
        "Brandoling": ["This Pokémon hunts this Pokémon.", "It naps near this Pokémon."],
        "Puddlit": ["A quiet swim-mer."],
    }
    with (project / "data/interim/audit.csv").open() as stream:
        audit = {row["rule"]: int(row["texts"]) for row in csv.DictReader(stream)}
    assert audit["form feed"] == 1
    assert audit["own name"] == 2
    assert audit["another species' name"] == 3
    assert audit["reprint"] == 1


@pytest.mark.slow
def test_the_bundled_pokedex_is_split_by_family_into_the_same_bytes_each_time(
    preprocessed: Path, project: Path, cli: Cli
) -> None:
    first = {split: (preprocessed / f"data/processed/{split}.csv").read_bytes() for split in SPLITS}
    splits_of_family = defaultdict(set)
    generations = defaultdict(set)
    generation = {one.id: one.generation for one in bundled_species()}
    for split in SPLITS:
        for row in read_examples(preprocessed / f"data/processed/{split}.csv"):
            splits_of_family[row.family].add(split)
            generations[split].add(generation[row.species_id])
    assert len(splits_of_family) == 541
    assert all(len(splits) == 1 for splits in splits_of_family.values())
    assert all(len(generations[split]) == 9 for split in SPLITS)
    manifest = json.loads((preprocessed / "data/processed/manifest.json").read_text())
    assert sum(manifest["counts"][split]["species"] for split in SPLITS) == 1025
    cli("fetch", "--source", "bundled")
    cli("preprocess")
    assert first == {s: (project / f"data/processed/{s}.csv").read_bytes() for s in SPLITS}
    cli("preprocess", "--seed", "8")
    assert first["test"] != (project / "data/processed/test.csv").read_bytes()


@pytest.mark.slow
def test_the_generation_split_holds_out_generations_newer_than_gpt2(
    project: Path, cli: Cli
) -> None:
    cli("fetch", "--source", "bundled")
    cli("preprocess", "--set", "preprocess.split=generation")
    generation = {one.id: one.generation for one in bundled_species()}
    train = {
        generation[row.species_id] for row in read_examples(project / "data/processed/train.csv")
    }
    assert train == {"i", "ii", "iii", "iv", "v", "vi", "vii"}
    held_out = {
        row.species_id
        for split in ("val", "test")
        for row in read_examples(project / f"data/processed/{split}.csv")
    }
    assert {one.id for one in bundled_species() if one.generation in ("viii", "ix")} <= held_out


def test_every_species_has_short_prompts_without_names(preprocessed: Path) -> None:
    prompts = [row for row in all_rows(preprocessed) if row.kind == "prompt"]
    mask = NameMask(one.name for one in bundled_species())
    assert len({row.species_id for row in prompts}) == 1025
    assert max(len(row.description.split()) for row in prompts) <= 15
    assert [
        row.description for row in prompts if mask.apply(row.description) != row.description
    ] == []


def test_irregular_names_are_kept_whole(preprocessed: Path) -> None:
    names = {row.name for row in all_rows(preprocessed)}
    assert {"Mr. Mime", "Nidoran♀", "Farfetch’d", "Flabébé", "Type: Null", "Ho-Oh"} <= names


def test_rows_are_the_same_after_writing_and_reading(project: Path) -> None:
    rows = [Example(1, 2, "Mr. “Q”", 'a "quoted", text', "prompt", ("char", "hunky-dory"))]
    write_examples(project / "rows.csv", rows)
    assert read_examples(project / "rows.csv") == rows


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda p: (p / "data/raw/species.csv").unlink(), "pokename fetch"),
        (lambda p: (p / "data/raw/raw_descriptions.csv").write_text("a,b\n1,2\n"), "columns"),
    ],
)
def test_a_broken_raw_file_gives_a_one_line_error_with_a_remedy(
    project: Path, cli: Cli, break_it: object, said: str
) -> None:
    raw(project, {9001: ["A text."]}, [species(9001, "Brandoling", 9001)])
    break_it(project)  # type: ignore[operator]
    result = cli("preprocess", ok=False)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr
