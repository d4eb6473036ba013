"""The systems that give names: models, and the simple systems that a model has to beat."""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from pokename.corpus.splits import Example
from pokename.errors import MissingExtraError
from pokename.evaluation.cases import KINDS, Given, Namer, spelled_label
from pokename.naming.fork_safety import at_work
from pokename.naming.generator import NameGenerator
from pokename.naming.letter_model import LetterModel
from pokename.naming.naming_model import NamingModel
from pokename.naming.sampling import Sampling
from pokename.naming.wishes import Request
from pokename.pokedex.official_names import normal_form
from pokename.reading.description import words_of
from pokename.seeds import seed_of

# Words that say nothing about a creature, so nobody would make a name from them.
STOP_WORDS = frozenset(
    "the this that with from its for and are was has have been when who whose which will would "
    "not but they them their there then than can could pokemon into onto over under very upon "
    "what some such any all one two out off his her him she you your our ever even more most only "
    "also just like about after before while where how does did being each other".split()
)
BLEND_LETTERS = (2, 4)  # minimum number of letters kept from the first and second word
ROUNDS = 3  # maximum number of rounds; each draws as many samples as names are requested


class ModelNamer:
    """The whole system: a trained model with the thesaurus, the ranker and the gates.

    Args:
        generator: The model.
        sampling: The sampling settings.
    """

    def __init__(self, generator: NameGenerator, sampling: Sampling) -> None:
        self.label = generator.model
        self._generator = generator
        self._sampling = sampling

    def names(self, description: str, n: int, seed: int) -> Sequence[Given]:
        """Return the ``n`` names that the model ranks first."""
        given = self._generator.generate(description, n, seed=seed, sampling=self._sampling)
        return [Given(name.name, name.roots) for name in given]


class SpelledNamer:
    """A trained language model alone, without thesaurus, ranker and gates.

    The names of the whole system come mostly from the thesaurus and the ranker. These names come
    from the training.

    Args:
        model: The model.
        sampling: Its ``temperature`` and ``top_p`` are used.
    """

    def __init__(self, model: NamingModel, sampling: Sampling) -> None:
        self.label = spelled_label(model.label)
        self._language_model = model.language_model
        self._sampling = sampling

    @at_work()
    def names(self, description: str, n: int, seed: int) -> Sequence[Given]:
        """Return up to ``n`` distinct samples, fewer if the model repeats itself."""
        request = Request.of_creature(description)
        drawn: dict[str, None] = {}
        for attempt in range(ROUNDS):
            names = self._language_model.spelled(request, n, f"{seed}/{attempt}", self._sampling)
            drawn |= dict.fromkeys(name.capitalize() for name in names)
            if len(drawn) >= n:
                break
        return [Given(name) for name in list(drawn)[:n]]


