"""Test where the config comes from, and which source takes precedence."""

from pathlib import Path

import pytest

from pokename.config.config_files import packaged_configs
from tests.conftest import REPOSITORY, Cli
from tests.support.configs import problems, schema, shown, write

OF_OTHER_TOOLS = {"sweep.yaml", "accelerate.yaml"}
SHIPPED = sorted({path.name for path in (REPOSITORY / "configs").glob("*.yaml")} - OF_OTHER_TOOLS)


def test_config_files_are_looked_up_in_the_working_folder_then_configs_then_the_package(
    project: Path, cli: Cli
) -> None:
    packaged = cli("config", "show")
    assert packaged.stderr == ""
    named = cli("config", "show", "--config", "smoke.yaml")
    assert named.stderr == f"config: {packaged_configs() / 'smoke.yaml'}\n"
    write(project / "configs/base.yaml", "seed: 11\n")
    in_configs = cli("config", "show")
    assert in_configs.stderr == f"config: {Path('configs/base.yaml')}\n"
    assert in_configs.stdout.startswith("seed = 11 ")
    write(project / "base.yaml", "seed: 12\n")
    here = cli("config", "show")
    assert here.stderr == "config: base.yaml\n"
    assert here.stdout.startswith("seed = 12 ")


def test_a_given_config_path_is_used_unchanged(project: Path, cli: Cli, tmp_path: Path) -> None:
    write(project / "mine.yaml", "seed: 1\n")
    elsewhere = write(tmp_path / "elsewhere/mine.yaml", "seed: 2\n")
    assert shown(cli, "--config", elsewhere)["seed"]["value"] == 2
    assert shown(cli, "-c", Path("../elsewhere/mine.yaml"))["seed"]["value"] == 2


def test_a_step_uses_the_config_and_prints_its_name(project: Path, cli: Cli) -> None:
    write(project / "mine.yaml", "fetch: {source: bundled}\npaths: {data: kept}\n")
    result = cli("fetch", "--config", "mine.yaml", "--set", "fetch.workers=2")
    assert result.stderr.startswith("config: mine.yaml\n")
    assert result.stdout == f"{Path('kept/raw/raw_descriptions.csv')}\n"
    assert (project / "kept/raw/raw_descriptions.csv").is_file()


def test_an_invalid_config_stops_a_step_before_it_writes(project: Path, cli: Cli) -> None:
    result = cli("fetch", "--source", "bundled", "--workers", "0", ok=False)
    assert result.exit_code == 2
    assert problems(result.stderr) == [
        "command line: fetch.workers is 0; it takes an integer at least 1 and at most 64"
    ]
    assert list(project.iterdir()) == []


def test_base_yaml_lists_every_key_with_its_default(cli: Cli) -> None:
    rows = shown(cli, "--config", REPOSITORY / "configs/base.yaml")
    assert {key: row["value"] for key, row in rows.items()} == {
        row["key"]: row["default"] for row in schema(cli)
    }
    assert {row["source"] for row in rows.values()} == {f"file {REPOSITORY / 'configs/base.yaml'}"}


@pytest.mark.parametrize("name", SHIPPED)
def test_packaged_configs_load_by_name_and_extend_base_yaml(cli: Cli, name: str) -> None:
    rows = shown(cli, "--config", name)
    sources = {row["source"] for row in rows.values()}
    assert sources == {f"file {packaged_configs() / one}" for one in {name, "base.yaml"}}


def test_extends_can_be_chained_and_the_nearest_file_wins(project: Path, cli: Cli) -> None:
    write(project / "sub/child.yaml", "extends: parent.yaml\nevaluate: {prompts: [a cat]}\n")
    write(
        project / "sub/parent.yaml",
        "extends: ../grandparent.yaml\ntrain:\n  epochs: 2\nevaluate: {prompts: [a, b, c]}\n",
    )
    write(project / "grandparent.yaml", "extends: smoke.yaml\ntrain: {epochs: 1, patience: 9}\n")
    write(project / "parent.yaml", "seed: 1\n")  # not read: sub/parent.yaml comes first
    rows = shown(cli, "--config", "sub/child.yaml")
    sub = Path("sub")
    for key, value, file in (
        ("evaluate.prompts", ["a cat"], sub / "child.yaml"),
        ("train.epochs", 2.0, sub / "parent.yaml"),
        ("train.patience", 9, sub / "../grandparent.yaml"),
        ("train.run", "smoke", packaged_configs() / "smoke.yaml"),
        ("seed", 7, packaged_configs() / "base.yaml"),
    ):
        assert rows[key] == {"value": value, "source": f"file {file}"}


