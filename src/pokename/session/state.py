"""What a session knows, and how each step changes it: state in, state out."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace

from pokename.errors import CommandError
from pokename.favourites import Favourite
from pokename.files import now
from pokename.naming.name import Answer, Name
from pokename.session.commands import Describe, Drop, Keep, Like, More, Pick, Step, Undo


@dataclass(frozen=True, slots=True)
class Asked:
    """What a session asks of a generator, beside what holds for all of it.

    Attributes:
        description: The creature.
        seed: Of the drafts.
        exclude: Names not to give.
        like: A name in whose manner the names shall be, or "".
    """

    description: str
    seed: int
    exclude: frozenset[str] = frozenset()
    like: str = ""


Namer = Callable[[Asked], Answer]
"""A generator, with all that the command line set."""


@dataclass(frozen=True, slots=True)
class State:
    """What a session knows after a step.

    Attributes:
        description: The creature; "" before the first.
        names: All names given for it, in order; a name's number is its place, from 1.
        shown: How many of ``names``, from the end, the last answer gave.
        kept: The favourites, those of earlier sessions included.
        notes: What is to be said of the last step.
        before: The state that undo goes back to.
        given: Every name given in this session, undone or not.
        others: How often others were asked for in this session, undone or not.
    """

    description: str = ""
    names: tuple[Name, ...] = ()
    shown: int = 0
    kept: tuple[Favourite, ...] = ()
    notes: tuple[str, ...] = ()
    before: "State | None" = None
    given: frozenset[str] = frozenset()
    others: int = 0

    @property
    def first_shown(self) -> int:
        """The number of the first name of the last answer."""
        return len(self.names) - self.shown + 1

    @property
    def pointed_at(self) -> frozenset[str]:
        """The names that a command may name."""
        return frozenset(one.name for one in self.names) | {one.name for one in self.kept}


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a session, each from a state to the next.

    Attributes:
        namer: What gives names.
        seed: Of the first names of every description; others are drawn with the seeds after it.
        clock: Tells when a name is kept.
    """

    namer: Namer
    seed: int
    clock: Callable[[], str] = now

    def take(self, state: State, step: Step) -> State:
        """Return the state after ``step``.

        Raises:
            CommandError: The step can't be taken: a number that isn't there, nothing to undo.
        """
        match step:
            case Describe(text):
                return self._described(state, text)
            case More():
                return self._others(state)
            case Like(pick):
                like = pick if isinstance(pick, str) else _name(state, pick).name
                return self._others(state, like=like)
            case Keep(picks):
                return self._kept(state, [_name(state, pick) for pick in picks])
            case Drop(picks):
                return _dropped(state, [_favourite(state, pick) for pick in picks])
            case Undo():
                return _undone(state)

    def _described(self, state: State, text: str) -> State:
        answer = self.namer(Asked(text, self.seed))
        names = tuple(answer.names)
        return replace(
            state,
            description=text,
            names=names,
            shown=len(names),
            notes=tuple(answer.notes),
            before=state,
            given=state.given | {name.name for name in names},
        )

    def asked_for_others(self, state: State, like: str = "") -> Asked:
        """Return what a generator is asked for names that weren't given before."""
        # Another seed, so that the best of new drafts come, and not the rest of the first ones.
        seed = self.seed + state.others + 1
        return Asked(state.description, seed, exclude=state.given, like=like)

    def _others(self, state: State, like: str = "") -> State:
        if not state.description:
            raise CommandError("There is no creature yet.", "Describe one first.")
        answer = self.namer(self.asked_for_others(state, like))
        if not answer.names:
            raise CommandError(
                "There are no others for this description.",
                " ".join(answer.notes) or "Change a word of it.",
            )
        return replace(
            state,
            names=(*state.names, *answer.names),
            shown=len(answer.names),
            notes=tuple(answer.notes),
            before=state,
            given=state.given | {name.name for name in answer.names},
            others=state.others + 1,
        )

    def _kept(self, state: State, names: Sequence[Name]) -> State:
        when = self.clock()
        there = {favourite.key for favourite in state.kept}
        chosen = [Favourite.of(name, when) for name in names]
        new = [favourite for favourite in chosen if favourite.key not in there]
        if not new:
            raise CommandError(f"Kept already: {_listed(chosen)}.")
        return replace(
            state, kept=(*state.kept, *new), notes=(f"Kept {_listed(new)}.",), before=state
        )


def _dropped(state: State, favourites: Sequence[Favourite]) -> State:
    left = tuple(favourite for favourite in state.kept if favourite not in favourites)
    return replace(state, kept=left, notes=(f"Dropped {_listed(favourites)}.",), before=state)


def _undone(state: State) -> State:
    if state.before is None:
        raise CommandError("There is nothing to undo.")
    # What was seen stays seen: the next names are others still.
    return replace(state.before, notes=("Undone.",), given=state.given, others=state.others)


def named(state: State) -> tuple[Name, ...]:
    """Return all names of the creature.

    Raises:
        CommandError: There are none yet.
    """
    if not state.names:
        raise CommandError("There are no names yet.", "Describe a creature first.")
    return state.names


def _name(state: State, pick: Pick) -> Name:
    """Return the name of this creature that ``pick`` points at."""
    names = named(state)
    for number, name in enumerate(names, start=1):
        if pick == number or (isinstance(pick, str) and pick.casefold() == name.name.casefold()):
            return name
    what = f"number {pick}" if isinstance(pick, int) else pick
    raise CommandError(f"There is no {what}.", f"The names go from 1 to {len(names)}.")


def _favourite(state: State, pick: Pick) -> Favourite:
    """Return the favourite that ``pick`` points at, that of this creature before others."""
    name = pick if isinstance(pick, str) else _name(state, pick).name
    same = [one for one in state.kept if one.name.casefold() == name.casefold()]
    if not same:
        raise CommandError(f"{name} isn't among your favourites.", "Type 'favourites' to see them.")
    return next((one for one in same if one.description == state.description), same[0])


def _listed(favourites: Sequence[Favourite]) -> str:
    return ", ".join(favourite.name for favourite in favourites)


class Ahead:
    """A namer that can be told what is likely to be asked next.

    Args:
        namer: Gives the same names for the same question, in any thread.
        pool: Where it works ahead.
    """

    def __init__(self, namer: Namer, pool: Executor) -> None:
        self._namer = namer
        self._pool = pool
        self._expected: Asked | None = None
        self._answer: Future[Answer] = Future()

    def __call__(self, asked: Asked) -> Answer:
        """Return the answer, the one found ahead where this was expected."""
        return self._answer.result() if asked == self._expected else self._namer(asked)

    def expect(self, asked: Asked) -> None:
        """Begin to answer what is likely to be asked next."""
        if asked != self._expected:
            self._answer.cancel()  # where nobody has begun with it
            self._expected, self._answer = asked, self._pool.submit(self._namer, asked)
