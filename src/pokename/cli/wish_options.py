"""The options of ``generate`` for wishes."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from pokename.errors import WishError

if TYPE_CHECKING:
    from pokename.naming.wishes import Wishes

LIMITS, TRAITS, MANNER, LEFT_OUT = "Limits", "Traits", "Manner", "Names to leave out"


class Preset(StrEnum):
    """Presets: the maximum lengths of names in the games."""

    GEN3 = "gen3"
    MODERN = "modern"


MinLengthOption = Annotated[
    int | None,
    typer.Option(
        "--min-length",
        metavar="N",
        help="Minimum number of letters in a name.",
        rich_help_panel=LIMITS,
    ),
]
MaxLengthOption = Annotated[
    int | None,
    typer.Option(
        "--max-length",
        metavar="N",
        help="Maximum number of letters in a name. Default: 12, or `generate.max_length` of the "
        "config.",
        rich_help_panel=LIMITS,
    ),
]
PresetOption = Annotated[
    Preset | None,
    typer.Option(
        "--preset",
        help="Maximum number of letters as in the games: 10 for gen3, 12 for modern, the default.",
        rich_help_panel=LIMITS,
    ),
]
StartsWithOption = Annotated[
    str | None,
    typer.Option(
        "--starts-with",
        metavar="LETTERS",
        help="Letters that each name starts with.",
        rich_help_panel=LIMITS,
    ),
]
EndsWithOption = Annotated[
    str | None,
    typer.Option(
        "--ends-with",
        metavar="LETTERS",
        help="Letters that each name ends with.",
        rich_help_panel=LIMITS,
    ),
]
ContainsOption = Annotated[
    str | None,
    typer.Option(
        "--contains",
        metavar="LETTERS",
        help="Sequence of letters that each name contains.",
        rich_help_panel=LIMITS,
    ),
]
AvoidLettersOption = Annotated[
    str | None,
    typer.Option(
        "--avoid-letters",
        metavar="LETTERS",
        help="Letters that no name contains.",
        rich_help_panel=LIMITS,
    ),
]
SyllablesOption = Annotated[
    str | None,
    typer.Option(
        "--syllables",
        metavar="N|N-M",
        help="Number of syllables, such as 2-3.",
        rich_help_panel=LIMITS,
    ),
]
TwoWordsOption = Annotated[
    bool | None,
    typer.Option(
        "--allow-two-words/--one-word",
        help="Names may have two words, or only one. Default: one.",
        rich_help_panel=LIMITS,
    ),
]
TypeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--type",
        metavar="TYPE",
        help="Elemental type. Can be given twice, or as fire/dragon.",
        rich_help_panel=TRAITS,
    ),
]
ColorOption = Annotated[
    str | None,
    typer.Option(
        "--color",
        metavar="COLOR",
        help="Main color: black, blue, brown, gray, green, pink, purple, red, white or yellow.",
        rich_help_panel=TRAITS,
    ),
]
SizeOption = Annotated[
    str | None,
    typer.Option(
        "--size",
        metavar="SIZE",
        help="Size of the creature: tiny, small, medium, large or huge.",
        rich_help_panel=TRAITS,
    ),
]
HabitatOption = Annotated[
    str | None,
    typer.Option(
        "--habitat",
        metavar="PLACE",
        help="Where the creature lives: grassland, forest, waters-edge, mountain, sea, urban, "
        "cave, rough-terrain or rare.",
        rich_help_panel=TRAITS,
    ),
]
StageOption = Annotated[
    int | None,
    typer.Option(
        "--stage",
        metavar="N",
        help="Stage in the evolution line: 1, 2 or 3. Default: 2.",
        rich_help_panel=TRAITS,
    ),
]
LegendaryOption = Annotated[
    bool | None,
    typer.Option("--legendary", help="The creature is legendary.", rich_help_panel=TRAITS),
]
MoodOption = Annotated[
    str | None,
    typer.Option(
        "--mood",
        metavar="MOOD",
        help="Adds source words and a style to the names: cute, fierce, elegant, silly, ancient, "
        "spooky, cosmic or heroic.",
        rich_help_panel=MANNER,
    ),
]
RootsOption = Annotated[
    str | None,
    typer.Option(
        "--roots",
        metavar="WORD+WORD",
        help="Up to three source words for the names. Of three, a name may use only two.",
        rich_help_panel=MANNER,
    ),
]
LikeOption = Annotated[
    str | None,
    typer.Option(
        "--like",
        metavar="NAME",
        help="Prefer names that share pairs of letters with this one.",
        rich_help_panel=MANNER,
    ),
]
ExcludeOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--exclude",
        metavar="FILE",
        help="File of names to leave out: .txt, or .csv with a column 'name'. Repeatable.",
        rich_help_panel=LEFT_OUT,
    ),
]
MaxSimilarityOption = Annotated[
    float | None,
    typer.Option(
        "--max-similarity",
        metavar="0-1",
        help="Refuse names more similar to an official name than this. Similarity is 1 - edits / "
        "letters. Default: 1, which refuses only names one edit away.",
        rich_help_panel=LEFT_OUT,
    ),
]
AllowOffensiveOption = Annotated[
    bool | None,
    typer.Option(
        "--allow-offensive", help="Turn the decency filter off.", rich_help_panel=LEFT_OUT
    ),
]


def wishes_from(params: Mapping[str, Any], max_length: int) -> "Wishes":
    """Return the wishes among a command's parameters.

    Args:
        params: The value of each parameter, by name; None if not given.
        max_length: The config's maximum length of names, in letters.

    Raises:
        WishError: A wish has an invalid form.
        DataError: The file of names can't be read.
    """
    from pokename.naming.limits import PRESETS
    from pokename.naming.traits import split_types
    from pokename.naming.wishes import Wishes

    wishes: dict[str, Any] = {
        name: params[name]
        for name in Wishes.__annotations__
        if not (params.get(name) is None or params[name] is False or params[name] == [])
    }
    if params["preset"] and "max_length" in wishes:
        raise WishError("--preset sets the maximum length too.", "Leave it or --max-length out.")
    wishes.setdefault("max_length", PRESETS[params["preset"]] if params["preset"] else max_length)
    if "types" in wishes:
        wishes["types"] = [one for given in wishes["types"] for one in split_types(given)]
    if "syllables" in wishes:
        wishes["syllables"] = _range(wishes["syllables"])
    if "exclude" in wishes:
        from pokename.naming.novelty import read_names

        wishes["exclude"] = frozenset().union(*map(read_names, map(Path, wishes["exclude"])))
    return cast("Wishes", wishes)


OPTIONS = {
    "types": "--type", "two_words": "--allow-two-words", "stages": "--line", "form": "--format",
    "again": "--id", "source": "--input", "kind": "--input-format", "n": "-n", "overrides": "--set",
}  # fmt: skip
"""The options whose names differ from the API's arguments or the parameters, by argument."""


