"""Lines typed in a session: which are commands, and which describe a creature."""

from pathlib import Path

import pytest

from pokename.errors import CommandError
from pokename.session.commands import (
    WORDS,
    Command,
    Describe,
    Drop,
    Export,
    Help,
    Keep,
    Like,
    More,
    Quit,
    Show,
    Undo,
    parse,
)

NAMES = ("Flamesaur", "Ember Saur")


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("more", More()),
        ("M", More()),
        ("like 3", Like(3)),
        ("more like #3", Like(3)),
        ("like ember saur", Like("ember saur")),
        ("keep 2 5", Keep((2, 5))),
        ("  k  2,5, 2 ", Keep((2, 5))),
        ("keep 1-3 5", Keep((1, 2, 3, 5))),
        ("like Zorkasaur", Like("Zorkasaur")),
        ("drop Flamesaur, Ember Saur", Drop(("Flamesaur", "Ember Saur"))),
        ("undo", Undo()),
        ("names", Show(favourites=False)),
        ("favourites", Show(favourites=True)),
        ("export my names.csv", Export(Path("my names.csv"))),
        ("export 'names.MD'", Export(Path("names.MD"))),
        ("export names.docx", Export(Path("names.docx"))),
        ("describe more", Describe("more")),
        ("?", Help()),
        ("exit", Quit()),
    ],
)
def test_a_line_that_reads_as_a_command_is_one(line: str, command: Command) -> None:
    assert parse(line, NAMES) == command


def test_a_path_may_begin_at_home() -> None:
    assert parse("export ~/names.csv") == Export(Path.home() / "names.csv")


@pytest.mark.parametrize(
    "line",
    [
        "a fiery lizard",
        "like a dragon, but small",
        "like 3 4",
        "more fire than lizard",
        "keep out of the sun",
        "drop of water",
        "drop Flamesaur, Unknown",
        "help for the helpless",
        "quit smoking dragon",
        "wolf",
        "cat",
        "kraken",
    ],
)
def test_any_other_line_is_a_description(line: str) -> None:
    assert parse(line, NAMES) == Describe(line)
    assert parse(f"describe {line}", NAMES) == Describe(line)


@pytest.mark.parametrize(
    "line",
    ["keep", "like", "d", "export", "describe", "keep all", "drop Zork", "more 5", "undo 3",
     "export merchant", "export folder/"],
)  # fmt: skip
def test_a_command_that_cannot_be_done_is_asked_about(line: str) -> None:
    with pytest.raises(CommandError, match=rf"'{line}' can't be done\. .*or 'describe {line}'"):
        parse(line)


@pytest.mark.parametrize(
    ("line", "meant"), [("mroe", "more"), ("udno", "undo"), ("12", "like 3"), ("1234", "like 3")]
)
def test_a_slip_is_asked_about(line: str, meant: str) -> None:
    with pytest.raises(CommandError, match=rf"Did you mean '{meant}'\?.*'describe {line}'"):
        parse(line)


def test_every_command_can_be_typed_as_the_help_says() -> None:
    for word in WORDS:
        command = parse(word.usage)
        assert isinstance(command, Describe) == (word.usage == "describe a lizard")
        for spelling in word.spellings:
            assert parse(f"{spelling} {word.takes}") == command