class LetterNamer:
    """A letter n-gram model of the training names; it ignores the description.

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
    """Joins the start of one word of the description to the end of another."""

    label = "blend of two words"

    def names(self, description: str, n: int, seed: int) -> Sequence[Given]:
        """Return up to ``n`` distinct blends, fewer if the description has too few words."""
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


CHANGED = 2  # letters changed; with fewer, the result is a misspelt official name
VOWELS, CONSONANTS = "aeiouy", "bcdfghjklmnpqrstvwxz"


class RetrievalNamer:
    """Gives the names of the species with the nearest descriptions, but with two letters changed.

    Nearness is the cosine of TF-IDF vectors (Salton and Buckley, "Term-weighting approaches in
    automatic text retrieval", Information Processing & Management 24:5, 1988).

    Args:
        train: The rows of the train split, at least one.
    """

    label = "nearest, changed"

    def __init__(self, train: Sequence[Example]) -> None:
        self._names = [normal_form(row.name) for row in train]
        texts = [sorted(words_of(row.description)) for row in train]
        holders: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(texts):
            for word in words:
                holders[word].append(place)
        self._weights = {word: np.log(len(train) / len(held)) for word, held in holders.items()}
        self._holders = {word: np.array(held) for word, held in holders.items()}
        squares = [sum(self._weights[word] ** 2 for word in words) for words in texts]
        self._norms = np.sqrt(np.maximum(squares, np.finfo(float).tiny))

    def names(self, description: str, n: int, seed: int) -> Sequence[Given]:
        """Return the changed names of the ``n`` nearest species."""
        rng = random.Random(f"{seed}/{description}")
        nearest: dict[str, None] = {}
        for place in self._by_nearness(description):
            nearest[self._names[place]] = None
            if len(nearest) == n:
                break
        return [Given(_changed(name, rng).capitalize()) for name in nearest]

    def _by_nearness(self, description: str) -> Iterator[int]:
        """Yield the indices of the training rows, the nearest first."""
        nearness = np.zeros(len(self._names))
        for word in words_of(description) & self._holders.keys():
            nearness[self._holders[word]] += self._weights[word] ** 2
        yield from np.argsort(-nearness / self._norms, kind="stable").tolist()


def _changed(name: str, rng: random.Random) -> str:
    """Return a name with two letters changed: vowels to vowels, consonants to consonants."""
    letters = list(name)
    for place in rng.sample(range(len(letters)), min(CHANGED, len(letters))):
        alike = VOWELS if letters[place] in VOWELS else CONSONANTS
        letters[place] = rng.choice(alike.replace(letters[place], ""))
    return "".join(letters)


SHOTS = 10  # examples shown to the language model, half of them with a short prompt as description
QUESTION = 120  # tokens kept free for the longest description and its name
NAME = 10  # maximum number of tokens in a name
HEAD = "Invented creatures and the names that their makers gave them.\n"


class FewShotNamer:
    """A language model that isn't fine-tuned, but sees examples of train species in its prompt.

    The first word of each line that the model writes is taken as a name, without gates or ranking.
    This is what a thin wrapper around a language model would give.

    Args:
        model: The hub name or the folder of the model.
        train: The rows to draw examples from.
        sampling: The sampling settings.
        seed: The seed for drawing the examples.

    Raises:
        MissingExtraError: torch isn't installed.
        ModelError: The model can't be loaded.
    """

    def __init__(self, model: str, train: Sequence[Example], sampling: Sampling, seed: int) -> None:
        try:
            from pokename.training.untuned import TextCompleter
        except ImportError as error:
            raise MissingExtraError("train", "evaluate.few_shot") from error
        self.label = f"{Path(model).name}, few-shot"
        self._sampling = sampling
        shots = _shots(train, seed)
        self._completer = TextCompleter(model, lambda room, count: _beginning(shots, room, count))

    def names(self, description: str, n: int, seed: int) -> Sequence[Given]:
        """Return up to ``n`` distinct names, fewer if the model repeats itself."""
        drawn: dict[str, None] = {}
        for attempt in range(ROUNDS):
            lines = self._completer.lines(
                _question(description),
                n,
                NAME,
                seed_of(seed, attempt, description),
                temperature=self._sampling.temperature,
                top_p=self._sampling.top_p,
            )
            words = [word[0] for line in lines if (word := re.search(r"[^\W\d_]+", line))]
            drawn |= dict.fromkeys(word.capitalize() for word in words)
            if len(drawn) >= n:
                break
        return [Given(name) for name in list(drawn)[:n]]


def _shots(train: Sequence[Example], seed: int) -> list[Example]:
    """Draw examples of different species, alternating between the two kinds of description."""
    rng = random.Random(f"{seed}/few-shot")
    shuffled = rng.sample(train, len(train))
    shots: dict[int, Example] = {}
    for place in range(SHOTS):
        kind = KINDS[place % len(KINDS)]
        fit = (row for row in shuffled if row.kind == kind and row.species_id not in shots)
        if row := next(fit, None):
            shots[row.species_id] = row
    return list(shots.values())


def _beginning(shots: Sequence[Example], room: int, count: Callable[[str], int]) -> str:
    """Return a prompt with as many examples as fit while leaving room for a question."""
    texts = [f"{_question(row.description)} {row.name}\n" for row in shots]
    while texts and count(HEAD + "".join(texts)) + QUESTION > room:
        texts.pop()
    return HEAD + "".join(texts)


def _question(description: str) -> str:
    return f"Description: {description}\nName:"


def baselines_for(
    few_shot: Sequence[str],
    train: Sequence[Example],
    letters: LetterModel,
    sampling: Sampling,
    seed: int,
) -> list[Namer]:
    """Return the systems that a model has to beat.

    Args:
        few_shot: The language models to prompt with examples, each a hub name or a folder.
        train: The rows of the train split.
        letters: A letter model of the train names.
        sampling: The sampling settings of the language models.
        seed: The seed for drawing the examples.

    Raises:
        MissingExtraError: There are language models, and torch isn't installed.
        ModelError: A language model can't be loaded.
    """
    prompted = [FewShotNamer(model, train, sampling, seed) for model in few_shot]
    return [LetterNamer(letters), BlendNamer(), RetrievalNamer(train), *prompted]
