"""Test two commands at once: only one writes to a place, and data may change under a reader."""

import os
import platform
import re
from pathlib import Path

import pytest

from pokename.corpus.splits import Example, write_examples
from pokename.errors import DataError
from pokename.files import read_json, sha256
from pokename.locks import claimed
from tests.conftest import Cli
from tests.support.trainings import SETTINGS

HERE = f"(process {os.getpid()} on {platform.node()})"


def test_a_claim_is_exclusive_and_leaves_no_file(project: Path) -> None:
    folder = project / "new/folder"
    with claimed(folder, "trains"):
        with (
            pytest.raises(DataError, match="Another run trains in") as raised,
            claimed(folder, "trains"),
        ):
            pass
        assert HERE in str(raised.value)
    with claimed(folder, "trains"):
        pass
    assert list(project.iterdir()) == []


def test_a_claim_of_a_link_is_a_claim_of_its_target(project: Path) -> None:
    link, target = project / "link", project / "elsewhere" / "run"
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("this user may not make links here")
    for one, other in ((link, target), (target, link)):
        with (
            claimed(one, "trains"),
            pytest.raises(DataError, match=f"Another run trains in {re.escape(str(other))} "),
            claimed(other, "trains"),
        ):
            pass
    assert list(project.iterdir()) == [link]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "folder", "doing"),
    [
        (("fetch", "--source", "bundled"), "data/raw", "fetches"),
        (("preprocess",), "data/processed", "writes"),
    ],
)
def test_a_second_run_of_a_step_names_the_running_process(
    fetched: Path, cli: Cli, command: tuple[str, ...], folder: str, doing: str
) -> None:
    with claimed(Path(folder), doing):
        second = cli(*command, ok=False)
    assert (second.exit_code, second.stdout) == (1, "")
    told = f"Error: Another run {doing} in {folder} {HERE}. Wait for it, or choose another folder."
    assert second.stderr.splitlines()[-1] == told
    cli(*command)


def test_two_trainings_do_not_share_a_folder(splits: Path, cli: Cli, tiny_gpt2: Path) -> None:
    command = (
        *("train", "--run", "one", "--device", "cpu", "--set", "train.max_steps=1"),
        *("--set", f"train.model.name={tiny_gpt2}"),
    )
    with claimed(Path("models/one"), "trains"):
        second = cli(*command, "--overwrite", ok=False)
    assert second.exit_code == 1
    assert f"Another run trains in models/one {HERE}." in second.stderr
    assert not (splits / "models").exists()
    cli(*command)
    assert [path.name for path in (splits / "models").iterdir()] == ["one"]


def test_two_evaluations_do_not_share_a_folder(splits: Path, cli: Cli) -> None:
    with claimed(Path("reports/evaluations"), "evaluates"):
        second = cli("evaluate", "--set", "evaluate.species=1", ok=False)
    assert (second.exit_code, second.stdout) == (1, "")
    assert f"Another run evaluates in reports/evaluations {HERE}." in second.stderr
    assert not (splits / "reports").exists()


def test_a_pull_does_not_write_where_another_writes(project: Path, cli: Cli) -> None:
    cli("models", "export", "bundled", "shared")
    with claimed(Path("models/m"), "writes"):
        second = cli("models", "pull", "shared", "models/m", ok=False)
    assert second.exit_code == 1
    assert f"Another run writes in models/m {HERE}." in second.stderr
    assert not (project / "models").exists()


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_files_of_two_splittings_are_refused(splits: Path, cli: Cli, command: str) -> None:
    """Such files are left by a ``preprocess`` that was killed between two of them."""
    for split in ("train", "val"):
        rows = [Example(-1, -5, "Mosswick", "a green gnome", "prompt")]
        write_examples(splits / f"data/processed/{split}.csv", rows)
    refused = cli(command, ok=False)
    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[-1] == (
        "Error: A leak between splits: family -5 is in both train and val. Delete data/processed "
        "and run 'pokename preprocess' again."
    )


def test_the_manifest_of_a_run_names_the_data_that_was_read(splits: Path, tiny_gpt2: Path) -> None:
    from pokename.cli.train import run_training
    from pokename.config import load_config

    data = {split: splits / f"data/processed/{split}.csv" for split in ("train", "val")}
    read = {split: sha256(path) for split, path in data.items()}
    config = load_config(None, [*SETTINGS, f"train.model.name={tiny_gpt2}"]).config
    run_training(config, "anew", watch=lambda _: data["train"].unlink(missing_ok=True))
    assert read_json(splits / "models/default/manifest.json")["data_sha256"] == read


def test_an_evaluation_names_the_data_that_was_read(splits: Path) -> None:
    from pokename.config import load_config
    from pokename.evaluation.evaluating import evaluate
    from pokename.naming.naming_model import load_model
    from pokename.naming.sampling import Sampling

    train, val = (splits / f"data/processed/{split}.csv" for split in ("train", "val"))
    write_examples(val, [Example(-1, -1, "Mosswick", "a green gnome", "prompt")])
    read = {path.stem: sha256(path) for path in (train, val)}
    few = ("species=1", "names_per_species=1", "many_prompts=0", "designs=0", "prompts=[a fish]")
    config = load_config(None, [f"evaluate.{one}" for one in few]).config
    evaluation = evaluate(
        config.evaluate,
        config.paths.layout(),
        [load_model("bundled")],
        Sampling(),
        seed=7,
        progress=lambda *_: train.unlink(missing_ok=True),
    )
    assert read.items() <= evaluation.data_sha256.items()
