"""Read and write Parquet in batches."""

import json
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from pokename.errors import DataError, MissingExtraError
from pokename.files import replacing

READ_AT_A_TIME = 1000  # rows
ROW_GROUP = 10_000  # rows written at a time


def read_records(
    stream: BinaryIO, source: Path, wanted: Collection[str]
) -> tuple[list[str], Iterator[dict[str, Any]]]:
    """Return all column names of a Parquet file, and its rows with only the wanted columns.

    Args:
        stream: The file, a seekable binary stream.
        source: The name of the file in errors.
        wanted: The columns to read.

    Raises:
        DataError: The file isn't Parquet, or is damaged.
        MissingExtraError: pyarrow isn't installed.
    """
    pyarrow = load_pyarrow()
    # The errors that pyarrow raises for a damaged file: its own, and these built-in errors.
    broken = (pyarrow.ArrowException, ValueError, KeyError, TypeError, OSError, MemoryError)
    try:
        file = pyarrow.parquet.ParquetFile(stream)
        columns = list(file.schema_arrow.names)
    except broken:
        raise DataError(
            f"{source} isn't a Parquet file.", "Save it as Parquet, or correct its suffix."
        ) from None

    def records() -> Iterator[dict[str, Any]]:
        """Yield the rows of the file, as dicts by column; raise DataError if it is damaged."""
        read = [name for name in columns if name in wanted]
        try:
            for batch in file.iter_batches(READ_AT_A_TIME, columns=read):
                yield from batch.to_pylist()
        except broken as error:
            why = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else "no end"
            raise DataError(f"{source} is damaged: {why}.", "Write the file again.") from None

    return columns, records()


def from_json_lines(lines: Path, output: Path, columns: Mapping[str, Any]) -> None:
    """Convert a file of JSON lines to Parquet, one row group at a time.

    Args:
        lines: The JSON lines file, in UTF-8.
        output: The Parquet file to write; the write is atomic.
        columns: The columns in order, with their Python types.
    """
    pyarrow = load_pyarrow()
    schema = pyarrow.schema([(name, _arrow_type(hint)) for name, hint in columns.items()])
    with (
        replacing(output) as temporary,
        pyarrow.parquet.ParquetWriter(temporary, schema) as writer,
        lines.open(encoding="utf-8") as stream,
    ):
        records = map(json.loads, stream)
        while group := list(islice(records, ROW_GROUP)):
            writer.write_table(pyarrow.Table.from_pylist(group, schema))


def load_pyarrow() -> Any:  # a module that ships no types
    """Import pyarrow and its Parquet module.

    Raises:
        MissingExtraError: pyarrow isn't installed.
    """
    try:
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("parquet", "Parquet") from None
    return pyarrow


def _arrow_type(hint: Any) -> Any:  # both are type objects
    pyarrow = load_pyarrow()
    return {
        str: pyarrow.string(),
        str | None: pyarrow.string(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        tuple[str, ...]: pyarrow.list_(pyarrow.string()),
    }[hint]
