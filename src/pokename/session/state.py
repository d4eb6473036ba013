"""The state of a session: the description, its names, the wishes and the favourites.

The likely next names are made in the background, while the user reads.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass

from pokename.errors import CommandError
from pokename.favourites import Change, Favourite
from pokename.naming.name import Answer, Name
from pokename.session.commands import ALL, LineNumber, Pick
from pokename.session.wish_words import Wished, changed


@dataclass(frozen=True, slots=True)
class NameRequest:
    """A session's request to a generator, without the settings of the whole session.

    Attributes:
        description: The description of the creature.
        seed: The seed of the draws.
        exclude: The names to leave out.
        like: A name that the new names should be like, or "".
        wishes: All wishes for the names.
    """

    description: str
    seed: int
    exclude: frozenset[str] = frozenset()
    like: str = ""
    wishes: Wished = ()


Namer = Callable[[NameRequest], Answer]
"""A function that generates names, with the settings of the command line bound to it."""


class Prefetcher:
    """A namer that starts on the likely next request while the user reads.

    Args:
        namer: The namer; must be thread-safe and give the same names for the same request.
        pool: The executor that runs the prefetch.
    """

    def __init__(self, namer: Namer, pool: Executor) -> None:
        self._namer = namer
        self._pool = pool
        self._expected: NameRequest | None = None
        self._answer: Future[Answer] = Future()

    def __call__(self, request: NameRequest) -> Answer:
        """Return the answer to a request, the prefetched one if the request was expected."""
        return self._answer.result() if request == self._expected else self._namer(request)

    def expect(self, request: NameRequest) -> None:
        """Start to prefetch the answer to the likely next request."""
        if request != self._expected:
            self._answer.cancel()  # has no effect on a prefetch that already runs
            self._expected, self._answer = request, self._pool.submit(self._namer, request)


@dataclass(frozen=True, slots=True)
class State:
    """The state of a session after a step.

    Attributes:
        description: The description of the creature; "" before the first creature.
        names: All names given for the creature, in order; users number them from 1.
        shown: The number of names in the last answer; these names are at the end of ``names``.
        wishes: The wishes for all creatures.
        own: The wishes for this creature; they override ``wishes``.
        kept: The favourites, including those of earlier sessions.
        notes: The sentences to print after the last step.
        before: The state before the last step, for undo.
        did: A phrase that says what the last step did.
        change: How the last step changed the favourites; None if it gave names.
        undone: The states that can be redone; the last of them is redone first.
        given: All names given in this session, including those of undone steps.
        others: The number of requests for more names, including those of undone steps.
    """

    description: str = ""
    names: tuple[Name, ...] = ()
    shown: int = 0
    wishes: Wished = ()
    own: Wished = ()
    kept: tuple[Favourite, ...] = ()
    notes: tuple[str, ...] = ()
    before: "State | None" = None
    did: str = ""
    change: Change | None = None
    undone: tuple["State", ...] = ()
    given: frozenset[str] = frozenset()
    others: int = 0

    @property
    def first_shown(self) -> int:
        """The number of the first name of the last answer."""
        return len(self.names) - self.shown + 1

    @property
    def last_shown(self) -> tuple[Name, ...]:
        """The names of the last answer."""
        return self.names[len(self.names) - self.shown :]

    @property
    def wished(self) -> Wished:
        """All wishes for the creature's names."""
        return changed(self.wishes, self.own)

    @property
    def pointed_at(self) -> frozenset[str]:
        """The names that a command can refer to."""
        return frozenset(one.name for one in self.names) | {one.name for one in self.kept}

    def points_at(self, text: str) -> bool:
        """Return whether a text is one of these names; ignore upper and lower case."""
        return text.casefold() in {name.casefold() for name in self.pointed_at}

    def only_kept(self, name: str) -> bool:
        """Return whether a name is a favourite but wasn't given for this creature."""
        given = {one.name.casefold() for one in self.names}
        return self.points_at(name) and name.casefold() not in given


def description_of(state: State) -> str:
    """Return the description of the creature.

    Raises:
        CommandError: There is no creature yet.
    """
    if not state.description:
        raise CommandError("There is no creature yet.", "Describe one first.")
    return state.description


def names_of(state: State) -> tuple[Name, ...]:
    """Return all names of the creature.

    Raises:
        CommandError: There are no names yet.
    """
    if not state.names:
        raise CommandError("There are no names yet.", "Describe a creature first.")
    return state.names


def picked(state: State, pick: Pick) -> tuple[Name | Favourite, ...]:
    """Return the names of this creature, or the favourite, that ``pick`` refers to.

    Raises:
        CommandError: There is no such name or line.
    """
    if isinstance(pick, str) and pick != ALL and state.only_kept(pick):
        return (favourite_of(state, pick),)
    names = names_of(state)
    if pick == ALL:
        return state.last_shown
    if isinstance(pick, LineNumber):
        lines = [one for one in names if one.stage and one.rank == pick.number]
        latest = [one for one in lines if one.seed == lines[-1].seed]
        if not latest:
            lines_there = {one.rank for one in state.last_shown if one.stage}
            hint = (
                f"The lines go from 1 to {max(lines_there)}." if lines_there else "Type 'line 3'."
            )
            raise CommandError(f"There is no line {pick.number}.", hint)
        return tuple(latest)
    return (one_name(state, pick),)


def one_name(state: State, pick: Pick) -> Name:
    """Return the single name of this creature that ``pick`` refers to.

    Raises:
        CommandError: There is no such name, or ``pick`` is an evolution line.
    """
    names = names_of(state)
    if isinstance(pick, LineNumber):
        raise CommandError(f"Line {pick.number} has several names.", "Give the number of one name.")
    for number, name in enumerate(names, start=1):
        if pick == number or (isinstance(pick, str) and pick.casefold() == name.name.casefold()):
            return name
    what = f"number {pick}" if isinstance(pick, int) else f"name {pick} in the list"
    raise CommandError(f"There is no {what}.", f"The names go from 1 to {len(names)}.")


def name_of(state: State, pick: Pick) -> str:
    """Return the name that ``pick`` refers to; a text may be a name of the user's own.

    Raises:
        CommandError: There is no such name, or ``pick`` is an evolution line.
    """
    return pick if isinstance(pick, str) else one_name(state, pick).name


def favourite_of(state: State, pick: Pick) -> Favourite:
    """Return the favourite that ``pick`` refers to; prefer one with the current description."""
    name = name_of(state, pick)
    same = [one for one in state.kept if one.name.casefold() == name.casefold()]
    if not same:
        raise CommandError(f"{name} isn't among your favourites.", "Type 'favourites' to see them.")
    return next((one for one in same if one.description == state.description), same[0])


def favourites_of(state: State, pick: Pick) -> list[Favourite]:
    """Return the favourites that ``pick`` refers to; of several names, skip non-favourites."""
    if pick != ALL and not isinstance(pick, LineNumber):
        return [favourite_of(state, pick)]
    names = {one.name for one in picked(state, pick)}
    kept = [one for one in state.kept if one.name in names]
    if not kept:
        raise CommandError("None of these names is among your favourites.")
    return kept
