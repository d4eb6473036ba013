"""The type of the callback that a long operation reports its progress to."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with the number of steps done and the number of all steps."""
