"""The files of a judges' kit: a page and a sheet for them, and the key that they don't see."""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pokename.errors import DataError
from pokename.evaluation.judging import CHOICES, Answer, Choice, Kit
from pokename.files import read_json, reading, write_csv, write_json, write_text
from pokename.paths import JUDGE_PAGE, Layout

COLUMNS = ("kit", "question", "task", "shown", "a", "b", "choice")
PLACEHOLDER = "/* kit */ null"

Sheet = dict[int, Choice]
"""What a judge chose: question to choice; unanswered ones are left out."""


def write_kit(kit: Kit, layout: Layout) -> tuple[Path, ...]:
    """Write the page, the sheet and the key, and return where they are."""
    questions = [asdict(question) for question in kit.questions]
    # "<" would let a text end the script that it stands in.
    data = json.dumps({"id": kit.id, "questions": questions}).replace("<", "\\u003c")
    page = JUDGE_PAGE.read_text(encoding="utf-8").replace(PLACEHOLDER, data)
    write_text(layout.judge_page, page)
    write_csv(layout.judge_sheet, COLUMNS, ((kit.id, *one.values(), "") for one in questions))
    write_json(layout.judge_key, {"kit": kit.id, "answers": [asdict(one) for one in kit.key]})
    return layout.judge_page, layout.judge_sheet, layout.judge_key


def read_key(layout: Layout) -> tuple[str, list[Answer]]:
    """Return the id of the last kit, and its key.

    Raises:
        DataError: There is none.
    """
    if not layout.judge_key.is_file():
        raise DataError(
            f"{layout.judge_key} doesn't exist.", "Run 'pokename evaluate --judge-kit 60' first."
        )
    stored = read_json(layout.judge_key)
    try:
        return stored["kit"], [Answer(**one) for one in stored["answers"]]
    except (KeyError, TypeError):
        raise DataError(
            f"{layout.judge_key} isn't the key of a kit.",
            "Write a new one with 'pokename evaluate --judge-kit 60'.",
        ) from None


def read_sheet(path: Path, kit: str, key: Sequence[Answer]) -> Sheet:
    """Return what one judge chose.

    Args:
        path: A sheet that was filled in, by hand or by the page.
        kit: The kit that it must be of.
        key: Of that kit.

    Raises:
        DataError: It can't be read, is of another kit, or has a row that answers nothing.
    """
    numbers = {answer.question for answer in key}
    sheet: Sheet = {}
    for line, row in enumerate(_rows(path), start=2):
        if row["kit"] != kit:
            raise DataError(
                f"{path} answers kit {row['kit']}, not {kit}.",
                "Count it in the folder that its own kit was made in.",
            )
        number = int(row["question"]) if row["question"].isdecimal() else 0
        choice = next((one for one in CHOICES if one == row["choice"].strip().lower()), None)
        if number not in numbers or number in sheet or (row["choice"].strip() and not choice):
            raise DataError(
                f"{path}, line {line}: question {row['question']} is answered {row['choice']!r}.",
                "Each question of the kit takes a, b or nothing, once.",
            )
        if choice:
            sheet[number] = choice
    return sheet


def _rows(path: Path) -> list[dict[str, str]]:
    with reading(path) as stream:
        sheet = csv.DictReader(stream, restval="")
        missing = sorted({"kit", "question", "choice"} - set(sheet.fieldnames or ()))
        rows = list(sheet)
    if missing:
        raise DataError(
            f"{path} lacks the columns {', '.join(missing)}.", "Give a sheet that was filled in."
        )
    return rows
