"""A catalogue in the making: how far it is, and how fast it goes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pokename.catalogue.part import Done
from pokename.cli.console import progress_bar, say

Show = Callable[[Done], None]


@contextmanager
def catalogue_display(start: Done, total: int | None, *, bar: bool) -> Iterator[Show]:
    """Yield a callback that takes how far it is; at the end, say what was done.

    Args:
        start: How far an earlier run came.
        total: Rows in all, or None where they can't be counted.
        bar: Whether a bar may be drawn, on a terminal.
    """
    began, names_before, done = time.monotonic(), start.names, start

    def speed() -> str:
        seconds = max(time.monotonic() - began, 1e-9)
        return f"{(done.names - names_before) / seconds:.1f} names/s"

    with progress_bar("descriptions", bar=bar) as progress:

        def show(now: Done) -> None:
            nonlocal done
            done = now
            progress(done.rows, total, speed())

        yield show
    say(f"{done.names:,} names for {done.rows:,} descriptions ({speed()})")
