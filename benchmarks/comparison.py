"""Two series of measurements, and the ratio of their medians."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Series:
    """The measurements of one side of a comparison, in order."""

    label: str
    values: Sequence[float]

    @property
    def median(self) -> float:
        """The median of the values."""
        return median(self.values)


@dataclass(frozen=True)
class Comparison:
    """Two series in the same unit.

    Attributes:
        title: The subject of the comparison.
        unit: The unit of both series, such as ``s`` or ``names/s``.
        ours: The measurements of pokename, or of the setting whose claim is tested.
        other: The measurements of the alternative.
        more_is_better: True for rates, False for costs.
        aim: The project's target, in words; "" if there is none.
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
