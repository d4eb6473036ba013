"""The settings of a run, how a row is named, and how an id gives an earlier name again."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from pokename.errors import WishError
from pokename.generate.inputs import Row
from pokename.generate.row_wishes import problem_of
from pokename.naming.arguments import MOST_NAMES
from pokename.naming.name import Name, Refused

if TYPE_CHECKING:
    # The engine reads its thread limit on import, so a worker must set the limit before the import.
    from pokename.naming.generator import NameGenerator
    from pokename.naming.sampling import Sampling
    from pokename.naming.wishes import Wishes

LINES = 3  # number of evolution lines if the user asks for no number


class Job(Struct, frozen=True):
    """The settings that every description shares.

    Attributes:
        model: A run's folder; None or ``bundled`` for the bundled model.
        n: The number of names (or evolution lines) for each description.
        seed: The seed; see ``NameGenerator.generate``.
        sampling: The sampling settings.
        wishes: The wishes for names.
        line: The number of names in an evolution line; None for single names.
        evolves_from: The name that the lines continue, or "".
        only: The rank and stage of the only name to return; None for all names.
        unique: The greatest similarity between names of different descriptions, above 0 and up to
            1; None if they may be alike.
    """

    model: str | None
    n: int
    seed: int
    sampling: "Sampling"
    wishes: "Wishes"
    line: int | None = None
    evolves_from: str = ""
    only: tuple[int, int] | None = None
    unique: float | None = None

    @property
    def list_length(self) -> int:
        """The number of names (or lines) to generate: ``n``, and with ``unique`` some to spare."""
        if self.unique is None:
            return self.n
        from pokename.naming.drafting import PAGE

        spare = self.n if self.line else PAGE - self.n % PAGE
        return min(self.n + spare, MOST_NAMES)


class NamedRow(Struct, frozen=True):
    """A row with its names.

    Attributes:
        row: The input row.
        names: The names, best first; empty if the row can't be used.
        notes: Sentences for the user.
        refused: The drafts that a gate refused.
        unmet: The reason that the row's wishes can't be met, in words; "" if they can be met.
    """

    row: Row
    names: list[Name]
    notes: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    unmet: str = ""

    @property
    def problem(self) -> str:
        """The reason that the row has no names, in words; "" if there is no problem."""
        return self.row.problem or self.unmet


def own_job(row: Row, job: Job) -> Job:
    """Return the job with the row's own wishes, number of names and seed."""
    own = dict(row.wishes)
    numbers = {"n": own.pop("n", job.n), "seed": own.pop("seed", job.seed)}
    return replace(job, wishes={**job.wishes, **own}, **numbers)


def name_row(row: Row, job: Job, list_length: int | None = None) -> NamedRow:
    """Generate the names of a row; the first call in a process loads the model.

    Args:
        row: The row.
        job: The settings; the row's own wishes override them.
        list_length: The number of names (or lines) to generate; None for ``Job.list_length``.

    Raises:
        ModelError: The model can't be loaded.
        WishError: No name can meet the wishes of the job.
    """
    if row.problem:
        return NamedRow(row, [])
    own = own_job(row, job)
    try:
        return _name(row, own, list_length or own.list_length)
    except WishError as error:
        if not row.wishes:
            raise
        return NamedRow(row, [], unmet=problem_of(error))


def _name(row: Row, job: Job, list_length: int) -> NamedRow:
    generator = generator_of(job.model)
    spare = list_length - job.n
    asked: Any = {"spare": spare, "seed": job.seed, "sampling": job.sampling, **job.wishes}
    if job.line is None:
        answer = generator.answer(row.description, job.n, **asked)
        named = NamedRow(row, answer.names, answer.notes, answer.refused)
    else:
        given = generator.line_answer(
            row.description, job.line, job.n, evolves_from=job.evolves_from, **asked
        )
        names = [name for line in given.lines for name in line]
        named = NamedRow(row, names, given.notes, given.refused)
    if job.only is None:
        return named
    return replace(named, names=[n for n in named.names if (n.rank, n.stage) == job.only])


@lru_cache(maxsize=1)  # one, since commands that run in one process may name different models
def generator_of(model: str | None) -> "NameGenerator":
    """Return the generator of a model, loaded once until another model is asked for.

    Raises:
        ModelError: The model can't be loaded.
    """
    from pokename.naming.generator import NameGenerator

    return NameGenerator.load(model)


_ID = re.compile(
    r"(?P<model>.+):(?P<seed>-?[0-9]{1,20}):(?P<rank>[1-9][0-9]{0,8})(\.(?P<stage>[1-3]))?"
)


def job_for_id(job: Job, text: str, *, seed: int | None, n: int | None) -> Job:
    """Return a job that gives one earlier name again.

    Args:
        job: The settings of the command.
        text: The id of the name.
        seed: The seed that the user gave, or None.
        n: The number of names that the user gave, or None.

    Raises:
        WishError: The text is no id, or another setting doesn't fit it.
    """
    from pokename.naming.naming_model import label_of

    if job.unique is not None:
        raise WishError(
            "--id gives a single name, so --unique has no other name to compare it with.",
            "Leave --unique out.",
        )
    parts = _ID.fullmatch(text)
    if parts is None:
        raise WishError(
            f"'{text}' isn't the id of a name.", "An id looks like bundled:7:3 or bundled:7:1.2."
        )
    if parts["model"] != label_of(job.model):
        raise WishError(
            f"{text} is the id of a name by the model '{parts['model']}'.",
            "Choose that model with --model.",
        )
    if bool(parts["stage"]) != (job.line is not None):
        hint = "Give the --line that it was made with." if parts["stage"] else "Leave --line out."
        kind = "a name in an evolution line" if parts["stage"] else "a single name"
        raise WishError(f"{text} is the id of {kind}.", hint)
    if seed not in (None, int(parts["seed"])):
        raise WishError(f"{text} has the seed {parts['seed']}, not {seed}.", "Leave --seed out.")
    if n is not None:
        raise WishError("--id gives a single name, so -n has no effect.", "Leave -n out.")
    rank, stage = int(parts["rank"]), int(parts["stage"] or 0)
    _check_place(text, job, rank, stage)
    return replace(job, n=rank, seed=int(parts["seed"]), only=(rank, stage))


def _check_place(text: str, job: Job, rank: int, stage: int) -> None:
    if rank > MOST_NAMES:
        raise WishError(f"{text} has the rank {rank:,}, but a list has at most {MOST_NAMES:,}.")
    first = 2 if job.evolves_from else 1
    if job.line is not None and not first <= stage < first + job.line:
        raise WishError(
            f"{text} is the name of stage {stage}, which --line {job.line} doesn't have.",
            "Give the --line and --evolves-from that it was made with.",
        )
