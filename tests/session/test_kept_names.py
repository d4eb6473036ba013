"""Test how a session keeps and drops names, and adds notes and tags to them."""

import dataclasses

import pytest
from msgspec.structs import replace

from pokename import NameGenerator
from pokename.errors import CommandError
from pokename.favourites import Favourite
from pokename.naming.name import Answer
from pokename.session.commands import (
    ALL,
    Describe,
    Drop,
    Keep,
    LineNumber,
    More,
    Note,
    Redo,
    Tag,
    Undo,
)
from pokename.session.state import State
from pokename.session.steps import Steps
from tests.session.conftest import kept, listed


def test_names_can_be_kept_and_dropped(steps: Steps, described: State) -> None:
    two = steps.take(described, Keep((2, 5)))
    assert kept(two) == [listed(described)[1], listed(described)[4]]
    assert two.notes == (f"Kept {', '.join(kept(two))}.",)
    favourite, name = two.kept[0], described.names[1]
    assert (favourite.description, favourite.seed, favourite.id) == ("a fiery lizard", 7, name.id)
    assert (favourite.roots, favourite.meanings) == (name.roots, name.meanings)
    assert favourite.kept_at == "2026-11-24T10:00:00+00:00"
    assert kept(steps.take(two, Drop((2,)))) == [listed(described)[4]]
    assert kept(steps.take(two, Drop((kept(two)[1].lower(), 2)))) == []


def test_undo_drops_a_kept_name_only_if_keeping_it_was_the_last_step(
    steps: Steps, described: State
) -> None:
    kept_one = steps.take(described, Keep((1,)))
    name = kept(kept_one)[0]
    dropped = steps.take(kept_one, Undo())
    assert dropped.kept == ()
    assert dropped.notes == (f"Undone: kept {name}; your favourites are as they were before.",)
    later = steps.take(steps.take(kept_one, More()), Undo())
    start = steps.take(later, Undo())
    assert (start.description, start.names) == ("", ())
    assert kept(later) == kept(start) == [name]
    with pytest.raises(CommandError, match="nothing to undo"):
        steps.take(start, Undo())


def test_a_name_is_kept_when_it_gets_a_note_and_its_tags_can_change(
    steps: Steps, described: State
) -> None:
    noted = steps.take(described, Note(2, "for the volcano"))
    name = listed(described)[1]
    assert noted.notes == (f"Kept {name}.", f"Note of {name}: 'for the volcano'.")
    tagged = steps.take(noted, Tag(name.lower(), ("fire", "starter")))
    assert [(one.note, one.tags) for one in tagged.kept] == [
        ("for the volcano", ("fire", "starter"))
    ]
    less = steps.take(tagged, Tag(2, ("fire",), off=True))
    assert less.kept[0].tags == ("starter",)
    assert steps.take(less, Undo()).kept == tagged.kept
    other = steps.take(less, Describe("a blue turtle"))
    emptied = steps.take(other, Note(name, ""))
    assert (len(emptied.kept), emptied.kept[0].note) == (1, "")


def test_undo_and_redo_change_only_what_the_step_changed(steps: Steps, described: State) -> None:
    """Between the steps, another session changes the favourites; see ``Conversation``."""
    kept_one = steps.take(described, Keep((1,)))
    (mine,) = kept_one.kept
    other = replace(mine, name="Handmade", kept_at="2026-11-25")
    noted = replace(mine, note="from there", tags=("theirs",))
    tagged = steps.take(described_with(kept_one, noted), Tag(1, ("quick",)))
    assert tagged.kept[0].tags == ("theirs", "quick")
    back = steps.take(described_with(tagged, *tagged.kept, other), Undo())
    assert back.kept == (noted, other)
    again = steps.take(described_with(back, replace(noted, note="newer"), other), Redo())
    assert again.kept == (replace(tagged.kept[0], note="newer"), other)
    dropped = steps.take(back, Drop((1,)))
    assert dropped.kept == (other,)
    assert steps.take(described_with(dropped), Undo()).kept == (noted,)


def described_with(state: State, *kept: Favourite) -> State:
    """Return the state with the favourites that are now in the file."""
    return dataclasses.replace(state, kept=kept)


def test_a_whole_line_is_kept_by_its_number(described: State) -> None:
    lines = NameGenerator.load().line("a fiery lizard", 2, 2)
    steps = Steps(lambda _: Answer([name for line in lines for name in line]), 7)
    shown = steps.take(State(), Describe("a fiery lizard", (("line", 2),)))
    second = steps.take(shown, Keep((LineNumber(2),)))
    assert kept(second) == [name.name for name in lines[1]]
    assert len(steps.take(shown, Keep((ALL,))).kept) == 4
    assert steps.take(second, Drop((LineNumber(2),))).kept == ()
    with pytest.raises(CommandError, match=r"no line 3\. The lines go from 1 to 2"):
        steps.take(shown, Keep((LineNumber(3),)))
    with pytest.raises(CommandError, match="no line 1"):
        steps.take(described, Keep((LineNumber(1),)))


def test_a_name_is_kept_once(steps: Steps, described: State) -> None:
    one = steps.take(described, Keep((1,)))
    with pytest.raises(CommandError, match=f"Already kept: {kept(one)[0]}"):
        steps.take(one, Keep((1,)))
    assert kept(steps.take(one, Keep((1, 2)))) == listed(described)[:2]
