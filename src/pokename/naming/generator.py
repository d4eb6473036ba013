"""From a description to names: draft, gate, rank."""

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from msgspec.structs import replace

from pokename.naming.answering import named, notes_of
from pokename.naming.description import concepts_of
from pokename.naming.draft import Draft
from pokename.naming.explaining import explanation
from pokename.naming.gates import rejection
from pokename.naming.language_model import Sampling
from pokename.naming.lines import LineMaker, check_stages
from pokename.naming.loading import NamingModel, load_model
from pokename.naming.name import Answer, Name, Rejected
from pokename.naming.paging import PAGE, lucky, lucky_drafts, next_page
from pokename.naming.reading import read_plan
from pokename.naming.wishes import Request, Wishes, letters_of

if TYPE_CHECKING:
    from pokename.naming.ranking import Ranked

ROUGH_FOR_LINES = 1200  # candidates that are ranked: a line needs several of one source word


class NameGenerator:
    """A trained model that names creatures. Safe to share between threads.

    Args:
        model: What writes and scores; ``load`` gets one from its files.
    """

    def __init__(self, model: NamingModel) -> None:
        self._model = model

    @property
    def model(self) -> str:
        """The label of the model: ``bundled``, or the name of a run."""
        return self._model.label

    @property
    def trained_on(self) -> frozenset[int]:
        """Numbers of the species that the model was trained on."""
        return self._model.trained_on

    @property
    def plans(self) -> bool:
        """Whether the model was trained to plan source words before a name."""
        return self._model.language_model.plans

    @classmethod
    def load(cls, model: str | Path | None = None, device: str = "cpu") -> "NameGenerator":
        """Load the bundled model, or that of a run.

        Args:
            model: None or ``bundled``, or a run's folder such as ``models/default``.
            device: ``cpu``, which is fast for a model of the bundled one's size and gives the same
                names on all machines; ``cuda``, with CUDA 12's libraries, for a large one of one's
                own; or ``auto``, which is ``cuda`` where there is one.

        Raises:
            ModelError: There is no finished run in that folder, or no such device here.
        """
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
        """Return up to ``n`` names, best first; fewer only where the model finds no more.

        >>> generator = NameGenerator.load()
        >>> names = generator.generate("a fiery lizard", n=3, seed=7, max_length=8)
        >>> [len(name.name) <= 8 for name in names]
        [True, True, True]

        Official names, English words, words of the description and what is one edit from an
        official name are never given. The same model, description, seed, sampling and wishes give
        the same names, alone or among others, and a longer list begins with the shorter one.

        Args:
            description: What the creature is like.
            n: Names wanted.
            seed: Any integer.
            sampling: See ``Sampling``.
            **wishes: Limits, traits, source words, manner; see ``Wishes``.

        Raises:
            WishError: A wish is unknown, or no name can meet it.
        """
        return self.answer(description, n, seed=seed, sampling=sampling, **wishes).names

    def answer(
        self,
        description: str,
        n: int = 10,
        *,
        seed: int = 7,
        sampling: Sampling | None = None,
        **wishes: Unpack[Wishes],
    ) -> Answer:
        """Return what ``generate`` gives, with the drafts that were rejected and what to note."""
        request = Request.of(description, wishes)
        chosen: list[Ranked] = []
        rejected: dict[str, str] = {}

        def may_be_given(draft: Draft) -> bool:
            why = self._why(draft, request)
            if why:
                rejected[draft.letters] = why
            return why is None

        for page in range(math.ceil(n / PAGE)):
            given = [one.draft for one in chosen]
            asked = f"{seed}/{page}", sampling or Sampling()
            chosen += next_page(self._model, request, *asked, given, may_be_given)
        names = [
            named(one, request, self.model, seed, rank) for rank, one in enumerate(chosen[:n], 1)
        ]
        left = tuple(Rejected(letters, why) for letters, why in rejected.items())
        return Answer(names, left, notes_of(request, names, n, left))

    def generate_many(
        self,
        descriptions: Iterable[str],
        n: int = 10,
        *,
        seed: int = 7,
        sampling: Sampling | None = None,
        **wishes: Unpack[Wishes],
    ) -> Iterator[list[Name]]:
        """Yield the names of each description in turn, the same as ``generate`` gives it alone."""
        for description in descriptions:
            yield self.generate(description, n, seed=seed, sampling=sampling, **wishes)

    def line(
        self,
        description: str,
        stages: int = 3,
        n: int = 3,
        *,
        seed: int = 7,
        sampling: Sampling | None = None,
        evolves_from: str = "",
        **wishes: Unpack[Wishes],
    ) -> list[list[Name]]:
        """Return up to ``n`` evolution lines, best first, the names of each sharing a root.

        >>> lines = NameGenerator.load().line("a fiery lizard", stages=3, n=1, seed=7)
        >>> len(lines[0])
        3

        Args:
            description: What the creature is like.
            stages: Names of a line, up to 3; with ``evolves_from``, names after it, up to 2.
            n: Lines wanted.
            seed: Any integer.
            sampling: See ``Sampling``.
            evolves_from: A name that the lines go on from.
            **wishes: See ``Wishes``.

        Raises:
            WishError: A wish is unknown, or no line can meet it.
        """
        check_stages(stages, evolves_from, wishes.get("stage"))
        request = Request.of(description, wishes)
        known = letters_of("--evolves-from", evolves_from) if evolves_from else ""
        lines = self._find_lines(
            request, known, stages, n, (f"{seed}/line", sampling or Sampling())
        )
        ranks = enumerate(lines, 1)
        first = 2 if known else 1
        return [self._line(request, line, first, seed, rank) for rank, line in ranks]

    def score(self, description: str, name: str) -> Name:
        """Return how well a name of the user's own fits a description, with what is known of it.

        Source words of the description that are heard in the name are taken for its own.

        >>> generator = NameGenerator.load()
        >>> generator.score("a fiery lizard", "Charizart").nearest
        'Charizard'

        Raises:
            WishError: The name has no letters.
        """
        (scored,) = self.score_many(description, [name])
        return scored

    def score_many(self, description: str, names: Sequence[str]) -> list[Name]:
        """Return what ``score`` does of several names, in their order.

        Raises:
            WishError: A name has no letters.
        """
        request = Request.of(description, {})
        concepts = concepts_of(request.text)
        spelled = [letters_of("The name", name) for name in names]
        drafts = [Draft(letters, read_plan(letters, concepts)) for letters in spelled]
        ranked = self._model.drafter.rank_alone(request, drafts)
        return [
            replace(named(one, request, self.model, seed=0, rank=0), name=name)
            for one, name in zip(ranked, names, strict=True)
        ]

    def why_not(self, description: str, name: str) -> str | None:
        """Return why a name would not be given for a description, or None if it could be.

        >>> NameGenerator.load().why_not("a fiery lizard", "Charizard")
        'official name'

        Raises:
            WishError: The name has no letters.
        """
        letters = letters_of("The name", name)
        return self._why(Draft(letters), Request.of(description, {}))

    explain = staticmethod(explanation)

    def log_probs(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return log p(name, end | description) of each (description, name), in nats."""
        return self._model.language_model.log_probs(pairs)

    def _find_lines(
        self, request: Request, known: str, stages: int, n: int, asked: tuple[str, Sampling]
    ) -> list[list[Draft]]:
        """Return lines, or ways to go on from a name that the user has.

        Args:
            request: What is asked.
            known: That name in normal form, or "".
            stages: Names of a line.
            n: Lines wanted.
            asked: Seed and sampling.
        """

        def may_be_given(draft: Draft) -> bool:
            # The user's own name is no source word.
            roots = tuple(root for root in draft.roots if root != known)
            return self._why(Draft(draft.letters, roots), request) is None

        creatures = (one.said for one in concepts_of(request.text) if one.creature)
        maker = LineMaker(may_be_given, next(creatures, ""))
        if known:
            kin = lucky(self._model.drafter.kin(request, known), request, *asked)
            return maker.onward(known, kin, stages, n)
        ranked = lucky_drafts(self._model, request, *asked, rough=ROUGH_FOR_LINES)
        return maker.lines([one for one in ranked if one.draft.roots], stages, n)

    def _line(
        self, request: Request, drafts: Sequence[Draft], first: int, seed: int, rank: int
    ) -> list[Name]:
        """Return the names of a line, each with its stage, from that of the first name on."""
        ranked = self._model.drafter.rank_alone(request, drafts)
        return [
            replace(named(one, request, self.model, seed, rank), stage=stage)
            for stage, one in enumerate(ranked, first)
        ]

    def _why(self, draft: Draft, request: Request) -> str | None:
        return rejection(draft, request, self._model.source_words)
