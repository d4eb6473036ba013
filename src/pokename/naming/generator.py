"""From a description to names: prompt, sample, gate, rank."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from pokename.corpus.prompt_format import VERSION, Draft, Example, PromptFormat
from pokename.errors import ModelError
from pokename.files import read_json
from pokename.naming.blends import best_blends
from pokename.naming.engine import Engine
from pokename.naming.gates import rejection, words_of
from pokename.naming.letters import LetterModel
from pokename.naming.name import Name
from pokename.naming.ranking import Ranked, shortlist
from pokename.paths import BUNDLED_MODEL, RunFiles
from pokename.pokedex.lexicon import meaning

BUNDLED = "bundled"
PLAN_TOKENS = 16
BLENDS = 4  # by rule, of each plan
# Weight of log p(plan) against log p(plan given the description): below 1, since the rarest words
# would otherwise win whenever they are not wholly out of place.
COMMON = 0.7
# A description that leaves too few names is sampled again, this often at the most.
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Sampling:
    """How names are sampled.

    Attributes:
        temperature: Above 0; higher is more surprising.
        top_p: Nucleus of the probability that tokens are drawn from, above 0 and up to 1.
        candidates: Drafts sampled for each name asked for.
        max_letters: Longest name.
    """

    temperature: float = 1.0
    top_p: float = 0.95
    candidates: int = 8
    max_letters: int = 12


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
        self._plans: bool = card["plans"]
        tokenizer = Tokenizer.from_file(str(files.tokenizer))
        self._format = PromptFormat(tokenizer, card["end_id"], card["max_prompt"])
        self._letters = LetterModel.load(files.letters)
        self._engine = Engine(files.engine, device)

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
        self, description: str, n: int = 10, *, seed: int = 0, sampling: Sampling | None = None
    ) -> list[Name]:
        """Return up to ``n`` names, best first; fewer only where the model finds no more.

        Official names, English words, words of the description and what is one edit from an
        official name are never given. The same model, description, seed and sampling give the same
        names, alone or among others.

        Args:
            description: What the creature is like.
            n: Names wanted.
            seed: Any integer.
            sampling: See ``Sampling``.
        """
        sampling = sampling or Sampling()
        text = " ".join(description.split())
        drafts: dict[str, Draft] = {}
        given = words_of(text)
        for attempt in range(ROUNDS):
            written = self._written(text, n * sampling.candidates, f"{seed}/{attempt}", sampling)
            for draft in (*written, *self._blended(written)):
                if rejection(draft, given, sampling.max_letters) is None:
                    drafts.setdefault(draft.letters, draft)
            if len(drafts) >= n:
                break
        return [
            self._name(ranked, description, seed)
            for ranked in shortlist(self._rank(text, list(drafts.values())), n)
        ]

    def generate_many(
        self,
        descriptions: Iterable[str],
        n: int = 10,
        *,
        seed: int = 0,
        sampling: Sampling | None = None,
    ) -> Iterator[list[Name]]:
        """Yield the names of each description in turn, the same as ``generate`` gives it alone."""
        for description in descriptions:
            yield self.generate(description, n, seed=seed, sampling=sampling)

    def log_prob(self, description: str, name: str, roots: Sequence[str] = ()) -> float:
        """Return log p(name, end | description), in nats; with roots, of plan and name.

        Args:
            description: What the creature is like; "" for no description.
            name: In any case; marks and accents are kept.
            roots: The source words of the name.
        """
        return self._log_probs([(description, name, tuple(roots))])[0]

    def log_probs(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return log p(name, end | description) of many (description, name) pairs, in nats."""
        return self._log_probs([(description, name, ()) for description, name in pairs])

    def _written(self, text: str, count: int, seed: str, sampling: Sampling) -> list[Draft]:
        """Return the drafts of one round, as the model wrote them."""
        written = self._engine.sample(
            self._format.prompt(text, plan=self._plans),
            count,
            seed=_engine_seed(seed, text),
            temperature=sampling.temperature,
            top_p=sampling.top_p,
            max_tokens=sampling.max_letters + 2 + (PLAN_TOKENS if self._plans else 0),
            end_id=self._format.end_id,
        )
        drafts = (self._format.read(ids, plan=self._plans) for ids in written)
        return [draft for draft in drafts if draft]

    def _blended(self, written: Sequence[Draft]) -> list[Draft]:
        """Return blends by rule of each plan that the model wrote, a root in it but once."""
        plans = dict.fromkeys(tuple(dict.fromkeys(one.roots)) for one in written if one.roots)
        return [
            Draft(letters, roots)
            for roots in plans
            for letters, _ in best_blends(roots, self._letters.log_prob, BLENDS)
        ]

    def _rank(self, text: str, drafts: Sequence[Draft]) -> list[Ranked]:
        """Return the drafts with their figures; the plan, where there is one, is what must fit."""
        ideas = list(dict.fromkeys(draft.roots or draft.letters for draft in drafts))
        asked = self._sums([self._idea(text, idea) for idea in ideas])
        unasked = self._sums([self._idea("", idea) for idea in ideas])
        fits = {
            idea: given - COMMON * alone
            for idea, given, alone in zip(ideas, asked, unasked, strict=True)
        }
        return [
            Ranked(
                draft,
                fits[draft.roots or draft.letters],
                self._letters.log_prob(draft.letters) / len(draft.letters),
            )
            for draft in drafts
        ]

    def _idea(self, text: str, idea: tuple[str, ...] | str) -> Example:
        """Return the example of a plan, or of the letters of a name without one."""
        if isinstance(idea, str):
            return self._format.example(text, idea)
        return self._format.planned(text, idea)

    def _log_probs(self, asked: Sequence[tuple[str, str, tuple[str, ...]]]) -> list[float]:
        return self._sums([self._format.example(*one) for one in asked])

    def _sums(self, examples: Sequence[Example]) -> list[float]:
        """Return log p of what each example learns, given its prompt."""
        scores = self._engine.log_probs([example.ids for example in examples])
        return [
            sum(tokens[example.prompt_length - 1 :])
            for example, tokens in zip(examples, scores, strict=True)
        ]

    def _name(self, ranked: Ranked, description: str, seed: int) -> Name:
        draft = ranked.draft
        return Name(
            name=draft.letters.capitalize(),
            description=description,
            score=round(ranked.score, 4),
            seed=seed,
            model=self.model,
            roots=draft.roots,
            meanings=tuple(meaning(root) for root in draft.roots),
        )


def _engine_seed(seed: str, text: str) -> int:
    """Return the engine's seed: of the user's seed and the text alone, so batches don't matter."""
    digest = hashlib.sha256(f"{seed}/{text}".encode()).digest()
    return int.from_bytes(digest[:4]) >> 1
