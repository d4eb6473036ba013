"""The thesaurus: the source words of each word of a description, and their strengths.

Associations come first. Source words that makers used for a word are added, from train designs and
from names by creature and theme; words that are only a source word get an entry made of those that
share it. How well each says its word is learned from train designs.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache

from wordfreq import zipf_frequency

from pokename.paths import COMPOUNDS
from pokename.reading.content_words import content_words
from pokename.words.dictionary import is_word, lemma
from pokename.words.thesaurus import bases
from recipes.encoder import encode
from recipes.taste.data_files import (
    Design,
    associations,
    designs,
    graded_sources,
    more_themed_names,
    rarer_senses,
    themed_names,
)
from recipes.taste.judgments import judgments
from recipes.taste.parts import Judged

UNLISTED = 40  # rank of a source word that no association has
LEAST_KIN = 0.25  # nearness from which a source word is taken to say a word of a description
LEAST_WRITTEN = 2.0  # zipf frequency of a compound that is also written as one word
RANK_OF_NEW = 3  # of a source word that was missing


@dataclass
class Word:
    """A word of descriptions in the making.

    Attributes:
        ranks: Maps each source word to its rank in the associations, from 0.
        designed: How often train designs used each source word for it.
        themed: How often themed names used each source word for it.
        judged: How often each source word was in names that judges saw for the word, and how often
            it was in names that they picked.
    """

    ranks: dict[str, int] = field(default_factory=dict)
    designed: Counter[str] = field(default_factory=Counter)
    themed: Counter[str] = field(default_factory=Counter)
    judged: Judged = field(default_factory=Judged)

    @property
    def sources(self) -> list[str]:
        """All of its source words."""
        return list(dict.fromkeys([*self.ranks, *self.designed, *self.themed]))


class Thesaurus:
    """All words with what is known of their source words.

    Attributes:
        words: What is known of each word.
        own: For each train design, how often its names use a source word for a word.
        own_judged: For each judged design, the counts of ``Word.judged`` by word.
        spread: For how many words each source word is listed.
        used: In how many names of train designs each source word is.
        best: Maps each source word to the word that lists it first, with its rank there.
    """

    def __init__(self) -> None:
        self.words = {
            word: Word({source: rank for rank, source in enumerate(sources)})
            for word, sources in associations().items()
        }
        for word, known in self.words.items():
            if word not in _written_apart():
                known.ranks.setdefault(word, 0)
        self._vectors = encode(_texts())
        self.own = {one.number: self._of_design(one) for one in designs() if one.split == "train"}
        for counts in self.own.values():
            for (word, source), times in counts.items():
                self.words[word].designed[source] += times
        self._add_themed()
        self.own_judged = self._add_judged()
        self._add_sources_as_words()
        self._add_missed()
        self.spread = Counter(source for word in self.words.values() for source in word.ranks)
        self.used = Counter(
            source
            for one in designs()
            if one.split == "train"
            for _, plan in one.names
            for source in set(plan)
        )
        self.best: dict[str, tuple[str, int]] = {}
        for word in associations():
            for source, rank in self.words[word].ranks.items():
                if rank < self.best.get(source, ("", UNLISTED))[1]:
                    self.best[source] = word, rank
        self.said, self.seen = self._salience()

    def entry(self, word: str) -> str:
        """Return the word that stands for another in descriptions, or ""."""
        return next((base for base in bases(word) if base in self.words), "")

    def nearness(self, one: str, other: str) -> float:
        """Return the cosine similarity of two words' vectors."""
        for text in (one, other):
            if text not in self._vectors:
                self._vectors |= encode([text])
        return float(self._vectors[one] @ self._vectors[other])

    def entries_of(self, text: str) -> list[str]:
        """Return the words of a description that have an entry."""
        return list(dict.fromkeys(filter(None, map(self.entry, content_words(text)))))

    def _of_design(self, one: Design) -> Counter[tuple[str, str]]:
        """Return the word that each source word of a design's names was used for, with counts."""
        counts: Counter[tuple[str, str]] = Counter()
        words = self.entries_of(one.text)
        for _, plan in one.names:
            for source in plan:
                if word := self._said_by(source, words):
                    counts[word, source] += 1
        return counts

    def _said_by(self, source: str, words: list[str]) -> str:
        """Return the word that a source word says, or ""."""

        def kinship(word: str) -> float:
            rank = self.words[word].ranks.get(source)
            listed = 0.0 if rank is None else 1.0 - 0.02 * rank
            return 3.0 if source == word else listed + self.nearness(word, source)

        best = max(words, key=kinship, default="")
        return best if best and kinship(best) > LEAST_KIN else ""

    def _add_themed(self) -> None:
        for one in themed_names():
            words = self.entries_of(f"{one.creature} {one.theme}")
            for source in one.plan:
                if word := self._said_by(source, words):
                    self.words[word].themed[source] += 1

    def _add_judged(self) -> dict[int, dict[str, Judged]]:
        """Count how often names of each source word were picked; return the counts by design."""
        texts = {one.number: one.text for one in designs()}
        counts: dict[int, dict[str, Judged]] = {}
        for judgment in judgments():
            words = self.entries_of(texts[judgment.design])
            said = {
                source: self._said_by(source, words)
                for source in {source for plan in judgment.candidates.values() for source in plan}
            }
            own = counts.setdefault(judgment.design, {})
            for letters, plan in judgment.candidates.items():
                for source in plan:
                    if word := said[source]:
                        for judged in (own.setdefault(word, Judged()), self.words[word].judged):
                            judged.shown[source] += 1
                            judged.picked[source] += letters in judgment.best
        return counts

    def _add_missed(self) -> None:
        """Add the source words that the judge of a word's source words missed."""
        for word, graded in graded_sources().items():
            for source in graded.new if word in self.words else ():
                self.words[word].ranks.setdefault(source, RANK_OF_NEW)

    def _add_sources_as_words(self) -> None:
        """Give each source word that has no entry one, of the words that it says and their kin."""
        says = defaultdict(list)
        for word, sources in associations().items():
            for rank, source in enumerate(sources):
                says[source].append((word, rank))
        for source, words in says.items():
            if source in self.words or len(source) < 3 or _is_form_of_known(source):
                continue
            weights: defaultdict[str, float] = defaultdict(float)
            for word, rank in words:
                weights[word] += 1 / (1 + rank / 5)
                for place, other in enumerate(associations()[word][:15]):
                    weights[other] += 0.3 / (1 + rank / 5) / (1 + place / 8)
            weights.pop(source, None)
            worth = {
                other: self.nearness(source, other) + 0.05 * min(weight, 3)
                for other, weight in weights.items()
            }
            best = sorted(worth, key=worth.__getitem__, reverse=True)[:14]
            kin = [source, *(other for other in best if worth[other] > 0.3)]
            self.words[source] = Word({other: 2 * rank for rank, other in enumerate(kin)})

    def _salience(self) -> tuple[Counter[str], Counter[str]]:
        said, seen = Counter[str](), Counter[str]()
        for one in designs():
            if one.split == "train":
                seen.update(self.entries_of(one.text))
                said.update({word for word, _ in self.own[one.number]})
        return said, seen

    def salience(self, word: str) -> float:
        """Return how often makers use a word; with few descriptions, nearer to the average."""
        return (self.said[word] + 1.2) / (self.seen[word] + 2)


