"""The prompt format that training and generation share.

    "a small red fire lizard" " ->" " char + salamander" " =" c h a r m a n d e r <end>
    "a small red fire lizard" " ="  c h a r m a n d e r <end>

After ``->`` a model writes a plan (the source words of the name, in ordinary tokens), then spells
the name with one token for each letter. After ``=`` it spells the name at once. This module
converts between text and token ids; it runs no model.
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache, partial

from msgspec import Struct
from tokenizers import Tokenizer

from pokename.errors import ModelError

VERSION = 1
PLAN = " ->"
SPELL = " ="
JOIN = " +"
ENCODED_KEPT = 4096  # texts
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Irregular official names need more than letters: Mr. Mime, Ho-Oh, Porygon2, Flabébé, Nidoran♀.
MARKS = " -.':’♀♂é0123456789"


class EncodedExample(Struct, frozen=True):
    """The token ids of one training example; the loss ignores the first ``prompt_length``."""

    ids: tuple[int, ...]
    prompt_length: int


class PromptFormat:
    """Encodes descriptions and names as token ids, and decodes generated ids to plans and names.

    Args:
        tokenizer: The tokenizer of the model; it must have a token for each letter from a to z.
        end_id: The id of the token that ends a name.
        max_prompt: Maximum length of a description, in tokens; longer ones are cut at the end.
    """

    def __init__(self, tokenizer: Tokenizer, end_id: int, max_prompt: int = 96) -> None:
        tokenizer.encode_special_tokens = True  # read special tokens in a text as plain text
        self.end_id = end_id
        self.max_prompt = max_prompt
        # Cached, since scoring encodes one description with many plans, and each plan both with
        # and without the description. The cached function holds the tokenizer, not self. If the
        # two referred to each other, they would be freed only when the cycle collector runs.
        self._encode = lru_cache(maxsize=ENCODED_KEPT)(partial(_encoded, tokenizer))
        self._plan = self._encode(PLAN)
        self._spell = self._encode(SPELL)

    def prompt(self, description: str, *, plan: bool) -> tuple[int, ...]:
        """Return the ids of a prompt; the model continues it with a plan, or with the name."""
        text = " ".join(description.split())
        separator = self._plan if plan else self._spell
        return (*self._encode(text)[: self.max_prompt], *separator)

    def target(self, name: str, roots: Sequence[str] = ()) -> tuple[int, ...]:
        """Return the ids that a model should write: the plan if any, the name and the end token."""
        plan = self.plan(roots) if roots else ()
        return (*plan, *self.spell(name), self.end_id)

    def example(self, description: str, name: str, roots: Sequence[str] = ()) -> EncodedExample:
        """Return a training example; it has a plan if ``roots`` are given."""
        prompt = self.prompt(description, plan=bool(roots))
        return EncodedExample((*prompt, *self.target(name, roots)), len(prompt))

    def root(self, root: str) -> tuple[int, ...]:
        """Return the ids of a source word in a plan."""
        return self._encode(f" {root}")

    def plan(self, roots: Sequence[str]) -> tuple[int, ...]:
        """Return the ids of a plan, followed by the ids that end a plan."""
        return (*self._encode(JOIN.join(f" {root}" for root in roots)), *self._spell)

    def spell(self, name: str) -> tuple[int, ...]:
        """Return the ids of a name in lower case; each letter from a to z is one token."""
        return tuple(
            token
            for letter in name.lower()
            for token in self._spelling.get(letter) or self._encode(letter)
        )

    def read(self, ids: Sequence[int]) -> str:
        """Return the name that ``ids`` spell, in lower case, or "" if they don't spell a name.

        Args:
            ids: The generated ids after a plan or after a prompt that asks for a name, without the
                end token.
        """
        letters = "".join(self._letter.get(token, "\0") for token in ids)
        return "" if "\0" in letters else letters

    @cached_property
    def _spelling(self) -> dict[str, tuple[int, ...]]:
        """The ids of each letter and mark."""
        table = {letter: self._encode(letter) for letter in LETTERS + MARKS}
        if any(len(table[letter]) != 1 for letter in LETTERS):
            raise ModelError(
                "This model's tokenizer doesn't have one token for each letter of the alphabet.",
                "Choose a model with a byte-level tokenizer, such as gpt2.",
            )
        return table

    @cached_property
    def _letter(self) -> dict[int, str]:
        """The letter or mark that each id spells, for letters and marks that are one token."""
        return {ids[0]: letter for letter, ids in self._spelling.items() if len(ids) == 1}


def _encoded(tokenizer: Tokenizer, text: str) -> tuple[int, ...]:
    return tuple(tokenizer.encode(text, add_special_tokens=False).ids)
