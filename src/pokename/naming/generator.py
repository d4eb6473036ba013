"""The Python API: ``NameGenerator`` makes names, lines and scores from a description."""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Unpack

from msgspec.structs import replace

from pokename.errors import ModelError
from pokename.naming import arguments
from pokename.naming.evolution_lines import check_line
from pokename.naming.explaining import explanation, notes_on_reading, to_name
from pokename.naming.fork_safety import at_work
from pokename.naming.gates import not_letters, refusal
from pokename.naming.letter_sources import read_name
from pokename.naming.listing import Wanted, answer_with_lines, answer_with_names
from pokename.naming.name import Answer, Draft, LineAnswer, Name
from pokename.naming.naming_model import NamingModel, Origin, load_model, reload_model
from pokename.naming.sampling import Sampling
from pokename.naming.themed_names import themed_names
from pokename.naming.wishes import Request, Wishes, checked, letters_of
from pokename.pokedex.official_names import normal_form


class NameGenerator:
    """A trained model that names creatures. Threads can share it, and so can forked processes.

    A pickled generator stores only where its model is. Unpickling loads the model from there again.

    Args:
        model: The loaded model. Use ``NameGenerator.load`` to get one from its files.
    """

    def __init__(self, model: NamingModel) -> None:
        self._model = model

    @property
    def model(self) -> str:
        """``bundled``, or the name of the run."""
        return self._model.label

    @property
    def digest(self) -> str:
        """A hash of the model's files; another model has another digest."""
        return self._model.origin.key

    @property
    def trained_on(self) -> frozenset[int]:
        """Pokédex numbers of the species that the model was trained on."""
        return self._model.trained_on

    @property
    def plans(self) -> bool:
        """Whether the model was trained to plan source words before a name."""
        return self._model.language_model.plans

    def __reduce__(self) -> tuple[Any, ...]:
        return _with_model_of, (self._model.origin,)

    @classmethod
    @at_work()
    def load(cls, model: str | Path | None = None, device: str = "cpu") -> "NameGenerator":
        """Load the bundled model, or the model of a run.

        Args:
            model: None or ``bundled``, or a run's folder such as ``models/default``.
            device: ``cpu`` is fast for a small model and gives the same names on all machines.
                ``cuda`` is for a large model of your own and needs CUDA 12's libraries. ``auto``
                uses ``cuda`` if there is a GPU.

        Raises:
            ModelError: The folder has no finished run, or this machine doesn't have the device.
        """
        if not isinstance(model, str | os.PathLike | None):
            raise ModelError(
                f"The model must be a path, not {model!r:.60}.", "Give a run's folder."
            )
        return cls(load_model(model, device))

    def generate(
        self,
        description: str,
        n: int = 10,
        *,
        seed: int = 7,
        sampling: Sampling | None = None,
        **wishes: Unpack[Wishes],
    ) -> list[Name]:
        """Return up to ``n`` names, the best first; fewer only if the model finds no more.

        >>> generator = NameGenerator.load()
        >>> names = generator.generate("a fiery lizard", n=3, seed=7, max_length=8)
        >>> [len(name.name) <= 8 for name in names]
        [True, True, True]

        No name is an official name, one edit away from an official name, an English word of 3 to 12
        letters, or a word of the description. The same arguments give the same names, alone or in
        a batch. A longer list begins with the names of a shorter one. ``answer`` also gives notes.

        Args:
            description: What the creature is like. It may be blank only if a trait such as types
                is given.
            n: Number of names, up to 1,000.
            seed: An integer of up to 64 bits.
            sampling: How boldly names are drawn; see ``Sampling``.
            **wishes: Limits, traits, mood, ...; see ``Wishes``. A wish that takes a list of texts
                also takes a single text.

        Raises:
            WishError: An argument is unknown, blank or of the wrong type, or a wish can't be met.
        """
        return self.answer(description, n, seed=seed, sampling=sampling, **wishes).names

    @at_work()
    def answer(
        self,
        description: str,
        n: int = 10,
        *,
        spare: int = 0,
        seed: int = 7,
        sampling: Sampling | None = None,
        **wishes: Unpack[Wishes],
    ) -> Answer:
        """Return the names of ``generate``, the names that were refused, and notes for the user.

        Args and errors are those of ``generate``, but for one:
            spare: How many more names to add if there are any. Notes don't count them.
        """
        wanted = Wanted.of(n, seed, sampling, spare)
        request = Request.of_creature(description, wishes)
        return answer_with_names(self._model, request, wanted)

    def generate_many(
        self,
        descriptions: Iterable[str],
        n: int = 10,
        *,
        seed: int = 7,
        sampling: Sampling | None = None,
        **wishes: Unpack[Wishes],
    ) -> Iterator[list[Name]]:
        """Yield a list of names for each description, the same list as from ``generate``.

        Lists are generated lazily, each one when you ask the iterator for it. A single text counts
        as one description.

        Raises:
            WishError: As in ``generate``, when the iterator reaches the description at fault.
        """
        Wanted.of(n, seed, sampling)
        for_each = checked(wishes)  # once, since a wish may be an iterator
        given = arguments.several("descriptions", descriptions)

        def names() -> Iterator[list[Name]]:
            """Yield the names of each description, made when they are asked for."""
            for place, one in enumerate(given):
                if not isinstance(one, str):
                    raise arguments.refused(f"descriptions[{place}]", "text", one)
                yield self.generate(one, n, seed=seed, sampling=sampling, **for_each)

        return names()

    def line(
        self,
        description: str,
        stages: int | None = None,
        n: int = 3,
        *,
        seed: int = 7,
        sampling: Sampling | None = None,
        evolves_from: str = "",
        **wishes: Unpack[Wishes],
    ) -> list[list[Name]]:
        """Return up to ``n`` evolution lines, the best one first.

        >>> lines = NameGenerator.load().line("a fiery lizard", stages=3, n=1, seed=7)
        >>> len(lines[0])
        3

        Args:
            description: What the creature is like.
            stages: Number of names in a line, 1 to 3, 3 by default; with ``evolves_from``, number
                of names after that name, 1 or 2, 1 by default.
            n: Lines wanted, up to 1,000.
            seed: An integer of up to 64 bits.
            sampling: See ``Sampling``.
            evolves_from: A name that the lines continue from.
            **wishes: See ``Wishes``.

        Raises:
            WishError: An argument is unknown or of the wrong type, or no line can meet a wish.
        """
        asked = partial(self.line_answer, description, stages, n, seed=seed, sampling=sampling)
        return asked(evolves_from=evolves_from, **wishes).lines

    @at_work()
    def line_answer(
        self,
        description: str,
        stages: int | None = None,
        n: int = 3,
        *,
        spare: int = 0,
        seed: int = 7,
        sampling: Sampling | None = None,
        evolves_from: str = "",
        **wishes: Unpack[Wishes],
    ) -> LineAnswer:
        """Return the lines of ``line``, the names that were refused, and notes for the user.

        The arguments are those of ``line``, and ``spare``, the number of further lines wanted; if
        these can't be found, no note says so. It raises a WishError as ``line`` does.
        """
        wanted = Wanted.of(n, seed, sampling, spare)
        stages = (1 if evolves_from else 3) if stages is None else stages
        given = checked(wishes)
        stages = check_line(stages, evolves_from, given)
        request = Request.of_creature(description, given)
        return answer_with_lines(self._model, request, wanted, stages, evolves_from)

    def score(self, description: str, name: str) -> Name:
        """Return the user's own name with its score and its fit for a description.

        Source words of the description that can be heard in the name count as its source words; a
        name that ``generate`` gives has the same ones here.

        >>> generator = NameGenerator.load()
        >>> generator.score("a fiery lizard", "Charizart").nearest
        'Charizard'

        Raises:
            WishError: An argument isn't text, or the name has no letters.
        """
        (scored,) = self.score_many(description, [arguments.text("name", name)])
        return scored

    @at_work()
    def score_many(self, description: str, names: Sequence[str]) -> list[Name]:
        """Score several names as ``score`` does, in the same order; a single text is one name.

        Raises:
            WishError: An argument isn't text, or a name has no letters.
        """
        names = arguments.texts("names", names)
        request = Request.of_creature(description)
        concepts = request.concepts
        written = themed_names(concepts)
        drafts = [read_name(letters_of("name", name), concepts, written) for name in names]
        ranked = self._model.drafter.score_names(request, drafts)
        return [
            replace(to_name(one, request, self.model, seed=0, rank=0), name=name)
            for one, name in zip(ranked, names, strict=True)
        ]

    def notes(self, description: str, **wishes: Unpack[Wishes]) -> tuple[str, ...]:
        """Return notes on how a description is read, as ``answer`` has them.

        >>> NameGenerator.load().notes("a fiery lizrd")
        ("Read 'lizrd' as lizard.",)

        Raises:
            WishError: The description is blank, or a wish is unknown or can't be met.
        """
        return notes_on_reading(Request.of_creature(description, wishes))

    @at_work()
    def why_not(self, description: str, name: str, **wishes: Unpack[Wishes]) -> str | None:
        """Return why a name would be refused for a description, or None if it would be allowed.

        >>> NameGenerator.load().why_not("a fiery lizard", "Charizard")
        'official name'

        Raises:
            WishError: The name has no letters, or a wish is unknown or can't be met.
        """
        letters_of("name", name)  # refuses a name without letters
        letters = " ".join(filter(None, map(normal_form, name.split())))
        request = Request.of_creature(description, wishes)
        return refusal(Draft(letters), request, self._model.source_words) or not_letters(name)

    explain = staticmethod(explanation)

    @at_work()
    def log_probs(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return log p(name, end | description) for each (description, name), in nats.

        Raises:
            WishError: ``pairs`` isn't a list of pairs of texts.
            ModelError: The model can't score a pair.
        """
        return self._model.language_model.log_probs(arguments.pairs("pairs", pairs))


def _with_model_of(origin: Origin) -> NameGenerator:
    return NameGenerator(reload_model(origin))
