"""The steps of a session, state to state, with the bundled model."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import pytest

from pokename import NameGenerator
from pokename.errors import CommandError
from pokename.naming.language_model import Sampling
from pokename.naming.name import Answer
from pokename.session.commands import Describe, Drop, Keep, Like, More, Undo
from pokename.session.state import Ahead, Asked, Namer, State, Steps


@pytest.fixture(scope="module")
def namer() -> Namer:
    generator = NameGenerator.load()

    @cache
    def names(asked: Asked) -> Answer:
        return generator.answer(
            asked.description,
            5,
            seed=asked.seed,
            sampling=Sampling(candidates=2),
            exclude=asked.exclude,
            like=asked.like,
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


def test_a_description_gives_what_generate_gives(described: State) -> None:
    alone = NameGenerator.load().generate(
        "a fiery lizard", 5, seed=7, sampling=Sampling(candidates=2)
    )
    assert list(described.names) == alone
    assert described.first_shown == 1


def test_more_gives_others_and_numbers_go_on(steps: Steps, described: State) -> None:
    more = steps.take(described, More())
    again = steps.take(more, More())
    assert len(set(listed(again))) == len(again.names) == 15
    assert again.names[:10] == more.names
    assert again.first_shown == 11


def test_more_gives_none_that_another_creature_had(steps: Steps, described: State) -> None:
    other = steps.take(described, Describe("a lizard of fire"))
    more = steps.take(other, More())
    assert not set(listed(more)[5:]) & {*listed(described), *listed(other)}


def test_like_gives_others_in_the_manner_of_one(steps: Steps, described: State) -> None:
    like = steps.take(described, Like(3))
    by_name = steps.take(described, Like(listed(described)[2].upper()))
    assert listed(like) == listed(by_name)
    assert len(set(listed(like))) == 10
    assert listed(like) != listed(steps.take(described, More()))


def test_keep_and_drop(steps: Steps, described: State) -> None:
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
    assert back.notes == ("Undone.",)
    first = steps.take(steps.take(back, Undo()), Undo())
    assert first.names == described.names
    assert first.kept == ()
    assert steps.take(first, Undo()).names == ()


def test_what_was_undone_is_not_given_again(steps: Steps, described: State) -> None:
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
def test_a_step_that_cannot_be_taken_says_why(
    steps: Steps, described: State, step: Keep | Like | Drop, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        steps.take(described, step)


def test_before_a_description_there_is_nothing_to_work_on(steps: Steps) -> None:
    for step in (More(), Like(1), Keep((1,)), Drop((1,))):
        with pytest.raises(CommandError, match="Describe"):
            steps.take(State(), step)
    with pytest.raises(CommandError, match="nothing to undo"):
        steps.take(State(), Undo())


def test_where_no_others_are_left_the_wish_that_left_them_out_is_named(described: State) -> None:
    spent = Steps(lambda _: Answer([], notes=("'--max-length 4' left out 9 drafts.",)), 7)
    with pytest.raises(CommandError, match=r"no others .*\. '--max-length 4' left out"):
        spent.take(described, More())


def test_a_name_is_kept_once(steps: Steps, described: State) -> None:
    one = steps.take(described, Keep((1,)))
    with pytest.raises(CommandError, match=f"Kept already: {kept(one)[0]}"):
        steps.take(one, Keep((1,)))
    assert kept(steps.take(one, Keep((1, 2)))) == listed(described)[:2]


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_what_is_expected_is_found_ahead_and_the_same(
    namer: Namer, pool: ThreadPoolExecutor, described: State
) -> None:
    asked: list[Asked] = []

    def counted(question: Asked) -> Answer:
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
