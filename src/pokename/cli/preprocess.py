"""``pokename preprocess``: turn raw descriptions into train, val and test."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pokename.cli.console import print_rows, progress_bar, write_out
from pokename.cli.options import ConfigOption, SeedOption, SetOption, check_output, load

if TYPE_CHECKING:
    from pokename.config import Config
    from pokename.corpus.splits import Preprocessed


def preprocess(
    source: Annotated[
        Path | None,
        typer.Option(
            "--input",
            metavar="FILE",
            help="Your own list of names: a CSV with the columns name and description.",
        ),
    ] = None,
    seed: SeedOption = None,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Clean the descriptions, mask names in them, and split by evolution family.

    Example: pokename preprocess --set preprocess.split=generation
    """
    settings = load(config, overrides, seed=seed)
    if source:
        _check_outputs(settings, source, config)
    done = _preprocessed(settings, source)
    _print_tables(done)
    for path in done.files:
        write_out(path)


def _check_outputs(settings: "Config", source: Path, config: str | None) -> None:
    from pokename.corpus.splits import written_files

    for path in written_files(settings.paths.layout()):
        check_output(str(path), path, [("--input", source)], config)


def _preprocessed(settings: "Config", source: Path | None) -> "Preprocessed":
    """Preprocess the fetched Pokédex, or the user's list in ``source``."""
    from pokename.corpus.preprocessing import preprocess as run_preprocess
    from pokename.corpus.preprocessing import preprocess_list

    section, layout = settings.preprocess, settings.paths.layout()
    if source:
        return preprocess_list(source, section, layout, settings.seed)
    with progress_bar("preprocess") as progress:
        return run_preprocess(section, layout, settings.seed, progress)


def _print_tables(done: "Preprocessed") -> None:
    """Print on stderr which rule changed how many texts, and how many rows each split has."""
    head = ("rule", "texts", "species")
    audit = ((str(row.rule), str(row.texts), str(row.species)) for row in done.audit.itertuples())
    print_rows(head, audit, figures=head[1:], title="Texts changed by each rule", err=True)
    columns = ("families", "species", "pokedex", "prompt")
    counts = (
        (split, *(str(counts[column]) for column in columns))
        for split, counts in done.counts.items()
    )
    print_rows(("split", *columns), counts, figures=columns, title="Rows", err=True)
