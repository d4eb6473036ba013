"""``pokename preprocess``: raw descriptions to train, val and test."""

from typing import TYPE_CHECKING

import typer

from pokename.cli.options import ConfigOption, SeedOption, SetOption, load, overrides_from

if TYPE_CHECKING:
    from rich.table import Table

    from pokename.corpus.preprocessing import Preprocessed


def preprocess(
    seed: SeedOption = None, config: ConfigOption = None, overrides: SetOption = None
) -> None:
    """Clean and mask the descriptions, and split them by evolution family.

    Example: pokename preprocess --set preprocess.split=generation
    """
    from pokename.cli.console import console, progress_bar
    from pokename.corpus.preprocessing import preprocess as run_preprocess
    from pokename.paths import Layout

    settings = load(config, [*(overrides or []), *overrides_from("", seed=seed)])
    with progress_bar("preprocess") as progress:
        done = run_preprocess(
            settings.preprocess, Layout.of(settings.paths), settings.seed, progress
        )
    console().print(_audit(done), _counts(done))
    for path in done.files:
        typer.echo(path)


def _audit(done: "Preprocessed") -> "Table":
    from rich.table import Table

    table = Table("rule", "texts", "species", title="What each rule touched", title_justify="left")
    for row in done.audit.itertuples():
        table.add_row(str(row.rule), str(row.texts), str(row.species))
    return table


def _counts(done: "Preprocessed") -> "Table":
    from rich.table import Table

    columns = ("families", "species", "pokedex", "prompt")
    table = Table("split", *columns, title="Rows", title_justify="left")
    for split, counts in done.counts.items():
        table.add_row(split, *(str(counts[column]) for column in columns))
    return table
