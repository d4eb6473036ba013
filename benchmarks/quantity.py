"""Whether ten times the names take ten times the time: ``pokename generate --input``."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.comparison import Comparison, Series
from benchmarks.timing import POKENAME, Ran, in_turn

NAMES_A_DESCRIPTION = 10
SMALL, LARGE, FULL = 100, 1_000, 10_000
COLORS = "red blue green black white golden silver violet brown pink".split()
TRAITS = "tiny huge sleepy fierce clever ancient playful shy armored winged".split()
ANIMALS = "lizard turtle mouse serpent bird fox bear spider fish wolf".split()


def measure(repeats: int) -> list[Comparison]:
    """Compare names a second at 1,000 names with those at 100."""
    return _compare([SMALL, LARGE], repeats)


def measure_full(repeats: int) -> list[Comparison]:
    """Compare those at 10,000 names as well."""
    return _compare([SMALL, LARGE, FULL], repeats)


def _compare(sizes: Sequence[int], repeats: int) -> list[Comparison]:
    with tempfile.TemporaryDirectory() as temporary:
        commands = {_label(names): _command(Path(temporary), names) for names in sizes}
        runs = in_turn(commands, repeats)
    small, *larger = (_rate(names, runs[_label(names)]) for names in sizes)
    return [
        Comparison(
            f"{one.label} in one command, whole process",
            "names/s",
            one,
            small,
            more_is_better=True,
            aim="at least 0.9",
        )
        for one in larger
    ]


def _label(names: int) -> str:
    return f"{names:,} names"


def _rate(names: int, runs: list[Ran]) -> Series:
    return Series(_label(names), [names / ran.seconds for ran in runs])


def _command(folder: Path, names: int) -> list[str]:
    """Write the descriptions and return the command that names them."""
    source = folder / f"{names}.txt"
    described = [
        f"a {trait} {color} {animal}" for trait in TRAITS for animal in ANIMALS for color in COLORS
    ]
    source.write_text("\n".join(described[: names // NAMES_A_DESCRIPTION]), encoding="utf-8")
    options = ["--input", str(source), "-n", str(NAMES_A_DESCRIPTION), "--format", "csv"]
    return [POKENAME, "generate", *options]
