"""A kit for a blind test with human judges: the questions, the answer sheet and the key."""

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Literal, get_args

from pokename.corpus.splits import Example
from pokename.csv_tables import read_table, write_csv
from pokename.errors import DataError
from pokename.evaluation.cases import REAL_NAMES, Case, Namer, compose_cases, shuffled
from pokename.evaluation.systems import BlendNamer
from pokename.files import page_with, read_json, write_json, write_text
from pokename.paths import JUDGE_PAGE, Layout

Task = Literal["fit", "preference"]
Choice = Literal["a", "b"]
TASKS: tuple[Task, ...] = get_args(Task)
CHOICES: tuple[Choice, ...] = get_args(Choice)
NAMES = 10  # names that a system gives for each question; one of them is shown


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the judge sees it.

    Attributes:
        question: The number of the question, from 1.
        task: ``fit`` asks for which of two descriptions the name was made; ``preference`` asks
            which of two names is better for the description.
        shown: The name (``fit``) or the description (``preference``).
        a: The first choice.
        b: The second choice.
    """

    question: int
    task: Task
    shown: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """Which choice of one question is a win; hidden from the judge.

    Attributes:
        question: The number of the question.
        task: The task of the question.
        comparison: The comparison that the question counts for, such as "bundled over real names".
        wins: The choice that counts as a win.
        family: The family of the species; the bootstrap intervals resample families.
    """

    question: int
    task: Task
    comparison: str
    wins: Choice
    family: int


@dataclass(frozen=True)
class Kit:
    """Questions in a random order, with their key.

    Attributes:
        questions: The questions for the judges.
        key: The key, for the person who counts the answers.
    """

    questions: Sequence[Question]
    key: Sequence[KeyEntry]

    @property
    def id(self) -> str:
        """A hash of the questions and the key; answers count only with the key of the same id."""
        content = json.dumps([list(map(asdict, self.questions)), list(map(asdict, self.key))])
        return hashlib.sha256(content.encode()).hexdigest()[:12]


def make_kit(
    rows: Sequence[Example],
    model: Namer,
    count: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Kit:
    """Return a kit; its prompts are composed from facts and contain no Pokédex prose.

    Half of the questions ask about fit; they show, in turn, a name of the model, a blend of two
    words and a real name. The other half ask for a preference; they compare a name of the model, in
    turn, with a blend and with a real name. Each name of the model is drawn from ten, and so is
    each blend.

    Args:
        rows: The rows of a split that the model was not trained on.
        model: The model to judge.
        count: The number of questions.
        seed: The seed for prompts, names and order.
        progress: Called with the number of questions done and the total.

    Raises:
        DataError: The facts of the species give too few prompts.
    """
    rng = random.Random(f"{seed}/kit")
    drafts: list[_Draft] = []
    for draft in islice(_drafts(rows, model, 2 * count, seed, rng), count):
        drafts.append(draft)
        if progress:
            progress(len(drafts), count)
    if len(drafts) < count:
        raise DataError(
            f"The facts of the split give {len(drafts)} questions, not {count}.",
            "Ask for fewer questions.",
        )
    rng.shuffle(drafts)
    asked = [_ask(number, draft, rng) for number, draft in enumerate(drafts, start=1)]
    return Kit([question for question, _ in asked], [answer for _, answer in asked])


@dataclass(frozen=True, slots=True)
class _Draft:
    """A question whose two choices have no order yet."""

    task: Task
    comparison: str
    family: int
    shown: str
    winner: str
    loser: str


def _drafts(
    rows: Sequence[Example], model: Namer, count: int, seed: int, rng: random.Random
) -> Iterator[_Draft]:
    """Yield up to ``count`` questions, alternating fit and preference, each with its own prompt."""

    def one_of_ten(namer: Namer, case: Case) -> str:
        """Return one of a system's names for a case, drawn at random; "" if it gives none."""
        given = namer.names(case.description, NAMES, seed)
        return rng.choice(given).name if given else ""

    cases = compose_cases(rows, count, seed)
    rng.shuffle(cases)
    blends = BlendNamer()
    systems: dict[str, Callable[[Case], str]] = {
        model.label: lambda case: one_of_ten(model, case),
        blends.label: lambda case: one_of_ten(blends, case),
        REAL_NAMES: lambda case: case.name,
    }
    judged, rivals = cycle(systems), cycle(list(systems)[1:])
    for turn, (case, other) in enumerate(zip(cases, shuffled(cases, seed), strict=True)):
        mine, theirs = case.description, other.description
        if turn % 2 == 0:
            label = next(judged)
            draft = _Draft("fit", label, case.family, systems[label](case), mine, theirs)
        else:
            label = next(rivals)
            names = systems[model.label](case), systems[label](case)
            draft = _Draft("preference", f"{model.label} over {label}", case.family, mine, *names)
        if draft.shown and draft.winner and draft.loser and draft.winner != draft.loser:
            yield draft


