"""How probable names and plans are under a model, and the figures that drafts are ranked by."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, TypedDict

from pokename.corpus.prompt_format import Example, PromptFormat
from pokename.naming.draft import Draft, Idea, Plan
from pokename.naming.engine import Engine
from pokename.naming.letters import LetterModel
from pokename.naming.ranking import TYPICAL, Ranked
from pokename.naming.sound import MOODS, SPREAD, ease, keeping, letters_expected, resemblance
from pokename.naming.thesaurus import nearness, worths
from pokename.naming.wishes import Request
from pokename.pokedex.lexicon import foreign_share

# Words of a description that source words are held against; a text of thousands has no more ideas.
MOST_WORDS = 40


class Weight(NamedTuple):
    """How probable something is, in nats: given a description, and given nothing."""

    log_prob: float
    log_prior: float


class Scorer:
    """Asks a model how probable something is.

    Args:
        engine: The model.
        prompt_format: Of the model.
        letters: A letter model of real names.
        plans: Whether the model plans source words first.
    """

    def __init__(
        self, engine: Engine, prompt_format: PromptFormat, letters: LetterModel, *, plans: bool
    ) -> None:
        self._engine = engine
        self._format = prompt_format
        self._letters = letters
        self._plans = plans

    def log_probs(self, asked: Sequence[tuple[str, str]]) -> list[float]:
        """Return log p(name, end | description) of (description, name), in nats."""
        return list(self._sums([self._format.example(*one) for one in asked]))

    def weigh(self, text: str, ideas: Collection[Idea]) -> Callable[[], dict[Idea, Weight]]:
        """Begin to ask how probable ideas are; return what waits for the answer.

        Args:
            text: The description.
            ideas: No two the same.
        """
        given, given_nothing = self._begin(text, ideas), self._begin("", ideas)

        def finish() -> dict[Idea, Weight]:
            log_prob, log_prior = given(), given_nothing()
            return {idea: Weight(log_prob[idea], log_prior[idea]) for idea in ideas}

        return finish

    def rank_alone(self, request: Request, drafts: Sequence[Draft]) -> list[Ranked]:
        """Return drafts with their figures, as ``rank`` does, asking for all weights first."""
        ideas = dict.fromkeys(draft.idea(plans=self._plans) for draft in drafts)
        return self.rank(request, drafts, self.weigh(request.text, ideas)())

    def rank(
        self, request: Request, drafts: Sequence[Draft], weights: Mapping[Idea, Weight]
    ) -> list[Ranked]:
        """Return the drafts with their figures; the plan, where there is one, is what must fit.

        Args:
            request: What was asked.
            drafts: In any order.
            weights: Of the idea of each.
        """
        worth = dict(islice(worths(request.text).items(), MOST_WORDS))
        expected = letters_expected(request.size)
        ideas = sorted(worth.values(), reverse=True)
        # A plan has several names, and a source word is in several plans.
        plans = {draft.roots for draft in drafts}
        says = {root: _says(root, worth) for root in {root for plan in plans for root in plan}}
        of_plan = {plan: _figures(plan, [says[root] for root in plan], ideas) for plan in plans}
        return [
            Ranked(
                draft,
                *weights[draft.idea(plans=self._plans)],
                likeness=self._likeness(draft.letters),
                ease=ease(draft.letters),
                **keeping(draft.roots, draft.letters)._asdict(),
                **of_plan[draft.roots],
                stretch=_stretch(draft.letters, expected),
                manner=_manner(draft.letters, request),
            )
            for draft in drafts
        ]

    def _likeness(self, letters: str) -> float:
        """Return a name's likeness; two whole words are as like as can be wished for."""
        return TYPICAL if " " in letters else self._letters.likeness(letters)

    def _begin(self, text: str, ideas: Collection[Idea]) -> Callable[[], dict[Idea, float]]:
        """Begin to ask for log p of ideas given a description; return what waits for the answer.

        Of a plan that is the sum over its source words, each as the first of a plan: one look at
        the description tells it of all words, and which of them comes first says little.
        """
        spelled = [idea for idea in ideas if isinstance(idea, str)]
        letters = self._sums([self._format.example(text, name) for name in spelled])
        plans = [idea for idea in ideas if not isinstance(idea, str)]
        words = self._begin_words(text, {word for plan in plans for word in plan})

        def finish() -> dict[Idea, float]:
            of_words = words()
            of_plans = {plan: sum(map(of_words.__getitem__, plan)) for plan in plans}
            return of_plans | dict(zip(spelled, letters, strict=True))

        return finish

    def _begin_words(self, text: str, words: Collection[str]) -> Callable[[], dict[str, float]]:
        """Begin to ask for log p of source words, each as the first of a plan."""
        prompt = self._format.prompt(text, plan=True)
        ids = {word: self._format.root(word) for word in words}
        # Most are a single token. Others need a look at what follows their first.
        longer = [word for word in words if len(ids[word]) > 1]
        rest = self._sums([Example((*prompt, *ids[word]), len(prompt) + 1) for word in longer])

        def finish() -> dict[str, float]:
            first, more = self._engine.next_log_probs(prompt), dict(zip(longer, rest, strict=True))
            return {word: first[ids[word][0]] + more.get(word, 0.0) for word in words}

        return finish

    def _sums(self, examples: Sequence[Example]) -> Iterator[float]:
        """Begin to ask for log p of what each example learns, given its prompt."""
        scores = self._engine.log_probs([example.ids for example in examples])
        return (
            sum(tokens[example.prompt_length - 1 :])
            for example, tokens in zip(examples, scores, strict=True)
        )


def _stretch(letters: str, expected: float) -> float:
    """Return how far a name's length is from what is expected; of two words nothing is."""
    return 0.0 if " " in letters else ((len(letters) - expected) / SPREAD) ** 2


class _OfPlan(TypedDict):
    """Figures of ``Ranked`` that all names of a plan have in common."""

    coverage: float
    says: tuple[str, ...]
    foreign: float


def _figures(roots: Plan, says: Sequence[tuple[float, str]], ideas: list[float]) -> _OfPlan:
    """Return the figures of a plan; ``says`` and ``ideas`` are as for ``_coverage``."""
    return _OfPlan(
        coverage=_coverage(says, ideas),
        says=tuple(word for _, word in says),
        foreign=foreign_share(roots),
    )


def _says(root: str, worth: Mapping[str, float]) -> tuple[float, str]:
    """Return how well a source word says a word of a description, and the one it says best."""
    said, word = max(
        ((of_word * nearness(root, word), word) for word, of_word in worth.items()),
        default=(0.0, ""),
    )
    return (said, word) if said else (0.0, "")


def _coverage(says: Sequence[tuple[float, str]], ideas: list[float]) -> float:
    """Return how much of the two best ideas of a description the source words say, 0 to 1.

    Two source words for one and the same word of it say but one idea.

    Args:
        says: How well each says a word of the description, and which.
        ideas: How much each word of it is worth, the most first.
    """
    best: dict[str, float] = {}
    for worth, word in says:
        best[word] = max(worth, best.get(word, 0.0))
    count = max(len(says), min(2, len(ideas)))
    worth_saying = ideas[:count] + ideas[:1] * (count - len(ideas))
    return sum(best.values()) / sum(worth_saying) if ideas else 0.0


def _manner(letters: str, request: Request) -> float:
    """Return how much a name is in the manner that was wished for, 0 to 1."""
    manners = [MOODS[request.mood].score(letters)] if request.mood else []
    if request.like:
        manners.append(min(1.0, 2 * resemblance(letters, request.like)))
    return sum(manners) / len(manners) if manners else 0.0
