"""Evolution lines: families of names that share a part of one source word and grow.

In the real Pokédex names have 7.3, 7.8 and 8.4 letters at the three stages on average.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise

from msgspec import Struct

from pokename.errors import WishError
from pokename.naming.moods import MOODS
from pokename.naming.name import Draft
from pokename.naming.ranking import ScoredDraft
from pokename.naming.sound import ease, shared_run

STAGES = {1: (3,), 2: (1, 3), 3: (1, 2, 3)}
STAGES_AFTER = {1: (3,), 2: (2, 3)}  # a name that the user has
SHARED = 3  # letters in a row, of the shared source word, that all names of a line have
NAMES_OF_A_KIN = 9  # the best that share a part, of which lines are made
KINS = 30  # parts whose lines are made
MOODS_OF_STAGES = {1: "cute", 3: "fierce"}
LONGER_WEIGHT, MOOD_WEIGHT, SHARED_WEIGHT = 0.5, 0.8, 0.25
START_WEIGHT = 1.0  # of a part that is shared where the names begin: a family is known by it
CREATURE_WEIGHT = 1.5  # of a line whose shared source word says the creature
ONE_CONCEPT_WEIGHT = 0.7  # of other source words that all say one word of the description
MOST_SHARED = 5


def check_stages(stages: int, evolves_from: str, stage: int | None) -> None:
    """Check that a line can have so many names, or so many after a name, and is of no one stage.

    Raises:
        WishError: It can't.
    """
    steps = STAGES_AFTER if evolves_from else STAGES
    if stages not in steps:
        after = f" after {evolves_from}" if evolves_from else ""
        problem = f"stages {stages} isn't 1 to {len(steps)} names{after}."
        raise WishError(problem, arguments=("stages",))
    if stage:
        raise WishError(
            "stage is of a single name: a line has them all.", "Leave it out.", arguments=("stage",)
        )


def note_of_few(found: int, wanted: int, stages: int, evolves_from: str, limits: str) -> str:
    """Return why there are fewer lines than were wanted, and what to change.

    Args:
        found: How many there are.
        wanted: How many were wanted.
        stages: Names of a line.
        evolves_from: The name that they go on from, or "".
        limits: That the names keep, as options, or "".
    """
    do = f"go on from {evolves_from}" if evolves_from else "share a part of one source word"
    within = f" with {limits}" if limits else ""
    fewer = f", ask for --line {stages - 1}" if stages > 1 else ""
    change = f"Leave {limits} out" if limits else "Say more of the creature"
    return (
        f"Only {found} of {wanted} lines: no others of {stages} names {do}{within}. "
        f"{change}{fewer}, or describe it in other words."
    )


class Line(Struct, frozen=True):
    """Names of a line, the first stage first, and how good they are together."""

    names: tuple[ScoredDraft, ...]
    score: float


class LineMaker:
    """Makes lines of ranked names.

    Args:
        allowed: Tells whether a draft may be given.
        creature: The word of the description that says what the creature is, or "".
    """

    def __init__(self, allowed: Callable[[Draft], bool], creature: str = "") -> None:
        self._allowed = allowed
        self._creature = creature

    def lines(self, ranked: Sequence[ScoredDraft], stages: int, n: int) -> list[list[Draft]]:
        """Return up to ``n`` lines, best first, no two of one source word's part or sharing a name.

        Args:
            ranked: Names with two source words or more.
            stages: Names of a line: 1, 2 or 3.
            n: Lines wanted.
        """
        found = [
            line
            for kin in _kin_of(ranked, stages)
            if (line := self._best_line(*kin, STAGES[stages])) is not None
        ]
        return _distinct(found, n)

    def lines_from(
        self, name: str, ranked: Sequence[ScoredDraft], stages: int, n: int
    ) -> list[list[Draft]]:
        """Return up to ``n`` ways to go on from a name that the user has.

        Args:
            name: The earlier stage, in normal form.
            ranked: Names made of it and another source word.
            stages: Names to come after it: 1 or 2.
            n: Ways wanted.
        """
        least = min(SHARED, len(name))
        left = [one for one in ranked if shared_run(name, [one.draft.letters]) >= least]
        found: list[Line] = []
        while len(found) < n:
            best = self._best_line(name, left, STAGES_AFTER[stages], fewest=len(name))
            best = best or self._best_line(name, left, STAGES_AFTER[stages])
            if best is None:
                break
            found.append(best)
            used = {one.draft.letters for one in best.names}
            used |= {root for one in best.names for root in one.draft.roots if root != name}
            left = [one for one in left if used.isdisjoint((one.draft.letters, *one.draft.roots))]
        return [[one.draft for one in line.names] for line in found]

    def _best_line(
        self, root: str, kin: Sequence[ScoredDraft], stages: Sequence[int], fewest: int = 0
    ) -> Line | None:
        """Return the best line of names that share a part of a source word, or None."""
        best_first = sorted(kin, key=lambda one: (-one.score, one.draft.letters))
        names: list[ScoredDraft] = []
        for one in best_first:
            if len(one.draft.letters) >= fewest and self._allowed(one.draft):
                names.append(one)
            if len(names) == NAMES_OF_A_KIN:
                break
        best: Line | None = None
        for chosen in combinations(names, len(stages)):
            line = _line(root, sorted(chosen, key=_growth), stages, self._creature)
            if line and (best is None or line.score > best.score):
                best = line
        return best


def _line(
    root: str, names: Sequence[ScoredDraft], stages: Sequence[int], creature: str
) -> Line | None:
    """Return names as a line with its score, or None where they are no line."""
    letters = [one.draft.letters for one in names]
    others = [tuple(word for word in one.draft.roots if word != root) for one in names]
    if len(set(letters)) < len(names) or len(set(others)) < len(names):
        return None
    shared = shared_run(root, letters)
    if shared < min(SHARED, len(root)):
        return None
    longer = sum(len(after) > len(before) for before, after in pairwise(letters))
    moods = sum(
        MOODS[mood].score(name)
        for name, stage in zip(letters, stages, strict=True)
        if (mood := MOODS_OF_STAGES.get(stage))
    )
    says = {
        said
        for one in names
        for word, said in zip(one.draft.roots, one.says, strict=True)
        if word != root
    }
    of_root = {
        said
        for one in names
        for word, said in zip(one.draft.roots, one.says, strict=True)
        if word == root
    }
    score = (
        CREATURE_WEIGHT * (bool(creature) and of_root == {creature})
        + sum(one.score for one in names) / len(names)
        + LONGER_WEIGHT * longer / max(1, len(names) - 1)
        + MOOD_WEIGHT * moods / len(names)
        + SHARED_WEIGHT * min(shared, MOST_SHARED)
        + START_WEIGHT * (len({name[:SHARED] for name in letters}) == 1)
        + ONE_CONCEPT_WEIGHT * (len(says) == 1 and says != {""})
        + 0.2 * min(map(ease, letters))
    )
    return Line(tuple(names), score)


def _growth(one: ScoredDraft) -> tuple[int, str]:
    return len(one.draft.letters), one.draft.letters


def _kin_of(ranked: Sequence[ScoredDraft], fewest: int) -> Iterator[tuple[str, list[ScoredDraft]]]:
    """Yield source words with names that begin, or end, with the same letters of it."""
    kins: dict[tuple[str, str, bool], list[ScoredDraft]] = defaultdict(list)
    for one in ranked:
        letters = one.draft.letters
        for root in one.draft.roots:
            if letters[:SHARED] == root[:SHARED]:
                kins[root, letters[:SHARED], True].append(one)
            elif letters[-SHARED:] == root[-SHARED:]:
                kins[root, letters[-SHARED:], False].append(one)
    large = [(kin, names) for kin, names in kins.items() if len(names) >= fewest]
    large.sort(key=lambda kin: (-_best_sum(kin[1], fewest), kin[0]))
    yield from ((root, names) for (root, _, _), names in large[:KINS])


def _best_sum(names: Sequence[ScoredDraft], count: int) -> float:
    return sum(sorted((one.score for one in names), reverse=True)[:count])


def _distinct(found: Sequence[Line], n: int) -> list[list[Draft]]:
    """Return the best lines, no two of them with a name or a shared beginning in common."""
    chosen: list[list[Draft]] = []
    seen: set[str] = set()
    for line in sorted(found, key=lambda line: (-line.score, line.names[0].draft.letters)):
        drafts = [one.draft for one in line.names]
        marks = {draft.letters for draft in drafts} | {draft.letters[:SHARED] for draft in drafts}
        if seen.isdisjoint(marks):
            chosen.append(drafts)
            seen |= marks
        if len(chosen) == n:
            break
    return chosen
