"""Writes files of sorted lines; ``pokename.words.sorted_lines`` searches such files."""

from collections.abc import Iterable
from pathlib import Path

from pokename.files import replacing


def write(path: Path, lines: Iterable[str]) -> None:
    """Write lines in the order of their ASCII codes; the same lines give the same bytes."""
    with replacing(path) as temporary:
        temporary.write_text("".join(f"{line}\n" for line in sorted(lines)), "ascii", newline="\n")
