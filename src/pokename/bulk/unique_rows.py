"""Choose names for rows in order, so that no two rows get names that are alike."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from pokename.bulk.descriptions import Row
from pokename.bulk.job import Job, NamedRow, name_row
from pokename.naming.name import Name, Rejected
from pokename.naming.paging import LONG_LIST, PAGE
from pokename.naming.unique import UniqueNames

MOST = 1000  # maximum number of names (or lines) to consider for each description
SHOWN = 3  # number of refused names that a note shows
LISTS_KEPT = 16  # number of longer lists in the cache, for descriptions that occur in several rows


def with_spare(job: Job) -> Job:
    """Return a job that generates spare names for each row, to choose from."""
    return replace(job, spare=job.n if job.line else PAGE - job.n % PAGE)


def unique_rows(named_rows: Iterable[NamedRow], job: Job, given: UniqueNames) -> Iterator[NamedRow]:
    """Reduce each row to its ``n`` best names that aren't too similar to names already given.

    Names are chosen row by row, best first. If the spare names run out, a longer list is generated.
    The longer list begins with the same names, so the choice doesn't depend on the length of the
    first list.

    Args:
        named_rows: The rows, generated with ``with_spare(job)``.
        job: The settings.
        given: The names given so far; each chosen name is added to them. Names in one evolution
            line may be alike; names of different lines may not.
    """
    chooser = _Chooser(job, given)
    return map(chooser.chosen, named_rows)


class _Chooser:
    def __init__(self, job: Job, given: UniqueNames) -> None:
        self._job = job
        self._given = given
        # Per description, the longest list so far: (number requested, groups of names). The least
        # recently used description comes first.
        self._longest: dict[str, tuple[int, list[list[Name]]]] = {}

    def chosen(self, named: NamedRow) -> NamedRow:
        """Return a row with its best names that aren't too similar to names already given."""
        names: list[Name] = []
        refused: list[Rejected] = []
        left = 0 if named.row.problem else self._job.n
        for group in self._groups(named):
            if not left:
                break
            like = next(filter(None, (self._given.like(one.name) for one in group)), None)
            if like:
                why = f"too similar to {like}, which was already given"
                refused += [Rejected(one.name.lower(), why) for one in group]
                continue
            for one in group:
                self._given.add(one.name)
            names += group
            left -= 1
        notes = named.notes
        if left and refused:
            what = "lines" if self._job.line else "names"
            few = f"Only {self._job.n - left} of {self._job.n} {what} differ enough from all others"
            notes = (*notes, f"{few}; too similar: {_some_of(refused)}.")
        return replace(named, names=names, notes=notes, rejected=(*named.rejected, *refused))

    def _groups(self, named: NamedRow) -> Iterator[list[Name]]:
        """Yield the names (or lines) of a row; generate more when they run out."""
        asked = self._job.n + with_spare(self._job).spare
        groups = _grouped(named.names)
        yield from groups
        while len(groups) == asked and asked < MOST:
            seen = asked
            # Names beyond LONG_LIST are slow to generate, so stop at that length first.
            asked = min(2 * asked, LONG_LIST) if asked < LONG_LIST else 2 * asked
            groups = self._longer(named.row, asked)
            yield from groups[seen:]
            asked = max(asked, len(groups))

    def _longer(self, row: Row, count: int) -> list[list[Name]]:
        """Return at least ``count`` names (or lines) of a row, or all if there are fewer."""
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
