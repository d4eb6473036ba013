"""Measure how time and memory of ``generate --input`` grow with the number of descriptions."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from pathlib import Path

from benchmarks.comparison import Comparison, Series
from benchmarks.timing import POKENAME, Ran, in_turn, run

NAMES = 10  # for each description
SMALL, LARGE = 100, 1_000  # descriptions
FULL = (10_000, 100_000)
TRAITS = "tiny huge sleepy fierce clever ancient playful shy armored winged".split()
COLORS = "red blue green black white golden silver violet brown pink".split()
ANIMALS = "lizard turtle mouse serpent bird fox bear spider fish wolf".split()
DOES = (
    "sings,steals food,glows at night,guards treasure,sleeps all day,throws stones,spits ink,"
    "hunts alone,brings luck,digs tunnels"
).split(",")
HABITATS = "caves forests rivers deserts mountains cities clouds ruins volcanoes gardens".split()


def measure(repeats: int) -> list[Comparison]:
    """Compare names per second and peak memory at 1,000 descriptions with those at 100."""
    return _measure(repeats, full=False)


def measure_full(repeats: int) -> list[Comparison]:
    """Also measure 10,000 and 100,000 descriptions, once each."""
    return _measure(repeats, full=True)


def _measure(repeats: int, *, full: bool) -> list[Comparison]:
    with tempfile.TemporaryDirectory() as temporary:
        commands = {_label(size): _command(Path(temporary), size) for size in (SMALL, LARGE)}
        runs = in_turn(commands, repeats)
        for size in FULL if full else ():
            runs[_label(size)] = [run(_command(Path(temporary), size))]
    sizes = (LARGE, *FULL) if full else (LARGE,)
    return [
        one for size in sizes for one in _compare(size, runs[_label(size)], runs[_label(SMALL)])
    ]


def _compare(size: int, runs: Sequence[Ran], small: Sequence[Ran]) -> Iterator[Comparison]:
    def series(runs: Sequence[Ran], size: int, figure: Callable[[Ran], float]) -> Series:
        return Series(_label(size), [figure(ran) for ran in runs])

    yield Comparison(
        f"{_label(size)}, {NAMES} names each, in one command, whole process",
        "names/s",
        series(runs, size, lambda ran: size * NAMES / ran.seconds),
        series(small, SMALL, lambda ran: SMALL * NAMES / ran.seconds),
        more_is_better=True,
        aim="at least 0.85",
    )
    yield Comparison(
        f"{_label(size)}, peak memory of the command's largest process",
        "MB",
        series(runs, size, lambda ran: ran.megabytes),
        series(small, SMALL, lambda ran: ran.megabytes),
        aim="flat",
    )


def _label(size: int) -> str:
    return f"{size:,} descriptions"


def _command(folder: Path, size: int) -> list[str]:
    """Write ``size`` descriptions to a file, and return the command that names them."""
    source = folder / f"{size}.txt"
    described = (
        f"a {trait} {color} {animal} of the {habitat} that {does}"
        for does, habitat, trait, animal, color in product(DOES, HABITATS, TRAITS, ANIMALS, COLORS)
    )
    source.write_text("\n".join(islice(described, size)), encoding="utf-8")
    options = ["--input", str(source), "-n", str(NAMES), "--format", "csv"]
    return [POKENAME, "generate", *options]
