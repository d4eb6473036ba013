"""Measure the time and peak memory of a whole command, from start to end."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.comparison import Comparison, Series
from benchmarks.timing import POKENAME, Ran, in_turn, program
from pokename.paths import BUNDLED_BASE

PROMPT = "a fiery lizard"
NAMES = 10


def measure(repeats: int) -> list[Comparison]:
    """Compare ``generate`` with plain transformers, and ``--help`` with a minimal Typer app.

    The commands run in an empty folder, as after a new installation, so they read no config.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        generate = in_turn(
            {
                "pokename generate": [POKENAME, "generate", PROMPT, "-n", str(NAMES)],
                "plain transformers": program("plain_transformers", BUNDLED_BASE, PROMPT, NAMES),
            },
            repeats,
            folder,
        )
        help_ = in_turn(
            {"pokename --help": [POKENAME, "--help"], "Typer hello-world": program("hello_world")},
            repeats,
            folder,
        )
    return [
        Comparison(
            f"{NAMES} names, whole process",
            "s",
            *_series(generate, lambda ran: ran.seconds),
            aim="15 times, below 0.4 s",
        ),
        Comparison(
            f"{NAMES} names, peak memory",
            "MB",
            *_series(generate, lambda ran: ran.megabytes),
            aim="below 200 MB",
        ),
        Comparison(
            "--help, whole process",
            "s",
            *_series(help_, lambda ran: ran.seconds),
            aim="within 0.05 s",
        ),
    ]


def _series(
    runs: Mapping[str, Sequence[Ran]], figure: Callable[[Ran], float]
) -> tuple[Series, Series]:
    """Return one figure of each run as two series, ours first."""
    ours, other = (Series(label, [figure(ran) for ran in rans]) for label, rans in runs.items())
    return ours, other
