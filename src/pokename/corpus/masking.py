"""Names out of the descriptions: a text that holds the answer teaches nothing and tests nothing."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable

MASK = "this Pokémon"


class NameMask:
    """Replaces every name of a list in a text by "this Pokémon".

    Matches whole words in any case, with or without accents, with the typographic or the plain
    apostrophe, plural or possessive, and takes the article before it along: "a Pikachu's tail" is
    "this Pokémon's tail". "Parasitic" keeps its Paras.

    >>> NameMask(["Pikachu", "Paras"]).apply("PIKACHU's tail. A parasitic plant.")
    "This Pokémon's tail. A parasitic plant."

    Args:
        names: As their list writes them, the Pokédex or another.
        mask: What stands in the text instead.
    """

    def __init__(self, names: Iterable[str], mask: str = MASK) -> None:
        self._mask = mask
        by_initial: dict[str, set[str]] = defaultdict(set)
        for name in names:
            for form in _forms(name):
                by_initial[form[0]].add(form)
        # Grouped by first letter, since a flat choice of a thousand names is tried at every word.
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
        """Return ``text`` without names.

        Args:
            text: A cleaned description.
            touched: Counts, once a text, whether an own or another species' name was masked.
            own: Forms of the described species' own name, from ``forms_of``, for that count.
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
    """Return the lower-case forms in which a text may write ``name``."""
    return frozenset(_forms(name))


def _forms(name: str) -> set[str]:
    lowered = _lower(name)
    plain = "".join(
        c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c)
    )
    forms = {lowered, plain}
    return forms | {form.replace("’", "'") for form in forms}


def _lower(text: str) -> str:
    """Lower-case without ever changing the length, so that positions carry over."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
