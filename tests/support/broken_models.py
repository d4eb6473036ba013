"""Changes that a stranger could make to a model's files, with the expected errors."""

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from typer.testing import Result

Change = Callable[[Path], Any]


def edited(path: Path, change: Callable[[Any], Any]) -> None:
    """Change the content of a JSON file; if ``change`` returns a value, it replaces all content."""
    value = json.loads(path.read_text())
    changed = change(value)
    path.write_text(json.dumps(value if changed is None else changed))


def says(name: str, **values: Any) -> Change:
    return lambda folder: edited(folder / name, lambda known: known.update(values))


def holds(name: str, content: bytes) -> Change:
    return lambda folder: (folder / name).write_bytes(content)


def cut(name: str) -> Change:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-9])


def link_to(name: str, target: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).symlink_to(target)

    return change


def pipe(name: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return change


def more_tokens(folder: Path) -> None:
    edited(folder / "tokenizer.json", lambda known: known["model"]["vocab"].update(beyond=10**6))


def padding(length: int) -> dict[str, Any]:
    return {
        "strategy": {"Fixed": length},
        "direction": "Right",
        "pad_to_multiple_of": None,
        "pad_id": 0,
        "pad_type_id": 0,
        "pad_token": "<|endoftext|>",
    }


def truncation() -> dict[str, Any]:
    return {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0}


DEEP = b"[" * 200_000


def copied(source: Path, folder: Path, change: Change) -> None:
    shutil.copytree(source, folder, symlinks=True)
    change(folder)


def told(result: Result) -> str:
    """Return the error, after checking that it is one line."""
    assert result.exit_code in (1, 2), result.output
    assert result.stdout == ""
    lines = [line for line in result.stderr.splitlines() if not line.startswith("config: ")]
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("Error: ")
    return lines[0]


def mutated(path: Path, rng: random.Random) -> None:
    """Change some bytes of a file, truncate it, or repeat a part of it."""
    content = bytearray(path.read_bytes())
    for _ in range(rng.choice((1, 1, 4, 64))):
        at = rng.randrange(min(len(content), rng.choice((64, 4096, len(content)))))
        kind = rng.randrange(5)
        if kind < 3:
            content[at] = rng.randrange(256)
        elif kind == 3:
            del content[at : at + rng.choice((1, 2, 8, 1000))]
        else:
            content[at:at] = content[at : at + rng.choice((1, 2, 8, 1000))]
        if not content:
            break
    path.write_bytes(content)


def overflows(base: Path, name: str, first: int = 0) -> None:
    """Give weights, from a row on, a finite number whose sums and products overflow."""
    from safetensors.torch import load_file, save_file

    weights = load_file(base / "model.safetensors")
    weights[name][first:] = 3e38
    save_file(weights, base / "model.safetensors", metadata={"format": "pt"})
