"""The one prompt format, for training and for generation.

    "a small red fire lizard" " ->" " char + salamander" " =" c h a r m a n d e r <end>
    "a small red fire lizard" " ="  c h a r m a n d e r <end>

After ``->`` a model plans (the source words of the name, in ordinary tokens) and then spells the
name, one letter a token; after ``=`` it spells at once. Knows ids and text, nothing of models.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tokenizers import Tokenizer

from pokename.errors import ModelError

VERSION = 1
PLAN = " ->"
SPELL = " ="
JOIN = " +"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What irregular official names need besides letters: Mr. Mime, Ho-Oh, Porygon2, Flabébé, Nidoran♀.
MARKS = " -.':’♀♂é0123456789"


@dataclass(frozen=True, slots=True)
class Example:
    """One training example: ids, of which the first ``prompt_length`` are given, not learned."""

    ids: tuple[int, ...]
    prompt_length: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model wrote: the roots that it planned, if asked to, and the letters of the name."""

    letters: str
    roots: tuple[str, ...] = ()


class PromptFormat:
    """Turns descriptions and names into ids, and ids that a model wrote into drafts.

    Args:
        tokenizer: Of the model; any whose vocabulary can spell the letters a to z.
        end_id: The token that ends a name.
        max_prompt: Longest description, in tokens; what is over is cut at the end.
    """

    def __init__(self, tokenizer: Tokenizer, end_id: int, max_prompt: int = 96) -> None:
        self.tokenizer = tokenizer
        self.end_id = end_id
        self.max_prompt = max_prompt
        self._plan = self._encode(PLAN)
        self._spell = self._encode(SPELL)

    def prompt(self, description: str, *, plan: bool) -> tuple[int, ...]:
        """Return the ids that a model continues, with a plan first or with the name at once."""
        text = " ".join(description.split())
        separator = self._plan if plan else self._spell
        return (*self._encode(text)[: self.max_prompt], *separator)

    def target(self, name: str, roots: Sequence[str] = ()) -> tuple[int, ...]:
        """Return the ids that a model shall write, the end token last."""
        plan = self._planned(roots) if roots else ()
        return (*plan, *self.spell(name), self.end_id)

    def example(self, description: str, name: str, roots: Sequence[str] = ()) -> Example:
        """Return a training example; with roots it is planned, without it is spelt at once."""
        prompt = self.prompt(description, plan=bool(roots))
        return Example((*prompt, *self.target(name, roots)), len(prompt))

    def planned(self, description: str, roots: Sequence[str]) -> Example:
        """Return a description and its plan alone, without the name that follows."""
        prompt = self.prompt(description, plan=True)
        return Example((*prompt, *self._planned(roots)), len(prompt))

    def spell(self, name: str) -> tuple[int, ...]:
        """Return the ids of a name's letters, lower-cased, one token a letter of the alphabet."""
        return tuple(
            token
            for letter in name.lower()
            for token in self._spelling.get(letter) or self._encode(letter)
        )

    def read(self, ids: Sequence[int], *, plan: bool) -> Draft | None:
        """Return the draft that ``ids`` spell, or None if they are not of the format.

        Args:
            ids: What a model wrote after a prompt, without the end token.
            plan: Whether the prompt asked for a plan.
        """
        roots: tuple[str, ...] = ()
        rest = tuple(ids)
        if plan:
            cut = _find(rest, self._spell)
            if cut < 1:
                return None
            text = self.tokenizer.decode(list(rest[:cut]))
            roots = tuple(root.strip() for root in text.split(JOIN.strip()))
            rest = rest[cut + len(self._spell) :]
        letters = "".join(self._letter.get(token, "\0") for token in rest)
        if not letters or "\0" in letters or not all(roots):
            return None
        return Draft(letters, roots)

    @cached_property
    def words(self) -> tuple[tuple[int, str], ...]:
        """The ids that begin a word, of three letters or more, each with the word."""
        decoded = (
            (token, self.tokenizer.decode([token]))
            for token in range(self.tokenizer.get_vocab_size())
        )
        return tuple(
            (token, text[1:])
            for token, text in decoded
            if len(text) > 3 and text[0] == " " and text[1:].isalpha() and text.isascii()
        )

    @cached_property
    def letter_ids(self) -> tuple[int, ...]:
        """The ids of the letters a to z."""
        return tuple(self._spelling[letter][0] for letter in LETTERS)

    @cached_property
    def _spelling(self) -> dict[str, tuple[int, ...]]:
        """The ids of each letter and mark."""
        table = {letter: self._encode(letter) for letter in LETTERS + MARKS}
        if any(len(table[letter]) != 1 for letter in LETTERS):
            raise ModelError(
                "This model's tokenizer has no single token for each letter of the alphabet.",
                "Choose a model with a byte-level tokenizer, such as gpt2.",
            )
        return table

    @cached_property
    def _letter(self) -> dict[int, str]:
        """The letter or mark of each id, where one id is enough."""
        return {ids[0]: letter for letter, ids in self._spelling.items() if len(ids) == 1}

    def _planned(self, roots: Sequence[str]) -> tuple[int, ...]:
        return (*self._encode(JOIN.join(f" {root}" for root in roots)), *self._spell)

    def _encode(self, text: str) -> tuple[int, ...]:
        return tuple(self.tokenizer.encode(text, add_special_tokens=False).ids)


def _find(ids: tuple[int, ...], part: tuple[int, ...]) -> int:
    """Return where ``part`` first stands in ``ids``, or -1."""
    width = len(part)
    return next((i for i in range(len(ids) - width + 1) if ids[i : i + width] == part), -1)
