"""Test that secrets of builders and trainers don't get into images and packages."""

import fnmatch
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

SECRET = b"planted-" + b"secret"  # written in two parts, so that this file doesn't contain it
PLANTED = (
    *(".env", ".netrc", "wandb/settings", "server.key", "data/external/mine.txt"),
    *("src/pokename/.env", "src/pokename/assets/server.pem", "configs/.env.local"),
    *(
        "models/mine/model.safetensors",
        "tests/.env",
        ".dvc/config.local",
        "docs/.netrc",
        ".dvc/cache/files/md5/ab/cd",
    ),
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the files in git, and add secrets in the files where people have them."""
    folder = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "-C", str(REPOSITORY), "ls-files", "-z"], check=False, capture_output=True
    )
    if listed.returncode:
        pytest.skip("this isn't a git checkout")
    for name in listed.stdout.decode().split("\0"):
        if (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(REPOSITORY / name, folder / name)
    for name in PLANTED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(SECRET)
    return folder


def context_of(folder: Path) -> Iterator[Path]:
    """Yield the files that ``docker build`` would send.

    If several patterns of .dockerignore match a file, the last one decides.
    """
    patterns = [
        line
        for line in (folder / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        ignored = False
        for pattern in patterns:
            glob = re.sub(r"^\*\*/", "", pattern.removeprefix("!"))
            anywhere = pattern.startswith("**/")
            upward = [str(one) for one in (name, *name.parents)]
            tried = [one.rpartition("/")[2] if anywhere else one for one in upward]
            if any(
                fnmatch.fnmatch(one, glob) and one.count("/") == glob.count("/") for one in tried
            ):
                ignored = not pattern.startswith("!")
        if path.is_file() and not ignored:
            yield path


def test_the_image_contains_no_secret(checkout: Path) -> None:
    sent = list(context_of(checkout))
    assert checkout / "src/pokename/cli/app.py" in sent
    assert checkout / "configs/base.yaml" in sent
    assert checkout / "deploy/train.sh" in sent
    assert checkout / "deploy/sky.yaml" not in sent
    assert [path for path in sent if SECRET in path.read_bytes()] == []


@pytest.mark.practice
def test_wheel_and_sdist_contain_no_secret(checkout: Path, tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="builds without a network")
    subprocess.run(["git", "init", "--quiet", str(checkout)], check=True)
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run([*build, str(checkout)], check=True, capture_output=True)
    (wheel,), (sdist,) = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert "pokename/cli/app.py" in packed
    assert [name for name, data in packed.items() if SECRET in data] == []
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    unpacked = [path for path in (tmp_path / "unpacked").rglob("*") if path.is_file()]
    assert {"params.yaml", "dvc.yaml", "points.json"} <= {path.name for path in unpacked}
    assert [path for path in unpacked if SECRET in path.read_bytes()] == []
