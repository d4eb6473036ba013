"""What a model must be better than: letters alone, blends by hand, names of the like."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pokename.naming.generator import NameGenerator
from pokename.naming.language_model import Sampling
from pokename.naming.letters import LetterModel
from pokename.naming.words import words_of

# Words that say nothing of a creature, so nobody would make a name of them.
STOP_WORDS = frozenset(
    "the this that with from its for and are was has have been when who whose which will would "
    "not but they them their there then than can could pokemon into onto over under very upon "
    "what some such any all one two out off his her him she you your our ever even more most only "
    "also just like about after before while where how does did being each other".split()
)
BLEND_LETTERS = (2, 4)  # kept of the first word at the least, and of the second


@dataclass(frozen=True, slots=True)
class Given:
    """A name as a system gave it.

    Attributes:
        name: The name.
        roots: Its source words, where the system says so.
    """

    name: str
    roots: tuple[str, ...] = ()


class Namer(Protocol):
    """Anything that names creatures."""

    label: str

    def names(self, description: str, n: int, seed: int) -> Sequence[Given]:
        """Return up to ``n`` distinct names for a description."""


class ModelNamer:
    """A trained model.

    Args:
        generator: That model.
        sampling: How it samples.
    """

    def __init__(self, generator: NameGenerator, sampling: Sampling) -> None:
        self.label = generator.model
        self._generator = generator
        self._sampling = sampling

    def names(self, description: str, n: int, seed: int) -> Sequence[Given]:
        """Return the ``n`` names that the model ranks first."""
        given = self._generator.generate(description, n, seed=seed, sampling=self._sampling)
        return [Given(name.name, name.roots) for name in given]


class LetterNamer:
    """A letter n-gram of the training names; it doesn't read the description.

    Args:
        letters: The letter model.
    """

    label = "letter n-gram"

    def __init__(self, letters: LetterModel) -> None:
        self._letters = letters

    def names(self, description: str, n: int, seed: int) -> Sequence[Given]:
        """Return ``n`` distinct samples."""
        rng = random.Random(f"{seed}/{description}")
        drawn: dict[str, None] = {}
        while len(drawn) < n:
            drawn[self._letters.sample(rng).capitalize()] = None
        return [Given(name) for name in drawn]


class BlendNamer:
    """The start of one word of the description and the end of another, as by hand."""

    label = "blend of two words"

    def names(self, description: str, n: int, seed: int) -> Sequence[Given]:
        """Return up to ``n`` distinct blends; fewer where the description has too few words."""
        rng = random.Random(f"{seed}/{description}")
        words = sorted(word for word in words_of(description) - STOP_WORDS if len(word) > 2)
        if len(words) < 2:
            return []
        drawn: dict[str, Given] = {}
        for _ in range(20 * n):
            if len(drawn) == n:
                break
            first, second = rng.sample(words, 2)
            name = self._blend(first, second, rng).capitalize()
            drawn.setdefault(name, Given(name, (first, second)))
        return list(drawn.values())

    @staticmethod
    def _blend(first: str, second: str, rng: random.Random) -> str:
        least, kept = BLEND_LETTERS
        head = first[: rng.randint(min(least, len(first)), len(first))]
        tail = second[rng.randint(0, max(len(second) - kept, 0)) :]
        return (head + tail)[:12]
