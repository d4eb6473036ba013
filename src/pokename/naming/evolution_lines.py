"""Evolution lines: names that share a part of one source word and usually get longer.

In the Pokédex, names of the first stage have 7.3 letters on average, names of the second 7.8, and
names of the third 8.4.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise

from msgspec import Struct

from pokename.errors import WishError
from pokename.naming.description import concepts_of
from pokename.naming.language_model import Sampling
from pokename.naming.moods import MOODS
from pokename.naming.name import Draft
from pokename.naming.naming_model import NamingModel
from pokename.naming.paging import sample_drafts, with_luck
from pokename.naming.ranking import ScoredDraft
from pokename.naming.sound import ease, shared_run
from pokename.naming.wishes import Request

ROUGH_FOR_LINES = 1200  # candidates to rank; a line needs several names that share a source word
STAGES = {1: (3,), 2: (1, 3), 3: (1, 2, 3)}
STAGES_AFTER = {1: (3,), 2: (2, 3)}  # stages of the names after the user's own name
SHARED = 3  # every name of a line contains this many consecutive letters of the shared source word
NAMES_OF_A_KIN = 9  # this many of the best names with one shared part are combined into lines
KINS = 30  # shared parts that are tried
MOODS_OF_STAGES = {1: "cute", 3: "fierce"}
LONGER_WEIGHT, MOOD_WEIGHT, SHARED_WEIGHT = 0.5, 0.8, 0.25
START_WEIGHT = 1.0  # for a shared start: readers recognise a line by it
CREATURE_WEIGHT = 1.5  # for a shared source word that stands for the creature
ONE_CONCEPT_WEIGHT = 0.7  # if all other source words stand for one word of the description
MOST_SHARED = 5


def check_stages(stages: int, evolves_from: str, stage: int | None) -> None:
    """Check the number of names in a line, and that no wish gives a single stage.

    Raises:
        WishError: A line can't have this number of names, or a stage is given.
    """
    steps = STAGES_AFTER if evolves_from else STAGES
    if stages not in steps:
        after = f" after {evolves_from}" if evolves_from else ""
        problem = f"stages is {stages}, not 1 to {len(steps)}{after}."
        raise WishError(problem, arguments=("stages",))
    if stage:
        raise WishError(
            "stage applies only to single names, because a line has all stages.",
            "Leave it out.",
            arguments=("stage",),
        )


def note_of_few(found: int, wanted: int, stages: int, evolves_from: str, limits: str) -> str:
    """Return a note on why there are fewer lines than wanted, and what to change.

    Args:
        found: Number of lines found.
        wanted: Number of lines wanted.
        stages: Number of names in a line.
        evolves_from: The name that the lines continue from, or "".
        limits: The limits on the names, as arguments, or "".
    """
    do = f"continue from {evolves_from}" if evolves_from else "share a part of one source word"
    within = f" with {limits}" if limits else ""
    fewer = f", ask for stages={stages - 1}" if stages > 1 else ""
    change = f"Leave {limits} out" if limits else "Describe more of the creature"
    return (
        f"Only {found} of {wanted} lines: no other lines of {stages} names {do}{within}. "
        f"{change}{fewer}, or use other words in the description."
    )


class Line(Struct, frozen=True):
    """The names of a line, first stage first, and the score of the line."""

    names: tuple[ScoredDraft, ...]
    score: float


def find_lines(
    model: NamingModel,
    request: Request,
    known: str,
    stages: int,
    n: int,
    *,
    asked: tuple[str, Sampling],
    may_be_given: Callable[[Draft], bool],
) -> list[list[Draft]]:
    """Return evolution lines, or lines that continue from the user's own name.

    Args:
        model: The model that makes and scores drafts.
        request: The description and its wishes.
        known: The user's own name in normal form, or "".
        stages: Number of names in a line.
        n: Number of lines wanted.
        asked: Seed and sampling.
        may_be_given: Function that says whether a draft passes the gates.
    """
    creatures = (one.said for one in concepts_of(request.text) if one.creature)
    maker = LineMaker(may_be_given, next(creatures, ""))
    if known:
        kin = with_luck(model.drafter.kin(request, known), request, *asked)
        return maker.lines_from(known, kin, stages, n)
    ranked = sample_drafts(model, request, *asked, rough=ROUGH_FOR_LINES)
    return maker.lines([one for one in ranked if one.draft.roots], stages, n)


class LineMaker:
    """Combines scored names into lines.

    Args:
        allowed: Function that says whether a draft passes the gates.
        creature: The word of the description that says what the creature is, or "".
    """

    def __init__(self, allowed: Callable[[Draft], bool], creature: str = "") -> None:
        self._allowed = allowed
        self._creature = creature

    def lines(self, ranked: Sequence[ScoredDraft], stages: int, n: int) -> list[list[Draft]]:
        """Return up to ``n`` lines, best first; no two share a name or the start of a name.

        Args:
            ranked: Scored names with two source words or more.
            stages: Number of names in a line: 1, 2 or 3.
            n: Number of lines wanted.
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
        """Return up to ``n`` lines that continue from the user's own name.

        Args:
            name: The user's own name in normal form; it is the stage before the new names.
            ranked: Scored names made of ``name`` and a source word.
            stages: Number of names after the user's own: 1 or 2.
            n: Number of lines wanted.
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
        """Return the best line among names that share a part of a source word, or None."""
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
    """Return the names as a line with its score, or None if they don't form a line."""
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
    """Yield source words, each with the names that have the same start, or the same end."""
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
    """Return up to ``n`` lines, best first; no two share a name or the start of a name."""
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
