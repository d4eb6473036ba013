"""Write the results page: date, machine, versions, medians and ranges of each group."""

import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.comparison import Comparison, Series
from pokename.counting import counted
from pokename.files import library_versions, now, write_text

LIBRARIES = ("pokename", "ctranslate2", "tokenizers", "typer", "msgspec", "torch", "transformers")
RESULTS = Path(__file__).parents[1] / "docs" / "measurements" / "benchmarks.md"
HEAD = """\
# Benchmarks

`nox -s bench` writes this page, one group at a time. [Performance](performance.md) says what each
group measures. Each row compares two commands, timed in turn in one run. It shows their medians,
with the smallest and the largest value. Seconds depend on the machine and on its other work. Only
the ratios are meant to hold on other machines.
"""
GROUP = """\
{group}

- {date}, commit {commit}, {rounds}
- {machine}; load {load} at the start, {load_after} at the end (a load of 1 is one busy core)
- {versions}

| what | pokename | against | ratio | aim |
| --- | --- | --- | --- | --- |
"""


def write(group: str, section: str, groups: Iterable[str]) -> None:
    """Replace the section of a group in ``docs/measurements/benchmarks.md``.

    Args:
        group: The name of the group.
        section: The section, from ``report``.
        groups: The names of all groups, in the order of the page.
    """
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.is_file() else ""
    sections = {one.partition("\n")[0]: one for one in text.split("\n## ")[1:]}
    sections[group] = section
    kept = (f"\n## {sections[one]}" for one in groups if one in sections)
    write_text(RESULTS, HEAD + "".join(kept))


def load() -> str:
    """Return the load average of the last minute, or "unknown"."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def report(group: str, comparisons: Sequence[Comparison], repeats: int, load_before: str) -> str:
    """Return the section of a group, without the ``##`` of its heading."""
    versions = library_versions(LIBRARIES)
    head = GROUP.format(
        group=group,
        rounds=counted(repeats, "round"),
        date=now(),
        commit=commit(),
        machine=machine(),
        load=load_before,
        load_after=load(),
        versions=", ".join(f"{name} {version}" for name, version in versions.items()),
    )
    return head + "".join(f"{row(one)}\n" for one in comparisons)


def row(one: Comparison) -> str:
    """Format a comparison as a row of the table."""
    cells = [
        f"{one.title}, {one.unit}",
        cell(one.ours),
        cell(one.other),
        f"{one.ratio:.2f}" if one.ratio < 10 else f"{one.ratio:.1f}",
        one.aim or "–",
    ]
    return f"| {' | '.join(cells)} |"


def cell(series: Series) -> str:
    """Format a series: label, median and range."""
    figures = [series.median, min(series.values), max(series.values)]
    middle, least, most = (
        f"{figure:.3g}" if figure < 1000 else f"{figure:.0f}" for figure in figures
    )
    return f"{series.label}: **{middle}** ({least} to {most})"


def machine() -> str:
    """Return the processor, the number of cores and the operating system."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    processor = names[0] if names else platform.processor() or platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}"


def commit() -> str:
    """Return the current commit, with "-dirty" if there are uncommitted changes."""
    command = ["git", "-C", str(RESULTS.parent), "describe", "--always", "--dirty", "--exclude=*"]
    asked = subprocess.run(command, capture_output=True, check=False, text=True)
    return asked.stdout.strip() or "unknown"
