"""Test two processes that write to one place: the second stops and names the first."""

import os
import platform
import re
from pathlib import Path

import pytest

from pokename.errors import DataError
from pokename.files import claimed
from tests.conftest import Cli

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
