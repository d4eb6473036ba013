"""The config: where it comes from, what wins, and what is refused in which words."""

import json
from pathlib import Path
from typing import Any

import pytest

from pokename.config.reading import packaged_configs
from tests.conftest import REPOSITORY, Cli

SHIPPED = sorted(path.name for path in (REPOSITORY / "configs").glob("*.yaml"))


def shown(cli: Cli, *arguments: object) -> dict[str, dict[str, Any]]:
    """Return each key with its value and source."""
    rows: dict[str, dict[str, Any]] = json.loads(
        cli("config", "show", "--format", "json", *arguments).stdout
    )
    return rows


def schema(cli: Cli) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(cli("config", "schema", "--format", "json").stdout)
    return rows


def refused(cli: Cli, *arguments: object) -> str:
    """Return what is said of a config that can't be used."""
    result = cli("config", "show", *arguments, ok=False)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    return result.stderr


def problems(said: str) -> list[str]:
    return [line.removeprefix("  - ") for line in said.splitlines() if line.startswith("  - ")]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_a_file_here_precedes_one_in_configs_and_that_precedes_the_packaged(
    project: Path, cli: Cli
) -> None:
    packaged = cli("config", "show")
    assert packaged.stderr == f"config: {packaged_configs() / 'base.yaml'}\n"
    write(project / "configs/base.yaml", "seed: 11\n")
    in_configs = cli("config", "show")
    assert in_configs.stderr == f"config: {Path('configs/base.yaml')}\n"
    assert in_configs.stdout.startswith("seed = 11 ")
    write(project / "base.yaml", "seed: 12\n")
    here = cli("config", "show")
    assert here.stderr == "config: base.yaml\n"
    assert here.stdout.startswith("seed = 12 ")


def test_a_path_is_taken_as_it_is(project: Path, cli: Cli, tmp_path: Path) -> None:
    write(project / "mine.yaml", "seed: 1\n")
    elsewhere = write(tmp_path / "elsewhere/mine.yaml", "seed: 2\n")
    assert shown(cli, "--config", elsewhere)["seed"]["value"] == 2
    assert shown(cli, "-c", Path("../elsewhere/mine.yaml"))["seed"]["value"] == 2


def test_a_step_takes_the_config_and_says_which_beside_its_result(project: Path, cli: Cli) -> None:
    write(project / "mine.yaml", "fetch: {source: bundled}\npaths: {data: kept}\n")
    result = cli("fetch", "--config", "mine.yaml", "--set", "fetch.workers=2")
    assert result.stderr.startswith("config: mine.yaml\n")
    assert result.stdout == f"{Path('kept/raw/raw_descriptions.csv')}\n"
    assert (project / "kept/raw/raw_descriptions.csv").is_file()


def test_a_step_stops_before_it_writes_when_the_config_is_refused(project: Path, cli: Cli) -> None:
    result = cli("fetch", "--source", "bundled", "--workers", "0", ok=False)
    assert result.exit_code == 2
    assert problems(result.stderr) == [
        "command line: fetch.workers is 0; it takes an integer at least 1 and at most 64"
    ]
    assert list(project.iterdir()) == []


def test_base_yaml_says_every_key_and_its_default(cli: Cli) -> None:
    rows = shown(cli, "--config", REPOSITORY / "configs/base.yaml")
    assert {key: row["value"] for key, row in rows.items()} == {
        row["key"]: row["default"] for row in schema(cli)
    }
    assert {row["source"] for row in rows.values()} == {f"file {REPOSITORY / 'configs/base.yaml'}"}


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_loads_by_its_name_and_builds_on_base_yaml(cli: Cli, name: str) -> None:
    rows = shown(cli, "--config", name)
    sources = {row["source"] for row in rows.values()}
    assert sources == {f"file {packaged_configs() / one}" for one in {name, "base.yaml"}}


def test_extends_goes_from_file_to_file_and_the_nearest_wins(project: Path, cli: Cli) -> None:
    write(project / "sub/child.yaml", "extends: parent.yaml\nevaluate: {prompts: [a cat]}\n")
    write(
        project / "sub/parent.yaml",
        "extends: ../grandparent.yaml\ntrain:\n  epochs: 2\nevaluate: {prompts: [a, b, c]}\n",
    )
    write(project / "grandparent.yaml", "extends: smoke.yaml\ntrain: {epochs: 1, patience: 9}\n")
    write(project / "parent.yaml", "seed: 1\n")  # what stands beside a file precedes it
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