def test_precedence_is_command_line_environment_file_default(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project / "mine.yaml", "train:\n  epochs: 3\n  batch_size: 3\n  patience: 3\n")
    monkeypatch.setenv("POKENAME__TRAIN__EPOCHS", "2")
    monkeypatch.setenv("POKENAME__TRAIN__BATCH_SIZE", "2")
    arguments = ("config", "show", "--config", "mine.yaml", "--set", "train.epochs=1")
    lines = [line.split("  # ") for line in cli(*arguments).stdout.splitlines()]
    sources = {setting.strip(): source for setting, source in lines}
    assert sources["train.epochs = 1.0"] == "command line"
    assert sources["train.batch_size = 2"] == "environment POKENAME__TRAIN__BATCH_SIZE"
    assert sources["train.patience = 3"] == "file mine.yaml"
    assert sources["train.learning_rate = 0.0001"] == "default"


def test_environment_variables_are_read_as_yaml_like_the_option_set(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POKENAME__TRAIN", "{epochs: 9, model: {name: tiny, fallback: null}}")
    monkeypatch.setenv("POKENAME__TRAIN__EPOCHS", "2.5")
    monkeypatch.setenv("POKENAME__EVALUATE__PROMPTS", "[a cat, a dog]")
    monkeypatch.setenv("POKENAME_DEBUG", "0")  # not a setting, since it has one underscore
    rows = shown(cli)
    assert rows["train.epochs"]["value"] == 2.5
    assert rows["train.model.name"] == {"value": "tiny", "source": "environment POKENAME__TRAIN"}
    assert rows["train.model.fallback"]["value"] is None
    assert rows["evaluate.prompts"]["value"] == ["a cat", "a dog"]


@pytest.mark.parametrize(
    ("overrides", "values"),
    [
        (["train.learning_rate=3e-4"], {"train.learning_rate": 3e-4}),
        (["train.max_steps=40"], {"train.max_steps": 40}),
        (["train.max_steps=40", "train.max_steps=null"], {"train.max_steps": None}),
        (["train.epochs=2", "seed=3"], {"train.epochs": 2.0, "seed": 3}),
        (["seed=1", "seed=2"], {"seed": 2}),
        (["evaluate.prompts=[a cat, a dog]"], {"evaluate.prompts": ["a cat", "a dog"]}),
        (
            ["train.model={name: tiny, fallback: null}", "train.model.name=other"],
            {"train.model.name": "other", "train.model.fallback": None},
        ),
        (['tracking.project="010"'], {"tracking.project": "010"}),
        (["tracking.project=a=b"], {"tracking.project": "a=b"}),
        (['tracking.project="\\ud83d\\ude00"'], {"tracking.project": "😀"}),  # escaped as in JSON
    ],
)
def test_the_option_set_takes_typed_values_and_may_be_repeated(
    cli: Cli, overrides: list[str], values: dict[str, object]
) -> None:
    rows = shown(cli, *(part for override in overrides for part in ("--set", override)))
    assert {key: rows[key]["value"] for key in values} == values
    assert {rows[key]["source"] for key in values} == {"command line"}


def test_other_options_override_set_and_their_values_are_read_as_text(
    project: Path, cli: Cli
) -> None:
    cli("fetch", "--source", "bundled", "--set", "fetch.source=pokeapi", "--offline")
    result = cli("evaluate", "--model", "010", "--set", "evaluate.model=other", ok=False)
    assert result.exit_code == 1
    assert "010 isn't a trained model" in result.stderr


@pytest.mark.parametrize(
    ("written", "read"),
    [
        *[(text, text) for text in ("no", "Yes", "off", "1:30", "0x10", "1_000", "2024-01-01")],
        *[(text, text) for text in ("Null", "nan", ".inf", "1.2.3", "a#b", "http://a:1")],
        ("'7'", "7"),
        ("word  # a comment", "word"),
        ("|-\n  two\n  lines", "two\nlines"),
    ],
)
def test_texts_in_yaml_are_read_as_text(project: Path, cli: Cli, written: str, read: str) -> None:
    write(project / "mine.yaml", f"tracking:\n project: {written}\n")
    assert shown(cli, "--config", "mine.yaml")["tracking.project"]["value"] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("010", 10.0), ("3e-4", 3e-4), ("1E2", 100.0), (".5", 0.5), ("5.", 5.0), ("+2", 2.0)],
)
def test_numbers_in_yaml_are_read_as_numbers(
    project: Path, cli: Cli, written: str, read: float
) -> None:
    write(project / "mine.yaml", f"train: {{epochs: {written}}}\n")
    assert shown(cli, "--config", "mine.yaml")["train.epochs"]["value"] == read


def test_bom_crlf_and_accents_are_accepted(project: Path, cli: Cli) -> None:
    text = "\N{ZERO WIDTH NO-BREAK SPACE}---\r\nseed: 3\r\ntracking:\r\n  project: Pokémon\r\n"
    rows = shown(cli, "--config", write(project / "mine.yaml", text))
    assert rows["seed"]["value"] == 3
    assert rows["tracking.project"]["value"] == "Pokémon"
