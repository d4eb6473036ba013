"""The config: where it comes from, what wins, and what is refused in which words."""

import json
from pathlib import Path

import pytest

from pokename.config import Config, load_config
from tests.conftest import REPOSITORY, Cli


def shown(cli: Cli, *arguments: object) -> dict[str, dict[str, object]]:
    rows: dict[str, dict[str, object]] = json.loads(
        cli("config", "show", "--format", "json", *arguments).stdout
    )
    return rows


def test_base_yaml_says_the_defaults() -> None:
    assert load_config(str(REPOSITORY / "configs/base.yaml"), (), {}).config == Config()


@pytest.mark.parametrize("name", ["base.yaml", "gpt2.yaml", "smoke.yaml"])
def test_every_config_that_ships_is_found_and_said(cli: Cli, name: str) -> None:
    result = cli("config", "show", "--config", name)
    assert f"config: {REPOSITORY / 'configs' / name}" in result.stderr


def test_a_file_here_comes_before_configs_before_the_package(project: Path, cli: Cli) -> None:
    (project / "configs").mkdir()
    (project / "configs/base.yaml").write_text("seed: 11\n")
    assert shown(cli)["seed"] == {"value": 11, "source": "file configs/base.yaml"}
    (project / "base.yaml").write_text("seed: 12\n")
    assert shown(cli)["seed"] == {"value": 12, "source": "file base.yaml"}


def test_command_line_over_environment_over_file_over_default(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "mine.yaml").write_text("train:\n  epochs: 2\n  batch_size: 4\n  patience: 5\n")
    monkeypatch.setenv("POKENAME__TRAIN__EPOCHS", "4")
    monkeypatch.setenv("POKENAME__TRAIN__BATCH_SIZE", "8")
    rows = shown(cli, "--config", "mine.yaml", "--set", "train.epochs=6")
    assert rows["train.epochs"] == {"value": 6.0, "source": "command line"}
    assert rows["train.batch_size"]["value"] == 8
    assert rows["train.patience"]["source"] == "file mine.yaml"
    assert rows["train.learning_rate"]["source"] == "default"


@pytest.mark.parametrize(
    ("override", "key", "value"),
    [
        ("train.learning_rate=3e-4", "train.learning_rate", 3e-4),
        ("train.max_steps=null", "train.max_steps", None),
        ("train.model={name: tiny, fallback: null}", "train.model.name", "tiny"),
        ("evaluate.prompts=[a cat, a dog]", "evaluate.prompts", ["a cat", "a dog"]),
    ],
)
def test_overrides_are_typed(cli: Cli, override: str, key: str, value: object) -> None:
    assert shown(cli, "--set", override)[key]["value"] == value


def test_extends_changes_what_it_names_and_keeps_the_rest(project: Path, cli: Cli) -> None:
    (project / "parent.yaml").write_text("seed: 3\ntrain:\n  epochs: 9\n")
    (project / "child.yaml").write_text("extends: parent.yaml\nseed: 4\n")
    rows = shown(cli, "--config", "child.yaml")
    assert (rows["seed"]["value"], rows["train.epochs"]["value"]) == (4, 9.0)


def test_what_show_writes_as_yaml_reads_back(project: Path, cli: Cli) -> None:
    text = cli("config", "show", "--format", "yaml", "--set", "train.epochs=1.5").stdout
    (project / "again.yaml").write_text(text)
    again = cli("config", "show", "--format", "yaml", "--config", "again.yaml").stdout
    assert again == text


def test_every_problem_is_told_at_once_with_file_line_key_and_what_is_allowed(
    project: Path, cli: Cli
) -> None:
    (project / "bad.yaml").write_text(
        "seed: many\ntrain:\n  learning_rat: 1\n  epochs: -1\npreprocess:\n  split: rows\n"
    )
    said = cli("config", "show", "--config", "bad.yaml", ok=False)
    assert said.exit_code == 2
    for part in (
        'bad.yaml, line 1: seed is "many"; it takes an integer',
        "did you mean train.learning_rate?",
        "bad.yaml, line 4: train.epochs is -1",
        "one of family, generation",
    ):
        assert part in said.stderr, part
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seed: 1\nseed: 2\n", "stands twice"),
        ("train:\n\tepochs: 1\n", "a tab"),
        ("", "empty"),
        ("- seed\n", "a list at the top"),
        ("seed: [1\n", "not YAML"),
        ("extends: bad.yaml\n", "extend each other"),
        ("extends: none.yaml\n", "no config file none.yaml"),
        ("extends: [a]\n", "takes a file name"),
        ("seed: &a 1\n", "anchors"),
        ("train: 3\n", "keys, such as"),
        ("preprocess: {val_share: 0.6, test_share: 0.6}\n", "together they must stay below 1"),
    ],
)
def test_a_broken_file_is_one_clear_error(project: Path, cli: Cli, text: str, said: str) -> None:
    (project / "bad.yaml").write_text(text)
    result = cli("config", "show", "--config", "bad.yaml", ok=False)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("override", "said"),
    [("seed", "write --set KEY=VALUE"), ("seed=", "has no value"), ("sed=1", "did you mean seed")],
)
def test_a_broken_override_is_one_clear_error(cli: Cli, override: str, said: str) -> None:
    result = cli("config", "show", "--set", override, ok=False)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_that_is_not_utf8_is_told(project: Path, cli: Cli) -> None:
    (project / "bad.yaml").write_bytes(b"seed: 1\n# \xff\n")
    assert "not UTF-8" in cli("config", "show", "--config", "bad.yaml", ok=False).stderr


def test_the_schema_lists_every_key_in_each_format(cli: Cli) -> None:
    keys = set(shown(cli))
    rows = json.loads(cli("config", "schema", "--format", "json").stdout)
    assert {row["key"] for row in rows} == keys
    assert all(row["description"] and row["type"] for row in rows)
    for form in ("table", "markdown"):
        text = cli("config", "schema", "--format", form).stdout
        assert all(key in text for key in keys)
