"""Evolution lines: names that all say one word of the description, and grow from stage to stage.

A line is better if the power of its source words rises (gust, gale, tempest), if its names follow
the order of the description (from cub to tiger), and if they get longer. Real lines of three names
have 6.8, 7.5 and 8.4 letters.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import Any

from msgspec import Struct

from pokename.errors import WishError
from pokename.naming import arguments
from pokename.naming.letter_sources import shared_run
from pokename.naming.name import Draft, ScoredDraft
from pokename.naming.naming_model import NamingModel
from pokename.naming.sampling import Sampling
from pokename.naming.wishes import FOR_SINGLE_NAMES, Request
from pokename.words.thesaurus import parts_of

ROUGH_FOR_LINES = 1200  # candidates to rank; a line needs several names that say the same word
MOST_STAGES, MOST_STAGES_AFTER = 3, 2  # names in a line; names after the user's own name
SHARED = 3  # a line that continues from a name contains this many consecutive letters of it
START = 3  # letters; no two lines share the start of a name
NAMES_OF_A_WORD = 24  # this many of the best names that say one word are combined into lines
NAMES_OF_A_POWER = 6  # at most this many of them have the same power, so that a line can grow
ROOT_START = 4  # letters; names that share these of all source words are variants
LARGEST_STEP = 2  # a larger step in power isn't better
FAR = 0.5  # a line that moves on by this share of the description gets the full ORDER_WEIGHT
# Weights of a line's features beside the mean score of its names. They were fitted to grades of
# lines; docs/measurements/experiments.md has the figures.
POWER_WEIGHT, ORDER_WEIGHT, LONGER_WEIGHT, WORDS_WEIGHT = 0.7, 0.65, 0.65, 0.2


def check_line(stages: Any, evolves_from: str, wishes: Mapping[str, Any]) -> int:
    """Return the number of names in a line; check that no wish contradicts a line.

    Args:
        stages: The number of names that the caller gave.
        evolves_from: A name that the line continues from, or "".
        wishes: The wishes, as ``checked`` returns them.

    Raises:
        WishError: A line can't have this number of names, or ``stage`` or ``roots`` is given.
    """
    most = MOST_STAGES_AFTER if evolves_from else MOST_STAGES
    hint = f"These names come after {evolves_from!s:.60}." if evolves_from else ""
    number = arguments.whole("stages", stages, 1, most, hint)
    for wish, reason in FOR_SINGLE_NAMES.items():
        if wishes.get(wish):
            raise WishError(
                f"{wish} applies only to single names, because {reason}.",
                "Leave it out.",
                arguments=(wish,),
            )
    return number


class Stage(Struct, frozen=True):
    """A name that may become a stage of a line.

    Attributes:
        scored: The name with its score.
        power: The sum of its source words' powers; see ``Parts``.
        place: The mean place in the description of the words that it says, from 0 for the first
            word to below 1; None if it says none.
    """

    scored: ScoredDraft
    power: int
    place: float | None

    @property
    def letters(self) -> str:
        """The name in lower case."""
        return self.scored.draft.letters


class Line(Struct, frozen=True):
    """The names of a line, first stage first, and the score of the line."""

    names: tuple[Draft, ...]
    score: float


def find_lines(
    model: NamingModel,
    request: Request,
    known: str,
    stages: int,
    n: int,
    *,
    asked: tuple[str, Sampling],
    let_pass: Callable[[Draft], bool],
) -> list[list[Draft]]:
    """Return evolution lines, or lines that continue from the user's own name.

    A model without plans gives no lines, unless they continue from a name.

    Args:
        model: The model that makes and scores drafts.
        request: The description and its wishes.
        known: The user's own name in normal form, or "".
        stages: Number of names in a line.
        n: Number of lines wanted.
        asked: Seed and sampling.
        let_pass: Function that says whether a draft passes the gates.
    """
    # A mood is the last concept, but no word of the description.
    concepts = request.concepts[:-1] if request.mood else request.concepts
    maker = LineMaker(let_pass, [one.shown for one in concepts])
    if known:
        kin = model.drafter.kin(request, known, *asked)
        return maker.lines_from(known, kin, stages, n)
    ranked = model.drafter.drafts(request, *asked, rough=ROUGH_FOR_LINES)
    return maker.lines(ranked, stages, n)


# Tiers of groups of names. A line takes all its names from one group. A tier is tried only if no
# earlier tier gave a line.
Tiers = Sequence[Sequence[Sequence[ScoredDraft]]]


class LineMaker:
    """Combines scored names into lines.

    Args:
        let_pass: Function that says whether a draft passes the gates.
        words: The words of the description that names can say, in order.
    """

    def __init__(self, let_pass: Callable[[Draft], bool], words: Sequence[str] = ()) -> None:
        self._let_pass = cache(let_pass)
        self._places = {word: place / len(words) for place, word in enumerate(words)}

    def lines(self, ranked: Sequence[ScoredDraft], stages: int, n: int) -> list[list[Draft]]:
        """Return up to ``n`` lines; no two share a name or the start of a name.

        The lines of a round come best first; see ``_rounds``.

        Args:
            ranked: Scored names; those without source words are left out.
            stages: Number of names in a line: 1, 2 or 3.
            n: Number of lines wanted.
        """
        return self._rounds(
            ranked,
            lambda left: [self._by_word(left)],
            stages,
            n,
            lambda draft: [draft.letters[:START]],
        )

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
        alike = [one for one in ranked if shared_run(name, one.draft.letters) >= least]

        def not_shorter_first(left: Sequence[ScoredDraft]) -> list[list[Sequence[ScoredDraft]]]:
            """Return two tiers: the names at least as long as the user's own, then all."""
            return [[[one for one in left if len(one.draft.letters) >= len(name)]], [left]]

        def others(draft: Draft) -> list[str]:
            """Return the source words of a draft besides the user's own name."""
            return [root for root in draft.roots if root != name]

        return self._rounds(alike, not_shorter_first, stages, n, others)

    def _rounds(
        self,
        ranked: Sequence[ScoredDraft],
        groups_of: Callable[[Sequence[ScoredDraft]], Tiers],
        stages: int,
        n: int,
        marks: Callable[[Draft], list[str]],
    ) -> list[list[Draft]]:
        """Return up to ``n`` lines of which no two share a name or a mark of a name.

        Each round combines the best names that are left.

        Args:
            ranked: Scored names.
            groups_of: Function that returns groups of names, in tiers; a line is made of names of
                one group. A tier is used only if the tiers before it give no line.
            stages: Number of names in a line.
            n: Number of lines wanted.
            marks: Function that returns what a name mustn't share with other lines.
        """
        chosen: list[list[Draft]] = []
        seen: set[str] = set()
        while len(chosen) < n:
            left = [one for one in ranked if seen.isdisjoint(_marked(one.draft, marks))]
            tiers = (
                [one for group in tier for one in self._lines_of(group, stages)]
                for tier in groups_of(left)
            )
            found = next(filter(None, tiers), [])
            found.sort(key=lambda line: (-line.score, [one.letters for one in line.names]))
            before = len(chosen)
            for line in found:
                own = {mark for draft in line.names for mark in _marked(draft, marks)}
                if len(chosen) < n and seen.isdisjoint(own):
                    chosen.append(list(line.names))
                    seen |= own
            if len(chosen) == before:
                break
        return chosen

    def _by_word(self, ranked: Sequence[ScoredDraft]) -> list[Sequence[ScoredDraft]]:
        """Return the names that say each word of the description."""
        by_word: dict[str, list[ScoredDraft]] = defaultdict(list)
        for one in ranked:
            for word in self._places.keys() & one.says:
                by_word[word].append(one)
        return list(by_word.values())

    def _lines_of(self, names: Sequence[ScoredDraft], stages: int) -> list[Line]:
        """Return the lines of ``stages`` names that the best names form."""
        best: list[Stage] = []
        powers: Counter[int] = Counter()
        seen: set[frozenset[str]] = set()
        for scored in sorted(names, key=lambda one: (-one.score, one.draft.letters)):
            one = self._stage(scored)
            starts = frozenset(root[:ROOT_START] for root in scored.draft.roots)
            if (
                starts not in seen  # it isn't a variant of a better name
                and powers[one.power] < NAMES_OF_A_POWER
                and self._let_pass(scored.draft)
            ):
                seen.add(starts)
                powers[one.power] += 1
                best.append(one)
            if len(best) == NAMES_OF_A_WORD:
                break
        best.sort(key=lambda one: (one.power, one.place or 0.0, len(one.letters), one.letters))
        lines = map(_line, combinations(best, stages))
        return [line for line in lines if line]

    def _stage(self, scored: ScoredDraft) -> Stage:
        power = sum(parts_of(root).power for root in scored.draft.roots)
        places = [self._places[word] for word in scored.says if word in self._places]
        return Stage(scored, power, sum(places) / len(places) if places else None)


def _line(names: Sequence[Stage]) -> Line | None:
    """Return names as a line with its score, or None if the last is shorter than the first."""
    first, last = names[0], names[-1]
    if len(last.letters) < len(first.letters):
        return None
    steps = list(pairwise(names))
    power = sum(min(after.power - before.power, LARGEST_STEP) for before, after in steps)
    longer = sum(len(after.letters) > len(before.letters) for before, after in steps)
    places = [one.place for one in names if one.place is not None]
    back = max((before - after for before, after in pairwise(places)), default=0.0)
    onward = min(1.0, (places[-1] - places[0]) / FAR) if places else 0.0
    order = -back if back > 0 else onward
    words = len({word for one in names for word in one.scored.says})
    score = (
        sum(one.scored.score for one in names) / len(names)
        + POWER_WEIGHT * power / max(1, len(steps))
        + LONGER_WEIGHT * longer / max(1, len(steps))
        + ORDER_WEIGHT * order
        + WORDS_WEIGHT * words
    )
    return Line(tuple(one.scored.draft for one in names), score)


def _marked(draft: Draft, marks: Callable[[Draft], list[str]]) -> list[str]:
    return [draft.letters, *marks(draft)]