def test_command_line_over_environment_over_file_over_default(
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
    assert sources["train.learning_rate = 0.0005"] == "default"


def test_the_environment_takes_the_same_yaml_as_set(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POKENAME__TRAIN", "{epochs: 9, model: {name: tiny, fallback: null}}")
    monkeypatch.setenv("POKENAME__TRAIN__EPOCHS", "2.5")
    monkeypatch.setenv("POKENAME__EVALUATE__PROMPTS", "[a cat, a dog]")
    monkeypatch.setenv("POKENAME_DEBUG", "0")  # no setting: it has one underscore
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
        (['tracking.project="\\ud83d\\ude00"'], {"tracking.project": "😀"}),  # as JSON escapes it
    ],
)
def test_set_is_typed_and_may_be_repeated(
    cli: Cli, overrides: list[str], values: dict[str, object]
) -> None:
    rows = shown(cli, *(part for override in overrides for part in ("--set", override)))
    assert {key: rows[key]["value"] for key in values} == values
    assert {rows[key]["source"] for key in values} == {"command line"}


def test_a_commands_own_options_precede_set_and_stay_text(project: Path, cli: Cli) -> None:
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
def test_plain_text_is_text(project: Path, cli: Cli, written: str, read: str) -> None:
    write(project / "mine.yaml", f"tracking:\n project: {written}\n")
    assert shown(cli, "--config", "mine.yaml")["tracking.project"]["value"] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("010", 10.0), ("3e-4", 3e-4), ("1E2", 100.0), (".5", 0.5), ("5.", 5.0), ("+2", 2.0)],
)
def test_a_number_is_what_it_looks_like(project: Path, cli: Cli, written: str, read: float) -> None:
    write(project / "mine.yaml", f"train: {{epochs: {written}}}\n")
    assert shown(cli, "--config", "mine.yaml")["train.epochs"]["value"] == read


def test_a_mark_before_utf8_windows_line_ends_and_accents_are_fine(project: Path, cli: Cli) -> None:
    text = "\N{ZERO WIDTH NO-BREAK SPACE}---\r\nseed: 3\r\ntracking:\r\n  project: Pokémon\r\n"
    rows = shown(cli, "--config", write(project / "mine.yaml", text))
    assert rows["seed"]["value"] == 3
    assert rows["tracking.project"]["value"] == "Pokémon"


