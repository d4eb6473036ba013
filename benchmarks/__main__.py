"""Run the benchmarks: ``python -m benchmarks [GROUP ...] [--repeats N] [--full]``."""

import argparse
import sys
from typing import TYPE_CHECKING

from benchmarks import fetching, quantity, sampling, start, training
from benchmarks.report import RESULTS, load, report, row
from pokename.files import write_text

if TYPE_CHECKING:
    from benchmarks.comparison import Comparison

GROUPS = {
    "start": start.measure,
    "sampling": sampling.measure,
    "quantity": quantity.measure,
    "training": training.measure,
    "fetching": fetching.measure,
}


def main() -> None:
    """Measure what is asked for; all of it goes to results.md, a part to stdout."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    parser.add_argument("--repeats", type=int, default=5, help="rounds that count (default 5)")
    parser.add_argument("--full", action="store_true", help="10,000 names as well: minutes more")
    asked = parser.parse_args()
    unknown = set(asked.groups) - set(GROUPS)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; groups are {', '.join(GROUPS)}")
    before = load()
    comparisons: list[Comparison] = []
    for name in asked.groups or GROUPS:
        for one in GROUPS[name](asked.repeats, full=asked.full):
            comparisons.append(one)
            print(row(one), file=sys.stderr, flush=True)
    text = report(comparisons, asked.repeats, before)
    if asked.groups:
        print(text)
    else:
        write_text(RESULTS, text)


if __name__ == "__main__":
    main()
