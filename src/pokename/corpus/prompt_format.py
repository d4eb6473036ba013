"""The one prompt format, for training and for generation.

    "a small red fire lizard" " ->" " char + salamander" " =" c h a r m a n d e r <end>
    "a small red fire lizard" " ="  c h a r m a n d e r <end>

After ``->`` a model plans (the source words of the name, in ordinary tokens) and then spells the
name, one letter a token; after ``=`` it spells at once. Knows ids and text, nothing of models.
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache

from msgspec import Struct
from tokenizers import Tokenizer

from pokename.errors import ModelError

VERSION = 1
PLAN = " ->"
SPELL = " ="
JOIN = " +"
ENCODED_KEPT = 4096  # texts
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What irregular official names need besides letters: Mr. Mime, Ho-Oh, Porygon2, Flabébé, Nidoran♀.
MARKS = " -.':’♀♂é0123456789"


class EncodedExample(Struct, frozen=True):
    """One training example: ids, of which the first ``prompt_length`` are given, not learned."""

    ids: tuple[int, ...]
    prompt_length: int


class PromptFormat:
    """Turns descriptions and names into ids, and ids that a model wrote into plans and names.

    Args:
        tokenizer: Of the model; any whose vocabulary can spell the letters a to z.
        end_id: The token that ends a name.
        max_prompt: Longest description, in tokens; what is over is cut at the end.
    """

    def __init__(self, tokenizer: Tokenizer, end_id: int, max_prompt: int = 96) -> None:
        self.tokenizer = tokenizer
        tokenizer.encode_special_tokens = True  # what looks like one in a text is text
        self.end_id = end_id
        self.max_prompt = max_prompt
        # A description is asked for with many plans, and a plan with and without description.
        self._encode = lru_cache(maxsize=ENCODED_KEPT)(self._encoded)
        self._plan = self._encode(PLAN)
        self._spell = self._encode(SPELL)

    def prompt(self, description: str, *, plan: bool) -> tuple[int, ...]:
        """Return the ids that a model continues, with a plan first or with the name at once."""
        text = " ".join(description.split())
        separator = self._plan if plan else self._spell
        return (*self._encode(text)[: self.max_prompt], *separator)

    def target(self, name: str, roots: Sequence[str] = ()) -> tuple[int, ...]:
        """Return the ids that a model shall write, the end token last."""
        plan = self.plan(roots) if roots else ()
        return (*plan, *self.spell(name), self.end_id)

    def example(self, description: str, name: str, roots: Sequence[str] = ()) -> EncodedExample:
        """Return a training example; with roots it is planned, without it is spelt at once."""
        prompt = self.prompt(description, plan=bool(roots))
        return EncodedExample((*prompt, *self.target(name, roots)), len(prompt))

    def root(self, root: str) -> tuple[int, ...]:
        """Return the ids of a source word in a plan."""
        return self._encode(f" {root}")

    def plan(self, roots: Sequence[str]) -> tuple[int, ...]:
        """Return the ids of a plan, its end among them."""
        return (*self._encode(JOIN.join(f" {root}" for root in roots)), *self._spell)

    def spell(self, name: str) -> tuple[int, ...]:
        """Return the ids of a name's letters, lower-cased, one token a letter of the alphabet."""
        return tuple(
            token
            for letter in name.lower()
            for token in self._spelling.get(letter) or self._encode(letter)
        )

    @property
    def plan_end_id(self) -> int:
        """The token that ends a plan."""
        return self._spell[-1]

    def read_plan(self, ids: Sequence[int]) -> tuple[str, ...]:
        """Return the roots of a plan, () if ``ids`` are none.

        Args:
            ids: What a model wrote after a prompt that asks for a plan, up to the plan's end.
        """
        cut = len(ids) - len(self._spell)
        if tuple(ids[cut:]) != self._spell:
            return ()
        text = self.tokenizer.decode(list(ids[:cut]))
        roots = tuple(root.strip() for root in text.split(JOIN.strip()))
        return roots if all(roots) else ()

    def read(self, ids: Sequence[int]) -> str:
        """Return the name that ``ids`` spell, in lower case, "" if they spell none.

        Args:
            ids: What a model wrote after a prompt that asks for a name or after a plan, without the
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
                "This model's tokenizer has no single token for each letter of the alphabet.",
                "Choose a model with a byte-level tokenizer, such as gpt2.",
            )
        return table

    @cached_property
    def _letter(self) -> dict[int, str]:
        """The letter or mark of each id, where one id is enough."""
        return {ids[0]: letter for letter, ids in self._spelling.items() if len(ids) == 1}

    def _encoded(self, text: str) -> tuple[int, ...]:
        return tuple(self.tokenizer.encode(text, add_special_tokens=False).ids)
