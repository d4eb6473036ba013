"""Test reading of foreign text and tables: encodings, delimiters, quotes, limits."""

import io
import itertools
import random
import string
from collections.abc import Iterator

import pytest

from pokename import text_files
from pokename.csv_tables import CsvTable, Record
from pokename.errors import DataError
from pokename.text_files import is_text, lines_of, text_of

TEXT = "description\na fiery lizard\nein blauer Fuchs mit Ä, 火 and 🔥\n"


def lines(content: bytes) -> list[text_files.Line]:
    return list(lines_of(text_of(io.BytesIO(content), "in.txt"), "in.txt"))


def table(content: bytes | str, known: str = "description id") -> CsvTable:
    content = content.encode() if isinstance(content, str) else content
    read = lines_of(text_of(io.BytesIO(content), "in.csv"), "in.csv")
    return CsvTable(read, "in.csv", ["description"], known.split())


def said(content: bytes | str) -> list[tuple[int, str]]:
    return [(one.line, one.problem or one.cells["description"]) for one in table(content)]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-32"],
)
def test_the_byte_order_mark_sets_the_encoding(encoding: str) -> None:
    assert "".join(line.text for line in lines(TEXT.encode(encoding))) == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_byte_order_mark_is_read_too(encoding: str) -> None:
    assert "".join(line.text for line in lines(TEXT.encode(encoding))) == TEXT


@pytest.mark.parametrize(
    ("content", "bad"),
    [
        (b"a fish\na \xe4rger\na bird\n", 2),
        ("a fish\n".encode("utf-16") + b"\x00\xd8a\x00", 2),  # half of a surrogate pair
        ("a fish\n".encode("utf-16") + b"a", 2),  # half of a two-byte unit
    ],
)
def test_only_the_lines_that_cannot_be_decoded_are_problems(content: bytes, bad: int) -> None:
    assert [line.number for line in lines(content) if not is_text(line.text)] == [bad]


@pytest.mark.parametrize(
    "content",
    [bytes(10_000), bytes(40), random.Random(7).randbytes(10_000), b"PAR1" + bytes(200)],
    ids=["zeros", "few zeros", "noise", "parquet"],
)
def test_binary_files_are_refused(content: bytes) -> None:
    with pytest.raises(DataError, match=r"in\.txt isn't a text file"):
        lines(content)


def test_a_nul_does_not_change_the_encoding() -> None:
    assert [line.text for line in lines(b"a fish\na \0 bird\n")] == ["a fish\n", "a \0 bird\n"]


def test_a_too_long_line_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_files, "LONGEST_LINE", 50)
    read = lines(b"a fish\n" + b"x" * 49 + b"\n" + b"y" * 500 + b"\r\na bird\n")
    assert [(line.number, bool(line.problem)) for line in read] == [
        (1, False),
        (2, False),
        (3, True),
        (4, False),
    ]
    assert read[2].problem == "it has over 50 characters"
    assert read[3].text == "a bird\n"


class Endless(io.RawIOBase):
    """An endless stream of bytes that counts how much of it was read."""

    def __init__(self, content: bytes) -> None:
        self._content = itertools.cycle(content)
        self.read_so_far = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        buffer[:] = bytes(itertools.islice(self._content, len(buffer)))
        self.read_so_far += len(buffer)
        return len(buffer)


def test_an_endless_line_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_files, "LONGEST_LINE", 1000)
    endless = Endless(b"word ")
    with pytest.raises(DataError, match="line 1, doesn't end within 100,000 characters"):
        list(lines_of(text_of(endless, "in.txt"), "in.txt"))  # type: ignore[arg-type]
    assert endless.read_so_far < 200_000
    zeros = Endless(bytes(1))
    with pytest.raises(DataError, match="isn't a text file"):
        list(lines_of(text_of(zeros, "in.txt"), "in.txt"))  # type: ignore[arg-type]
    assert zeros.read_so_far < 20_000


