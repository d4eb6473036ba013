"""What is asked for every description of a bulk run, and the names of one row."""

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pokename.bulk.descriptions import Row
from pokename.bulk.row_wishes import problem_of
from pokename.errors import WishError
from pokename.naming.name import Name, Rejected

if TYPE_CHECKING:
    # The engine reads how many threads it may use when it is imported: a worker says so first.
    from pokename.naming.generator import NameGenerator
    from pokename.naming.language_model import Sampling
    from pokename.naming.wishes import Wishes


class Job(Struct, frozen=True):
    """What is asked for every description alike.

    Attributes:
        model: None or ``bundled``, or a run's folder.
        n: Names a description.
        seed: See ``NameGenerator.generate``.
        sampling: See ``Sampling``.
        wishes: See ``Wishes``.
        line: Names of an evolution line, where lines are asked for.
        evolves_from: What the lines go on from, or "".
        only: Rank and stage of the one name that is asked for, or None for all.
        unique: Whether no name may be like one of another description.
        spare: Names beyond ``n``, or lines, that may be taken instead of others.
    """

    model: str | None
    n: int
    seed: int
    sampling: "Sampling"
    wishes: "Wishes"
    line: int | None = None
    evolves_from: str = ""
    only: tuple[int, int] | None = None
    unique: bool = False
    spare: int = 0


class NamedRow(Struct, frozen=True):
    """A row and what came of it.

    Attributes:
        row: As it was read.
        names: Best first; none where the row can't be used.
        notes: What the user should know, a sentence each.
        rejected: Drafts that were not given.
        refused: Why the wishes of the row can't be met, in words; else "".
    """

    row: Row
    names: list[Name]
    notes: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    refused: str = ""

    @property
    def problem(self) -> str:
        """Why the row has no names, in words; "" where nothing is wrong."""
        return self.row.problem or self.refused


def name_row(row: Row, job: Job) -> NamedRow:
    """Return a row with its names; the model is loaded when this process first needs it.

    Raises:
        ModelError: The model can't be loaded.
        WishError: No name can meet the wishes of the job.
    """
    if row.problem:
        return NamedRow(row, [])
    if not row.wishes:
        return _name(row, job)
    own = dict(row.wishes)
    numbers = {"n": own.pop("n", job.n), "seed": own.pop("seed", job.seed)}
    try:
        return _name(row, replace(job, wishes={**job.wishes, **own}, **numbers))
    except WishError as error:
        return NamedRow(row, [], refused=problem_of(error))


def _name(row: Row, job: Job) -> NamedRow:
    generator = generator_of(job.model)
    if job.line is not None:
        named = _lines(row, job, job.line, generator)
    else:
        answer = generator.answer(
            row.description,
            job.n,
            spare=job.spare,
            seed=job.seed,
            sampling=job.sampling,
            **job.wishes,
        )
        named = NamedRow(row, answer.names, answer.notes, answer.rejected)
    if job.only is None:
        return named
    return replace(named, names=[n for n in named.names if (n.rank, n.stage) == job.only])


def _lines(row: Row, job: Job, stages: int, generator: "NameGenerator") -> NamedRow:
    """Return the names of evolution lines, one line after the other."""
    lines = generator.line(
        row.description,
        stages,
        job.n + job.spare,
        seed=job.seed,
        sampling=job.sampling,
        evolves_from=job.evolves_from,
        **job.wishes,
    )
    names = [name for line in lines for name in line]
    if len(lines) >= job.n:
        return NamedRow(row, names)
    from pokename.naming.evolution_lines import note_of_few
    from pokename.naming.wishes import Request

    limits = " and ".join(Request.of(row.description, job.wishes).limits.asked())
    note = note_of_few(len(lines), job.n, stages, job.evolves_from, limits)
    return NamedRow(row, names, (note,))


@cache
def generator_of(model: str | None) -> "NameGenerator":
    """Return this process's generator of a model, loaded once.

    Raises:
        ModelError: The model can't be loaded.
    """
    from pokename.naming.generator import NameGenerator

    return NameGenerator.load(model)
