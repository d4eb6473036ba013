"""A claim and its figures: two series of measurements, and the ratio of their medians."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Series:
    """What one side of a comparison measured, in the order of measurement."""

    label: str
    values: Sequence[float]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.values)


@dataclass(frozen=True)
class Comparison:
    """Two series in the same unit.

    Attributes:
        title: What is compared.
        unit: Of both series, such as ``s`` or ``names/s``.
        ours: What pokename measured.
        other: What it is held against.
        more_is_better: Whether the unit is a rate and not a cost.
        aim: What the project set itself, in words; "" for none.
    """

    title: str
    unit: str
    ours: Series
    other: Series
    more_is_better: bool = False
    aim: str = ""

    @property
    def ratio(self) -> float:
        """How many times better ``ours`` is than ``other``, by the medians."""
        ours, other = self.ours.median, self.other.median
        return ours / other if self.more_is_better else other / ours
