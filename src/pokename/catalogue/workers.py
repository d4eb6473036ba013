"""Names for row after row, in order, by this process or by several."""

from collections.abc import Generator, Iterable
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pokename.catalogue.heap import share_one_heap
from pokename.catalogue.rows import Row
from pokename.naming.name import Name, Rejected

if TYPE_CHECKING:
    # The engine reads how many threads it may use when it is imported: a worker says so first.
    from pokename.naming.generator import NameGenerator
    from pokename.naming.language_model import Sampling
    from pokename.naming.wishes import Wishes


class Order(Struct, frozen=True):
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
    """

    model: str | None
    n: int
    seed: int
    sampling: "Sampling"
    wishes: "Wishes"
    line: int | None = None
    evolves_from: str = ""
    only: tuple[int, int] | None = None


class Named(Struct, frozen=True):
    """A row and what came of it.

    Attributes:
        row: As it was read.
        names: Best first; none where the row can't be used.
        notes: What the user should know, a sentence each.
        rejected: Drafts that were not given.
    """

    row: Row
    names: list[Name]
    notes: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = ()


def name_rows(rows: Iterable[Row], order: Order, workers: int = 1) -> Generator[Named]:
    """Yield each row with its names, in order; the names don't depend on ``workers``.

    Rows are read as they are needed: with one worker one at a time, with more a few ahead.

    Args:
        rows: Those with a problem get no names.
        order: What is asked.
        workers: Processes, each with the model loaded once; with 1, this process alone.

    Raises:
        ModelError: The model can't be loaded.
        WishError: No name can meet the wishes.
        PokenameError: A worker process was killed.
    """
    share_one_heap()
    generator_of(order.model)  # a model that isn't there shows here, before any process starts
    if workers > 1:
        from pokename.catalogue.processes import by_processes

        yield from by_processes(rows, order, workers)
    else:
        yield from (name_row(row, order) for row in rows)


def name_row(row: Row, order: Order) -> Named:
    """Return a row with its names; the model is loaded when this process first needs it.

    Raises:
        ModelError: The model can't be loaded.
        WishError: No name can meet the wishes.
    """
    if row.problem:
        return Named(row, [])
    generator = generator_of(order.model)
    if order.line is not None:
        named = _lines(row, order, order.line, generator)
    else:
        answer = generator.answer(
            row.description, order.n, seed=order.seed, sampling=order.sampling, **order.wishes
        )
        named = Named(row, answer.names, answer.notes, answer.rejected)
    if order.only is None:
        return named
    return replace(named, names=[n for n in named.names if (n.rank, n.stage) == order.only])


def _lines(row: Row, order: Order, stages: int, generator: "NameGenerator") -> Named:
    """Return the names of evolution lines, one line after the other."""
    lines = generator.line(
        row.description,
        stages,
        order.n,
        seed=order.seed,
        sampling=order.sampling,
        evolves_from=order.evolves_from,
        **order.wishes,
    )
    few = len(lines) < order.n
    notes = (f"Only {len(lines)} of {order.n} lines share a root.",) if few else ()
    return Named(row, [name for line in lines for name in line], notes)


@cache
def generator_of(model: str | None) -> "NameGenerator":
    """Return this process's generator of a model, loaded once.

    Raises:
        ModelError: The model can't be loaded.
    """
    from pokename.naming.generator import NameGenerator

    return NameGenerator.load(model)
