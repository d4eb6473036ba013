"""Replace names in descriptions, so that a model can't copy the answer from the prompt."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable

MASK = "this Pokémon"


class NameMask:
    """Replaces every listed name in a text by "this Pokémon".

    Matches a name as a whole word: in any case, with or without accents, with a typographic or a
    plain apostrophe, in the plural or the possessive. Replaces the article before a name too: "a
    Pikachu's tail" becomes "this Pokémon's tail". Leaves longer words alone, such as "parasitic",
    which contains Paras.

    >>> NameMask(["Pikachu", "Paras"]).apply("PIKACHU's tail. A parasitic plant.")
    "This Pokémon's tail. A parasitic plant."

    Args:
        names: The names to mask, spelled as in the Pokédex or in the user's own list.
        mask: The text that replaces a name.
    """

    def __init__(self, names: Iterable[str], mask: str = MASK) -> None:
        self._mask = mask
        by_initial: dict[str, set[str]] = defaultdict(set)
        for name in names:
            for form in _forms(name):
                by_initial[form[0]].add(form)
        # Names are grouped by first letter, since a flat alternation would try a thousand names at
        # every word.
        groups = "|".join(
            re.escape(initial)
            + "(?:"
            + "|".join(re.escape(form[1:]) for form in sorted(forms, key=len, reverse=True))
            + ")"
            for initial, forms in sorted(by_initial.items())
        )
        self._pattern = re.compile(
            rf"(?<![\w])(?:(?:an?|the)\s+)?(?P<name>{groups})"
            r"(?P<ending>['’]s|s['’](?!\w)|e?s)?(?![\w])"
        )

    def apply(
        self, text: str, touched: Counter[str] | None = None, own: frozenset[str] = frozenset()
    ) -> str:
        """Return ``text`` with every name masked.

        Args:
            text: A cleaned description.
            touched: A counter. Each text adds at most 1 to "own name" and at most 1 to "another
                species' name".
            own: The forms of the described species' own name, from ``forms_of``.
        """
        lowered = _lower(text)
        parts: list[str] = []
        rules: set[str] = set()
        end = 0
        for match in self._pattern.finditer(lowered):
            rules.add("own name" if match["name"] in own else "another species' name")
            mask = self._mask + ("'s" if "'" in (match["ending"] or "").replace("’", "'") else "")
            starts_sentence = not text[: match.start()].rstrip(" \"“'").strip() or re.search(
                r"[.!?…][\"”']?\s+$", text[: match.start()]
            )
            parts += [
                text[end : match.start()],
                mask[0].upper() + mask[1:] if starts_sentence else mask,
            ]
            end = match.end()
        if touched is not None:
            touched.update(rules)
        return "".join(parts) + text[end:]


def forms_of(name: str) -> frozenset[str]:
    """Return the lower-case spellings of ``name`` that a text may use."""
    return frozenset(_forms(name))


def _forms(name: str) -> set[str]:
    lowered = _lower(name)
    plain = "".join(
        c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c)
    )
    forms = {lowered, plain}
    return forms | {form.replace("’", "'") for form in forms}


def _lower(text: str) -> str:
    """Return ``text`` in lower case with its length unchanged, so that positions stay valid."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
