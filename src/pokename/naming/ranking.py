"""From many drafts to a short list: the best first, and not one name in ten spellings."""

import hashlib
import math
import struct
from collections.abc import Callable, Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pokename.naming.draft import Draft

# A list of ten is to choose from: names that share this many first letters, or all roots, are
# variants of one idea, and so is one more of many names with the same root.
SHARED_LETTERS = 4
NAMES_OF_A_ROOT = 4
NAMES_OF_AN_END = 2  # the same last letters, as many as the first ones that make a variant
# At most so many names say the same words of the description. Where it has but a word or two that
# can be said, more names do, and more have one root: twice the list, or all of it, is shared out.
NAMES_OF_AN_IDEA = 3
LIST = 10

# Weights are tuned on val, see docs/experiments.md.
FIT_WEIGHT = 0.3
LIKENESS_WEIGHT = 3.0
EASE_WEIGHT = 1.0
MANNER_WEIGHT = 9.0
# Likeness that is aimed at, nats a letter. More of it makes dull names, of the commonest letters:
# without this aim one name in seven is more predictable than nearly all real ones.
TYPICAL = -2.4
HEARD_WEIGHT = 4.0
COVERAGE_WEIGHT = 8.0
# Makers let source words overlap, and take English ones, more often than plans and blends do that
# are weighed without regard to it: recipes/making.py counts both.
OVERLAP_WEIGHT = 1.3
MOST_OVERLAP = 3  # letters; more of it, and the two words are nearly one
FOREIGN_WEIGHT = 2.0
STRETCH_WEIGHT = 0.5
BLEND_WEIGHT = 0.5
# Weight of log p(plan) against log p(plan given the description): below 1, since the rarest words
# would otherwise win whenever they are not wholly out of place.
COMMON = 0.7
# Spread of a draw that is added to each name's score: names that are about as good as each other
# take turns, or descriptions that are much alike would all be given the same ten.
LUCK = 2.4


class Ranked(Struct, frozen=True):  # as many as drafts
    """A draft with its figures.

    Attributes:
        draft: The name and its roots.
        log_prob: log p of the plan's source words given the description, each as the first of a
            plan, summed, in nats; of the letters where there is no plan.
        log_prior: The same given nothing.
        likeness: log p of the letters under the letter model, nats a letter.
        ease: How easily it is said, 0 to 1.
        heard: How well its source words are heard in it, 0 to 1.
        overlap: Letters that are of two source words at once.
        foreign: Share of its source words that are stems of other languages.
        coverage: How much of two ideas of the description its source words say, 0 to 1.
        says: The word of the description that each of them says; "" where it is none.
        stretch: How far its length is from what is expected, in spreads of the real names, squared.
        manner: How much it is in the manner wished for, 0 to 1; 0 where none is.
        luck: Drawn for this name and description; see ``LUCK``.
    """

    draft: Draft
    log_prob: float
    log_prior: float
    likeness: float
    ease: float = 1.0
    heard: float = 0.0
    overlap: int = 0
    foreign: float = 0.0
    coverage: float = 0.0
    says: tuple[str, ...] = ()
    stretch: float = 0.0
    manner: float = 0.0
    luck: float = 0.0

    @property
    def ideas(self) -> frozenset[str]:
        """The words of the description that its source words say."""
        return frozenset(filter(None, self.says))

    @property
    def fit(self) -> float:
        """How well the idea fits, 0 to 1: half what the model says, half what the thesaurus does.

        Without source words, all of it is what the model says.
        """
        return (self.explained + self.coverage) / 2 if self.draft.roots else self.explained

    @property
    def explained(self) -> float:
        """Share of the idea's surprise that the description takes away, 0 to 1.

        Pointwise mutual information over its largest value, after Bouma ("Normalized pointwise
        mutual information in collocation extraction", GSCL 2009).
        """
        return min(max(1 - self.log_prob / self.log_prior, 0.0), 1.0)

    @property
    def score(self) -> float:
        """Fit, tempered so that one lucky word doesn't outweigh a name that can't be said."""
        # A rare word is no cause for distrust where the description says it.
        common = COMMON + (1 - COMMON) * self.coverage
        return (
            FIT_WEIGHT * (self.log_prob - common * self.log_prior)
            + COVERAGE_WEIGHT * self.coverage
            - LIKENESS_WEIGHT * abs(self.likeness - TYPICAL)
            + EASE_WEIGHT * (self.ease - 1)
            + HEARD_WEIGHT * self.heard
            + OVERLAP_WEIGHT * min(self.overlap, MOST_OVERLAP)
            - FOREIGN_WEIGHT * self.foreign
            - STRETCH_WEIGHT * self.stretch
            - BLEND_WEIGHT * self.draft.behind
            + MANNER_WEIGHT * self.manner
            + self.luck
        )


