"""Parse a line typed in a session into a command or the description of a creature.

A line is a command only if the whole line parses as a command, so that "like a dragon, but small"
and "drop of water" are descriptions. A line that was probably meant as a command, but isn't a valid
one, raises an error, which suggests a command if one is similar. So does a line that describes
nothing, such as "do it again", since it would replace the creature and its names.
"""

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any

from pokename.errors import CommandError
from pokename.naming.wishes import Request
from pokename.session.command_words import LONGEST, SPELLINGS, Word, unquoted
from pokename.session.commands import Command, Describe, Resize, Undo, Wish
from pokename.session.wish_words import MORE_OPTIONS, OPTIONS, Wished, word_of
from pokename.words.dictionary import is_word

_OPTION = re.compile(r"(?:^|\s)(?=--[a-z]|-n\b)")
_PASTED = re.compile(r"^\$? ?pokename generate ")
# Polite phrases before a command; the parser skips these phrases.
_ASKING = re.compile(
    r"^(?:please |now |can you |could you )*"
    r"(?:make (?:it|them) |give me |show me |i want |i'd like |let's |try )?(?:some |a )?",
    re.IGNORECASE,
)
_ENDING = re.compile(r"(?: names?| ones| please| instead| now)+[.!]?$", re.IGNORECASE)
_NUMBERED = re.compile(r"[a-z]+ #?\d+(?:[ ,]+#?\d+)*", re.IGNORECASE)
_ASKED = re.compile(r"(?:how|what|why|where|which|who|when|can|could|do|does|is|are)\b.*\?")
_POINTING = frozenset(
    "a again all and both each first it last me my name names now number numbers of one ones other "
    "please second that the them these third this those to with you".split()
)


# Remarks about a list of names, each with the command that it means.
_SAID_OF_NAMES: dict[str, Command] = {
    **dict.fromkeys(("too long", "not so long", "less long"), Resize(longer=False)),
    **dict.fromkeys(("too short", "not so short", "less short"), Resize(longer=True)),
    "go back": Undo(),
    "cuter": Wish((("mood", "cute"),)),
    "fiercer": Wish((("mood", "fierce"),)),
    "sillier": Wish((("mood", "silly"),)),
    **dict.fromkeys(("spookier", "scarier"), Wish((("mood", "spooky"),))),
}
# Other ways to say a command, each with the command.
_SAID_OTHERWISE = {
    r"(\d+) more": r"count \1",
    r"i like ((?:number )?#?\d+)": r"like \1",
    r"how do (?:you|i) (?:say|pronounce) (.+?)\??": r"explain \1",
    r"what does (.+) mean\??": r"explain \1",
}


class NotUnderstoodError(CommandError):
    """The line isn't a command, and probably isn't a description either."""


def parse(line: str, names: Collection[str] = (), *, named: bool = False) -> Command:
    """Parse a line into a command.

    >>> parse("keep 2, 5"), parse("keep out of the sun"), parse("a fiery lizard")
    (Keep(picks=(2, 5)), Describe(text='keep out of the sun', wishes=()), \
Describe(text='a fiery lizard', wishes=()))

    Args:
        line: The line as typed; not empty.
        names: The names that a command can refer to.
        named: Whether a creature is named, which a description would replace.

    Raises:
        NotUnderstoodError: The line looks like a command but can't be parsed, or it would replace
            a creature but describes nothing.
    """
    text = _PASTED.sub("", " ".join(line.split()))
    first = text.partition(" ")[0].partition("=")[0]
    if "-" in first and f"--{first}" in {*OPTIONS, *MORE_OPTIONS}:
        text = f"--{text}"
    word, rest = _word(text)
    asked = _in_commands(_ASKING.sub("", _ENDING.sub("", text)))
    command = _read(text, names) or _read(asked, names) or _SAID_OF_NAMES.get(asked.casefold())
    if command:
        return command
    if _OPTION.search(text):
        return _with_options(text)
    if wished := _with_wishes(text):
        return wished
    if word and _means_command(word, rest):
        raise _not_understood(text, f"Did you mean '{word.usage}'?")
    if not word:
        _refuse_mistyped(text)
    if named and not Request.of(text, {}).is_understood:
        meant = next((one for one in text.casefold().split() if one in SPELLINGS), "")
        raise _not_understood(text, meant and f"Did you mean '{meant}'?")
    return Describe(text)


def _in_commands(text: str) -> str:
    """Return the command that a text says otherwise, or another text unchanged."""
    for said, meant in _SAID_OTHERWISE.items():
        text = re.sub(f"^{said}$", meant, text, flags=re.IGNORECASE)
    return text


