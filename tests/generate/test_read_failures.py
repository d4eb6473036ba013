"""Test that disk and pyarrow errors while reading an input are reported as a single line."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from pokename.csv_tables import read_table
from pokename.errors import DataError
from pokename.files import reading
from pokename.generate.inputs import read_rows


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.EISDIR], ids=errno.errorcode.get)
def test_a_disk_error_becomes_a_data_error(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "in.csv")

    monkeypatch.setattr(Path, "open", refuse)
    path = Path("in.csv")
    with pytest.raises(DataError, match=r"in\.csv can't be read: "):
        list(read_rows(path))
    with pytest.raises(DataError, match=r"in\.csv can't be read: "):
        list(read_table(path, ["name"], {"name"}))
    with pytest.raises(DataError, match=r"in\.csv can't be read: "), reading(path):
        pass


def below(kind: type[Any]) -> list[type[Any]]:
    return [kind, *(one for each in kind.__subclasses__() for one in below(each))]


def test_each_pyarrow_error_becomes_a_data_error(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs the parquet extra")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = project / "in.parquet"
    parquet.write_table(pyarrow.table({"description": ["a fish"]}), path)
    assert [row.description for row in read_rows(path)] == ["a fish"]
    for kind in (*below(pyarrow.ArrowException), OSError, MemoryError, KeyError):

        def fail(*_: object, kind: type[Any] = kind, **__: object) -> None:
            raise kind("said")

        monkeypatch.setattr(parquet.ParquetFile, "iter_batches", fail)
        with pytest.raises(DataError, match=r"in\.parquet is damaged: "):
            list(read_rows(path))
        with monkeypatch.context() as opening:
            opening.setattr(parquet, "ParquetFile", fail)
            with pytest.raises(DataError, match=r"in\.parquet isn't a Parquet file"):
                list(read_rows(path))
