"""A catalogue in the making on the terminal: a bar with speed, or a line now and then."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from pokename.catalogue.part import Done
from pokename.cli.console import SECONDS_BETWEEN_LINES, console, say

Show = Callable[[Done], None]


@contextmanager
def catalogue_display(start: Done, total: int | None, *, bar: bool) -> Iterator[Show]:
    """Yield a callback that takes how far it is; at the end, say what was done.

    Args:
        start: How far an earlier run came.
        total: Rows in all, or None where they can't be counted.
        bar: Whether a bar may be drawn, on a terminal.
    """
    speed = _Speed(start)
    if bar and console().is_terminal:
        with _bar(speed, total) as show:
            yield show
    else:
        yield _Lines(speed, total)
    say(speed.summary())


class _Speed:
    """How fast this run is, which may have gone on where another stopped."""

    def __init__(self, start: Done) -> None:
        self._start = replace(start)
        self._began = time.monotonic()
        self.done = self._start

    def names_per_second(self) -> str:
        seconds = max(time.monotonic() - self._began, 1e-9)
        return f"{(self.done.names - self._start.names) / seconds:.1f} names/s"

    def seconds_left(self, total: int | None) -> str:
        rows = self.done.rows - self._start.rows
        if total is None or not rows:
            return ""
        left = (time.monotonic() - self._began) / rows * (total - self.done.rows)
        return f", {left:.0f} s left"

    def summary(self) -> str:
        seconds = time.monotonic() - self._began
        return (
            f"{self.done.names:,} names for {self.done.rows:,} descriptions in {seconds:.0f} s "
            f"({self.names_per_second()})"
        )


class _Lines:
    def __init__(self, speed: _Speed, total: int | None) -> None:
        self._speed = speed
        self._total = total
        self._last = time.monotonic()

    def __call__(self, done: Done) -> None:
        self._speed.done = done
        if time.monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            of_all = "" if self._total is None else f" of {self._total:,}"
            left = self._speed.seconds_left(self._total)
            say(f"{done.rows:,}{of_all} descriptions, {self._speed.names_per_second()}{left}")


@contextmanager
def _bar(speed: _Speed, total: int | None) -> Iterator[Show]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("descriptions"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console()) as progress:
        task = progress.add_task("", total=total, completed=speed.done.rows, speed="")

        def show(done: Done) -> None:
            speed.done = done
            progress.update(task, completed=done.rows, speed=speed.names_per_second())

        yield show
