"""Print README's table of blind judgments, from the judgments themselves.

    python -m recipes.judged_lists

Each row of the data is what one judge said of the lists for one description: S is the version of
pokename in the package; the table leaves out judgments of other versions alone.
docs/measurements/experiments.md says who judged.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

JUDGMENTS = Path(__file__).parent / "taste" / "data" / "blind_judgments.jsonl"
SETS = {"forty": "forty", "80 latest": "80, new"}
OURS, THEIRS = "S", "frontier"
HEAD = (
    "descriptions",
    "names kept of pokename's ten",
    "names kept of the frontier model's ten",
    "pokename's list preferred",
    "best name is pokename's",
)

Judged = dict[str, Any]


def main() -> None:
    """Print the table."""
    print("\n".join(table(read())))


def read() -> list[Judged]:
    """Return all judgments."""
    return [json.loads(line) for line in JUDGMENTS.read_text("utf-8").splitlines()]


def table(judged: Sequence[Judged]) -> list[str]:
    """Return the lines of the table in Markdown: a row for each set, a figure for each judge."""
    rows = [HEAD, ["---"] * len(HEAD)]
    for name, title in SETS.items():
        by_judge: dict[int, list[Judged]] = {}
        for one in judged:
            if one["set"] == name and OURS in one["lists"]:
                by_judge.setdefault(one["judge"], []).append(one)
        rows.append([title, *_figures(list(by_judge.values()))])
    return [f"| {' | '.join(row)} |" for row in rows]


def list_is_preferred(one: Judged) -> bool:
    """Return whether the judge prefers pokename's list to the frontier model's."""
    order: list[str] = one["order"]
    return order.index(OURS) < order.index(THEIRS)


def best_name_is_ours(one: Judged) -> bool:
    """Return whether the best name of all lists is pokename's, and not the frontier model's.

    Versions of pokename share names. So the name may be chosen from another version's list.
    """
    return one["first"] != THEIRS and one["best"][one["first"]] in one["lists"][OURS]


def _figures(judges: Sequence[Sequence[Judged]]) -> list[str]:
    """Return the cells of a set: numbers of names kept, then shares of descriptions."""
    return [
        _for_each(judges, lambda one: len(one["kept"].get(OURS, []))),
        _for_each(judges, lambda one: len(one["kept"].get(THEIRS, []))),
        _for_each(judges, lambda one: 100 * list_is_preferred(one), digits=0) + " %",
        _for_each(judges, lambda one: 100 * best_name_is_ours(one), digits=0) + " %",
    ]


def _for_each(
    judges: Sequence[Sequence[Judged]], value: Callable[[Judged], float], digits: int = 1
) -> str:
    """Return each judge's mean of a value, in words: "5.2, 5.4 and 4.6"."""
    *most, last = (f"{sum(map(value, one)) / len(one):.{digits}f}" for one in judges)
    return f"{', '.join(most)} and {last}"


if __name__ == "__main__":
    main()
