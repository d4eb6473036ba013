"""The progress of a long operation: how it is counted, and the callback that it is reported to."""

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int], None]
"""Called with the number of steps done and the number of all steps."""


@dataclass
class StepCounter:
    """Counts the steps of an operation and reports them.

    Attributes:
        progress: Called with the number of steps done and the total; None reports nothing.
        total: The total number of steps.
        done: The number of steps done.
    """

    progress: Progress | None
    total: int
    done: int = 0

    def advance(self) -> None:
        """Count one step as done, and report it."""
        self.done += 1
        if self.progress:
            self.progress(self.done, self.total)
