"""Write the fine-tuning corpus: designed names with their plans, and the real train families.

The corpus teaches the model which source words fit a whole description. Rows composed from the
thesaurus keep the model from forgetting the source words that no design uses.
"""

import random
import re
from collections.abc import Iterator, Sequence

from pokename.corpus.splits import Example, read_examples, write_examples
from pokename.naming.blends import Blend, blends_of, word_of
from pokename.paths import Layout
from pokename.words.thesaurus import entry_of
from recipes.taste.data_files import ThemedName, associations, designs, themed_names

PROMPT_SHARE, PROSE_SHARE = 0.4, 0.25  # shares of the prompts and texts of real species to use
COMPOSED = 20_000
THEMED_FRAMES = (
    "a {theme} {creature}", "{theme} {creature}", "a {creature} of {theme}",
    "a {creature} made of {theme}", "{creature} with {theme}", "a {creature} that loves {theme}",
    "a small {theme} {creature}", "the {creature} of the {theme}", "a big {theme} {creature}",
    "a {creature} that guards the {theme}",
)  # fmt: skip
COMPOSED_FRAMES = (
    "a {one} {creature}", "{one} {creature}", "a {creature} of {one}",
    "a {creature} that likes {one} and {two}", "a {one} {creature} with {two}",
    "a {one}, {two} {creature}", "{one} {two} {creature}",
    "It has {one} and {two}, and looks like a {creature}.", "a {creature} with {one}",
    "a {creature} in the {one}", "This {creature} is all {one} and {two}.",
    "a {creature} that is {one}",
)  # fmt: skip
PLANS_TRIED = 6  # a composed row tries this many plans and uses the best of their blends
USUAL_RANK = 5  # mean rank of the drawn source words
MOST_SOURCES = 18  # only this many of a concept's source words, the strongest, can be drawn
THEMED_SHARE = 0.85  # share of themed rows with one word of the theme; the others have all words


def write_finetuning(pokedex: Layout, mixed: Layout, seed: int) -> None:
    """Write the train and val rows; the val rows come only from val designs.

    Args:
        pokedex: The layout with the rows of the real species.
        mixed: The layout to write to.
        seed: The seed of all draws.
    """
    rng = random.Random(seed)
    rows = [
        row
        for row in read_examples(pokedex.split("train"))
        if rng.random() < (PROMPT_SHARE if row.kind == "prompt" else PROSE_SHARE)
    ]
    rows += _designed("train")
    rows += [_themed(one, rng) for one in themed_names()]
    rows += _composed(COMPOSED, rng)
    rng.shuffle(rows)
    write_examples(mixed.split("train"), rows)
    write_examples(mixed.split("val"), _designed("val"))


def _designed(split: str) -> Iterator[Example]:
    for one in designs():
        if one.split == split:
            for letters, plan in one.names:
                yield Example(0, 0, letters, one.text, "prompt", plan)


def _themed(one: ThemedName, rng: random.Random) -> Example:
    """Return a row for a themed name, with a description of its creature and theme."""
    if one.theme == "more":
        entry = entry_of(one.creature)
        known = entry.sources if entry else {}
        themes = [word for word in one.plan if word not in known]
    else:
        themes = re.findall("[a-z]+", one.theme)
    if not themes:
        text = f"a {one.creature}"
    elif rng.random() < THEMED_SHARE:
        frame = rng.choice(THEMED_FRAMES)
        text = frame.format(theme=rng.choice(themes), creature=one.creature)
    else:
        text = f"{one.creature}, {' and '.join(themes)}"
    return Example(0, 0, one.letters, text, "prompt", one.plan)


def _composed(count: int, rng: random.Random) -> Iterator[Example]:
    """Yield rows whose descriptions have random words, with a plan and a name for these words."""
    words = list(associations())
    creatures = sorted(
        {one.creature for one in themed_names() if " " not in one.creature}
        | {one.creature for one in designs() if one.split == "train"} & {*words}
    )
    made = 0
    while made < count:
        creature = rng.choice(creatures if rng.random() < 0.75 else words)
        one, two = rng.choice(words), rng.choice(words)
        frame = rng.choice(COMPOSED_FRAMES)
        said = [creature, one, *([two] if "{two}" in frame else [])]
        first, second = rng.sample(said, 2)
        if creature not in (first, second) and rng.random() < 0.7:
            first = creature
        blend = _blend(first, second, rng)
        if blend:
            text = frame.format(one=one, two=two, creature=creature)
            plan = (blend.first.letters, blend.second.letters)
            yield Example(0, 0, blend.letters, text, "prompt", plan)
            made += 1


def _blend(first: str, second: str, rng: random.Random) -> Blend | None:
    """Return the best blend of source words drawn for two concepts, or None if none overlap."""
    sources = [list(entry.sources) if (entry := entry_of(word)) else [] for word in (first, second)]
    if first == second or not all(sources):
        return None
    tried = ((_drawn(sources[0], rng), _drawn(sources[1], rng)) for _ in range(PLANS_TRIED))
    blends = [
        blend
        for one, other in tried
        if one != other
        for blend in blends_of(word_of(one), word_of(other))
        if 5 <= len(blend.letters) <= 10
    ]
    return max(
        blends, key=lambda one: min(one.shared, 3) - 0.1 * abs(len(one.letters) - 8), default=None
    )


def _drawn(sources: Sequence[str], rng: random.Random) -> str:
    """Draw a source word from a list sorted by strength; stronger source words are likelier."""
    last = min(len(sources), MOST_SOURCES) - 1
    return sources[min(last, int(rng.expovariate(1 / USUAL_RANK)))]
