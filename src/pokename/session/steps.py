"""Apply the steps of a session to its state. Every function maps a state to a new state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import mean
from typing import Any

from msgspec import structs

from pokename.errors import CommandError
from pokename.favourites import Change, Favourite
from pokename.files import now
from pokename.naming.name import Answer, Name
from pokename.naming.wishes import FOR_SINGLE_NAMES, Request, Wishes
from pokename.session.commands import (
    ChangesFavourites,
    Describe,
    Drop,
    Evolve,
    GivesNames,
    Keep,
    Like,
    More,
    Note,
    Pick,
    Redo,
    Reset,
    Resize,
    Step,
    Tag,
    Undo,
    Wish,
)
from pokename.session.state import (
    Namer,
    NameRequest,
    State,
    description_of,
    favourite_of,
    favourites_of,
    name_of,
    names_of,
    one_name,
    picked,
)
from pokename.session.wish_words import Wished, as_typed, changed, current_wishes

SHORTEST, LONGEST = 4, 12  # letters; the bounds of "shorter" and "longer"


@dataclass(frozen=True, slots=True)
class Steps:
    """Takes the steps of a session: makes the next state from a state and a step.

    Attributes:
        namer: Generates the names.
        seed: The seed of the first names of each description; later names use the next seeds.
        clock: Returns the time for ``Favourite.kept_at``.
        at_start: The wishes that the session began with.
    """

    namer: Namer
    seed: int
    clock: Callable[[], str] = now
    at_start: Wished = ()

    def take(self, state: State, step: Step) -> State:
        """Return the state after ``step``.

        Raises:
            CommandError: The step is impossible: an unknown number, nothing to undo, no names.
            WishError: A wish is unknown, or no name can meet the wishes.
        """
        match step:
            case Undo():
                return _undone(state)
            case Redo():
                return _redone(state)
            case Keep() | Drop() | Note() | Tag():
                after = self._favourites(state, step)
                change = Change.between(state.kept, after.kept)
                return replace(after, before=state, change=change, undone=())
            case _:
                after = self._named(replace(state, notes=()), step)
                return replace(after, before=state, change=None, undone=())

    def _named(self, state: State, step: GivesNames) -> State:
        match step:
            case Describe(text, wishes):
                return self._described(state, text, wishes)
            case More():
                return self._others(state, "more names")
            case Like(pick):
                name = name_of(state, pick)
                return self._others(state, f"names like {name}", like=name)
            case Evolve(pick):
                name = name_of(state, pick)
                own = changed(state.own, (("evolves_from", name), ("line", 2)))
                own = (*own, *((wish, None) for wish in FOR_SINGLE_NAMES))  # None removes a wish
                return self._others(replace(state, own=own), f"lines that continue from {name}")
            case Reset():
                began = replace(state, wishes=self.at_start, own=())
                return self._others_if_described(began, "the reset of the wishes")
            case Resize(longer):
                changes = _length_limits(state, longer=longer)
            case Wish(changes):
                pass
        return self._wished(state, changes)

    def _described(self, state: State, text: str, wishes: Wished) -> State:
        answer = self.namer(NameRequest(text, self.seed, wishes=changed(state.wishes, wishes)))
        if not answer.names:
            wished = changed(state.wishes, wishes)
            raise CommandError(*_why_no_names(f"There are no names for '{text}'.", answer, wished))
        names = tuple(answer.names)
        return replace(
            state,
            description=text,
            names=names,
            shown=len(names),
            own=wishes,
            notes=tuple(answer.notes),
            did=f"the creature '{text}'",
            given=state.given | {name.name for name in names},
        )

    def _wished(self, state: State, changes: Wished) -> State:
        there = dict(state.wished)
        new = tuple((key, value) for key, value in changes if value is not None or key in there)
        if not new:
            raise CommandError("There is no such wish.", current_wishes(state.wished))
        new = (*new, *_old_limits_removed(there, dict(new)))
        own = tuple(one for one in state.own if one[0] not in dict(new))
        after = replace(state, wishes=changed(state.wishes, new), own=own)
        return self._others_if_described(after, as_typed(new))

    def _others_if_described(self, state: State, did: str) -> State:
        """Give new names for changed wishes if a creature has been described."""
        note = current_wishes(state.wished)
        wishes = {key: value for key, value in state.wished if key in Wishes.__annotations__}
        Request.of("", wishes)  # raises for wishes that can't be met, before names are generated
        if not state.description:
            return replace(state, did=did, notes=(note,))
        after = self._others(state, did)
        return replace(after, notes=(*after.notes, note))

    def asked_for_others(self, state: State, like: str = "") -> NameRequest:
        """Return the request for names that weren't given before."""
        # A new seed gives the best of new candidates, not the leftovers of the old candidates.
        seed = self.seed + state.others + 1
        return NameRequest(state.description, seed, state.given, like, state.wished)

    def _others(self, state: State, did: str, like: str = "") -> State:
        description_of(state)  # raises if there is no creature yet
        answer = self.namer(self.asked_for_others(state, like))
        if not answer.names:
            raise CommandError(
                *_why_no_names(
                    "There are no more names for this description.", answer, state.wished
                )
            )
        return replace(
            state,
            names=(*state.names, *answer.names),
            shown=len(answer.names),
            notes=tuple(answer.notes),
            did=did,
            given=state.given | {name.name for name in answer.names},
            others=state.others + 1,
        )

    def _favourites(self, state: State, step: ChangesFavourites) -> State:
        match step:
            case Keep(picks):
                return self._kept(state, [one for pick in picks for one in picked(state, pick)])
            case Drop(picks):
                return _dropped(
                    state, [one for pick in picks for one in favourites_of(state, pick)]
                )
            case Note(pick, text):
                kept, one = self._as_favourite(state, pick)
                wrote = f"'{text}'" if text else "no note"
                return _edited(kept, one, f"Note of {one.name}: {wrote}.", note=text)
            case Tag(pick, tags, off):
                kept, one = self._as_favourite(state, pick)
                left = [tag for tag in one.tags if tag not in tags]
                if off and left == list(one.tags):
                    raise CommandError(f"{one.name} has no tag {' or '.join(tags)}.")
                put = tuple(left) if off else (*left, *tags)
                listed = ", ".join(put) or "none"
                return _edited(kept, one, f"Tags of {one.name}: {listed}.", tags=put)

    def _kept(self, state: State, names: Sequence[Name | Favourite]) -> State:
        when = self.clock()
        there = {favourite.key for favourite in state.kept}
        chosen = [one if isinstance(one, Favourite) else Favourite.of(one, when) for one in names]
        new = [favourite for favourite in chosen if favourite.key not in there]
        if not new:
            raise CommandError(f"Already kept: {_listed(chosen)}.")
        note = f"Kept {_listed(new)}."
        return replace(state, kept=(*state.kept, *new), notes=(note,), did=_lowered(note))

    def _as_favourite(self, state: State, pick: Pick) -> tuple[State, Favourite]:
        """Keep a name if it isn't a favourite yet; return the new state, and the favourite."""
        name = name_of(state, pick)
        of_this = (name.casefold(), state.description) in {one.key for one in state.kept}
        if of_this or state.only_kept(name):
            return replace(state, notes=()), favourite_of(state, pick)
        after = self._kept(state, [one_name(state, pick)])
        return after, after.kept[-1]


