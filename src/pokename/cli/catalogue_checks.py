"""Whether the options for names in quantity go together, and what form they ask for."""

from pokename.catalogue.formats import FORMATS, format_of
from pokename.catalogue.parquet import load_pyarrow
from pokename.catalogue.rows import STDIN
from pokename.cli.catalogue_options import Engine, Files
from pokename.errors import ConfigError


def form_asked(description: str | None, files: Files) -> str:
    """Return the format to write, after a look at whether the options go together.

    Raises:
        ConfigError: They don't.
    """
    if description is not None and files.source is not None:
        raise ConfigError("A description can't be given with --input.", "Give one of the two.")
    if description is None and files.source is None:
        raise ConfigError(
            "Give a description, or a file of them.",
            'For example: pokename generate "a fiery lizard", or --input creatures.txt.',
        )
    output = files.output
    if files.resume and not output:
        raise ConfigError(
            "--resume needs --output.", "Only what goes to a file can be gone on with."
        )
    if output and files.path and output.resolve() == files.path.resolve():
        raise ConfigError("--output is the input itself.", "Name another file.")
    if files.engine is Engine.RAY:
        return _form_with_ray(files)
    form = files.form or (format_of(output) if output else "table")
    if form == "parquet":
        load_pyarrow()  # now, and not when all names are made
        if not output:
            raise ConfigError("--format parquet needs --output.", "It isn't text.")
    return str(form)


def _form_with_ray(files: Files) -> str:
    if not files.source or files.path == STDIN or not files.output:
        raise ConfigError(
            "--engine ray needs --input and --output.",
            "Give it files of descriptions, and the folder that the names go to.",
        )
    if files.resume:
        raise ConfigError(
            "--engine ray can't --resume.",
            "It does again what a lost worker had in hand; a run that was stopped starts anew.",
        )
    form = str(files.form or "parquet")
    if not FORMATS[form].suffix:
        raise ConfigError(f"--engine ray can't write a {form}.", "Say another --format.")
    return form
