"""The table of word parts: how well each start and end of a source word identifies the word."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from wordfreq import top_n_list, zipf_frequency

from pokename.paths import WORD_PARTS
from pokename.words.thesaurus import STEPS, USUAL_POWER, USUALLY_LIKED, Parts
from recipes import sorted_lines
from recipes.taste.data_files import (
    Design,
    Plan,
    designs,
    themed_names,
    word_powers,
)
from recipes.taste.judgments import judgments, judgments_by_design

# A start identifies a word at level i + 1 or higher if the word has at least the share LEVELS[i] of
# the weight of all words that begin so.
LEVELS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.4, 0.7, 0.95)
COMMON_WORDS = 40_000
USUAL_SHARE = 0.28  # of shown names that are picked
DOUBT = 5.0  # the usual share counts as much as this many shown names
RAREST = 2.2  # a rarer source word counts as this frequent (zipf), as if readers know it


class PartsTable:
    """The counts and weights that the parts of all source words are computed from.

    Args:
        sources: All source words.
        spread: Maps each source word to the number of words that it is a source word of.
    """

    def __init__(self, sources: Iterable[str], spread: Mapping[str, int]) -> None:
        self._spread = spread
        weights = {
            word: _weight(zipf_frequency(word, "en"))
            for word in top_n_list("en", COMMON_WORDS)
            if word.isalpha() and word.isascii() and len(word) > 2
        }
        for word in sources:
            weights[word] = max(
                weights.get(word, 0.0), _weight(max(RAREST, zipf_frequency(word, "en")))
            )
        self._by_start = _Mass(weights)
        self._by_end = _Mass({word[::-1]: weight for word, weight in weights.items()})
        self.cuts: Counter[tuple[str, str, int]] = Counter()
        self.totals: Counter[tuple[str, str]] = Counter()
        for one in designs():
            if one.split == "train":
                for name in (*one.names, *picked_names(one)):
                    self._add(*name)
        for themed in themed_names():
            self._add(themed.letters, themed.plan)
        self._used = Counter(
            source
            for one in designs()
            if one.split == "train"
            for _, plan in one.names
            for source in plan
        )
        self._used.update(source for themed in themed_names() for source in themed.plan)
        self._judged = Judged()
        for judged in picked_sources().values():
            self._judged.shown.update(judged.shown)
            self._judged.picked.update(judged.picked)
        self._known: dict[str, Parts] = {}

    def parts(self, word: str) -> Parts:
        """Return the parts of a word."""
        if word not in self._known:
            self._known[word] = self._parts(word, Counter(), Counter(), Counter(), Judged())
        return self._known[word]

    def without(self, one: Design) -> Callable[[str], Parts]:
        """Return a function that gives the parts of a word without a design and its picks."""
        cuts: Counter[tuple[str, str, int]] = Counter()
        totals: Counter[tuple[str, str]] = Counter()
        judged = picked_sources().get(one.number, Judged())
        for letters, plan in (*one.names, *picked_names(one)):
            for side, word, cut in cuts_of(letters, plan):
                cuts[side, word, cut] += 1
                totals[side, word] += 1
        used = Counter(source for _, plan in one.names for source in plan)
        touched = {word for _, word in totals} | {*judged.shown, *used}
        own: dict[str, Parts] = {}

        def parts(word: str) -> Parts:
            if word not in touched:
                return self.parts(word)
            if word not in own:
                own[word] = self._parts(word, cuts, totals, used, judged)
            return own[word]

        return parts

    def write(self, words: Iterable[str]) -> None:
        """Write the parts of words."""
        lines = []
        for word in words:
            one = self.parts(word)
            digits = (one.heads, one.tails, one.cut_heads, one.cut_tails)
            columns = " ".join("".join(map(str, numbers)) for numbers in digits)
            rates = f"{one.common}{one.spread}{one.used}{one.liked}{one.power}"
            lines.append(f"{word} {rates} {columns}")
        sorted_lines.write(WORD_PARTS, lines)

    def _add(self, letters: str, plan: Plan) -> None:
        for side, word, cut in cuts_of(letters, plan):
            self.cuts[side, word, cut] += 1
            self.totals[side, word] += 1

    def _parts(
        self,
        word: str,
        less: Counter[tuple[str, str, int]],
        less_total: Counter[tuple[str, str]],
        less_used: Counter[str],
        judged: "Judged",
    ) -> Parts:
        def cut(side: str, place: int) -> int:
            times = self.cuts[side, word, place] - less[side, word, place]
            total = self.totals[side, word] - less_total[side, word]
            return round(STEPS * times / (total + 2))

        used = self._used[word] - less_used[word]
        liked = self._judged.liked(word, judged)
        places = range(len(word) + 1)
        spread = self._spread.get(word, 0)
        return Parts(
            common=min(STEPS, round(zipf_frequency(word, "en") * 1.3)),
            spread=min(STEPS, max(0, spread - 1).bit_length()),
            used=min(STEPS, max(0, used).bit_length()),
            liked=min(STEPS, round(USUALLY_LIKED * liked / USUAL_SHARE)),
            power=word_powers().get(word, USUAL_POWER),
            heads=tuple(self._by_start.tells(word, word[:place]) for place in places),
            tails=tuple(self._by_end.tells(word[::-1], word[place:][::-1]) for place in places),
            cut_heads=tuple(cut("head", place) for place in places),
            cut_tails=tuple(cut("tail", place) for place in places),
        )


@dataclass
class Judged:
    """How often names of each source word were shown for a design, and picked."""

    shown: Counter[str] = field(default_factory=Counter)
    picked: Counter[str] = field(default_factory=Counter)

    def liked(self, source: str, without: "Judged") -> float:
        """Return the share of a source word's names that were picked.

        The fewer names were shown, the nearer the result is to the usual share.

        Args:
            source: The source word.
            without: Counts to leave out, those of one design.
        """
        shown = self.shown[source] - without.shown[source]
        picked = self.picked[source] - without.picked[source]
        return (picked + USUAL_SHARE * DOUBT) / (shown + DOUBT)


@cache
def picked_sources() -> dict[int, Judged]:
    """Return for each judged design how often its source words were shown and picked."""
    found: dict[int, Judged] = {}
    for one in judgments():
        judged = found.setdefault(one.design, Judged())
        for letters, plan in one.candidates.items():
            judged.shown.update(plan)
            if letters in one.best:
                judged.picked.update(plan)
    return found


def picked_names(one: Design) -> list[tuple[str, Plan]]:
    """Return the names that a judge picked for a design, with their source words."""
    return [
        (letters, plan)
        for judgment in judgments_by_design().get(one.number, ())
        for letters, plan in judgment.candidates.items()
        if letters in judgment.best
    ]


def cuts_of(letters: str, plan: Plan) -> list[tuple[str, str, int]]:
    """Return the cuts of a name: the length of the start it keeps, and where the end begins."""
    if len(plan) != 2:
        return []
    first, second = plan
    head = _common_start(letters, first)
    tail = len(second) - _common_start(letters[::-1], second[::-1])
    return [("head", first, head), ("tail", second, tail)]


class _Mass:
    """The total weight of all words that begin with the given letters."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._words = sorted(weights)
        self._sums = [0.0, *accumulate(weights[word] for word in self._words)]

    def tells(self, word: str, start: str) -> int:
        """Return how well a start of ``word`` identifies it, from 0 to 9."""
        if not start:
            return 0
        share = self._of(word) / (self._of(start) or 1.0)
        return bisect_right(LEVELS, share)

    def _of(self, start: str) -> float:
        low = bisect_left(self._words, start)
        return self._sums[bisect_left(self._words, f"{start}{{", low)] - self._sums[low]


def _weight(zipf: float) -> float:
    """Return the weight of a word: less than in proportion to how often it is used."""
    return float(10 ** (0.6 * zipf))


def _common_start(one: str, other: str) -> int:
    size = 0
    while size < min(len(one), len(other)) and one[size] == other[size]:
        size += 1
    return size
