"""The options of ``generate`` for files and many descriptions, and checks that they agree."""

import stat
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from pokename.cli.wish_options import LEFT_OUT
from pokename.errors import ConfigError

FILES = "Files and many descriptions"  # a section of the help
STDOUT = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}


class InputFormat(StrEnum):
    """The format of an input."""

    TXT = "txt"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


class Format(StrEnum):
    """The format of an output."""

    TABLE = "table"
    PLAIN = "plain"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    MARKDOWN = "markdown"


class Engine(StrEnum):
    """The engine that runs the workers."""

    LOCAL = "local"
    RAY = "ray"


InputOption = Annotated[
    str | None,  # not Path, which drops a slash of s3://
    typer.Option(
        "--input",
        metavar="PATH",
        help="File of descriptions: .txt, .csv, .jsonl or .parquet, or - for lines on stdin. With "
        "Ray, it can also be a folder or a pattern, local or on s3://.",
        rich_help_panel=FILES,
    ),
]
InputFormatOption = Annotated[
    InputFormat | None,
    typer.Option(
        "--input-format",
        help="Format of the input. Default: the format of its suffix.",
        rich_help_panel=FILES,
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        metavar="FILE",
        help="Write to this file instead of the terminal.",
        rich_help_panel=FILES,
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        help="Output format. Default: the format of the suffix of --output, else a table.",
        show_default=False,
        rich_help_panel=FILES,
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=0,
        help="Number of processes that share the work; 0 means one for each core. Default: 1, or "
        "one for each core from 50 descriptions on. The number doesn't change the names.",
        show_default=False,
        rich_help_panel=FILES,
    ),
]
EngineOption = Annotated[
    Engine,
    typer.Option(
        help="local: processes on this machine. ray: a Ray cluster; --output is then a folder.",
        rich_help_panel=FILES,
    ),
]
ResumeOption = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Continue a stopped run from its OUTPUT.part.",
        rich_help_panel=FILES,
    ),
]
UniqueOption = Annotated[
    bool,
    typer.Option(
        "--unique",
        help="Give no name that is similar to another name in the output or to a favourite.",
        rich_help_panel=LEFT_OUT,
    ),
]
UniqueSimilarityOption = Annotated[
    float | None,
    typer.Option(
        "--unique-similarity",
        metavar="0-1",
        help="Maximum similarity of two names with --unique, above 0. Default: 0.7.",
        rich_help_panel=LEFT_OUT,
    ),
]
StrictOption = Annotated[
    bool,
    typer.Option(
        "--strict", help="Stop at the first row that can't be used.", rich_help_panel=FILES
    ),
]


class Files(NamedTuple):
    """The source of descriptions, the output of names, and how to process them.

    Attributes:
        source: A file of descriptions, ``-`` for stdin, or None for one description. With Ray, it
            can also be a folder or a pattern.
        kind: The format of the source; None means the format of its suffix.
        output: The output file (with Ray, a folder); None means stdout.
        form: The output format; None means the format of the output's suffix.
        workers: The number of processes; 0 means one for each core, None means automatic.
        resume: Whether to resume a stopped run.
        strict: Whether an unusable row stops the run.
        explain: Whether to explain each name in a line, instead of the table.
        verbose: Whether to print refused drafts on stderr.
        engine: The engine that runs the workers.
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
        """Whether the output is a pipe, a device or an open stream instead of a file."""
        if self.output is None or self.engine is Engine.RAY:
            return False
        name = str(self.output)
        if name == "-":  # "-" means stdout here; as a source, it means stdin
            return True
        try:
            mode = self.output.stat().st_mode
        except OSError:
            return False
        open_already = name.startswith(("/dev/std", "/dev/fd/", "/proc/self/fd/"))
        return not stat.S_ISDIR(mode) and (open_already or not stat.S_ISREG(mode))

    @property
    def path(self) -> Path | None:
        """The source as a local path (``-`` for stdin), or None."""
        if self.source is None:
            return None
        path = Path(self.source)
        # "./-" is a file in this folder, but Path drops the "./".
        return path.absolute() if str(path) == "-" != self.source else path

    @property
    def local_file(self) -> Path | None:
        """The source as a local path; None for stdin, even if a file is named ``-``."""
        return None if self.source == "-" else self.path


def output_format(description: str | None, files: Files) -> str:
    """Check that the options don't contradict each other, and return the output format.

    Raises:
        ConfigError: Options contradict each other.
    """
    from pokename.generate.formats import format_of
    from pokename.generate.parquet import load_pyarrow

    _check_source(description, files)
    _refuse_useless(files)
    output = files.output
    if files.resume and not output:
        raise ConfigError("--resume needs --output.", "Only output to a file can be resumed.")
    if files.resume and files.streamed:
        raise ConfigError("--resume needs an --output that is a file.", "Leave --resume out.")
    if files.engine is Engine.RAY:
        return _format_with_ray(files)
    form = files.form or (format_of(output) if output and not files.streamed else "table")
    if form == "parquet":
        load_pyarrow()  # fail now, not after all names are generated
        if not output or files.streamed:
            raise ConfigError(
                "--format parquet needs an --output that is a file.",
                "Parquet isn't text, so a terminal can't show it.",
            )
    return str(form)


def _check_source(description: str | None, files: Files) -> None:
    """Refuse anything but one description or one file of descriptions."""
    if description is not None and files.source is not None:
        raise ConfigError("A description can't be given with --input.", "Give one of the two.")
    if description is None and files.source is None:
        raise ConfigError(
            "Give a description, or a file of descriptions.",
            'For example: pokename generate "a fiery lizard", or --input creatures.txt, or '
            "--input - for lines on stdin.",
        )
    if description == "-":
        raise ConfigError("'-' isn't a description.", "To read lines on stdin, give --input -.")


def _refuse_useless(files: Files) -> None:
    """Refuse options that can't have an effect."""
    for_rows = {
        "--strict": files.strict,
        "--input-format": files.kind,
        "--workers": files.workers is not None,
    }
    if files.source is None and (useless := next(filter(for_rows.get, for_rows), None)):
        raise ConfigError(f"{useless} needs --input.", "It applies to the rows of a file.")
    to_stdout = files.output is None or str(files.output) in STDOUT
    if files.explain and not (to_stdout and files.form in (None, Format.TABLE)):
        raise ConfigError(
            "--explain needs a table on stdout.",
            "Leave out --explain, or leave out --format and --output.",
        )


def _format_with_ray(files: Files) -> str:
    from pokename.generate.formats import FORMATS
    from pokename.generate.inputs import STDIN

    if not files.source or files.path == STDIN or not files.output:
        raise ConfigError(
            "--engine ray needs --input and --output.",
            "Give files of descriptions, and a folder for the names.",
        )
    if files.resume:
        raise ConfigError(
            "--engine ray doesn't support --resume.",
            "Ray repeats the work of a lost worker, but a stopped run starts over.",
        )
    form = str(files.form or "parquet")
    if not FORMATS[form].suffix:
        raise ConfigError(
            f"--engine ray doesn't support --format {form}.", "Choose another --format."
        )
    return form
