"""A report: its sections, with charts and tables, and how it is written as HTML or Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pokename import markdown
from pokename.errors import MissingExtraError
from pokename.evaluation.tables import Table
from pokename.files import now
from pokename.paths import REPORT_PAGE
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


def as_page(report: Report) -> str:
    """Return a report as one HTML page that loads nothing from any server.

    Raises:
        MissingExtraError: jinja2 isn't installed.
    """
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError:
        raise MissingExtraError("report", "pokename report") from None
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["emphasised"] = _emphasised
    template = environment.from_string(REPORT_PAGE.read_text(encoding="utf-8"))
    return template.render(report=report, made_at=now()) + "\n"


def as_markdown(report: Report) -> str:
    """Return a report as Markdown without charts, short enough for a comment on a pull request."""
    parts = [f"# {markdown.escaped(report.title)}"]
    for section in report.sections:
        if section.brief:
            parts += _markdown_section(section)
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _markdown_section(section: Section) -> list[str]:
    tables = [_markdown_table(table) for table in section.tables]
    notes = "\n".join(f"- {markdown.escaped(note)}" for note in section.notes)
    return [f"## {section.title}", section.about, *tables, notes]


def _markdown_table(table: Table) -> str:
    title = f"**{markdown.escaped(table.title)}**\n\n" if table.title else ""
    rows = ([markdown.escaped(cell) for cell in row] for row in table.rows)
    shown = markdown.table([markdown.escaped(cell) for cell in table.head], rows)
    return f"{title}{shown if table.rows else ''}\n{table.legend}"


def _emphasised(text: str) -> str:
    """Return a text as HTML, with its Markdown emphasis and code as tags."""
    import re

    from markupsafe import Markup, escape

    emphasised = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", str(escape(text)))
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", emphasised))  # noqa: S704 - escaped
