"""Fixtures and helpers for tests that take the steps of a session with the bundled model."""

from functools import cache

import pytest

from pokename import NameGenerator
from pokename.naming.name import Answer
from pokename.naming.sampling import Sampling
from pokename.session.commands import Describe
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