@pytest.mark.parametrize(
    "content",
    [
        "id,description\n1,a fish\n2,a bird; small\n",
        "id;description\n1;a fish\n2;a bird\\, small\n".replace("\\,", ";").replace(
            "a bird; small", '"a bird; small"'
        ),
        "id\tdescription\n1\ta fish\n2\ta bird; small\n",
        "id|description\r\n1|a fish\r\n2|a bird; small\r\n",
        'sep=;\nid;description\n1;a fish\n2;"a bird; small"\n',
        "sep=,\r\nid,description\r\n1,a fish\r\n2,a bird; small\r\n",
        "sep=:\nid:description\n1:a fish\n2:a bird; small\n",
        " ID , Description \n1,a fish\n2,a bird; small\n",
    ],
)
def test_the_delimiter_is_recognized(content: str) -> None:
    rows = list(table(content))
    assert [row.cells["id"].strip() for row in rows] == ["1", "2"]
    assert [row.cells["description"].strip() for row in rows] == ["a fish", "a bird; small"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            'description\na fish\n"a bird\na cat\na dog\n',
            [(2, "a fish"), (3, "the quote"), (4, "a cat"), (5, "a dog")],
        ),
        ('description\na fish\n"a bird', [(2, "a fish"), (3, "the quote")]),
        (
            'description,id\n"a\nb",1\n"c\nd,2\n"e, f",3\ng,4\n',
            [(3, "a\nb"), (4, "the quote"), (5, "d"), (6, "e, f"), (7, "g")],
        ),
        ('id,description\n"1\n2","a\nb\n', [(3, "the quote"), (4, "")]),
        ('description\n"a "small" fish"\na bird\n', [(2, "double each quote"), (3, "a bird")]),
        ('description\n"a ""small"" fish"\n5" long\n', [(2, 'a "small" fish'), (3, '5" long')]),
        ('description\n""\n"""a"\n"""\n', [(2, ""), (3, '"a'), (4, "the quote")]),
    ],
)
def test_an_open_quote_is_reported_and_affects_only_its_line(
    content: str, expected: list[tuple[int, str]]
) -> None:
    found = said(content)
    assert [line for line, _ in found] == [line for line, _ in expected]
    for (_, text), (_, start) in zip(found, expected, strict=True):
        assert text.startswith(start) if start else not text


def test_a_search_for_a_closing_quote_ends_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_files, "LONGEST_LINE", 1000)
    rows = said('description\n"open\n' + "a fish\n" * 1000)
    assert [row for row in rows if row[1] != "a fish"] == [
        (2, "the quote that opens there is never closed")
    ]
    assert len(rows) == 1001


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("description,description\na,b\n", "has the column 'description' twice"),
        ("id,Description,ID\na,b,c\n", "has the column 'id' twice"),
        ("id:description\n1:a\n", "no column 'description'. Columns: id:description"),
        ("", "no column 'description'. Columns: none"),
        ('"description\na fish\n', "isn't CSV"),
        ('sep="\nid"description\n1"a fish\n', "isn't CSV: a quote can't be the delimiter"),
        (b"description\0\na\n", "no column 'description'"),
        ("x" * 2_000_000, "isn't CSV: it has over 1,000,000"),
    ],
)
def test_a_missing_header_is_an_error(content: str | bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        table(content)


def test_unknown_columns_are_reported_and_may_occur_twice() -> None:
    read = table("note,description,note,\n1,a fish,2,\n")
    assert read.ignored == ["note", "note"]
    assert [one.cells["description"] for one in read] == ["a fish"]


def test_extra_cells_in_a_row_are_a_problem_unless_they_are_blank() -> None:
    assert said("description\na fish,,\na small, blue fish\n") == [
        (2, "a fish"),
        (3, "it has more cells than columns; put a text with commas in quotes"),
    ]


def fuzzed(rng: random.Random) -> Iterator[str]:
    signs = [*string.ascii_letters, ",", ";", '"', '""', "\n", "\r\n", " ", "é", "\0", "\udcff"]
    yield from (rng.choice(signs) for _ in range(rng.randrange(200)))


@pytest.mark.parametrize("seed", range(200))
def test_any_text_is_read_completely_and_in_order(seed: int) -> None:
    body = "".join(fuzzed(random.Random(seed)))
    content = f"description\n{body}".encode("utf-8", "surrogateescape")
    rows: list[Record] = list(table(content))
    assert [row.line for row in rows] == sorted(row.line for row in rows)
    assert all(row.problem or is_text("".join(row.cells.values())) for row in rows)
