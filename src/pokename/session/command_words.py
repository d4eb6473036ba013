"""Define every word of a session: spellings, arguments, meaning and parser.

Help, completion and the table in docs/how-to/session.md are generated from these definitions.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from pokename import markdown
from pokename.favourites import tags_of
from pokename.generate.favourite_formats import FORMATS as EXPORT_FORMATS
from pokename.naming.moods import MOODS
from pokename.safe_text import line_of
from pokename.session.commands import (
    ALL,
    Command,
    Copy,
    Describe,
    Drop,
    Evolve,
    Explain,
    Export,
    Help,
    Keep,
    Like,
    LineNumber,
    More,
    Note,
    Pick,
    Quit,
    Redo,
    Reset,
    Resize,
    Show,
    Tag,
    Undo,
    WhyNot,
    Wish,
)
from pokename.session.wish_words import LIMITS, WISH_WORDS, WORDS_OF_WISHES, WishWord

NAMES, PATHS = ("<names>",), ("<paths>",)  # placeholders in Word.values
_BETWEEN = re.compile(r"[,#]|\b(?:and|numbers?)\b")
_RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")
_QUOTED = re.compile(r"""(["'])((?:(?!\1\W).)*)\1""")  # "it's" has no quote within
_LINE = re.compile(r"lines? #?(\d{1,3})", re.IGNORECASE)

Read = Callable[[str, Collection[str]], Command | None]


@dataclass(frozen=True, slots=True)
class Word:
    """A command word and how it is typed.

    Attributes:
        group: The group in help.
        spellings: The main spelling, then the alternatives.
        takes: An example argument, for help; "" for none.
        meaning: The effect, in a few words.
        read: Turns the text after the word into a command, given the names that it can refer to;
            returns None if the text is invalid.
        values: The values that completion offers for the argument.
    """

    group: str
    spellings: tuple[str, ...]
    takes: str
    meaning: str
    read: Read
    values: Collection[str] = ()

    @property
    def usage(self) -> str:
        """The word with an example argument: "keep 2 5"."""
        return f"{self.spellings[0]} {self.takes}".rstrip()


def picks_of(rest: str, names: Collection[str]) -> tuple[Pick, ...] | None:
    """Parse "all", an evolution line, numbers and ranges ("2, #5-7"), or a comma list of names.

    The word "number" or "numbers" may stand before them: "numbers 2 and 5".
    """
    if rest.casefold() in {ALL, "everything", "all of them"}:
        return (ALL,)
    if line := _LINE.fullmatch(rest):
        return (LineNumber(int(line[1])),)
    ranges = [_RANGE.fullmatch(one) for one in _BETWEEN.sub(" ", rest).split()]
    if ranges and all(ranges):
        bounds = [(int(one[1]), int(one[2] or one[1])) for one in ranges if one]
        return tuple(dict.fromkeys(n for low, high in bounds for n in range(low, high + 1)))
    known = {name.casefold() for name in names}
    given = [name.strip() for name in rest.split(",")]
    return tuple(given) if all(name.casefold() in known for name in given) else None


def unquoted(text: str) -> str:
    """Return a text without the quotes around the whole of it; keep all other quotes.

    >>> unquoted("'my own'"), unquoted('she said "hi"')
    ('my own', 'she said "hi"')
    """
    quoted = _QUOTED.fullmatch(text)
    return quoted[2] if quoted else text


def _picked(made: Callable[[tuple[Pick, ...]], Command]) -> Read:
    def read(rest: str, names: Collection[str]) -> Command | None:
        """Return the command for the picked names, or None if ``rest`` picks none."""
        if rest.isalpha() and rest.istitle():
            return made((rest,))  # if there is no such name, an error says so
        picks = picks_of(rest, names)
        return made(picks) if picks else None

    return read


def _one_picked(made: Callable[[Pick], Command]) -> Read:
    def read(rest: str, names: Collection[str]) -> Command | None:
        """Return the command for one picked name, or None if ``rest`` isn't one."""
        if rest.isalpha() and rest.istitle():
            return made(rest)  # maybe the user's own name
        picks = picks_of(rest, names)
        return made(picks[0]) if picks and len(picks) == 1 and picks != (ALL,) else None

    return read


def _more(rest: str, names: Collection[str]) -> Command | None:
    if rest.casefold().startswith("like "):
        return _one_picked(Like)(rest.partition(" ")[2], names)
    if rest.casefold() in MOODS:
        return Wish((("mood", rest.casefold()),))
    return None if rest and rest.casefold() != "names" else More()


def _explain(rest: str, names: Collection[str]) -> Command | None:
    if rest.isalpha() and rest.casefold() != ALL:
        return Explain((rest,))
    picks = picks_of(rest or ALL, names)
    return Explain(picks) if picks else None


def _why_not(rest: str, names: Collection[str]) -> Command | None:
    known = rest.casefold() in {name.casefold() for name in names}
    one_word = " " not in rest and any(map(str.isalpha, rest))
    return WhyNot(rest) if known or one_word else None


def _first_picked(rest: str, names: Collection[str]) -> tuple[Pick, str] | None:
    """Parse a number or a known name at the start; return it and the rest of the text."""
    words = rest.split()
    for count in (2, 1):
        picks = picks_of(" ".join(words[:count]), names)
        if picks and len(picks) == 1 and picks != (ALL,):
            return picks[0], " ".join(words[count:])
    return None


def _note(rest: str, names: Collection[str]) -> Command | None:
    first = _first_picked(rest, names)
    return Note(first[0], line_of(unquoted(first[1]))) if first and first[1] else None


def _tag(rest: str, names: Collection[str], *, off: bool = False) -> Command | None:
    first = _first_picked(rest, names)
    tags = tags_of([first[1]]) if first else ()
    return Tag(first[0], tags, off) if first and tags else None


def _save(rest: str, names: Collection[str]) -> Command | None:
    return _picked(Keep)(rest, names) or _export(rest, names)


def _export(rest: str, _names: Collection[str]) -> Command | None:
    """Parse a path: a text with a known suffix, or one word with any suffix."""
    path = Path(unquoted(rest)).expanduser()
    one_word = bool(path.suffix) and " " not in rest
    return Export(path) if one_word or path.suffix.lower() in EXPORT_FORMATS else None


def _alone(command: Command) -> Read:
    return lambda rest, _names: None if rest else command


def _wish(one: WishWord, rest: str, _names: Collection[str]) -> Command | None:
    value = one.read(rest)
    return None if value is None else Wish(((one.key, value),))


def _no(rest: str, names: Collection[str]) -> Command | None:
    """Parse the thing to remove: a wish, all limits, all wishes, or the note of a name."""
    what = rest.casefold()
    if what in {"limit", "limits"}:
        return Wish(tuple((key, None) for key in sorted(LIMITS)))
    if what in {"wish", "wishes"}:
        return Reset()
    if what.startswith("note "):
        first = _first_picked(rest.partition(" ")[2], names)
        return Note(first[0], "") if first and not first[1] else None
    one = WORDS_OF_WISHES.get(what)
    if one is None:
        return None
    also = (("evolves_from", None),) if one.key == "line" else ()
    return Wish(((one.key, None), *also))


def _describe(rest: str, _names: Collection[str]) -> Command | None:
    return Describe(rest) if rest else None


N, W, F, S = "Names", "Wishes", "Favourites", "The session"
WORDS = (
    Word(N, ("more", "m", "others", "another", "again", "next"), "",
         "more names, all new in this session", _more),
    Word(N, ("like", "l"), "3", "more names in the style of number 3", _one_picked(Like), NAMES),
    Word(N, ("shorter",), "", "names with fewer letters", _alone(Resize(longer=False))),
    Word(N, ("longer",), "", "names with more letters", _alone(Resize(longer=True))),
    Word(N, ("evolve",), "3", "lines that continue number 3; 'no line' ends them",
         _one_picked(Evolve), NAMES),
    Word(N, ("explain", "x", "why"), "3", "the source words of number 3, or of a name of your own",
         _explain, NAMES),
    Word(N, ("why not", "whynot"), "Emberzard",
         "whether a name of your own would be refused, and why", _why_not),
    Word(N, ("copy", "c"), "3", "copy number 3 to the clipboard", _picked(Copy), NAMES),
    Word(N, ("names", "n", "list"), "", "all names given for this creature",
         _alone(Show("names"))),
    Word(N, ("name", "describe"), "a lizard",
         "name a creature whose description looks like a command", _describe),
    *(Word(W, one.spellings, one.takes, one.meaning, partial(_wish, one), one.values)
      for one in WISH_WORDS),
    Word(W, ("one word",), "", "only names of one word again",
         _alone(Wish((("two_words", None),)))),
    Word(W, ("no",), "mood", "remove a wish; 'no limits' removes all limits", _no,
         (*(one.spellings[0] for one in WISH_WORDS), "limits", "wishes")),
    Word(W, ("reset", "no wishes"), "", "return to the wishes at the start of the session",
         _alone(Reset())),
    Word(W, ("wishes", "w", "limits", "options", "settings"), "", "the current wishes",
         _alone(Show("wishes"))),
    Word(F, ("keep", "k", "fav", "star"), "2 5",
         "keep numbers 2 and 5; also 'keep line 1', 'keep all'", _picked(Keep), NAMES),
    Word(F, ("drop", "d", "remove", "delete"), "2", "remove number 2, or a name",
         _picked(Drop), NAMES),
    Word(F, ("note",), "3 my first", "write a note on number 3, and keep it", _note,
         NAMES),
    Word(F, ("tag",), "3 fire starter", "tag number 3, and keep it", _tag, NAMES),
    Word(F, ("untag",), "3 fire", "remove a tag", partial(_tag, off=True), NAMES),
    Word(F, ("favourites", "f", "favorites", "kept"), "", "all your favourites",
         _alone(Show("favourites"))),
    Word(F, ("export", "e", "save"), "favourites.csv",
         "write all favourites (.csv, .json, .md or .txt)", _save, PATHS),
    Word(S, ("undo", "u", "back"), "", "undo the last step", _alone(Undo())),
    Word(S, ("redo", "r"), "", "redo the last undone step", _alone(Redo())),
    Word(S, ("help", "h", "?", "commands"), "", "show this list", _alone(Help())),
    Word(S, ("quit", "q", "exit", "bye", ":q"), "", "quit, like Ctrl-D", _alone(Quit())),
)  # fmt: skip
SPELLINGS = {spelling: word for word in WORDS for spelling in word.spellings}
LONGEST = max(spelling.count(" ") + 1 for spelling in SPELLINGS)  # in words


def groups() -> Iterator[tuple[str, list[Word]]]:
    """Yield each group with its words, in the order of help."""
    for group, words in groupby(WORDS, lambda word: word.group):
        yield group, list(words)


def as_text() -> str:
    """Return the help text: all commands with their meanings, in groups."""
    lines = ["Type a description to get names, with options such as --max-length 6. Or:"]
    for group, words in groups():
        lines.append(f"\n{group}")
        lines += [f"  {word.usage:<21}{word.meaning}" for word in words]
    return "\n".join(lines)


def as_markdown() -> str:
    """Return the tables of docs/how-to/session.md, one table for each group."""
    heads = ("type", "or", "what it does")

    def row(word: Word) -> tuple[Any, ...]:
        """Return the cells of a command: its usage, its other spellings, its meaning."""
        others = ", ".join(f"`{one}`" for one in word.spellings[1:])
        return f"`{word.usage}`", others, word.meaning

    return "\n".join(
        f"**{group}**\n\n{markdown.table(heads, map(row, words))}" for group, words in groups()
    )
