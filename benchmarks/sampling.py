"""Compare pokename's engine with transformers, in names per second with equal settings."""

import tempfile
from pathlib import Path

from benchmarks.comparison import Comparison, Series
from benchmarks.timing import in_turn, program, run
from pokename.paths import BUNDLED_BASE


def measure(repeats: int) -> list[Comparison]:
    """Compare both engines on the base in the package and on a GPT-2 with 124 M random weights.

    Speed doesn't depend on the values of the weights, so nothing is downloaded.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        small, large = folder / "small", folder / "large"
        run(program("prepare_model", BUNDLED_BASE, small))
        run(program("prepare_model", "gpt2-124m", large))
        return [
            _compare("names by a model of the bundled size", small, 80, 4, repeats, "4 times"),
            _compare("names by GPT-2 124 M", large, 20, 1, repeats, "3 times"),
        ]


def _compare(
    title: str, model: Path, count: int, prompts: int, repeats: int, aim: str
) -> Comparison:
    """Sample ``count`` names for each of ``prompts`` descriptions with both engines."""
    runs = in_turn(
        {
            engine: program("sample_with", engine, model, count, prompts)
            for engine in ("pokename", "transformers")
        },
        repeats,
    )
    ours, other = (
        Series(f"{label}", [float(ran.output) for ran in rans]) for label, rans in runs.items()
    )
    return Comparison(
        f"{title}, {count} at a time on the CPU",
        "names/s",
        ours,
        other,
        more_is_better=True,
        aim=aim,
    )
