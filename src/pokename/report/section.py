"""What a report is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pokename.evaluation.tables import Table
from pokename.report.charts import Chart


@dataclass(frozen=True)
class Section:
    """A part of a report.

    Attributes:
        title: Above it.
        about: What it shows, and how to read it.
        charts: Left out in Markdown, where the tables say the same.
        tables: Below the charts.
        notes: What is missing, a sentence each.
        brief: Whether a report in Markdown has it.
        style: Class of the style sheet of its tables.
    """

    title: str
    about: str
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    brief: bool = True
    style: str = ""

    @property
    def anchor(self) -> str:
        """What a link to it ends in."""
        return self.title.lower().replace(" ", "-")


@dataclass(frozen=True)
class Report:
    """All that is shown.

    Attributes:
        title: What it is about.
        runs: Labels of the run, and of the one that it is compared with.
        sections: In order.
    """

    title: str
    runs: Sequence[str]
    sections: Sequence[Section] = field(default_factory=tuple)
