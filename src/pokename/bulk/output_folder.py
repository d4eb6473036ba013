"""Write an output folder of many files; it gets its final name when all files are complete."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

from pokename.bulk.descriptions import Row
from pokename.bulk.formats import Format
from pokename.bulk.job import NamedRow
from pokename.bulk.output_file import Done
from pokename.errors import DataError
from pokename.files import make_folder, replacing, write_text

ROWS_A_FILE = 1000


class PartFolder:
    """``OUTPUT.part``, a folder to which files of names are added in row order.

    A stopped run leaves its complete files, but can't be resumed.

    Args:
        output: The final path.
        form: The output format.
        rows_a_file: The number of rows per file.

    Raises:
        DataError: The folder can't be made, or the output or its part folder already exists.
    """

    def __init__(self, output: Path, form: Format, rows_a_file: int = ROWS_A_FILE) -> None:
        self.done = Done()
        self._output = output
        self._folder = output.with_name(f"{output.name}.part")
        self._form = form
        self._rows_a_file = rows_a_file
        self._texts: list[str] = []
        self._files = 0
        for path in (output, self._folder):
            if path.exists():
                raise DataError(f"{path} already exists.", "Move or delete it.")
        make_folder(self._folder)

    def rest(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Return all rows, since this output can't be resumed."""
        return rows

    def add(self, named: NamedRow) -> None:
        """Add the names of the next row; write a file after every ``rows_a_file`` rows."""
        self._texts.append(self._form.of(named, after_others=any(self._texts)))
        self.done.count(named)
        if len(self._texts) == self._rows_a_file:
            self._write()

    def finish(self) -> None:
        """Write the last file and move the folder to its final path."""
        if self._texts or not self._files:
            self._write()
        try:
            self._folder.replace(self._output)
        except OSError as error:
            raise DataError(
                f"{self._folder} is complete but can't be renamed: {error.strerror}.",
                f"Rename it to {self._output.name}.",
            ) from error

    def _write(self) -> None:
        path = self._folder / f"names-{self._files:05}{self._form.suffix}"
        text = "".join((self._form.head, *self._texts, self._form.tail))
        if self._form.finish:
            with replacing(path) as temporary:
                lines = temporary.with_suffix(".lines")
                try:
                    lines.write_text(text, encoding="utf-8", newline="\n")
                    self._form.finish(lines, temporary)
                finally:
                    lines.unlink(missing_ok=True)
        else:
            write_text(path, text)
        self._texts = []
        self._files += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Delete the part folder if it is empty; else keep it with its complete files."""
        with suppress(OSError):  # the folder isn't empty, or was renamed
            self._folder.rmdir()
