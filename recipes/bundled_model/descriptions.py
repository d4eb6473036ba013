"""Compose descriptions from concepts as people type them: phrases, sentences or keywords."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from recipes.bundled_model.lexicon import Concept

ORDER = ("size", "trait", "color", "element")
HEADS = ("creature", "monster", "beast", "animal", "pokémon", "being", "thing", "critter")
MASS = frozenset(
    "garbage trash junk rubbish bread dough cotton fluff foam salt cream candy money glass ivy "
    "moss goo ice cattle sweets gold coins cogwheel clockwork shellfish music".split()
)
NO_ARTICLE = ("the ", "a ", "an ", "its ", "heap of", "ball of", "pile of", "blob of", "suit of")
WITH_OBJECT = (
    "that looks like {a}", "with {a} on its back", "with {a} on its head", "that carries {a}",
    "that hides in {a}", "that lives in {a}", "shaped like {a}", "that sleeps in {a}",
    "that grew out of {a}", "holding {a}", "that is part {bare}", "which was once {a}",
)  # fmt: skip
OBJECT_SENTENCES = (
    "it looks like {a}", "it carries {a} on its back", "it hides in {a}", "its body is {a}",
    "it was once {a}", "it is often taken for {a}", "its head is shaped like {a}",
    "it guards {a}", "it has {a} on its head", "it fights with {a}",
)  # fmt: skip
PLACE_PHRASES = ("from {}", "that lives in {}", "of {}", "found in {}", "that hides in {}")
PLACE_SENTENCES = (
    "it lives in {}", "it is found in {}", "it makes its home in {}",
    "it is rarely seen outside {}", "its home is {}", "travelers meet it in {}",
)  # fmt: skip
PART_SENTENCES = ("it has {}", "it attacks with {}", "it is proud of {}", "it is known for {}")
TRAIT_SENTENCES = ("it is {}", "it is very {}", "it looks {}", "it is known to be {}")
OPENERS = (
    "", "", "", "", "", "", "when it is angry, ", "at night ", "people say that ", "in battle, ",
    "it is said that ", "if it is disturbed, ", "on warm days ", "when it is hungry, ",
    "once a year ", "from the day it is born, ", "to protect its young, ", "when danger is near, ",
)  # fmt: skip
CROSSES = (
    "cross between {} and {}", "{} that looks like {}", "mix of {} and {}", "half {} and half {}",
    "{} with the head of {}", "{} with the body of {}", "{} and {} in one",
    "{} that is also {}",
)  # fmt: skip
BARE_CROSSES = 0.3


@dataclass(frozen=True)
class Mention:
    """The text for a concept in one description: a word, or a predicate ("breathes fire")."""

    concept: Concept
    text: str
    predicate: bool = False


@dataclass
class _Slots:
    """The parts of a description: head noun, adjectives before it, modifiers after, sentences."""

    head: str = ""
    before: list[Mention] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


def mention(concept: Concept, rng: random.Random) -> Mention:
    """Draw a word or a predicate for ``concept``."""
    by_predicate = {"being": 0.12, "act": 0.9, "place": 0.15, "part": 0.25}.get(concept.kind, 0.35)
    if concept.does and rng.random() < by_predicate:
        return Mention(concept, rng.choice(concept.does), predicate=True)
    words = list(concept.words)
    return Mention(concept, rng.choices(words, list(concept.words.values()))[0])


def compose(mentions: Sequence[Mention], rng: random.Random) -> str:
    """Return a description with all ``mentions``, in a random style."""
    beings = [one for one in mentions if one.concept.kind == "being" and not one.predicate]
    style = rng.random()
    if len(beings) > 1:
        return _cross(beings, [one for one in mentions if one not in beings], rng)
    if style < 0.05 and all(len(one.text.split()) < 3 for one in mentions):
        return rng.choice((", ", " ", " + ")).join(one.text for one in mentions)
    slots = _Slots()
    for one in mentions:
        _place(one, slots, rng, phrase=style < 0.62)
    return _phrase(slots, rng) if style < 0.62 else _sentences(slots, rng)


def with_article(noun: str, rng: random.Random | None = None) -> str:
    """Return ``noun``, with "a" or "an" if it needs an article, and sometimes with an adjective.

    >>> with_article("owl"), with_article("moss"), with_article("the deep sea")
    ('an owl', 'moss', 'the deep sea')
    """
    if noun.startswith(NO_ARTICLE[:4]) or noun.rsplit(maxsplit=1)[-1] in MASS:
        return noun
    if rng is not None and rng.random() < 0.12:
        noun = f"{rng.choice(('old', 'lost', 'broken', 'strange', 'huge', 'little'))} {noun}"
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _place(one: Mention, slots: _Slots, rng: random.Random, *, phrase: bool) -> None:
    """Put a mention into the slot for its kind."""
    kind = one.concept.kind
    long = len(one.text.split()) > 2
    if one.predicate:
        (slots.after if phrase else slots.sentences).append(
            f"that {one.text}" if phrase else f"it {one.text}"
        )
    elif kind == "being":
        slots.head = one.text
    elif kind in ORDER and not long and (phrase or kind in {"color", "size"} or rng.random() < 0.6):
        slots.before.append(one)
    elif kind == "object" and not slots.head and phrase and rng.random() < 0.35:
        slots.head = rng.choice(("", "", "living ", "haunted ", "walking ", "magic ")) + one.text
    else:
        (slots.after if phrase else slots.sentences).append(_attached(one, rng, phrase=phrase))


def _attached(one: Mention, rng: random.Random, *, phrase: bool) -> str:
    """Return a mention that can't precede the head noun: as a modifier after it or a sentence."""
    kind, text = one.concept.kind, one.text
    if kind == "object":
        frame = rng.choice(WITH_OBJECT if phrase else OBJECT_SENTENCES)
        return frame.format(a=with_article(text, rng), bare=text)
    if kind == "place":
        return rng.choice(PLACE_PHRASES if phrase else PLACE_SENTENCES).format(text)
    if kind in {"part", "act"}:
        return f"with {text}" if phrase else rng.choice(PART_SENTENCES).format(text)
    if text.startswith("made of"):
        return text if phrase else f"it is {text}"
    if len(text.split()) > 2 or (kind == "element" and not one.concept.does):
        return f"made of {text}" if phrase else f"its body is made of {text}"
    return f"that is {text}" if phrase else rng.choice(TRAIT_SENTENCES).format(text)


