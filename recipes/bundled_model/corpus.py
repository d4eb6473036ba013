"""Write the pretraining corpus from the lexicon: each row has a description, roots and a blend.

Rows are drawn independently, and common concepts are drawn more often. So even a small corpus
covers the most useful concepts.
"""

import math
import random
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

import numpy as np

from pokename.corpus.splits import Example, write_examples
from pokename.naming.cut_to_limits import ROUGH, best_cuts
from pokename.naming.letter_model import LetterModel
from pokename.paths import Layout
from pokename.pokedex.official_names import english_names
from pokename.words.dictionary import dictionary_words
from recipes.bundled_model.descriptions import Mention, compose, mention
from recipes.bundled_model.families import train_species
from recipes.bundled_model.lexicon import Concept, Lexicon
from recipes.encoder import encode
from recipes.wordnet import strangers

# The kinds of concepts that a name combines, and the relative frequency of each combination.
PATTERNS: dict[tuple[str, ...], float] = {
    ("element", "being"): 30, ("trait", "being"): 12, ("color", "being"): 3, ("size", "being"): 3,
    ("part", "being"): 7, ("act", "being"): 8, ("object", "being"): 9, ("place", "being"): 5,
    ("being", "being"): 4, ("element", "object"): 6, ("trait", "object"): 3,
    ("object", "object"): 1, ("element", "element"): 4, ("element", "part"): 4,
    ("trait", "element"): 3, ("act", "element"): 3, ("act", "object"): 1,
    ("place", "element"): 1, ("trait", "act"): 2, ("part", "part"): 1,
    ("being",): 5, ("element",): 2, ("object",): 2, ("act",): 1, ("trait",): 1, ("part",): 1,
    ("element", "trait", "being"): 3, ("element", "part", "being"): 3,
    ("act", "element", "being"): 2,
}  # fmt: skip
# Distractors are concepts in the description but not in the name. Each kind has a probability.
DISTRACTORS = {"size": 0.25, "color": 0.22, "place": 0.14, "element": 0.05, "part": 0.08,
               "trait": 0.06, "act": 0.05}  # fmt: skip
WORDY = 3.5  # a wordy description has this many times as many distractors
VERBATIM = 0.33  # the share of roots that are words of the description
STRANGER = 0.3  # the weight of a root that names another thing, such as eagle for owl
CLOSENESS = 5.0  # inverse temperature of the preference for roots near the description's words
KEPT = 6  # a blend is drawn from this many best blends of the same roots
TEMPERATURE = 0.6  # softmax temperature of that draw


class RootChooser:
    """Draws source words for the concepts of a description.

    Args:
        lexicon: The concepts with their roots. A foreign stem is embedded as its English meaning.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._meanings = lexicon.meanings
        texts = {text for one in lexicon.concepts for text in (*one.words, *one.does)}
        roots = {self._meaning(root) for one in lexicon.concepts for root in one.roots}
        self._vectors = encode(texts | roots)
        self._drawn: dict[tuple[str, str], tuple[list[str], list[float]]] = {}

    def choose(self, said: Mention, rng: random.Random) -> str:
        """Draw a root of the mentioned concept; roots near the mention's text are likelier."""
        key = (said.concept.key, said.text)
        if key not in self._drawn:
            self._drawn[key] = self._weigh(said)
        roots, weights = self._drawn[key]
        return rng.choices(roots, weights)[0]

    def _weigh(self, said: Mention) -> tuple[list[str], list[float]]:
        roots = list(said.concept.roots)
        vectors = np.stack([self._vectors[self._meaning(root)] for root in roots])
        prior = np.array([said.concept.roots[root] for root in roots])
        weights = prior * np.exp(CLOSENESS * (vectors @ self._vectors[said.text]))
        head = said.text.split()[-1]
        weights[[strangers(head, self._meaning(root)) for root in roots]] *= STRANGER
        verbatim = np.array([_says(said.text, root) for root in roots])
        if verbatim.any() and not verbatim.all():
            weights[verbatim] *= VERBATIM / weights[verbatim].sum()
            weights[~verbatim] *= (1 - VERBATIM) / weights[~verbatim].sum()
        return roots, weights.tolist()

    def _meaning(self, root: str) -> str:
        return self._meanings.get(root, root)


class Blender:
    """Draws names made from source words, better blends more often.

    Args:
        log_prob: Returns the log probability of a name under a letter model, in nats.
        taken: Names and words in lower-case letters that a blend must not equal.
    """

    def __init__(self, log_prob: Callable[[str], float], taken: Collection[str]) -> None:
        self._log_prob = log_prob
        self._taken = taken
        self._weighed = lru_cache(maxsize=200_000)(self._weigh)

    def blend(self, roots: Sequence[str], rng: random.Random) -> str | None:
        """Return a name that has three consecutive letters of each root; None if there is none."""
        names, weights = self._weighed(tuple(roots))
        return rng.choices(names, weights)[0] if names else None

    def _weigh(self, roots: tuple[str, ...]) -> tuple[list[str], list[float]]:
        """Return the best blends, and their weights in the draw."""
        free = [
            (name, score)
            for name, score in best_cuts(roots, self._log_prob, ROUGH)
            if name not in self._taken and name.removesuffix("s") not in self._taken
        ][:KEPT]
        weights = [math.exp((score - free[0][1]) / TEMPERATURE) for _, score in free]
        return [name for name, _ in free], weights


