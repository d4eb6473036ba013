"""Names for row after row, none of them like another: chosen in order, of lists that go on."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from pokename.bulk.descriptions import Row
from pokename.bulk.job import Job, NamedRow, name_row
from pokename.naming.name import Name, Rejected
from pokename.naming.paging import LONG_LIST, PAGE
from pokename.naming.unique import UniqueNames

MOST = 1000  # names, or lines, of a description that are looked at
SHOWN = 3  # of the names that are too like others, in a note
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
        # By description: how many were asked for, and what came; the one used last is the last.
        self._longest: dict[str, tuple[int, list[list[Name]]]] = {}

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
            few = f"Only {self._job.n - left} of {self._job.n} {what} are unlike all others"
            notes = (*notes, f"{few}; too like them are {_some_of(refused)}.")
        return replace(named, names=names, notes=notes, rejected=(*named.rejected, *refused))

    def _groups(self, named: NamedRow) -> Iterator[list[Name]]:
        """Yield the names, or lines, of a row, asking for more where they come to an end."""
        asked = self._job.n + with_spare(self._job).spare
        groups = _grouped(named.names)
        yield from groups
        while len(groups) == asked and asked < MOST:
            seen = asked
            # What comes after the first hundred takes long to find: no further than need be.
            asked = min(2 * asked, LONG_LIST) if asked < LONG_LIST else 2 * asked
            groups = self._longer(named.row, asked)
            yield from groups[seen:]
            asked = max(asked, len(groups))

    def _longer(self, row: Row, count: int) -> list[list[Name]]:
        """Return at least so many names, or lines, of a row; fewer where there are no more."""
        asked, groups = self._longest.pop(row.description, (0, []))
        if asked < count:
            asked = count
            job = replace(self._job, spare=count - self._job.n)
            groups = _grouped(name_row(row, job).names)
        self._longest[row.description] = (asked, groups)
        if len(self._longest) > LISTS_KEPT:
            del self._longest[next(iter(self._longest))]
        return groups


def _some_of(refused: Sequence[Rejected]) -> str:
    more = len(refused) - SHOWN
    names = ", ".join(one.letters.title() for one in refused[:SHOWN])
    return f"{names} and {more} more" if more > 0 else names


def _grouped(names: list[Name]) -> list[list[Name]]:
    return [list(group) for _, group in groupby(names, lambda one: one.rank)]
