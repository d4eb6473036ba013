"""What a report consists of: its sections, with charts and tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pokename.evaluation.tables import Table
from pokename.report.charts import Chart


@dataclass(frozen=True)
class Section:
    """A part of a report.

    Attributes:
        title: The heading.
        about: What the section shows, and how to read it.
        charts: The charts; the Markdown report leaves them out, since the tables show
            the same figures.
        tables: The tables, shown below the charts.
        notes: Sentences that say what is missing or can't be compared.
        brief: Whether the Markdown report includes the section.
        style: The style sheet class of the section's tables.
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
        """The part after ``#`` in a link to this section."""
        return self.title.lower().replace(" ", "-")


@dataclass(frozen=True)
class Report:
    """A whole report.

    Attributes:
        title: The title.
        runs: The labels of the run and of the run compared with it.
        sections: The sections, in order.
    """

    title: str
    runs: Sequence[str]
    sections: Sequence[Section] = field(default_factory=tuple)
