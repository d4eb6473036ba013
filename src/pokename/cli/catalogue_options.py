"""Options for names in quantity: files in, files out, workers."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer


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
        help="A file of descriptions: .txt, .csv, .jsonl or .parquet; - for lines on stdin. With "
        "Ray also a folder or a pattern, here or on s3://.",
    ),
]
InputFormatOption = Annotated[
    InputFormat | None,
    typer.Option("--input-format", help="What the input is, where its suffix doesn't say so."),
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", help="Write here instead of to the terminal.")
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        help="How to write them; what --output ends in if left out, else a table. Keys are "
        "described in docs/reference/json.md.",
        show_default=False,
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="Processes that share the work, 0 for one a core; left out, that from 50 descriptions "
        "on. Names stay the same.",
        show_default=False,
    ),
]
EngineOption = Annotated[
    Engine,
    typer.Option(help="Processes of this machine, or a Ray cluster; OUTPUT is a folder then."),
]
ResumeOption = Annotated[
    bool, typer.Option("--resume", help="Go on where a stopped run left OUTPUT.part.")
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
    def path(self) -> Path | None:
        """The source as a path of this machine."""
        return None if self.source is None else Path(self.source)