def test_every_problem_of_file_environment_and_command_line_is_told_at_once(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        project / "bad.yaml",
        "seed: many\n"
        "train:\n"
        "  learning_rat: 1e-3\n"
        "  epochs: -1\n"
        "  run: ../mine\n"
        "  max_steps: true\n"
        "preprocess: {split: rows}\n"
        "evaluate:\n"
        "  prompts: [a cat, 3]\n",
    )
    monkeypatch.setenv("POKENAME__TRAIN__BATCH_SIZE", "1.5")
    monkeypatch.setenv("POKENAME__TRIAN__PATIENCE", "3")
    said = refused(cli, "--config", "bad.yaml", "--set", "fetch.base_url=ftp://x", "--set", "sed=1")
    assert sorted(problems(said)) == [
        'bad.yaml, line 1: seed is "many"; it takes an integer at least 0 and below 4294967296',
        "bad.yaml, line 3: train.learning_rat (found 0.001) is no key of the config; "
        "did you mean train.learning_rate?",
        "bad.yaml, line 4: train.epochs is -1; it takes a number above 0",
        'bad.yaml, line 5: train.run is "../mine"; it takes a plain folder name '
        "(letters, digits, '.', '_' and '-')",
        "bad.yaml, line 6: train.max_steps is true; it takes an integer at least 1, or null",
        'bad.yaml, line 7: preprocess.split is "rows"; it takes one of family, generation',
        "bad.yaml, line 9: evaluate.prompts[1] is 3; it takes a list of one or more non-empty "
        "texts; quotes make it text",
        'command line: fetch.base_url is "ftp://x"; it takes an http:// or https:// address',
        "command line: sed (found 1) is no key of the config; did you mean seed?",
        "environment POKENAME__TRAIN__BATCH_SIZE: train.batch_size is 1.5; "
        "it takes an integer at least 1",
        "environment POKENAME__TRIAN__PATIENCE: trian.patience (found 3) is no key of the config; "
        "did you mean train.patience?",
    ]
    assert said.endswith("'pokename config schema' lists every key and what it takes.\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "bad.yaml: empty; a config needs at least one key, such as seed: 7"),
        ("# nothing\n", "bad.yaml: empty; a config needs at least one key, such as seed: 7"),
        ("- seed\n", "bad.yaml: a list at the top; it takes keys, such as seed: 7"),
        ("seed 7\n", "bad.yaml: a single value at the top; it takes keys, such as seed: 7"),
        ("seed: 1\ntrain: {}\nseed: 2\n", "bad.yaml, line 3: seed stands twice, first in line 1"),
        (
            "train:\n  epochs: 1\n  epochs: 1\n",
            "bad.yaml, line 3: train.epochs stands twice, first in line 2",
        ),
        ("train:\n\tepochs: 1\n", "bad.yaml, line 2: not YAML: a tab; YAML takes spaces only"),
        (
            "seed: 1\n---\nseed: 2\n",
            "bad.yaml, line 2: not YAML: but found another document",
        ),
        ("train:\n", "bad.yaml, line 1: train is null; it takes keys, such as train.run"),
        ("train: 3\n", "bad.yaml, line 1: train is 3; it takes keys, such as train.run"),
        ("seed: null\n", "bad.yaml, line 1: seed is null; it takes an integer at least 0 and"),
        ('seed: "7"\n', 'bad.yaml, line 1: seed is "7"; it takes an integer at least 0 and'),
        ("seed: 1e99999\n", "bad.yaml, line 1: seed is Infinity; it takes an integer"),
        (f"seed: {'9' * 5000}\n", "bad.yaml, line 1: seed is Infinity; it takes an integer"),
        ("tracking: {project: 010}\n", "project is 10; it takes non-empty text; quotes make it"),
        ('paths: {data: ""}\n', 'bad.yaml, line 1: paths.data is ""; it takes a folder'),
        ("evaluate: {prompts: []}\n", "evaluate.prompts is []; it takes a list of one or more"),
        ('"": 1\n', "bad.yaml, line 1: '' (found 1) is no key of the config"),
        ('"": {seed: 1}\n', "bad.yaml, line 1: '' (found {\"seed\": 1}) is no key of the config"),
        ("extends: [a]\n", "bad.yaml, line 1: extends takes a file name"),
        (
            "preprocess:\n  val_share: 0.6\n  test_share: 0.4\n",
            "bad.yaml, line 2 and bad.yaml, line 3: preprocess.val_share is 0.6 and "
            "preprocess.test_share is 0.4; together they must stay below 1",
        ),
        *[
            (f"seed: 1\n{text}\n", "bad.yaml, line 2: not YAML: anchors (&), aliases (*) and tags")
            for text in ("train: &a {epochs: 1}", "train: *a", "train: !!map {}", "paths: !env X")
        ],
        ("seed: [1\n", "bad.yaml, line 2: not YAML: "),
        ('tracking:\n  project: "\\ud800"\n', "bad.yaml, line 2: not YAML: half a character"),
    ],
)
def test_a_broken_file_is_told_with_its_line(project: Path, cli: Cli, text: str, said: str) -> None:
    write(project / "bad.yaml", text)
    (problem,) = problems(refused(cli, "--config", "bad.yaml"))
    assert said in problem


def test_shares_that_are_too_much_together_are_told_wherever_they_come_from(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project / "mine.yaml", "seed: 1\n")
    monkeypatch.setenv("POKENAME__PREPROCESS__VAL_SHARE", "0.95")
    assert problems(refused(cli, "--config", "mine.yaml")) == [
        "environment POKENAME__PREPROCESS__VAL_SHARE: preprocess.val_share is 0.95 and "
        "preprocess.test_share is 0.1; together they must stay below 1"
    ]
    shown(cli, "--set", "preprocess.test_share=0.04")  # together 0.99


def test_what_is_not_utf8_is_told_with_its_line(project: Path, cli: Cli) -> None:
    (project / "bad.yaml").write_bytes(b"seed: 1\n# caf\xe9\n")
    assert problems(refused(cli, "--config", "bad.yaml")) == [
        "bad.yaml, line 2: not UTF-8; save it as UTF-8"
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("smoke", "Did you mean smoke.yaml?"),
        ("gtp2.yaml", "Did you mean gpt2.yaml?"),
        ("", "There is no config file ''"),
        (".", "There is no config file ."),
        ("x" * 300, "There is no config file xxx"),
        ("a/b.yaml", f"looked for {Path('a/b.yaml')}, {Path('configs/a/b.yaml')}, "),
    ],
)
def test_a_file_that_is_nowhere_is_told_with_where_it_was_sought(
    cli: Cli, name: str, said: str
) -> None:
    assert said in refused(cli, "--config", name)


def test_a_parent_that_is_nowhere_is_told_with_the_file_that_wants_it(
    project: Path, cli: Cli
) -> None:
    write(project / "mine.yaml", "seed: 1\nextends: none.yaml\n")
    said = refused(cli, "--config", "mine.yaml")
    assert "no config file none.yaml, which mine.yaml extends; looked for none.yaml, " in said


