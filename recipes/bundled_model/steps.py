"""Steps of a recipe, each done once as long as what it is made from stays the same."""

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pokename.files import read_json, sha256, write_json


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        name: The name of the step.
        done: A file that exists if and only if the step is done.
        make: Does the step; after an interruption it may resume.
        reads: The files that its result depends on.
        settings: What else it depends on, as JSON has it.
        folder: What it writes besides ``done``, or None.
    """

    name: str
    done: Path
    make: Callable[[], object]
    reads: Sequence[Path] = ()
    settings: object = None
    folder: Path | None = None

    def origin(self) -> str:
        """Return a hash of all that the result depends on."""
        read = {path.name: sha256(path) for path in self.reads}
        said = json.dumps([read, self.settings], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def clear(self) -> None:
        """Delete what it wrote."""
        self.done.unlink(missing_ok=True)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def run(steps: Sequence[Step], record: Path) -> None:
    """Do what isn't done, or was done from something else; say on stderr which.

    Args:
        steps: In order.
        record: A JSON file that keeps what each was made from.
    """
    origins: dict[str, str] = read_json(record) if record.is_file() else {}
    for step in steps:
        origin = step.origin()
        if origins.get(step.name) != origin:
            step.clear()
            write_json(record, origins := {**origins, step.name: origin})
        there = step.done.exists()
        print(f"{step.name}: {'there already' if there else '…'}", file=sys.stderr)
        if not there:
            step.make()
