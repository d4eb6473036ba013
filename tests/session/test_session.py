"""Test how each step of a session changes its state, with the bundled model."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pokename import NameGenerator
from pokename.errors import CommandError, WishError
from pokename.naming.name import Answer
from pokename.naming.sampling import Sampling
from pokename.session.commands import (
    Describe,
    Drop,
    Keep,
    Like,
    More,
    Note,
    Redo,
    Reset,
    Resize,
    Step,
    Undo,
    Wish,
)
from pokename.session.state import Namer, NameRequest, Prefetcher, State
from pokename.session.steps import Steps
from tests.session.conftest import listed


def test_a_description_gives_the_names_of_generate(described: State) -> None:
    alone = NameGenerator.load().generate(
        "a fiery lizard", 5, seed=7, sampling=Sampling(candidates=2)
    )
    assert list(described.names) == alone
    assert described.first_shown == 1


def test_the_more_command_gives_new_names_and_continues_their_numbers(
    steps: Steps, described: State
) -> None:
    more = steps.take(described, More())
    again = steps.take(more, More())
    assert len(set(listed(again))) == len(again.names) == 15
    assert again.names[:10] == more.names
    assert again.first_shown == 11


def test_the_more_command_repeats_no_name_of_another_creature(
    steps: Steps, described: State
) -> None:
    other = steps.take(described, Describe("a lizard of fire"))
    more = steps.take(other, More())
    assert not set(listed(more)[5:]) & {*listed(described), *listed(other)}


def test_the_like_command_gives_names_similar_to_the_chosen_name(
    steps: Steps, described: State
) -> None:
    like = steps.take(described, Like(3))
    by_name = steps.take(described, Like(listed(described)[2].upper()))
    assert listed(like) == listed(by_name)
    assert len(set(listed(like))) == 10
    assert listed(like) != listed(steps.take(described, More()))


def test_undo_goes_back_step_by_step(steps: Steps, described: State) -> None:
    kept_one = steps.take(described, Keep((1,)))
    more = steps.take(kept_one, More())
    other = steps.take(more, Describe("a blue turtle"))
    back = steps.take(other, Undo())
    assert (back.description, back.names, back.kept) == (more.description, more.names, more.kept)
    assert back.notes == ("Undone: the creature 'a blue turtle'.",)
    first = steps.take(back, Undo())
    assert first.names == described.names
    assert first.notes == ("Undone: more names.",)
    assert steps.take(first, Undo()).names == ()


def test_redo_repeats_undone_steps_until_there_is_a_new_step(
    steps: Steps, described: State
) -> None:
    more = steps.take(described, More())
    kept_one = steps.take(more, Keep((7,)))
    back = steps.take(steps.take(kept_one, Undo()), Undo())
    assert (back.names, back.kept) == (described.names, ())
    again = steps.take(back, Redo())
    assert (again.names, again.kept) == (more.names, ())
    assert again.notes == ("Redone: more names.",)
    both = steps.take(again, Redo())
    assert both.kept == kept_one.kept
    with pytest.raises(CommandError, match="nothing to redo"):
        steps.take(both, Redo())
    with pytest.raises(CommandError, match="nothing to redo"):
        steps.take(steps.take(back, More()), Redo())


def test_wishes_can_be_added_and_removed(steps: Steps, described: State) -> None:
    short = steps.take(described, Wish((("max_length", 6),)))
    assert all(len(name.name) <= 6 for name in short.last_shown)
    assert short.notes[-1] == "Current wishes: max 6."
    with_b = steps.take(short, Wish((("starts_with", "b"),)))
    assert all(len(one.name) <= 6 and one.name[0] == "B" for one in with_b.last_shown)
    freed = steps.take(with_b, Wish((("max_length", None), ("min_length", None))))
    assert freed.wished == (("starts_with", "b"),)
    assert steps.take(freed, Undo()).notes == ("Undone: no max.",)
    assert steps.take(freed, Reset()).wished == ()
    long = steps.take(freed, Wish((("min_length", 7),)))
    assert dict(steps.take(long, Wish((("max_length", 6),))).wished)["max_length"] == 6
    with pytest.raises(CommandError, match=r"no such wish\. Current wishes: none"):
        steps.take(described, Wish((("mood", None),)))


def test_wishes_typed_with_a_description_apply_only_to_it(steps: Steps) -> None:
    own = steps.take(State(), Describe("a fiery lizard", (("max_length", 6),)))
    more = steps.take(own, More())
    assert all(len(name.name) <= 6 for name in more.names)
    wider = steps.take(more, Wish((("max_length", 8),)))
    assert (wider.wishes, wider.own) == ((("max_length", 8),), ())
    other = steps.take(more, Describe("a blue turtle"))
    assert other.wished == ()


def test_the_commands_shorter_and_longer_are_relative_to_the_last_answer(
    steps: Steps, described: State
) -> None:
    def letters(state: State) -> list[int]:
        return [len(name.name) for name in state.last_shown]

    shorter = steps.take(described, Resize(longer=False))
    shortest = steps.take(shorter, Resize(longer=False))
    longer = steps.take(shortest, Resize(longer=True))
    assert max(letters(shortest)) < max(letters(shorter)) < max(letters(described))
    assert min(letters(longer)) > sum(letters(shortest)) / len(letters(shortest))
    four = steps.take(described, Wish((("max_length", 4),)))
    with pytest.raises(CommandError, match=r"fewer than 4 letters .* 'max 3'"):
        steps.take(four, Resize(longer=False))


@pytest.mark.parametrize(
    "wish", [("mood", "spoky"), ("size", "hug"), ("max_length", 30), ("types", ("fire", "x"))]
)
def test_an_impossible_wish_changes_nothing(steps: Steps, wish: tuple[str, object]) -> None:
    with pytest.raises(WishError):
        steps.take(State(), Wish((wish,)))


def test_undone_names_are_not_repeated(steps: Steps, described: State) -> None:
    more = steps.take(described, More())
    others = steps.take(steps.take(more, Undo()), More())
    assert not set(listed(others)) & set(listed(more)[5:])


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Keep((6,)), "There is no number 6. The names go from 1 to 5."),
        (Keep((0,)), "There is no number 0"),
        (Keep(("Zork",)), "There is no name Zork in the list. The names go from 1 to 5."),
        (Like(99), "There is no number 99"),
        (Drop((1,)), "isn't among your favourites"),
    ],
)
def test_the_error_for_an_impossible_step_gives_the_reason(
    steps: Steps, described: State, step: Step, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        steps.take(described, step)


def test_commands_before_a_description_are_errors(steps: Steps) -> None:
    for step in (More(), Like(1), Keep((1,)), Drop((1,)), Note(1, "x"), Resize(longer=True)):
        with pytest.raises(CommandError, match="Describe"):
            steps.take(State(), step)
    with pytest.raises(CommandError, match="nothing to undo"):
        steps.take(State(), Undo())


def test_when_no_names_are_left_the_error_states_the_wish(described: State) -> None:
    spent = Steps(lambda _: Answer([], notes=("'--max-length 4' left out 9 drafts.",)), 7)
    with pytest.raises(CommandError, match=r"^'--max-length 4' left out 9 drafts\.$"):
        spent.take(described, More())
    silent = Steps(lambda _: Answer([]), 7)
    with pytest.raises(CommandError, match=r"no more names .*\. Change a word"):
        silent.take(described, More())


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_prefetched_names_equal_requested_ones(
    namer: Namer, pool: ThreadPoolExecutor, described: State
) -> None:
    asked: list[NameRequest] = []

    def counted(question: NameRequest) -> Answer:
        asked.append(question)
        return namer(question)

    prefetcher = Prefetcher(counted, pool)
    more = Steps(namer, 7).asked_for_others(described)
    prefetcher.expect(more)
    prefetcher.expect(more)
    assert prefetcher(more) == namer(more)
    assert asked == [more]
    assert prefetcher(replace(more, like="Flamesaur")).names != prefetcher(more).names
    assert len(asked) == 2