def _word(text: str) -> tuple[Word | None, str]:
    """Return the longest session word that begins a line (or None), and the rest of the line."""
    typed = text.split(" ")
    for count in range(min(LONGEST, len(typed)), 0, -1):
        word = SPELLINGS.get(" ".join(typed[:count]).casefold())
        if word:
            return word, " ".join(typed[count:])
    return None, text


def _read(text: str, names: Collection[str]) -> Command | None:
    word, rest = _word(text)
    return word.read(rest, names) if word else None


def _means_command(word: Word, rest: str) -> bool:
    """Return whether a line that isn't a valid command was probably meant as one."""
    said = set(re.findall(r"\w+", rest.casefold()))
    return (
        " " not in rest  # too short for a description
        or bool(re.search(r"\d", rest))
        or said <= _POINTING
        or word.spellings[0] in {"explain", "why not"}
    )


def _refuse_mistyped(text: str) -> None:
    """Refuse a lone number, a question and a mistyped command; they describe no creature.

    Raises:
        NotUnderstoodError: The line is one of these.
    """
    first, _, rest = text.partition(" ")
    if text.isdecimal():
        raise _not_understood(text, f"Did you mean 'like {text}'?")
    if _ASKED.fullmatch(text.casefold()):
        raise _not_understood(text)
    if first.casefold() in {"score", "rate"} and rest.isalpha() and rest.istitle():
        raise _not_understood(text, f"Did you mean 'explain {rest}'?")
    numbered = bool(_NUMBERED.fullmatch(text))
    slip = len(first) > 3 and first.isalpha() and not is_word(first.casefold())
    if numbered or (slip and not rest):
        near = get_close_matches(first.casefold(), SPELLINGS, n=1, cutoff=0.75)
        if near or numbered:
            meant = f"{near[0]} {rest}".rstrip() if near else ""
            raise _not_understood(text, meant and f"Did you mean '{meant}'?")


def _not_understood(text: str, meant: str = "") -> NotUnderstoodError:
    meant = meant or "Type 'help' for all commands."
    return NotUnderstoodError(
        f"I don't understand '{text}'.",
        f"{meant} If it describes a creature, type: name {text}",
    )


def _with_options(text: str) -> Command:
    """Parse a line written like a shell command: an optional description, then options."""
    description, *options = _OPTION.split(text)
    changes: dict[str, Any] = {}
    for key, value in map(_option, options):
        if key in changes and key != "types":
            raise _given_twice(key)
        changes[key] = (*changes.get(key, ()), *value) if key == "types" else value
    description = unquoted(description.strip())
    wishes = tuple(changes.items())
    return Describe(description, wishes) if description else Wish(wishes)


def _given_twice(key: str) -> NotUnderstoodError:
    return NotUnderstoodError(f"'{word_of(key)}' was given twice.", "Give it once.")


def _with_wishes(text: str) -> Command | None:
    """Parse wishes, perhaps after a description: "a lizard, max 6 letters and mood cute"."""
    parts = text.split(", ")
    changes: list[tuple[str, Any]] = []
    while parts and (wishes := _wishes_in(parts[-1])):
        changes = [*wishes, *changes]
        parts.pop()
    keys = [key for key, _ in changes]
    for key in keys:
        if keys.count(key) > 1:
            raise _given_twice(key)
    if not changes:
        return None
    return Describe(", ".join(parts), tuple(changes)) if parts else Wish(tuple(changes))


def _wishes_in(text: str) -> Wished:
    """Parse a wish, or several joined by "and"; return () for another text."""
    for parts in ([text], text.split(" and ")):
        read = [_read(part, ()) for part in parts]
        wishes = [one for one in read if isinstance(one, Wish)]
        if len(wishes) == len(parts):
            return tuple(change for wish in wishes for change in wish.changes)
    return ()


def _option(text: str) -> tuple[str, Any]:
    """Return the wish key and the value of an option such as ``--max-length 6``.

    Raises:
        NotUnderstoodError: A session doesn't have the option, or the value is invalid.
    """
    name, _, value = text.replace("=", " ", 1).partition(" ")
    wish = OPTIONS.get(name)
    key, read = (wish.key, wish.read) if wish else MORE_OPTIONS.get(name, ("", None))
    if read is None:
        near = get_close_matches(name, (*OPTIONS, *MORE_OPTIONS), n=1)
        raise NotUnderstoodError(
            f"{name} can't be changed in a session.",
            f"Did you mean {near[0]}?" if near else "Type 'help' for all commands.",
        )
    read_as = read(unquoted(value.strip()))
    if read_as is None:
        raise NotUnderstoodError(
            f"'{text}' has no valid value.", f"For example: {name} {wish.takes}." if wish else ""
        )
    return key, read_as
