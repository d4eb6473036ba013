"""The options for names in bulk, and whether they go together."""

import stat
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from pokename.cli.wish_options import REFUSED
from pokename.errors import ConfigError


class InputFormat(StrEnum):
    """What an input is."""

    TXT = "txt"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


class Format(StrEnum):
    """How names are written."""

    TABLE = "table"
    PLAIN = "plain"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    MARKDOWN = "markdown"


class Engine(StrEnum):
    """What makes the names."""

    LOCAL = "local"
    RAY = "ray"


InputOption = Annotated[
    str | None,  # a path would lose a slash of s3://
    typer.Option(
        "--input",
        metavar="PATH",
        help="File of descriptions: .txt, .csv, .jsonl or .parquet, or - for lines on stdin. With "
        "Ray also a folder or a pattern, local or on s3://.",
    ),
]
InputFormatOption = Annotated[
    InputFormat | None,
    typer.Option("--input-format", help="Format of the input, if its suffix doesn't say it."),
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", help="Write to this file instead of the terminal.")
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        help="Output format. Default: by the suffix of --output, else a table. "
        "docs/reference/json.md describes the keys.",
        show_default=False,
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="Processes that share the work; 0 is one for each core. Default: 1, or one for each "
        "core from 50 descriptions on. Names don't depend on it.",
        show_default=False,
    ),
]
EngineOption = Annotated[
    Engine,
    typer.Option(
        help="local: processes of this machine. ray: a Ray cluster; OUTPUT is then a folder."
    ),
]
ResumeOption = Annotated[
    bool, typer.Option("--resume", help="Continue from the OUTPUT.part of a stopped run.")
]
UniqueOption = Annotated[
    bool,
    typer.Option(
        "--unique",
        help="Give no name similar to another of the output or to a favourite. "
        "--max-similarity sets the limit, 0.7 by default.",
        rich_help_panel=REFUSED,
    ),
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Stop at the first row that can't be used.")
]


class Files(NamedTuple):
    """Where descriptions come from and names go.

    Attributes:
        source: A file of descriptions, ``-`` for stdin, or None for one description. With Ray
            also a folder, or a pattern.
        kind: What the source is, or None where its suffix says so.
        output: A file (with Ray a folder), or None for stdout.
        form: How names are written, or None where the output's suffix says so.
        workers: Processes; 0 for one a core, None for as many as are worth it.
        resume: Whether to go on with what a stopped run left.
        strict: Whether a row that can't be used ends the run.
        explain: Whether each name of a table is explained in a sentence.
        verbose: Whether drafts that were rejected are told, on stderr.
        engine: What makes the names.
    """

    source: str | None = None
    kind: InputFormat | None = None
    output: Path | None = None
    form: Format | None = None
    workers: int | None = None
    resume: bool = False
    strict: bool = False
    explain: bool = False
    verbose: bool = False
    engine: Engine = Engine.LOCAL

    @property
    def streamed(self) -> bool:
        """Whether the output is no file but a pipe, a device or a stream that is open already."""
        if self.output is None or self.engine is Engine.RAY:
            return False
        name = str(self.output)
        if name == "-":  # as an input it is stdin
            return True
        try:
            mode = self.output.stat().st_mode
        except OSError:
            return False
        open_already = name.startswith(("/dev/std", "/dev/fd/", "/proc/self/fd/"))
        return not stat.S_ISDIR(mode) and (open_already or not stat.S_ISREG(mode))

    @property
    def path(self) -> Path | None:
        """The source as a path of this machine."""
        return None if self.source is None else Path(self.source)


def output_format(description: str | None, files: Files) -> str:
    """Check that the options go together, and return the format to write.

    Raises:
        ConfigError: They don't go together.
    """
    from pokename.bulk.formats import format_of
    from pokename.bulk.parquet import load_pyarrow
    from pokename.files import followed

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
    if files.resume and files.streamed:
        raise ConfigError("--resume needs an --output that is a file.", "Leave it out.")
    if output and not files.streamed and files.path and followed(output) == followed(files.path):
        raise ConfigError("--output is the input itself.", "Name another file.")
    if files.engine is Engine.RAY:
        return _format_with_ray(files)
    form = files.form or (format_of(output) if output and not files.streamed else "table")
    if form == "parquet":
        load_pyarrow()  # now, and not when all names are made
        if not output or files.streamed:
            raise ConfigError(
                "--format parquet needs an --output that is a file.", "It isn't text."
            )
    return str(form)


def _format_with_ray(files: Files) -> str:
    from pokename.bulk.descriptions import STDIN
    from pokename.bulk.formats import FORMATS

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