def _is_form_of_known(word: str) -> bool:
    """Return whether a word is a plural, a past form or a participle of one with associations."""
    is_form = word.endswith(("s", "ed", "ing")) and not word.endswith(("ss", "ous"))
    possible = bases(word)[1:] if is_form else [lemma(word)]
    return any(base in associations() for base in possible if base != word)


@cache
def _written_apart() -> frozenset[str]:
    """Return compounds without their spaces, such as "stagefright": nobody blends such a word."""
    lines = COMPOUNDS.read_text("utf-8").splitlines()
    joined = {line.partition(":")[0].replace(" ", "") for line in lines}
    return frozenset(word for word in joined if not is_word(word) and zipf(word) < LEAST_WRITTEN)


@cache
def zipf(word: str) -> float:
    """Return how often English texts have a word, on a logarithmic scale from 0 to 8."""
    return float(zipf_frequency(word, "en"))


def _texts() -> set[str]:
    """Return all words and senses in the data."""
    texts: set[str] = set()
    for word, sources in associations().items():
        texts |= {word, *sources}
    for graded in graded_sources().values():
        texts |= set(graded.new)
    for sense in rarer_senses():
        texts |= {sense.text, *sense.sources}
    for one in designs():
        texts |= one.sources
    for judgment in (*judgments("train"), *judgments("val")):
        texts.update(*judgment.candidates.values())
    for themed in (*themed_names(), *more_themed_names()):
        texts |= {*themed.plan, *themed.creature.split(), *themed.theme.split()}
    return texts
