"""Turn the flavor texts of the games into plain sentences, mask names, and count the changes.

The games broke lines to fit their screens, each generation in its own way: with form feeds between
pages, and with soft hyphens and hyphens at line ends. Some games wrote "POKéMON" in capitals. The
order of the rules matters: each rule works on the output of the rules before it.

Names are masked so that a model can't copy the answer from the prompt.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

MASK = "this Pokémon"
OWN_NAME, OTHER_NAME, REPRINT = "own name", "another species' name", "reprint"  # in the audit


@dataclass(frozen=True)
class Rule:
    """One cleaning rule: its name in the audit, and the function that changes a text."""

    name: str
    apply: Callable[[str], str]


def _replace(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def _substitute(pattern: str, new: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(new, text)


RULES = (
    Rule("form feed", _replace("\f", "\n")),
    Rule("soft hyphen at a line end", _replace("\u00ad\n", "")),
    Rule("soft hyphen", _replace("\u00ad", "")),
    Rule("dash at a line end", _replace(" -\n", " - ")),
    Rule("hyphen at a line end", _replace("-\n", "-")),
    Rule("line end", _replace("\n", " ")),
    Rule("Pokémon in capitals", _substitute(r"\bPOK[éÉE]MON\b", "Pokémon")),
    Rule("white space", lambda text: " ".join(text.split())),
)


def clean(text: str, touched: Counter[str] | None = None) -> str:
    r"""Return ``text`` with every rule applied in order.

    >>> clean("It stores elec\u00ad\ntricity in its\fcheeks.")
    'It stores electricity in its cheeks.'

    Args:
        text: Raw flavor text, as the API sends it.
        touched: A counter by rule name; each rule that changes the text adds 1 to its count.
    """
    for rule in RULES:
        after = rule.apply(text)
        if touched is not None and after != text:
            touched[rule.name] += 1
        text = after
    return text


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
            rules.add(OWN_NAME if match["name"] in own else OTHER_NAME)
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


class Audit:
    """Counts the texts and species that each rule changed."""

    def __init__(self) -> None:
        self._touched: list[tuple[int, str]] = []

    def note(self, species_id: int, rules: Iterable[str]) -> None:
        """Record the rules that changed one text of a species."""
        self._touched += [(species_id, rule) for rule in rules]

    def table(self) -> pd.DataFrame:
        """Return how many texts and species each rule changed, in the order of the rules."""
        order = [*(rule.name for rule in RULES), OWN_NAME, OTHER_NAME, REPRINT]
        frame = pd.DataFrame(self._touched, columns=["species_id", "rule"])
        grouped = frame.groupby("rule")["species_id"].agg(texts="size", species="nunique")
        return grouped.reindex(order, fill_value=0).rename_axis("rule").reset_index()


def plain_texts(
    species_id: int, name: str, texts: Iterable[str], mask: NameMask, audit: Audit
) -> list[str]:
    """Return the distinct cleaned and masked texts of a species, in the order given."""
    own = forms_of(name)
    distinct: dict[str, str] = {}
    for text in texts:
        touched: Counter[str] = Counter()
        masked = mask.apply(clean(text, touched), touched, own)
        if distinct.setdefault(masked.casefold(), masked) is not masked:
            touched[REPRINT] += 1
        audit.note(species_id, touched)
    return list(distinct.values())


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
