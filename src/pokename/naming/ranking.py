"""From many drafts to a short list: the best first, and not one name in ten spellings."""

from collections.abc import Sequence
from dataclasses import dataclass

from pokename.corpus.prompt_format import Draft

# A list of ten is to choose from: names that share this many first letters, or all roots, are
# variants of one idea, and so is one more of many names with the same root.
SHARED_LETTERS = 4
NAMES_OF_A_ROOT = 5


@dataclass(frozen=True, slots=True)
class Ranked:
    """A draft with its figures.

    Attributes:
        draft: The name and its roots.
        fit: log p(plan given the description) less a share of log p(plan given nothing), nats; of
            the letters where there is no plan.
        likeness: log p of the letters under the letter model, nats a letter.
    """

    draft: Draft
    fit: float
    likeness: float

    @property
    def score(self) -> float:
        """Fit, tempered so that one lucky word doesn't outweigh a name that can't be said."""
        return FIT_WEIGHT * self.fit + LIKENESS_WEIGHT * self.likeness


FIT_WEIGHT = 0.5
LIKENESS_WEIGHT = 2.0


def shortlist(candidates: Sequence[Ranked], n: int) -> list[Ranked]:
    """Return up to ``n`` candidates, best first, variants of one idea put back to the end.

    Args:
        candidates: Distinct names in any order.
        n: Names wanted.
    """
    # Letters break ties, so that the order never depends on the order of sampling.
    best = sorted(candidates, key=lambda ranked: (-ranked.score, ranked.draft.letters))
    chosen: list[Ranked] = []
    variants: list[Ranked] = []
    for ranked in best:
        variant = any(_alike(ranked.draft, other.draft) for other in chosen) or any(
            sum(root in other.draft.roots for other in chosen) >= NAMES_OF_A_ROOT
            for root in ranked.draft.roots
        )
        (variants if variant else chosen).append(ranked)
    return (chosen + variants)[:n]


def _alike(one: Draft, other: Draft) -> bool:
    same_start = one.letters[:SHARED_LETTERS] == other.letters[:SHARED_LETTERS]
    return same_start or (bool(one.roots) and one.roots == other.roots)
