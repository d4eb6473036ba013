"""Test which configs are refused, and the messages."""

from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.support.configs import problems, refused, shown, write


def test_all_problems_of_all_sources_are_reported_together(
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
        'bad.yaml, line 1: seed is "many"; it takes an integer at least 0 and at most 4294967295',
        "bad.yaml, line 3: train.learning_rat (found 0.001) isn't a key of the config; "
        "did you mean train.learning_rate?",
        "bad.yaml, line 4: train.epochs is -1; it takes a number above 0 and at most 1000",
        'bad.yaml, line 5: train.run is "../mine"; it takes a plain folder name '
        "(letters, digits, '.', '_' and '-')",
        "bad.yaml, line 6: train.max_steps is true; it takes an integer at least 1, or null",
        'bad.yaml, line 7: preprocess.split is "rows"; it takes one of family, generation',
        "bad.yaml, line 9: evaluate.prompts[1] is 3; it takes a list of one or more non-empty "
        "texts; put it in quotes",
        'command line: fetch.base_url is "ftp://x"; it takes an http:// or https:// address; '
        "user and password belong in ~/.netrc",
        "command line: sed (found 1) isn't a key of the config; did you mean seed?",
        "environment POKENAME__TRAIN__BATCH_SIZE: train.batch_size has another value (not shown "
        "here); it takes an integer at least 1",
        "environment POKENAME__TRIAN__PATIENCE: trian.patience isn't a key of the config; "
        "did you mean train.patience?",
    ]
    assert said.endswith("'pokename config schema' lists every key and what it takes.\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "bad.yaml: empty; a config needs at least one key, such as seed: 7"),
        ("# nothing\n", "bad.yaml: empty; a config needs at least one key, such as seed: 7"),
        ("- seed\n", "bad.yaml: a list at the top; a config takes keys, such as seed: 7"),
        ("seed 7\n", "bad.yaml: a single value at the top; a config takes keys, such as seed: 7"),
        ("seed: 1\ntrain: {}\nseed: 2\n", "bad.yaml, line 3: seed appears twice, first in line 1"),
        (
            "train:\n  epochs: 1\n  epochs: 1\n",
            "bad.yaml, line 3: train.epochs appears twice, first in line 2",
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
        ("tracking: {project: 010}\n", "project is 10; it takes non-empty text; put it in quotes"),
        ('paths: {data: ""}\n', 'bad.yaml, line 1: paths.data is ""; it takes a folder'),
        ("evaluate: {prompts: []}\n", "evaluate.prompts is []; it takes a list of one or more"),
        ('train: {run: "a\\n"}\n', 'train.run is "a\\n"; it takes a plain folder name'),
        ('train: {device: "cpu\\n"}\n', 'train.device is "cpu\\n"; it takes one of auto, cpu'),
        ('fetch: {base_url: "http://a/\\n"}\n', 'base_url is "http://a/\\n"; it takes an http'),
        ('"": 1\n', "bad.yaml, line 1: '' (found 1) isn't a key of the config"),
        ('"": {seed: 1}\n', "bad.yaml, line 1: '' (found {\"seed\": 1}) isn't a key of the config"),
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
def test_the_error_for_a_problem_in_a_file_names_its_line(
    project: Path, cli: Cli, text: str, said: str
) -> None:
    write(project / "bad.yaml", text)
    (problem,) = problems(refused(cli, "--config", "bad.yaml"))
    assert said in problem


def test_contradictory_values_are_reported_with_other_problems(cli: Cli) -> None:
    said = refused(cli, "--set", "preprocess.val_share=0.95", "--set", "train.epochs=x")
    assert 'train.epochs is "x"' in said
    assert "together they must stay below 1" in said
    said = refused(cli, "--set", "preprocess.val_share=0.95", "--set", "preprocess.test_share=x")
    assert 'preprocess.test_share is "x"' in said
    assert "together" not in said


def test_shares_that_are_too_large_are_reported_with_their_source(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project / "mine.yaml", "seed: 1\n")
    monkeypatch.setenv("POKENAME__PREPROCESS__VAL_SHARE", "0.95")
    assert problems(refused(cli, "--config", "mine.yaml")) == [
        "environment POKENAME__PREPROCESS__VAL_SHARE: preprocess.val_share is 0.95 and "
        "preprocess.test_share is 0.1; together they must stay below 1"
    ]
    shown(cli, "--set", "preprocess.test_share=0.04")  # the shares add up to 0.99


def test_the_error_for_a_file_that_is_not_utf8_names_the_line(project: Path, cli: Cli) -> None:
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
def test_the_error_for_a_missing_file_lists_the_searched_folders(
    cli: Cli, name: str, said: str
) -> None:
    assert said in refused(cli, "--config", name)


def test_the_error_for_a_missing_parent_names_the_file_that_extends_it(
    project: Path, cli: Cli
) -> None:
    write(project / "mine.yaml", "seed: 1\nextends: none.yaml\n")
    said = refused(cli, "--config", "mine.yaml")
    assert "no config file none.yaml, which mine.yaml extends; looked for none.yaml, " in said


def test_a_cycle_of_extends_is_reported_in_order(project: Path, cli: Cli) -> None:
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        write(project / f"{name}.yaml", f"extends: {parent}.yaml\n")
    said = refused(cli, "--config", "a.yaml")
    assert "a.yaml extends b.yaml extends c.yaml extends a.yaml" in said


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("seed", "command line: seed has no value; write --set KEY=VALUE"),
        ("seed=", "command line: seed has no value; write null for none"),
        ("=5", "command line: '' (found 5) isn't a key of the config"),
        ("={seed: 5}", "command line: '' (found {\"seed\": 5}) isn't a key of the config"),
        ("learning_rate=1", "isn't a key of the config; did you mean train.learning_rate?"),
        ("seed.x=1", "line: seed.x (found 1) isn't a key of the config; did you mean seed?"),
        ("extends=a.yaml", 'command line: extends (found "a.yaml") isn\'t a key of the config'),
        ("train=5", "command line: train is 5; it takes keys, such as train.run"),
        ("seed=[1", "command line: seed, line 1: not YAML: "),
        ("train={epochs: 1, epochs: 2}", "command line: train.epochs appears twice"),
        ("train.model={<<: {name: a}}", "command line: train.model.<< (found "),
        ('tracking.project="\\ud800"', "command line: tracking.project, line 1: not YAML: half a"),
    ],
)
def test_an_invalid_override_is_reported(cli: Cli, override: str, said: str) -> None:
    (problem,) = problems(refused(cli, "--set", override))
    assert said in problem


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("POKENAME__SEED", "", "environment POKENAME__SEED: seed has no value"),
        (
            "POKENAME__SEED",
            "x",
            "environment POKENAME__SEED: seed has another value (not shown here); it takes",
        ),
        ("POKENAME__SEED", "{", "environment POKENAME__SEED: seed, line 1: not YAML: "),
        ("POKENAME__", "5", "environment POKENAME__: '' isn't a key of the config"),
        (
            "POKENAME__TRAIN",
            "3",
            "environment POKENAME__TRAIN: train has another value (not shown here); it takes keys",
        ),
        (
            "POKENAME__TRAIN_EPOCHS",
            "3",
            "environment POKENAME__TRAIN_EPOCHS: train_epochs isn't a key",
        ),
    ],
)
def test_the_error_names_an_invalid_environment_variable(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    (problem,) = problems(refused(cli))
    assert problem.startswith(said)


@pytest.mark.parametrize(
    "variable",
    [
        ("POKENAME__WANDB_API_KEY", "hunter2hunter2"),
        ("POKENAME__TRACKING", "hunter2hunter2"),
        ("POKENAME__TRACKING__MODE", "hunter2hunter2"),
        ("POKENAME__TRACKING", "{hunter2hunter2: online}"),
        ("POKENAME__TRAIN__MODEL", "{name: a, hunter2: 1, hunter2: 2}"),
        ("POKENAME__EVALUATE__COMPARE", "[a, 2, hunter2hunter2]"),
        ("POKENAME__SEED", "*hunter2"),
        ("POKENAME__SEED", "!hunter2 7"),
        ("POKENAME__SEED", "{hunter2"),
    ],
    ids=" ".join,
)
def test_values_of_environment_variables_are_never_shown(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, variable: tuple[str, str]
) -> None:
    name, value = variable
    monkeypatch.setenv(name, value)
    said = refused(cli)
    assert f"environment {name}: " in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../shadow", "bad.yaml, line 1: extends takes a YAML file, one of .yaml, .yml"),
        ("link.yaml", "bad.yaml, line 1: extends takes a YAML file, one of .yaml, .yml"),
        ("../far.yaml", "line 1: an unknown key (not shown here)"),
        ("../twice.yaml", "line 2: a key appears twice, first in line 1"),
        ("../known.yaml", "line 1: seed has another value (not shown here); it takes an integer"),
    ],
)
def test_errors_do_not_show_files_outside_the_project(
    project: Path, cli: Cli, name: str, said: str
) -> None:
    write(project.parent / "shadow", "root: hunter2\n")
    write(project.parent / "far.yaml", "hunter2: hunter2\n")
    write(project.parent / "twice.yaml", "hunter2: 1\nhunter2: 2\n")
    write(project.parent / "known.yaml", "seed: hunter2\n")
    (project / "link.yaml").symlink_to(project.parent / "shadow")
    write(project / "bad.yaml", f"extends: {name}\n")
    told = refused(cli, "--config", "bad.yaml")
    assert said in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# nothing\n" * 5_000_000, "bad.yaml: larger than 64 KiB, more than a config needs"),
        ("evaluate: {prompts: " + "[" * 60_000, "bad.yaml, line 1: not YAML: nested too deeply"),
        ("a: " + "{b: " * 10_000, "bad.yaml, line 1: not YAML: nested too deeply"),
    ],
    ids=["50 MB", "deep lists", "deep mappings"],
)
def test_an_endless_config_is_refused_before_parsing(
    project: Path, cli: Cli, text: str, said: str
) -> None:
    (project / "bad.yaml").write_text(text, encoding="utf-8")
    assert said in refused(cli, "--config", "bad.yaml")
