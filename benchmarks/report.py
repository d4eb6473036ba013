"""The results as Markdown: date, machine, versions, medians, smallest and largest."""

import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.comparison import Comparison, Series
from pokename.files import library_versions, now

LIBRARIES = ("pokename", "ctranslate2", "tokenizers", "typer", "msgspec", "torch", "transformers")
RESULTS = Path(__file__).with_name("results.md")
HEAD = """\
# Results

Written by `python -m benchmarks` (`nox -s bench`); docs/performance.md says what is measured how.
Each row is two commands timed in turn in one run, the median of {repeats}, with the smallest and
the largest. Seconds depend on the machine and on what else it does: the ratios are the claim.

- {date}, commit {commit}
- {machine}; load {load} at the start, {load_after} at the end (1 is one busy core)
- {versions}

| what | pokename | against | ratio | aim |
| --- | --- | --- | --- | --- |
"""


def load() -> str:
    """Return how many processes wanted to run in the last minute."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def report(comparisons: Sequence[Comparison], repeats: int, load_before: str) -> str:
    """Return the whole of ``results.md``."""
    versions = library_versions(LIBRARIES)
    head = HEAD.format(
        repeats=repeats,
        date=now(),
        commit=commit(),
        machine=machine(),
        load=load_before,
        load_after=load(),
        versions=", ".join(f"{name} {version}" for name, version in versions.items()),
    )
    return head + "".join(f"{row(one)}\n" for one in comparisons)


def row(one: Comparison) -> str:
    """Return a comparison as a row of the table."""
    cells = [
        f"{one.title}, {one.unit}",
        cell(one.ours),
        cell(one.other),
        f"{one.ratio:.2f}" if one.ratio < 10 else f"{one.ratio:.1f}",
        one.aim or "–",
    ]
    return f"| {' | '.join(cells)} |"


def cell(series: Series) -> str:
    """Return a series: its label, its median, and between what it lay."""
    figures = [series.median, min(series.values), max(series.values)]
    middle, least, most = (
        f"{figure:.3g}" if figure < 1000 else f"{figure:.0f}" for figure in figures
    )
    return f"{series.label}: **{middle}** ({least} to {most})"


def machine() -> str:
    """Return the processor's name, its cores and the system."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    processor = names[0] if names else platform.processor() or platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}"


def commit() -> str:
    """Return the commit that is checked out; "-dirty" says that files were changed since."""
    command = ["git", "-C", str(RESULTS.parent), "describe", "--always", "--dirty", "--exclude=*"]
    asked = subprocess.run(command, capture_output=True, check=False, text=True)
    return asked.stdout.strip() or "unknown"
