"""Run the benchmarks: ``python -m benchmarks [GROUP ...] [--repeats N] [--full]``."""

import argparse
import sys
from typing import TYPE_CHECKING

from benchmarks import bulk, fetching, sampling, serving, start, training
from benchmarks.report import load, report, row, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.comparison import Comparison

GROUPS: "dict[str, Callable[[int], list[Comparison]]]" = {
    "start": start.measure,
    "sampling": sampling.measure,
    "bulk": bulk.measure,
    "serving": serving.measure,
    "training": training.measure,
    "fetching": fetching.measure,
}


def main() -> None:
    """Measure the requested groups, and write each to the results page when it is done."""
    asked = _arguments()
    groups = {**GROUPS, "bulk": bulk.measure_full} if asked.full else GROUPS
    for name in asked.groups or groups:
        before = load()
        comparisons: list[Comparison] = []
        for one in groups[name](asked.repeats):
            comparisons.append(one)
            print(row(one), file=sys.stderr, flush=True)
        write(name, report(name, comparisons, asked.repeats, before), GROUPS)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    parser.add_argument("--repeats", type=int, default=5, help="measured rounds (default 5)")
    parser.add_argument(
        "--full",
        action="store_true",
        help="also measure 10,000 and 100,000 descriptions (90 minutes more)",
    )
    asked = parser.parse_args()
    unknown = set(asked.groups) - set(GROUPS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; choose from {', '.join(GROUPS)}")
    return asked


if __name__ == "__main__":
    main()
