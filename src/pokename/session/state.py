"""What a session knows, and how each step changes it: state in, state out."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pokename.errors import CommandError
from pokename.favourites import Favourite
from pokename.files import now
from pokename.naming.name import Answer, Name
from pokename.session.commands import Describe, Drop, Keep, Like, More, Pick, Step, Undo


class Namer(Protocol):
    """A generator with all that holds for the whole session."""

    def __call__(
        self, description: str, *, seed: int, exclude: Collection[str], like: str
    ) -> Answer:
        """Return names for a description, none of ``exclude``, in the manner of ``like`` if any."""


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
                return self._others(state, like=_named(state, pick).name)
            case Keep(picks):
                return self._kept(state, [_named(state, pick) for pick in picks])
            case Drop(picks):
                return _dropped(state, [_favourite(state, pick) for pick in picks])
            case Undo():
                return _undone(state)

    def _described(self, state: State, text: str) -> State:
        answer = self.namer(text, seed=self.seed, exclude=(), like="")
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

    def _others(self, state: State, like: str = "") -> State:
        if not state.description:
            raise CommandError("There is no creature yet.", "Describe one first.")
        others = state.others + 1
        # Another seed, so that the best of new drafts come, and not the rest of the first ones.
        answer = self.namer(
            state.description, seed=self.seed + others, exclude=state.given, like=like
        )
        if not answer.names:
            raise CommandError(
                "The model finds no others for this description.", "Change a word of it."
            )
        return replace(
            state,
            names=(*state.names, *answer.names),
            shown=len(answer.names),
            notes=tuple(answer.notes),
            before=state,
            given=state.given | {name.name for name in answer.names},
            others=others,
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


def _named(state: State, pick: Pick) -> Name:
    """Return the name of this creature that ``pick`` points at."""
    for number, name in enumerate(state.names, start=1):
        if pick == number or (isinstance(pick, str) and pick.casefold() == name.name.casefold()):
            return name
    if not state.names:
        raise CommandError("There are no names yet.", "Describe a creature first.")
    what = f"number {pick}" if isinstance(pick, int) else pick
    raise CommandError(f"There is no {what}.", f"The names go from 1 to {len(state.names)}.")


def _favourite(state: State, pick: Pick) -> Favourite:
    """Return the favourite that ``pick`` points at, that of this creature before others."""
    name = pick if isinstance(pick, str) else _named(state, pick).name
    same = [one for one in state.kept if one.name.casefold() == name.casefold()]
    if not same:
        raise CommandError(f"{name} isn't among your favourites.", "'kept' lists them.")
    return next((one for one in same if one.description == state.description), same[0])


def _listed(favourites: Sequence[Favourite]) -> str:
    return ", ".join(favourite.name for favourite in favourites)
