"""``pokename report``: write a page that shows a run or compares two."""

from enum import StrEnum
from typing import Annotated

import typer

from pokename.cli.console import write_out
from pokename.cli.options import ConfigOption, SetOption, load


class ReportFormat(StrEnum):
    """The output format of a report."""

    HTML = "html"
    MARKDOWN = "markdown"


def report(
    run: Annotated[
        str | None,
        typer.Argument(help="A run, its folder, or 'bundled'; default: the config's train.run."),
    ] = None,
    other: Annotated[
        str | None, typer.Argument(help="A second run, to compare with the first.")
    ] = None,
    form: Annotated[
        ReportFormat,
        typer.Option("--format", help="html writes a page; markdown prints on stdout."),
    ] = ReportFormat.HTML,
    split: Annotated[
        str | None,
        typer.Option(metavar="SPLIT", help="Split whose figures are shown: val or test."),
    ] = None,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Show on one page how a run learned and how good it is.

    Example: pokename report default bundled
    """
    from pokename.files import write_text
    from pokename.report.document import as_markdown, as_page
    from pokename.report.gathering import gather_data, gather_run
    from pokename.report.sections import report_of

    settings = load(config, overrides, "evaluate", split=split)
    layout = settings.paths.layout()
    asked = [run or settings.train.run, *([other] if other else [])]
    runs = [gather_run(one, settings.evaluate.split, layout) for one in asked]
    if len({one.label for one in runs}) < len(runs):
        raise typer.BadParameter("the two runs must be different", param_hint="OTHER")
    made = report_of(runs, gather_data(layout))
    if form is ReportFormat.MARKDOWN:
        write_out(as_markdown(made), end="")
        return
    path = layout.report(*(one.label for one in runs))
    write_text(path, as_page(made))
    write_out(path)