class Composer:
    """Draws the rows of the corpus.

    Args:
        lexicon: The concepts to draw from.
        chooser: Draws the roots.
        blender: Makes the names.
        wordy: The share of descriptions with many distractors, in the style of an encyclopedia.
    """

    def __init__(
        self, lexicon: Lexicon, chooser: RootChooser, blender: Blender, wordy: float = 0.0
    ) -> None:
        self._lexicon = lexicon
        self._chooser = chooser
        self._blender = blender
        self._wordy = wordy

    def rows(self, count: int, seed: int) -> Iterator[Example]:
        """Yield ``count`` rows, without repeating a pair of description and name."""
        rng = random.Random(seed)
        seen: set[tuple[str, str]] = set()
        while len(seen) < count:
            row = self._row(rng)
            if row and (row.description, row.name) not in seen:
                seen.add((row.description, row.name))
                yield row

    def _row(self, rng: random.Random) -> Example | None:
        """Draw a row, or return None if its concepts or roots repeat or its roots don't blend."""
        kinds = rng.choices(list(PATTERNS), list(PATTERNS.values()))[0]
        said = [mention(self._concept(kind, rng), rng) for kind in kinds]
        roots = [self._chooser.choose(one, rng) for one in said]
        if len({one.concept.key for one in said}) < len(said) or len(set(roots)) < len(roots):
            return None
        # Most names for three concepts express only two of them.
        if len(roots) == 3 and rng.random() < 0.7:
            roots.pop(rng.randrange(3))
        if len(roots) > 1 and rng.random() < 0.15:
            roots.reverse()
        name = self._blender.blend(roots, rng)
        if name is None:
            return None
        description = compose([*said, *self._distractors(said, rng), *_again(said, rng)], rng)
        return Example(0, 0, name, description, "prompt", tuple(roots))

    def _distractors(self, said: Sequence[Mention], rng: random.Random) -> list[Mention]:
        taken = {one.concept.kind for one in said}
        wordy = bool(self._wordy) and rng.random() < self._wordy
        return [
            mention(self._concept(kind, rng), rng)
            for kind, share in DISTRACTORS.items()
            if kind not in taken and rng.random() < share * (WORDY if wordy else 1)
        ]

    def _concept(self, kind: str, rng: random.Random) -> Concept:
        concepts, sums = self._by_kind[kind]
        return concepts[bisect(sums, rng.random() * sums[-1])]

    @cached_property
    def _by_kind(self) -> dict[str, tuple[list[Concept], list[float]]]:
        groups: dict[str, list[Concept]] = defaultdict(list)
        for one in self._lexicon.concepts:
            groups[one.kind].append(one)
        return {
            kind: (concepts, list(accumulate(one.weight for one in concepts)))
            for kind, concepts in groups.items()
        }


def _says(text: str, root: str) -> bool:
    """Return whether a word of ``text`` is ``root`` or starts with it: flames starts with flame."""
    words = text.replace("-", " ").split()
    return any(word == root or (len(root) > 3 and word.startswith(root)) for word in words)


def _again(said: Sequence[Mention], rng: random.Random) -> list[Mention]:
    """Return a second mention of a concept, as a predicate; more often, return no mention."""
    one = rng.choice(said)
    if one.predicate or not one.concept.does or rng.random() > 0.25:
        return []
    return [Mention(one.concept, rng.choice(one.concept.does), predicate=True)]


def letter_model() -> LetterModel:
    """Fit a letter model to the names of the train families."""
    return LetterModel.fit([one.name for one in train_species()])


def composer(lexicon: Lexicon, wordy: float = 0.0) -> Composer:
    """Return a composer whose blends resemble train names but aren't official names or words."""
    taken = dictionary_words() | english_names()
    blender = Blender(letter_model().log_prob, taken)
    return Composer(lexicon, RootChooser(lexicon), blender, wordy)


def write_pretraining(
    lexicon: Lexicon, layout: Layout, rows: int, seed: int, wordy: float = 0.0
) -> None:
    """Write the train and val rows of a pretraining; no description is in both splits."""
    n_val = min(2000, rows // 20)
    drawn = list(composer(lexicon, wordy).rows(rows + n_val, seed))
    held_out, train = drawn[:n_val], drawn[n_val:]
    descriptions = {row.description for row in held_out}
    write_examples(layout.split("val"), held_out)
    write_examples(
        layout.split("train"), [row for row in train if row.description not in descriptions]
    )
