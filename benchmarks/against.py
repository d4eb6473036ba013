"""Check whether a change made pokename slower: run two installations in turn on one machine.

``python -m benchmarks.against OURS OTHER`` takes two ``pokename`` commands, prints a Markdown
table, and exits with 1 if OURS takes more than 1.25 times as long as OTHER for any task.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.comparison import Comparison, Series
from benchmarks.timing import in_turn
from pokename import markdown

SLOWER = 0.8
"""A lower ratio means that a task became slower.

On shared machines, even runs of the same code differ by 10 %.
"""
REPEATS = 7
CREATURES = "".join(f"a {colour} lizard\n" for colour in ("red", "blue", "green", "black") * 5)
WORK = {
    "help": ["--help"],
    "ten names": ["generate", "a fiery lizard"],
    "names for twenty descriptions": ["generate", "--input", "creatures.txt", "--format", "jsonl"],
}


def measure(ours: str, other: str) -> list[Comparison]:
    """Time each task with both commands."""
    comparisons: list[Comparison] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "creatures.txt").write_text(CREATURES, encoding="utf-8")
        for title, arguments in WORK.items():
            ran = in_turn(
                {"ours": [ours, *arguments], "other": [other, *arguments]}, REPEATS, folder
            )
            mine, theirs = (
                Series(label, [one.seconds for one in runs]) for label, runs in ran.items()
            )
            comparisons.append(Comparison(title, "s", mine, theirs))
    return comparisons


def table(comparisons: list[Comparison]) -> str:
    """Return a Markdown table of the medians."""
    head = ("whole process", "this change, s", "before, s", "times as fast")
    rows = [
        [one.title, f"{one.ours.median:.2f}", f"{one.other.median:.2f}", f"{one.ratio:.2f}"]
        for one in comparisons
    ]
    return markdown.table(head, rows, figures=head[1:])


def main() -> None:
    """Measure, print the table, and exit with 1 if this change is slower."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.against")
    parser.add_argument("ours", help="the pokename command of this change")
    parser.add_argument("other", help="the pokename command without the change")
    asked = parser.parse_args()
    comparisons = measure(asked.ours, asked.other)
    sys.stdout.write(table(comparisons))
    sys.exit(any(one.ratio < SLOWER for one in comparisons))


if __name__ == "__main__":
    main()