def _ask(number: int, draft: _Draft, rng: random.Random) -> tuple[Question, KeyEntry]:
    """Return a question, with its two choices in random order, and the right answer."""
    wins = rng.choice(CHOICES)
    a, b = (draft.winner, draft.loser) if wins == "a" else (draft.loser, draft.winner)
    return (
        Question(number, draft.task, draft.shown, a, b),
        KeyEntry(number, draft.task, draft.comparison, wins, draft.family),
    )


COLUMNS = ("kit", "question", "task", "shown", "a", "b", "choice")
PLACEHOLDER = "/* kit */ null"

Sheet = dict[int, Choice]
"""The choices of one judge by question number; unanswered questions are left out."""


def check_no_kit(layout: Layout) -> None:
    """Refuse to write a kit where there is one: its judges may still be answering.

    Raises:
        DataError: There is a sheet or a key.
    """
    if layout.judge_sheet.exists() or layout.judge_key.exists():
        raise DataError(
            f"{layout.judge_key.parent} has a kit, whose answers can't be counted without its key.",
            "Move that folder, choose another paths.reports, or replace the kit with --overwrite.",
        )


def write_kit(kit: Kit, layout: Layout) -> tuple[Path, ...]:
    """Write the page, the sheet and the key, and return their paths."""
    questions = [asdict(question) for question in kit.questions]
    page = page_with(JUDGE_PAGE, PLACEHOLDER, {"id": kit.id, "questions": questions})
    write_text(layout.judge_page, page)
    write_csv(layout.judge_sheet, COLUMNS, ((kit.id, *one.values(), "") for one in questions))
    write_json(layout.judge_key, {"kit": kit.id, "answers": [asdict(one) for one in kit.key]})
    return layout.judge_page, layout.judge_sheet, layout.judge_key


def read_key(layout: Layout) -> tuple[str, list[KeyEntry]]:
    """Return the id and the key of the last kit.

    Raises:
        DataError: No kit was made.
    """
    if not layout.judge_key.is_file():
        raise DataError(
            f"{layout.judge_key} doesn't exist.", "Run 'pokename evaluate --judge-kit 60' first."
        )
    stored = read_json(layout.judge_key)
    try:
        return stored["kit"], [KeyEntry(**one) for one in stored["answers"]]
    except (KeyError, TypeError):
        raise DataError(
            f"{layout.judge_key} isn't the key of a kit.",
            "Write a new one with 'pokename evaluate --judge-kit 60'.",
        ) from None


def read_sheet(path: Path, kit: str, key: Sequence[KeyEntry]) -> Sheet:
    """Return the choices of one judge.

    Args:
        path: A sheet that the judge filled in by hand or on the page.
        kit: The id of the kit that the sheet must belong to.
        key: The key of that kit.

    Raises:
        DataError: The sheet can't be read, belongs to another kit, or has an invalid row.
    """
    numbers = {answer.question for answer in key}
    sheet: Sheet = {}
    for record in read_table(path, ("kit", "question", "choice"), COLUMNS):
        row = record.cells
        if row["kit"] != kit:
            raise DataError(
                f"{path} answers kit {row['kit']}, not {kit}.",
                "Count the answers in the folder where that kit was made.",
            )
        asked = row["question"]
        number = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
        choice = next((one for one in CHOICES if one == row["choice"].strip().lower()), None)
        if number not in numbers or number in sheet or (row["choice"].strip() and not choice):
            raise DataError(
                f"{path}, line {record.line}: question {asked} is answered {row['choice']!r}.",
                "Answer each question of the kit only once, with a or b, or leave it empty.",
            )
        if choice:
            sheet[number] = choice
    return sheet
