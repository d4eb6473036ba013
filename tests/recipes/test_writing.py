"""Test that an interrupted recipe leaves no half-written file."""

import re
from pathlib import Path

import recipes


def test_recipes_write_files_with_replacing_alone() -> None:
    paths = sorted(Path(recipes.__file__).parent.rglob("*.py"))
    written = {
        (path.name, target)
        for path in paths
        for target in re.findall(r"(\S+)\.write_(?:text|bytes)\(", path.read_text("utf-8"))
    }
    assert len(written) > 3
    assert {target for _, target in written} == {"temporary"}, written