def _edited(state: State, one: Favourite, told: str, **changes: Any) -> State:
    edited = structs.replace(one, **changes)
    kept = tuple(edited if other == one else other for other in state.kept)
    return replace(state, kept=kept, notes=(*state.notes, told), did=_lowered(told))


def _dropped(state: State, favourites: Sequence[Favourite]) -> State:
    left = tuple(favourite for favourite in state.kept if favourite not in favourites)
    note = f"Dropped {_listed(favourites)}."
    return replace(state, kept=left, notes=(note,), did=_lowered(note))


def _undone(state: State) -> State:
    """Undo the last step. A change of favourites is undone only if it was the very last step."""
    if state.change and not state.undone and state.before:
        note = f"Undone: {state.did}; your favourites are as they were before."
        # Other sessions may have changed other favourites in the meantime.
        kept = state.change.undone.of(state.kept)
        back = replace(state.before, kept=kept, undone=(*state.undone, state))
        return _moved_to(state, back, note)
    here = state
    while here.change and here.before:
        here = here.before
    if here.before is None:
        raise CommandError("There is nothing to undo.")
    back = replace(here.before, kept=state.kept, undone=(*state.undone, here))
    return _moved_to(state, back, f"Undone: {here.did}.")


def _redone(state: State) -> State:
    if not state.undone:
        raise CommandError("There is nothing to redo.")
    *rest, to = state.undone
    kept = to.change.of(state.kept) if to.change else state.kept
    return _moved_to(state, replace(to, kept=kept, undone=tuple(rest)), f"Redone: {to.did}.")


def _moved_to(state: State, to: State, note: str) -> State:
    # Remember all names given, so that the next names are new even after an undo.
    return replace(to, notes=(note,), given=state.given, others=state.others)


def _old_limits_removed(wished: dict[str, Any], new: dict[str, Any]) -> Wished:
    """Return the changes that remove the old length limit, if a new one contradicts it."""
    both = wished | new
    if (both.get("min_length") or 0) <= (both.get("max_length") or LONGEST):
        return ()
    if new.get("max_length"):
        return (("min_length", None),)
    return (("max_length", None),) if new.get("min_length") and "max_length" in wished else ()


def _length_limits(state: State, *, longer: bool) -> Wished:
    """Return length limits for names shorter or longer than the mean of the last answer."""
    letters = round(mean(len(one.name) for one in names_of(state)[-state.shown :]))
    wished = dict(state.wished)
    least, most = wished.get("min_length") or 0, wished.get("max_length") or LONGEST
    if longer:
        least = max(least, letters) + 1
        if least > LONGEST:
            raise CommandError(f"Names of more than {LONGEST} letters are rarely good.",
                               f"Type 'min {least}' if you want them.")  # fmt: skip
        return ("min_length", least), ("max_length", most if most >= least else LONGEST)
    most = min(most, letters) - 1
    if most < SHORTEST:
        raise CommandError(f"Names of fewer than {SHORTEST} letters are rarely good.",
                           f"Type 'max {most}' if you want them.")  # fmt: skip
    return ("max_length", most), ("min_length", least if 0 < least <= most else None)


def _why_no_names(said: str, answer: Answer, wished: Wished) -> tuple[str, str]:
    """Return why an answer has no names, and what to do.

    If the answer has notes, they say why; otherwise the reason is ``said``.
    """
    if answer.notes:
        return " ".join(answer.notes), ""
    wishes = f"{current_wishes(wished)} Remove a wish with 'no …'."
    return said, wishes if wished else "Change a word of the description."


def _listed(favourites: Sequence[Favourite]) -> str:
    return ", ".join(favourite.name for favourite in favourites)


def _lowered(note: str) -> str:
    return note[0].lower() + note[1:].rstrip(".")
