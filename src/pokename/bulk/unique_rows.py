"""Names for row after row, none of them like another: chosen in order, of lists that go on."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from msgspec.structs import replace

from pokename.bulk.descriptions import Row
from pokename.bulk.job import Job, NamedRow, name_row
from pokename.naming.name import Name, Rejected
from pokename.naming.paging import PAGE
from pokename.naming.unique import UniqueNames

MOST = 1000  # names, or lines, of a description that are looked at
LISTS_KEPT = 16  # of descriptions that stand in several rows


def with_spare(job: Job) -> Job:
    """Return a job that gives each row names beyond those asked for, to choose from."""
    return replace(job, spare=job.n if job.line else PAGE - job.n % PAGE)


def unique_rows(named_rows: Iterable[NamedRow], job: Job, given: UniqueNames) -> Iterator[NamedRow]:
    """Return rows with as many names as were asked for, none like one that is given already.

    They are chosen row by row, the best first. A list that is asked for anew with more names begins
    with the same ones, so that what is chosen doesn't depend on how long the lists were at first.

    Args:
        named_rows: Made by ``with_spare(job)``.
        job: What is asked.
        given: Names of earlier rows and others that none may be like; what is chosen is added. The
            names of one evolution line may be like each other, and like no other line's.
    """
    chooser = _Chooser(job, given)
    return map(chooser.chosen, named_rows)


class _Chooser:
    def __init__(self, job: Job, given: UniqueNames) -> None:
        self._job = job
        self._given = given
        self._longer = lru_cache(maxsize=LISTS_KEPT)(self._named)

    def chosen(self, named: NamedRow) -> NamedRow:
        """Return a row with the best of its names that are like none before."""
        names: list[Name] = []
        refused: list[Rejected] = []
        left = 0 if named.row.problem else self._job.n
        for group in self._groups(named):
            if not left:
                break
            like = next(filter(None, (self._given.like(one.name) for one in group)), None)
            if like:
                why = f"too like {like}, which is given already"
                refused += [Rejected(one.name.lower(), why) for one in group]
                continue
            for one in group:
                self._given.add(one.name)
            names += group
            left -= 1
        notes = named.notes
        if left and refused:
            what = "lines" if self._job.line else "names"
            few = f"Only {self._job.n - left} of {self._job.n} {what}: {len(refused)} names are"
            notes = (*notes, f"{few} too like others that are given already.")
        return replace(named, names=names, notes=notes, rejected=(*named.rejected, *refused))

    def _groups(self, named: NamedRow) -> Iterator[list[Name]]:
        """Yield the names, or lines, of a row, asking for more where they come to an end."""
        asked = self._job.n + with_spare(self._job).spare
        groups = _grouped(named.names)
        yield from groups
        while len(groups) == asked and asked < MOST:
            seen, asked = asked, 2 * asked
            groups = self._longer(named.row.description, asked)
            yield from groups[seen:]

    def _named(self, description: str, count: int) -> list[list[Name]]:
        job = replace(self._job, spare=count - self._job.n)
        return _grouped(name_row(Row(0, description), job).names)


def _grouped(names: list[Name]) -> list[list[Name]]:
    return [list(group) for _, group in groupby(names, lambda one: one.rank)]
