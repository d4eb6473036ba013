"""Test that files are written completely or not at all, and what manifests contain."""

import os
import re
import sys
from pathlib import Path

import pytest

from pokename import __version__
from pokename.errors import (
    DataError,
)
from pokename.files import library_versions, read_json, replacing, sha256, write_json, write_text
from tests.support.processes import POKENAME, on_posix, run


def test_a_failed_write_changes_no_file_and_leaves_no_new_file(project: Path) -> None:
    def fails(path: Path) -> None:
        with replacing(path) as temporary:
            temporary.write_text("half")
            raise RuntimeError

    write_text(project / "old.txt", "whole")
    for name in ("old.txt", "new.txt"):
        with pytest.raises(RuntimeError):
            fails(project / name)
    assert [path.name for path in project.iterdir()] == ["old.txt"]
    assert (project / "old.txt").read_text() == "whole"


def test_a_file_is_replaced_only_when_complete(project: Path) -> None:
    path = project / "new/folder/a.txt"
    with replacing(path) as temporary:
        assert path.parent.is_dir()
        temporary.write_text("whole")
        assert not path.exists()
    assert path.read_text() == "whole"
    assert list(path.parent.iterdir()) == [path]


def test_a_link_stays_a_link_and_its_target_is_replaced(project: Path) -> None:
    (project / "folder").mkdir()
    write_text(project / "folder/a.txt", "old")
    (project / "link.txt").symlink_to("folder/a.txt")
    (project / "new.txt").symlink_to("folder/b.txt")  # its target doesn't exist yet
    for name, target in (("link.txt", "a.txt"), ("new.txt", "b.txt")):
        write_text(project / name, "whole")
        assert (project / name).is_symlink()
        assert (project / "folder" / target).read_text() == "whole"
    assert sorted(path.name for path in project.iterdir()) == ["folder", "link.txt", "new.txt"]


@on_posix
def test_a_pipe_or_a_folder_is_never_replaced_by_a_file(project: Path) -> None:
    os.mkfifo(project / "pipe")
    (project / "link").symlink_to("pipe")
    (project / "folder").mkdir()
    (project / "loop").symlink_to("loop")
    for name in ("pipe", "link", "folder", ".", "/", "loop"):
        with pytest.raises(DataError, match=rf"^{name} can't be written: "):
            write_text(Path(name), "whole")
    assert (project / "pipe").is_fifo()
    assert sorted(path.name for path in project.iterdir()) == ["folder", "link", "loop", "pipe"]


@on_posix
def test_a_replaced_file_keeps_its_permissions(project: Path) -> None:
    path = project / "private.txt"
    path.touch(mode=0o600)
    write_text(path, "new")
    assert path.stat().st_mode & 0o777 == 0o600


@on_posix
def test_old_files_stay_unchanged_if_the_disk_is_full(fetched: Path) -> None:
    raw = fetched / "data/raw"
    old = {path.name: path.read_bytes() for path in raw.iterdir()}
    limit = len(old["raw_descriptions.csv"]) // 1024  # ulimit counts blocks of 512 or 1024 bytes
    limited = ("sh", "-c", f'ulimit -f {limit}; exec "$@"', "sh", *POKENAME)
    done = run("fetch", "--source", "bundled", program=limited)
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert {path.name: path.read_bytes() for path in raw.iterdir()} == old


def test_text_and_json_are_the_same_bytes_on_every_platform(project: Path) -> None:
    write_text(project / "a.txt", "é\nb\n")
    assert (project / "a.txt").read_bytes() == b"\xc3\xa9\nb\n"
    assert sha256(project / "a.txt") == (
        "76403721986c91f6de39cb8facbc68251d28ef6213151b380321d05dab2e6c0c"
    )
    write_json(project / "a.json", {"é": [1, None]})
    assert (project / "a.json").read_bytes() == (b'{\n  "\xc3\xa9": [\n    1,\n    null\n  ]\n}\n')
    assert read_json(project / "a.json") == {"é": [1, None]}


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "a.json doesn't exist. Run the step"), (b"{", "a.json isn't valid JSON: ")],
)
def test_unreadable_json_is_an_error_with_a_remedy(
    project: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (project / "a.json").write_bytes(content)
    with pytest.raises(DataError, match=re.escape(said)) as raised:
        read_json(Path("a.json"))
    assert "Run the step that writes it" in raised.value.hint


def test_a_manifest_has_the_versions_of_python_and_of_installed_packages() -> None:
    versions = library_versions(["pokename", "no-such-package"])
    assert list(versions) == ["python", "pokename"]
    assert versions["pokename"] == __version__
    assert sys.version.startswith(versions["python"])
