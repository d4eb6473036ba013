"""Test how each step of a session changes its state, with the bundled model."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import pytest

from pokename import NameGenerator
from pokename.errors import CommandError, WishError
from pokename.naming.language_model import Sampling
from pokename.naming.name import Answer
from pokename.session.ahead import Ahead
from pokename.session.commands import (
    ALL,
    Describe,
    Drop,
    Keep,
    Like,
    LineNumber,
    More,
    Note,
    Redo,
    Reset,
    Resize,
    Step,
    Tag,
    Undo,
    Wish,
)
from pokename.session.state import Namer, NameRequest, State
from pokename.session.steps import Steps


@pytest.fixture(scope="module")
def namer() -> Namer:
    generator = NameGenerator.load()

    @cache
    def names(asked: NameRequest) -> Answer:
        return generator.answer(
            asked.description,
            5,
            seed=asked.seed,
            sampling=Sampling(candidates=2),
            exclude=asked.exclude,
            like=asked.like,
            **dict(asked.wishes),
        )

    return names


@pytest.fixture
def steps(namer: Namer) -> Steps:
    times = iter(f"2026-11-24T10:00:{second:02}+00:00" for second in range(60))
    return Steps(namer, seed=7, clock=lambda: next(times))


@pytest.fixture
def described(steps: Steps) -> State:
    return steps.take(State(), Describe("a fiery lizard"))


def listed(state: State) -> list[str]:
    return [name.name for name in state.names]


def kept(state: State) -> list[str]:
    return [favourite.name for favourite in state.kept]


def test_a_description_gives_the_names_of_generate(described: State) -> None:
    alone = NameGenerator.load().generate(
        "a fiery lizard", 5, seed=7, sampling=Sampling(candidates=2)
    )
    assert list(described.names) == alone
    assert described.first_shown == 1


def test_more_gives_new_names_with_continued_numbers(steps: Steps, described: State) -> None:
    more = steps.take(described, More())
    again = steps.take(more, More())
    assert len(set(listed(again))) == len(again.names) == 15
    assert again.names[:10] == more.names
    assert again.first_shown == 11


def test_more_repeats_no_name_of_another_creature(steps: Steps, described: State) -> None:
    other = steps.take(described, Describe("a lizard of fire"))
    more = steps.take(other, More())
    assert not set(listed(more)[5:]) & {*listed(described), *listed(other)}


def test_like_gives_names_similar_to_the_chosen_one(steps: Steps, described: State) -> None:
    like = steps.take(described, Like(3))
    by_name = steps.take(described, Like(listed(described)[2].upper()))
    assert listed(like) == listed(by_name)
    assert len(set(listed(like))) == 10
    assert listed(like) != listed(steps.take(described, More()))


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


def test_undo_reverts_a_keep_only_if_it_was_the_last_step(steps: Steps, described: State) -> None:
    kept_one = steps.take(described, Keep((1,)))
    name = kept(kept_one)[0]
    dropped = steps.take(kept_one, Undo())
    assert dropped.kept == ()
    assert dropped.notes == (f"Undone: kept {name}; your favourites are as before that.",)
    later = steps.take(steps.take(kept_one, More()), Undo())
    start = steps.take(later, Undo())
    assert (start.description, start.names) == ("", ())
    assert kept(later) == kept(start) == [name]
    with pytest.raises(CommandError, match="nothing to undo"):
        steps.take(start, Undo())


def test_redo_repeats_undone_steps_until_a_new_one(steps: Steps, described: State) -> None:
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


def test_wishes_of_a_description_apply_to_that_creature_only(steps: Steps) -> None:
    own = steps.take(State(), Describe("a fiery lizard", (("max_length", 6),)))
    more = steps.take(own, More())
    assert all(len(name.name) <= 6 for name in more.names)
    wider = steps.take(more, Wish((("max_length", 8),)))
    assert (wider.wishes, wider.own) == ((("max_length", 8),), ())
    other = steps.take(more, Describe("a blue turtle"))
    assert other.wished == ()


def test_shorter_and_longer_are_relative_to_the_last_answer(steps: Steps, described: State) -> None:
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


def test_adding_a_note_keeps_the_name_and_tags_can_change(steps: Steps, described: State) -> None:
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


def test_a_whole_line_is_kept_by_its_number(described: State) -> None:
    lines = NameGenerator.load().line("a fiery lizard", 2, 2)
    steps = Steps(lambda _: Answer([name for line in lines for name in line]), 7)
    shown = steps.take(State(), Describe("a fiery lizard", (("line", 2),)))
    second = steps.take(shown, Keep((LineNumber(2),)))
    assert kept(second) == [name.name for name in lines[1]]
    assert len(steps.take(shown, Keep((ALL,))).kept) == 4
    assert steps.take(second, Drop((LineNumber(2),))).kept == ()
    with pytest.raises(CommandError, match=r"no line 3\. They go from 1 to 2"):
        steps.take(shown, Keep((LineNumber(3),)))
    with pytest.raises(CommandError, match="no line 1"):
        steps.take(described, Keep((LineNumber(1),)))


def test_undone_names_are_not_repeated(steps: Steps, described: State) -> None:
    more = steps.take(described, More())
    others = steps.take(steps.take(more, Undo()), More())
    assert not set(listed(others)) & set(listed(more)[5:])


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Keep((6,)), "There is no number 6. The names go from 1 to 5."),
        (Keep((0,)), "There is no number 0"),
        (Like(99), "There is no number 99"),
        (Drop((1,)), "isn't among your favourites"),
    ],
)
def test_an_impossible_step_gives_the_reason(
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


def test_without_more_names_the_error_names_the_wish(described: State) -> None:
    spent = Steps(lambda _: Answer([], notes=("'--max-length 4' left out 9 drafts.",)), 7)
    with pytest.raises(CommandError, match=r"no more names .*\. '--max-length 4' left out"):
        spent.take(described, More())


def test_a_name_is_kept_once(steps: Steps, described: State) -> None:
    one = steps.take(described, Keep((1,)))
    with pytest.raises(CommandError, match=f"Already kept: {kept(one)[0]}"):
        steps.take(one, Keep((1,)))
    assert kept(steps.take(one, Keep((1, 2)))) == listed(described)[:2]


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

    ahead = Ahead(counted, pool)
    more = Steps(namer, 7).asked_for_others(described)
    ahead.expect(more)
    ahead.expect(more)
    assert ahead(more) == namer(more)
    assert asked == [more]
    assert ahead(replace(more, like="Flamesaur")).names != ahead(more).names
    assert len(asked) == 2
