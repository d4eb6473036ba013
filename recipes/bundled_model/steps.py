"""Run the steps of a recipe, and skip those whose inputs haven't changed."""

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from pokename.files import read_json, sha256, write_json


@dataclass(frozen=True)
class Step:
    """One step of a recipe.

    Attributes:
        name: The name of the step.
        done: A file that exists if and only if the step is done.
        make: Runs the step; may resume it after an interruption.
        reads: The input files, and the code that ``make`` runs.
        settings: Other inputs, as a JSON value.
        folder: The output folder, or None if the step writes only ``done``.
    """

    name: str
    done: Path
    make: Callable[[], object]
    reads: Sequence[Path] = ()
    settings: object = None
    folder: Path | None = None

    def origin(self) -> str:
        """Return a hash of all inputs."""
        read = [(path.name, sha256(path)) for path in self.reads]
        said = json.dumps([read, self.settings], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def clear(self) -> None:
        """Delete the output."""
        self.done.unlink(missing_ok=True)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def code_of(module: str) -> list[Path]:
    """Return the files of a recipe's module and of the recipes' modules that it imports."""
    found: dict[str, Path] = {}
    left = [module]
    while left:
        name = left.pop()
        spec = find_spec(name)
        if name not in found and spec and spec.origin:
            found[name] = Path(spec.origin)
            code = found[name].read_text("utf-8")
            left += re.findall(r"^from (recipes[\w.]*) import", code, re.MULTILINE)
    return list(found.values())


def run(steps: Sequence[Step], record: Path) -> None:
    """Run each step that isn't done or whose inputs changed; report each on stderr.

    Args:
        steps: The steps in order.
        record: A JSON file with the hash of each step's inputs.
    """
    origins: dict[str, str] = read_json(record) if record.is_file() else {}
    for step in steps:
        origin = step.origin()
        if origins.get(step.name) != origin:
            step.clear()
            write_json(record, origins := {**origins, step.name: origin})
        there = step.done.exists()
        print(f"{step.name}: {'done already' if there else '…'}", file=sys.stderr)
        if not there:
            step.make()
