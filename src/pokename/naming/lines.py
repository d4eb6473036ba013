"""Evolution lines: families of names that share a root, short and soft first, long and heavy last.

In the real Pokédex names have 7.3, 7.8 and 8.4 letters at the three stages on average.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise, product, takewhile

from msgspec import Struct
from msgspec.structs import replace

from pokename.errors import WishError
from pokename.naming.draft import Draft
from pokename.naming.fitted import best_blends
from pokename.naming.letters import LetterModel
from pokename.naming.limits import Limits
from pokename.naming.moods import MOODS
from pokename.naming.ranking import Ranked
from pokename.naming.sound import ease, shared_run

# Fewest and most letters of a stage; a line of two is the first and the last of three.
LENGTHS = {1: (4, 7), 2: (6, 8), 3: (7, 10)}
TYPICAL = -2.4  # nats a letter of official names
STAGES = {1: (3,), 2: (1, 3), 3: (1, 2, 3)}
STAGES_AFTER = {1: (3,), 2: (2, 3)}  # a name that the user has
MOST_SHARED = 5  # more in common counts no more
SHARED = 3  # letters in a row, of the shared root, that all names of a line have
PLANS = 12  # that share a root, weighed for a line
OPTIONS = 9  # names weighed for a stage, two of a plan at the most
MOODS_OF_STAGES = {1: "cute", 3: "fierce"}
SHARED_WEIGHT, MOOD_WEIGHT, LIKENESS_WEIGHT, LONGER_WEIGHT = 0.5, 1.0, 2.0, 0.4
START_WEIGHT = 0.3  # of first letters in common: a family is known by them before all
MOST_FOR_SHARED = MOST_SHARED * SHARED_WEIGHT + SHARED * START_WEIGHT


def check_stages(stages: int, evolves_from: str, stage: int | None) -> None:
    """Check that a line can have so many names, or so many after a name, and is of no one stage.

    Raises:
        WishError: It can't.
    """
    steps = STAGES_AFTER if evolves_from else STAGES
    if stages not in steps:
        after = f" after {evolves_from}" if evolves_from else ""
        raise WishError(f"--line {stages} isn't 1 to {len(steps)} names{after}.")
    if stage:
        raise WishError("--stage is of a single name: --line has them all.", "Leave it out.")


class Option(Struct, frozen=True):
    """One name that could stand at a stage."""

    draft: Draft
    value: float


class LineMaker:
    """Makes lines of what was drafted for a description.

    Args:
        letters: Weighs blends.
        limits: Of every name; the stages narrow the lengths further where both can hold.
        allowed: Tells whether a draft may be given.
    """

    def __init__(
        self, letters: LetterModel, limits: Limits, allowed: Callable[[Draft], bool]
    ) -> None:
        self._letters = letters
        self._limits = limits
        self._allowed = allowed

    def lines(self, ranked: Sequence[Ranked], stages: int, n: int) -> list[list[Draft]]:
        """Return up to ``n`` lines, best first, each of another shared root.

        Args:
            ranked: Drafts with plans.
            stages: Names of a line: 1, 2 or 3.
            n: Lines wanted.
        """
        made: list[list[Draft]] = []
        for root, plans in _by_shared_root(ranked):
            used = {draft.letters for line in made for draft in line}
            steps = [self._options(root, plans, stage, used) for stage in STAGES[stages]]
            best = self._best(root, steps)
            if best:
                made.append(best)
            if len(made) == n:
                break
        return made

    def onward(self, name: str, ranked: Sequence[Ranked], stages: int, n: int) -> list[list[Draft]]:
        """Return up to ``n`` ways to go on from a name that the user has.

        Args:
            name: The earlier stage, in normal form.
            ranked: Drafts with plans for the description.
            stages: Names to come after it: 1 or 2.
            n: Ways wanted.
        """
        own = [Option(Draft(name, (name,)), 0.0)]
        made: list[list[Draft]] = []
        plans: set[tuple[str, ...]] = {
            (name, root) for one in ranked for root in one.draft.roots if root not in name
        }
        fits = dict.fromkeys(sorted(plans), 0.0)
        steps = [own] + [self._options(name, fits, stage) for stage in STAGES_AFTER[stages]]
        while len(made) < n:
            best = self._best(name, steps)
            if not best:
                break
            made.append(best[1:])
            used = {draft.letters for draft in best[1:]}
            used |= {root for draft in best[1:] for root in draft.roots[1:]}
            steps = [own] + [
                [one for one in step if used.isdisjoint((one.draft.letters, *one.draft.roots))]
                for step in steps[1:]
            ]
        return made

    def _options(
        self,
        root: str,
        plans: dict[tuple[str, ...], float],
        stage: int,
        used: Collection[str] = (),
    ) -> list[Option]:
        """Return the best names of a stage that keep letters of ``root``, best first."""
        low, high = LENGTHS[stage]
        low = min(max(low, self._limits.min_length), self._limits.max_length)
        limits = replace(
            self._limits,
            min_length=low,
            max_length=max(low, min(high, self._limits.max_length)),
        )
        ideas = {(root,): 0.0, **plans} if stage == 1 else plans
        found = [
            Option(Draft(letters, plan), fit + self._value(letters, stage))
            for plan, fit in ideas.items()
            for letters, _ in best_blends(plan, self._letters.log_prob, OPTIONS, limits)
            if letters not in used
        ]
        kept: list[Option] = []
        for one in sorted(found, key=_order):
            alike = sum(one.draft.roots == other.draft.roots for other in kept)
            # The shared root may be a name of the user's own, which is no source word.
            rest = tuple(word for word in one.draft.roots if word != root)
            if alike < 2 and self._allowed(Draft(one.draft.letters, rest)):
                kept.append(one)
            if len(kept) == OPTIONS:
                break
        return kept

    def _value(self, letters: str, stage: int) -> float:
        mood = MOODS_OF_STAGES.get(stage)
        manner = MOODS[mood].score(letters) if mood else 0.0
        likeness = -abs(self._letters.likeness(letters) - TYPICAL)
        return LIKENESS_WEIGHT * likeness + MOOD_WEIGHT * manner + ease(letters)

    @staticmethod
    def _best(root: str, steps: Sequence[Sequence[Option]]) -> list[Draft]:
        """Return the best line: each name from another plan, letters of the root in common."""
        best: list[Draft] = []
        best_value = float("-inf")
        for line in product(*steps):
            letters = [one.draft.letters for one in line]
            longer = [len(after) - len(before) for before, after in pairwise(letters)]
            alike = min(len({one.draft.roots for one in line}), len(set(letters))) < len(line)
            value = sum(one.value for one in line) + LONGER_WEIGHT * sum(n > 0 for n in longer)
            # The costly check comes last: few lines are worth it.
            hopeless = value + MOST_FOR_SHARED <= best_value
            if hopeless or min(longer, default=0) < 0 or alike:
                continue
            shared = min(shared_run(root, letters), MOST_SHARED)
            value += SHARED_WEIGHT * shared
            value += START_WEIGHT * min(_shared_start(letters), SHARED)
            if shared >= min(SHARED, len(root)) and value > best_value:
                best, best_value = [one.draft for one in line], value
        return best


def _shared_start(names: Sequence[str]) -> int:
    """Return how many first letters all names have in common."""
    return len(list(takewhile(lambda column: len(set(column)) == 1, zip(*names, strict=False))))


def _order(option: Option) -> tuple[float, str]:
    return -option.value, option.draft.letters


def _by_shared_root(
    ranked: Sequence[Ranked],
) -> Iterator[tuple[str, dict[tuple[str, ...], float]]]:
    """Yield each root with the plans that have it, the roots of the fittest plans first."""
    plans: dict[str, dict[tuple[str, ...], float]] = defaultdict(dict)
    for one in sorted(ranked, key=lambda ranked: (-ranked.score, ranked.draft.letters)):
        for root in one.draft.roots:
            if len(root) >= SHARED:
                plans[root].setdefault(one.draft.roots, 0.5 * one.score)
    yield from ((root, dict(list(found.items())[:PLANS])) for root, found in plans.items())