def test_files_that_extend_each_other_are_told_in_a_row(project: Path, cli: Cli) -> None:
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        write(project / f"{name}.yaml", f"extends: {parent}.yaml\n")
    said = refused(cli, "--config", "a.yaml")
    assert "a.yaml extends b.yaml extends c.yaml extends a.yaml" in said


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("seed", "command line: seed has no value; write --set KEY=VALUE"),
        ("seed=", "command line: seed has no value; null stands for none"),
        ("=5", "command line: '' (found 5) is no key of the config"),
        ("={seed: 5}", "command line: '' (found {\"seed\": 5}) is no key of the config"),
        ("learning_rate=1", "(found 1) is no key of the config; did you mean train.learning_rate?"),
        ("seed.x=1", "command line: seed.x (found 1) is no key of the config; did you mean seed?"),
        ("extends=a.yaml", 'command line: extends (found "a.yaml") is no key of the config'),
        ("train=5", "command line: train is 5; it takes keys, such as train.run"),
        ("seed=[1", "command line: seed, line 1: not YAML: "),
        ("train={epochs: 1, epochs: 2}", "command line: train.epochs stands twice"),
        ("train.model={<<: {name: a}}", "command line: train.model.<< (found "),
        ('tracking.project="\\ud800"', "command line: tracking.project, line 1: not YAML: half a"),
    ],
)
def test_a_broken_override_is_told(cli: Cli, override: str, said: str) -> None:
    (problem,) = problems(refused(cli, "--set", override))
    assert said in problem


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("POKENAME__SEED", "", "environment POKENAME__SEED: seed has no value"),
        ("POKENAME__SEED", "x", 'environment POKENAME__SEED: seed is "x"; it takes an integer'),
        ("POKENAME__SEED", "{", "environment POKENAME__SEED: seed, line 1: not YAML: "),
        ("POKENAME__", "5", "environment POKENAME__: '' (found 5) is no key of the config"),
        ("POKENAME__TRAIN", "3", "environment POKENAME__TRAIN: train is 3; it takes keys, such as"),
        ("POKENAME__TRAIN_EPOCHS", "3", "environment POKENAME__TRAIN_EPOCHS: train_epochs (found"),
    ],
)
def test_a_broken_variable_is_told_by_its_name(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    (problem,) = problems(refused(cli))
    assert problem.startswith(said)


@pytest.mark.parametrize("text", ["no", "010", "1:30", "3e-4", "~", "null", "1_000", "a: b", "# é"])
def test_what_show_prints_as_yaml_reads_back_to_the_same(
    project: Path, cli: Cli, text: str
) -> None:
    changed = ("--set", f"tracking.project={json.dumps(text)}", "--set", "train.learning_rate=1e-9")
    as_yaml = cli("config", "show", "--format", "yaml", *changed).stdout
    again = shown(cli, "--config", write(project / "again.yaml", as_yaml))
    assert {key: row["value"] for key, row in again.items()} == {
        key: row["value"] for key, row in shown(cli, *changed).items()
    }
    assert again["tracking.project"]["value"] == text
    reread = cli("config", "show", "--format", "yaml", "--config", "again.yaml").stdout
    assert reread == as_yaml


def test_show_as_json_is_the_same_each_time_in_the_order_of_the_schema(cli: Cli) -> None:
    command = ("config", "show", "--format", "json")
    text = cli(*command).stdout
    assert cli(*command).stdout == text
    rows = json.loads(text)
    assert list(rows) == [row["key"] for row in schema(cli)]
    assert {tuple(row) for row in rows.values()} == {("value", "source")}


def test_the_schema_tells_every_key_in_each_format(cli: Cli) -> None:
    rows = schema(cli)
    assert [row["key"] for row in rows] == list(shown(cli))
    table = cli("config", "schema").stdout
    markdown = cli("config", "schema", "--format", "markdown").stdout.splitlines()
    assert [line.count(" | ") for line in markdown] == [3] * (len(rows) + 2)
    for row, line in zip(rows, markdown[2:], strict=True):
        default = json.dumps(row["default"])
        assert all(row[name] for name in ("key", "type", "description"))
        cells = [f"`{row['key']}`", row["type"], f"`{default}`", row["description"]]
        assert line == f"| {' | '.join(cells)} |"
        assert f"{row['key']}\n    {row['description']}\n    {row['type']}; default {default}" in (
            table
        )


def test_the_schema_says_what_a_refusal_says(cli: Cli) -> None:
    takes = {row["key"]: row["type"] for row in schema(cli)}
    for key in ("train.device", "fetch.timeout", "train.model.fallback", "evaluate.prompts"):
        (problem,) = problems(refused(cli, "--set", f"{key}={{a: 1}}"))
        assert f"it takes {takes[key]}" in problem