def with_luck(candidates: Sequence[Ranked], seed: str, spread: float = 1.0) -> list[Ranked]:
    """Return the candidates with the luck that each has for a seed, whatever the others are.

    Args:
        candidates: Distinct names.
        seed: Any text.
        spread: Of the luck, against the usual.
    """
    return [
        replace(one, luck=spread * LUCK * _normal(f"{seed}/{one.draft.letters}"))
        for one in candidates
    ]


def _normal(seed: str) -> float:
    """Return a draw from the standard normal distribution that depends on ``seed`` alone.

    After Box and Muller ("A note on the generation of random normal deviates", Annals of
    Mathematical Statistics 29:2, 1958): to set up a generator for each draw takes four times as
    long.
    """
    first, second = struct.unpack("<2I", hashlib.blake2b(seed.encode(), digest_size=8).digest())
    return math.sqrt(-2 * math.log((first + 1) / 2**32)) * math.cos(math.tau * second / 2**32)


def shortlist(
    candidates: Collection[Ranked],
    n: int,
    may_be_given: Callable[[Draft], bool],
    given: Sequence[Draft] = (),
) -> list[Ranked]:
    """Return up to ``n`` candidates, best first, variants of one idea put back to the end.

    Args:
        candidates: Distinct names in any order.
        n: Names wanted.
        may_be_given: Asked of the best, one after another, until there are enough.
        given: Names that the reader has seen just before; a variant of one of them is a variant.
    """
    # Letters break ties, so that the order never depends on the order of sampling.
    best = sorted(candidates, key=lambda ranked: (-ranked.score, ranked.draft.letters))
    sayable = len(frozenset().union(*(ranked.ideas for ranked in candidates))) or LIST
    of_an_idea = max(NAMES_OF_AN_IDEA, 2 * LIST // sayable)
    of_a_root = max(NAMES_OF_A_ROOT, LIST // sayable)
    chosen: list[Ranked] = []
    variants: list[Ranked] = []
    for ranked in best:
        if len(chosen) == n:
            break
        if not may_be_given(ranked.draft):
            continue
        drafts = [other.draft for other in chosen]
        ideas = [other.ideas for other in chosen if ranked.ideas]
        variant = (
            any(_alike(ranked.draft, other) for other in (*given, *drafts))
            or ideas.count(ranked.ideas) >= of_an_idea
            or sum(_end(other) == _end(ranked.draft) for other in drafts) >= NAMES_OF_AN_END
            or any(
                sum(stem in _stems(other) for other in drafts) >= of_a_root
                for stem in _stems(ranked.draft)
            )
        )
        (variants if variant else chosen).append(ranked)
    return (chosen + variants)[:n]


def _stems(draft: Draft) -> set[str]:
    """Return the starts of the source words: "saur" and "sauro" are one."""
    return {root[:SHARED_LETTERS] for root in draft.roots}


def _end(draft: Draft) -> str:
    return draft.letters[-SHARED_LETTERS:]


def _alike(one: Draft, other: Draft) -> bool:
    same_start = one.letters[:SHARED_LETTERS] == other.letters[:SHARED_LETTERS]
    return same_start or (bool(one.roots) and one.roots == other.roots)
