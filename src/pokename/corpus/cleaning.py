"""Turn the flavor texts of the games into plain sentences.

The games broke lines to fit their screens, each generation in its own way: with form feeds between
pages, and with soft hyphens and hyphens at line ends. Some games wrote "POKéMON" in capitals. The
order of the rules matters: each rule works on the output of the rules before it.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass


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
