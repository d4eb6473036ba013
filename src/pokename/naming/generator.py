"""From a description to names: draft, gate, rank."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from tokenizers import Tokenizer

from pokename.corpus.prompt_format import VERSION, Draft, PromptFormat
from pokename.errors import ModelError, WishError
from pokename.files import read_json
from pokename.naming.drafting import Drafter, Sampling
from pokename.naming.engine import Engine
from pokename.naming.explaining import explanation
from pokename.naming.gates import rejection
from pokename.naming.letters import LetterModel
from pokename.naming.lines import STAGES, STAGES_AFTER, LineMaker
from pokename.naming.name import Answer, Name, Rejected
from pokename.naming.novelty import nearest_official
from pokename.naming.ranking import Ranked, shortlist
from pokename.naming.scoring import Scorer
from pokename.naming.wishes import Request, Wishes
from pokename.paths import BUNDLED_MODEL, RunFiles
from pokename.pokedex.lexicon import meaning
from pokename.pokedex.names import normal_form

BUNDLED = "bundled"
# Names are drafted and ranked so many at a time: the first three of ten are the three that -n 3
# gives, and more names never change those before them.
PAGE = 10
# A page that leaves too few names is drafted again, this often at the most.
ROUNDS = 4


class NameGenerator:
    """A trained model that names creatures. Safe to share between threads.

    Args:
        files: Of a trained run or of the bundled model.
        label: What names say they come from.
        device: ``auto``, ``cpu`` or ``cuda``.
    """

    def __init__(self, files: RunFiles, label: str, device: str = "auto") -> None:
        if not files.card.is_file():
            raise ModelError(
                f"{files.folder} isn't a trained model: it has no {files.card.name}.",
                "Give the folder of a finished run, such as models/default, or 'bundled'.",
            )
        card = read_json(files.card)
        if card.get("format") != VERSION:
            raise ModelError(
                f"{files.folder} has prompt format {card.get('format')}; this version reads "
                f"{VERSION}.",
                "Train the model again, or install the version of pokename that wrote it.",
            )
        self.model = label
        self.trained_on: frozenset[int] = frozenset(card["trained_on"])
        self._source_words = frozenset(card["source_words"])
        tokenizer = Tokenizer.from_file(str(files.tokenizer))
        prompt_format = PromptFormat(tokenizer, card["end_id"], card["max_prompt"])
        self._letters = letters = LetterModel.load(files.letters)
        engine = Engine(files.engine, device)
        self._drafter = Drafter(engine, prompt_format, letters, plans=card["plans"])
        self._scorer = Scorer(engine, prompt_format, letters)

    @classmethod
    def load(cls, model: str | Path | None = None, device: str = "auto") -> "NameGenerator":
        """Load the bundled model, or that of a run.

        Args:
            model: None or ``bundled``, or a run's folder such as ``models/default``.
            device: ``auto`` (a GPU when there is one), ``cpu`` or ``cuda``.

        Raises:
            ModelError: There is no finished run in that folder.
        """
        if model is None or str(model) == BUNDLED:
            return cls(RunFiles(BUNDLED_MODEL), BUNDLED, device)
        return cls(RunFiles(Path(model)), Path(model).resolve().name, device)

    def generate(
        self,
        description: str,
        n: int = 10,
        *,
        seed: int = 0,
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
        seed: int = 0,
        sampling: Sampling | None = None,
        **wishes: Unpack[Wishes],
    ) -> Answer:
        """Return what ``generate`` gives, with the drafts that were rejected and what to note."""
        request = Request.of(description, wishes)
        chosen: list[Ranked] = []
        rejected: dict[str, str] = {}
        for page in range(math.ceil(n / PAGE)):
            drafts = self._page(request, f"{seed}/{page}", sampling or Sampling(), rejected)
            given = {ranked.draft.letters for ranked in chosen}
            new = [draft for letters, draft in drafts.items() if letters not in given]
            before = [ranked.draft for ranked in chosen[-PAGE:]]
            chosen += shortlist(self._scorer.rank(request, new), PAGE, before)
        names = [
            self._name(ranked, request, seed, rank) for rank, ranked in enumerate(chosen[:n], 1)
        ]
        left = tuple(Rejected(letters, why) for letters, why in rejected.items())
        return Answer(names, left, _notes(len(names), n, left))

    def generate_many(
        self,
        descriptions: Iterable[str],
        n: int = 10,
        *,
        seed: int = 0,
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
        seed: int = 0,
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
        steps = STAGES_AFTER if evolves_from else STAGES
        if stages not in steps:
            raise WishError(f"--line {stages} isn't 1 to {len(steps)} names.")
        request = Request.of(description, wishes)
        drafts = self._page(request, f"{seed}/line", sampling or Sampling(), {})
        ranked = self._scorer.rank(request, [one for one in drafts.values() if one.roots])
        maker = LineMaker(self._letters, request.limits, lambda one: not self._why(one, request))
        known = normal_form(evolves_from)
        lines = maker.onward(known, ranked, stages, n) if known else maker.lines(ranked, stages, n)
        return [
            [
                replace(self._name(one, request, seed, rank), stage=stage)
                for stage, one in zip(steps[stages], self._scorer.rank(request, line), strict=True)
            ]
            for rank, line in enumerate(lines, 1)
        ]

    def score(self, description: str, name: str) -> Name:
        """Return how well an idea of the user's own fits a description, with what is known of it.

        >>> generator = NameGenerator.load()
        >>> generator.score("a fiery lizard", "Emberzard").nearest
        'Charizard'

        Raises:
            WishError: The name has no letters.
        """
        letters = normal_form(name)
        if not letters:
            raise WishError(f"'{name}' has no letters that a name can be scored by.")
        request = Request.of(description, {})
        (ranked,) = self._scorer.rank(request, [Draft(letters)])
        return replace(self._name(ranked, request, seed=0, rank=0), name=name)

    @staticmethod
    def explain(name: Name) -> str:
        """Return why a name fits, in a sentence."""
        return explanation(name)

    def log_prob(self, description: str, name: str, roots: Sequence[str] = ()) -> float:
        """Return log p(name, end | description), in nats; with roots, of plan and name.

        Args:
            description: What the creature is like; "" for no description.
            name: In any case; marks and accents are kept.
            roots: The source words of the name.
        """
        return self._scorer.log_probs([(description, name, tuple(roots))])[0]

    def log_probs(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return log p(name, end | description) of many (description, name) pairs, in nats."""
        return self._scorer.log_probs([(description, name, ()) for description, name in pairs])

    def _page(
        self, request: Request, seed: str, sampling: Sampling, rejected: dict[str, str]
    ) -> dict[str, Draft]:
        """Return the drafts of a page that may be given, and note the others in ``rejected``."""
        drafts: dict[str, Draft] = {}
        for attempt in range(ROUNDS):
            count = PAGE * sampling.candidates
            for draft in self._drafter.drafts(request, count, f"{seed}/{attempt}", sampling):
                why = self._why(draft, request)
                if why:
                    rejected.setdefault(draft.letters, why)
                else:
                    drafts.setdefault(draft.letters, draft)
            if len(drafts) >= PAGE:
                break
        return drafts

    def _why(self, draft: Draft, request: Request) -> str | None:
        return rejection(draft, request, self._source_words)

    def _name(self, ranked: Ranked, request: Request, seed: int, rank: int) -> Name:
        draft = ranked.draft
        nearest, edits = nearest_official(normal_form(draft.letters))
        return Name(
            name=draft.letters.title(),
            description=request.description,
            score=round(ranked.score, 4),
            seed=seed,
            model=self.model,
            roots=draft.roots,
            meanings=tuple(meaning(root) for root in draft.roots),
            rank=rank,
            fit=round(ranked.explained, 4),
            ease=ranked.ease,
            nearest=nearest,
            edits=edits,
        )


def _notes(found: int, wanted: int, rejected: Sequence[Rejected]) -> tuple[str, ...]:
    """Return which wish left fewer names than were wanted."""
    if found >= wanted:
        return ()
    (why, times), *_ = Counter(one.why for one in rejected).most_common(1) or [("nothing", 0)]
    return (f"Only {found} of {wanted} names: '{why}' left out {times} drafts, the most of all.",)