def _noun_phrase(slots: _Slots, rng: random.Random) -> str:
    """Return the adjectives in their usual order and the head noun, without an article."""
    before = sorted(slots.before, key=lambda one: ORDER.index(one.concept.kind))
    head = slots.head or rng.choices(HEADS, (8, 4, 3, 3, 4, 1, 1, 1))[0]
    return " ".join([*(one.text for one in before), head])


def _phrase(slots: _Slots, rng: random.Random) -> str:
    """Return a noun phrase such as "a fiery lizard" or "large sea serpent that sinks ships"."""
    noun = _noun_phrase(slots, rng)
    start = rng.random()
    if start < 0.6:
        noun = with_article(noun)
    elif start < 0.65:
        noun = f"the {noun}"
    elif start < 0.69:
        noun = f"it is {with_article(noun)}"
    rng.shuffle(slots.after)
    slots.after.sort(key=lambda part: part.startswith("that"))
    text, clauses = noun, 0
    for part in slots.after:
        clause = part.startswith("that ")
        text += f" and {part.removeprefix('that ')}" if clause and clauses else f" {part}"
        clauses += clause
    return text + ("." if rng.random() < 0.12 else "")


def _sentences(slots: _Slots, rng: random.Random) -> str:
    """Return one or more sentences in the style of an encyclopedia."""
    rng.shuffle(slots.sentences)
    sentences = [rng.choice(OPENERS) + one for one in slots.sentences]
    noun = _noun_phrase(slots, rng)
    named = bool(slots.head or slots.before)
    if named and (not sentences or rng.random() < 0.45):
        sentences.insert(0, f"{rng.choice(('', 'it is ', 'this pokémon is '))}{with_article(noun)}")
    elif sentences:
        subject = f"this {noun}" if named else rng.choice(("it", "this pokémon"))
        first = sentences[0]
        if first.startswith("it "):
            sentences[0] = f"{subject} {first.removeprefix('it ')}"
        elif named:
            sentences[0] = first.replace("it ", f"this {noun} ", 1)
    else:
        sentences = [with_article(noun)]
    text = ". ".join(one[0].upper() + one[1:] for one in sentences)
    return text + ("." if rng.random() < 0.92 else "")


def _cross(beings: Sequence[Mention], others: Sequence[Mention], rng: random.Random) -> str:
    """Return a description of a cross between two beings."""
    adjectives = [one.text for one in others if one.concept.kind in ORDER and not one.predicate]
    first, second = (one.text for one in beings[:2])
    first = " ".join([*adjectives, first])
    frame = rng.choice(CROSSES)
    if rng.random() < BARE_CROSSES:  # "lawyer shark"
        return f"{first} {second}"
    if frame.startswith("half"):
        return frame.format(first, second)
    return frame.format(with_article(first), with_article(second))