def option_of(argument: str) -> str:
    """Return what the command line calls an argument of the API, or a parameter of a command."""
    if argument in {"description", "name", "names"}:  # these are arguments without an option
        return f"the {argument}"
    return OPTIONS.get(argument, "--" + argument.replace("_", "-"))


def as_options(error: WishError, called: Callable[[str], str] = option_of) -> str:
    """Return the text of an error in which ``called`` names the arguments, as the user does."""
    said = str(error)
    for name in error.arguments:
        said = re.sub(rf"(?<![\w'-]){name}(?![\w'])", called(name), said)
    return f"The {said[4:]}" if said.startswith("the ") else said


def in_options(said: str) -> str:
    """Return a note or a reason with its limits written as options.

    >>> in_options("Found no name with max_length=6 and syllables=(2, 3).")
    'Found no name with --max-length 6 and --syllables 2-3.'
    """
    return _LIMIT.sub(lambda found: _as_typed(*found.groups("")), said)


_LIMIT = re.compile(
    r"\b((?:min|max)_length|(?:starts|ends)_with|contains|avoid_letters|syllables|two_words"
    r"|roots|max_similarity|stages)=(?:\((\d+), (\d+)\)|'([a-z+]*)'|(\w+(?:\.\w+)?))"
)


def _as_typed(argument: str, low: str, high: str, letters: str, plain: str) -> str:
    if plain == "False":  # two_words is the only limit that can be off
        return "--one-word"
    span = low if low == high else f"{low}-{high}"
    return f"{option_of(argument)} {span or letters or plain}"


def _range(text: str) -> tuple[int, int]:
    from pokename.naming.limits import syllable_range

    example = "For example: --syllables 2-3."
    found = syllable_range(text)
    if found is None:
        raise WishError(f"--syllables {text} isn't a number or a range.", example)
    if found[0] > found[1]:
        raise WishError(f"--syllables {text} has the larger number first.", example)
    return found
