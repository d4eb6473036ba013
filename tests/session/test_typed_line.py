"""Test how a session reads typed lines: commands, descriptions and mistakes."""

from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from pokename.cli.app import app
from pokename.session.command_words import WORDS, as_markdown
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
from pokename.session.typed_line import NotUnderstoodError, parse
from pokename.session.wish_words import MORE_OPTIONS, OPTIONS, Wished, as_typed
from tests.conftest import REPOSITORY

NAMES = ("Flamesaur", "Ember Saur")


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("more", More()),
        ("M", More()),
        ("another", More()),
        ("more names", More()),
        ("give me more please", More()),
        ("make it shorter", Resize(longer=False)),
        ("I want longer names", Resize(longer=True)),
        ("like 3", Like(3)),
        ("more like #3", Like(3)),
        ("like ember saur", Like("ember saur")),
        ("like Zorkasaur", Like("Zorkasaur")),
        ("evolve 3", Evolve(3)),
        ("shorter", Resize(longer=False)),
        ("longer", Resize(longer=True)),
        ("keep 2 5", Keep((2, 5))),
        ("  k  2,5, 2 ", Keep((2, 5))),
        ("keep 1-3 5", Keep((1, 2, 3, 5))),
        ("keep 1 and 3", Keep((1, 3))),
        ("keep line 2", Keep((LineNumber(2),))),
        ("keep all", Keep((ALL,))),
        ("keep number 3", Keep((3,))),
        ("keep numbers 3 and 4", Keep((3, 4))),
        ("note number 3 warm", Note(3, "warm")),
        ("keep Zork", Keep(("Zork",))),
        ("save 3", Keep((3,))),
        ("save names.csv", Export(Path("names.csv"))),
        ("drop Zork", Drop(("Zork",))),
        ("drop Flamesaur, Ember Saur", Drop(("Flamesaur", "Ember Saur"))),
        ("delete 3", Drop((3,))),
        ("note 3 for the 2nd volcano", Note(3, "for the 2nd volcano")),
        ("note ember saur 'warm'", Note("ember saur", "warm")),
        ("note 3 'it's warm'", Note(3, "it's warm")),
        ('note 3 she said "hi"', Note(3, 'she said "hi"')),
        ('note 3 "hi" is "hello"', Note(3, '"hi" is "hello"')),
        ("note 3 5'", Note(3, "5'")),
        ('a creature called "Bob" --max-length 6',
         Describe('a creature called "Bob"', (("max_length", 6),))),
        ('"a lizard" --starts-with "b"', Describe("a lizard", (("starts_with", "b"),))),
        ("no note 3", Note(3, "")),
        ("tag 3 Fire, starter", Tag(3, ("fire", "starter"))),
        ("untag Flamesaur fire", Tag("Flamesaur", ("fire",), off=True)),
        ("explain 3", Explain((3,))),
        ("why 3", Explain((3,))),
        ("explain", Explain((ALL,))),
        ("explain zorkasaur", Explain(("zorkasaur",))),
        ("why not EMBERZARD", WhyNot("EMBERZARD")),
        ("copy 3 4", Copy((3, 4))),
        ("undo", Undo()),
        ("redo", Redo()),
        ("names", Show("names")),
        ("favourites", Show("favourites")),
        ("wishes", Show("wishes")),
        ("limits", Show("wishes")),
        ("export my names.csv", Export(Path("my names.csv"))),
        ("export 'names.MD'", Export(Path("names.MD"))),
        ("export names.docx", Export(Path("names.docx"))),
        ("describe more", Describe("more")),
        ("name explain 3", Describe("explain 3")),
        ("?", Help()),
        ("exit", Quit()),
    ],
)  # fmt: skip
def test_commands_are_recognized(line: str, command: Command) -> None:
    assert parse(line, NAMES) == command


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("max 6", {"max_length": 6}),
        ("Max length 6", {"max_length": 6}),
        ("up to 6 letters", {"max_length": 6}),
        ("no more than 6 letters", {"max_length": 6}),
        ("no fewer than 6 letters", {"min_length": 6}),
        ("starts with b and max 7", {"starts_with": "b", "max_length": 7}),
        ("color blue and size tiny", {"color": "blue", "size": "tiny"}),
        ("color blue, types fire and ice", {"color": "blue", "types": ("fire", "ice")}),
        ("give me 5 more names", {"n": 5}),
        ("at least 5", {"min_length": 5}),
        ("starts b", {"starts_with": "b"}),
        ("begins with 'B'", {"starts_with": "b"}),
        ("ends with or", {"ends_with": "or"}),
        ("contains z", {"contains": "z"}),
        ("avoid q, x and z", {"avoid_letters": "qxz"}),
        ("syllables 2-3", {"syllables": (2, 3)}),
        ("syllables 2", {"syllables": (2, 2)}),
        ("two words", {"two_words": True}),
        ("one word", {"two_words": None}),
        ("mood spooky", {"mood": "spooky"}),
        ("more spooky", {"mood": "spooky"}),
        ("types fire and water", {"types": ("fire", "water")}),
        ("colour red", {"color": "red"}),
        ("roots ember + gecko", {"roots": ("ember", "gecko")}),
        ("roots ember gecko", {"roots": ("ember", "gecko")}),
        *(
            (f"roots ember{by}gecko{by}tail", {"roots": ("ember", "gecko", "tail")})
            for by in ("+", "/", "-", ", ")
        ),
        ("creativity 0.8", {"creativity": 0.8}),
        ("without q", {"avoid_letters": "q"}),
        ("count 5", {"n": 5}),
        ("line", {"line": 3}),
        ("line 2", {"line": 2}),
        ("no mood", {"mood": None}),
        ("no max length", {"max_length": None}),
        ("no lines", {"line": None, "evolves_from": None}),
        ("--max-length 6 --mood=cute", {"max_length": 6, "mood": "cute"}),
        ("--preset gen3 -n 4", {"max_length": 10, "n": 4}),
    ],
)
def test_wishes_have_several_spellings(line: str, changes: dict[str, object]) -> None:
    command = parse(line)
    assert isinstance(command, Wish)
    assert dict(command.changes) == changes


@pytest.mark.parametrize(
    "wishes",
    [
        (("max_length", 6), ("roots", ("ember", "gecko", "tail"))),
        (("types", ("fire", "water")), ("syllables", (2, 3)), ("two_words", True)),
    ],
)
def test_wishes_are_said_as_they_can_be_typed(wishes: Wished) -> None:
    assert parse(f"a lizard, {as_typed(wishes)}") == Describe("a lizard", wishes)


def test_three_words_after_roots_may_be_a_description() -> None:
    assert parse("roots of a tree") == Describe("roots of a tree")


def test_all_limits_or_all_wishes_can_be_removed_at_once() -> None:
    command = parse("no limits")
    assert isinstance(command, Wish)
    assert {"max_length", "starts_with", "syllables"} < dict(command.changes).keys()
    assert set(dict(command.changes).values()) == {None}
    assert parse("no wishes") == parse("reset") == Reset()


@pytest.mark.parametrize(
    "line",
    [
        "a dragon's egg --max-length 6 --starts-with b",
        'pokename generate "a dragon\'s egg" --max-length=6 --starts-with b',
        "a dragon's egg, max 6 letters, starts with b",
        "a dragon's egg, max 6 letters and starts with b",
    ],
)
def test_a_description_may_be_typed_as_on_the_command_line(line: str) -> None:
    assert parse(line) == Describe("a dragon's egg", (("max_length", 6), ("starts_with", "b")))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a lizard --max-lenght 6", "--max-lenght can't be changed .* mean --max-length"),
        ("a lizard --output names.csv", "--output can't be changed in a session"),
        ("a lizard --max-length six", "For example: --max-length 6"),
        ("a lizard --no-legendary", "--no-legendary can't be changed .* mean --legendary"),
        ("a lizard --mood cute --mood spooky", "'mood' was given twice"),
        ("a lizard, mood cute, mood spooky", "'mood' was given twice"),
    ],
)
def test_an_invalid_option_suggests_a_valid_one(line: str, said: str) -> None:
    with pytest.raises(NotUnderstoodError, match=said):
        parse(line)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("max-length 5", Wish((("max_length", 5),))),
        ("starts-with b", Wish((("starts_with", "b"),))),
        ("one-word", Wish((("two_words", False),))),
        ("--type fire --type ice", Wish((("types", ("fire", "ice")),))),
        ("cuter", Wish((("mood", "cute"),))),
        ("make them scarier please", Wish((("mood", "spooky"),))),
        ("not so long", Resize(longer=False)),
        ("too short", Resize(longer=True)),
        ("go back", Undo()),
        ("I like #3", Like(3)),
        ("how do you say 3", Explain((3,))),
        ("how do you pronounce Flamesaur?", Explain(("Flamesaur",))),
        ("what does 3 mean?", Explain((3,))),
    ],
)
def test_a_remark_about_the_names_is_not_read_as_a_description(line: str, command: object) -> None:
    assert parse(line) == command


def test_an_invalid_command_suggests_how_to_type_it() -> None:
    with pytest.raises(NotUnderstoodError, match="Did you mean 'explain Emberzard'"):
        parse("score Emberzard")
    with pytest.raises(NotUnderstoodError, match="For example: --max-length 6"):
        parse("max-length abc")


def test_every_option_of_a_session_is_an_option_of_the_command() -> None:
    generate: Any = get_command(app).commands["generate"]  # type: ignore[attr-defined]
    options = {name for one in generate.params for name in (*one.opts, *one.secondary_opts)}
    assert {*OPTIONS, *MORE_OPTIONS} <= options


def test_a_path_may_start_with_a_tilde() -> None:
    assert parse("export ~/names.csv") == Export(Path.home() / "names.csv")


@pytest.mark.parametrize(
    "line",
    [
        "a fiery lizard",
        "like a dragon, but small",
        "more fire than lizard",
        "keep out of the sun",
        "drop of water",
        "drop Flamesaur, Unknown",
        "help for the helpless",
        "quit smoking dragon",
        "no wings, a small slug",
        "a fish with hook and line",
        "i like dragons",
        "size of a house, but kind",
        "line of marching ants",
        "note taking owl of the woods",
        "a small one, without wings, but kind",
        "give me your lunch money, bully",
        "make it rain",
        "starts fires with its tail",
        "a dragon with 3 heads",
        "wolf",
        "cat",
        "kraken",
    ],
)
def test_any_other_line_is_a_description(line: str) -> None:
    assert parse(line, NAMES, named=True) == Describe(line)
    assert parse(f"name {line}", NAMES) == Describe(line)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("do it again", "Did you mean 'again'?"),
        ("something else", "Type 'help' for all commands."),
        ("what else", "Type 'help' for all commands."),
    ],
)
def test_a_line_of_unknown_words_replaces_no_creature(line: str, meant: str) -> None:
    assert parse(line, NAMES) == Describe(line)
    with pytest.raises(NotUnderstoodError) as asked:
        parse(line, NAMES, named=True)
    assert str(asked.value) == (
        f"I don't understand '{line}'. {meant} If it describes a creature, type: name {line}"
    )


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("keep", "keep 2 5"), ("like", "like 3"), ("d", "drop 2"),
        ("export", "export favourites.csv"),
        ("describe", "name a lizard"), ("more 5", "more"),
        ("undo 3", "undo"), ("export merchant", "export favourites.csv"), ("like 3 4", "like 3"),
        ("keep the first one", "keep 2 5"), ("explain the second one", "explain 3"),
        ("note 3", "note 3 my first"), ("tag 3", "tag 3 fire starter"), ("max six", "max 6"),
        ("stage", "stage 1"),
        ("copy that please", "copy 3"), ("why not a small dragon", "why not Emberzard"),
        ("mroe", "more"), ("udno", "undo"), ("expalin 3", "explain 3"), ("12", "like 12"),
    ],
)  # fmt: skip
def test_a_mistyped_command_suggests_a_valid_one(line: str, meant: str) -> None:
    with pytest.raises(NotUnderstoodError) as asked:
        parse(line)
    assert str(asked.value) == (
        f"I don't understand '{line}'. Did you mean '{meant}'? "
        f"If it describes a creature, type: name {line}"
    )


@pytest.mark.parametrize("line", ["rate 3", "zap 2, 4", "what can I type here?", "how do I save?"])
def test_an_unknown_command_refers_to_help(line: str) -> None:
    with pytest.raises(NotUnderstoodError, match=r"Type 'help' for all .* type: name "):
        parse(line)


def test_every_command_can_be_typed_as_the_help_says() -> None:
    for word in WORDS:
        command = parse(word.usage)
        assert isinstance(command, Describe) == (word.usage == "name a lizard")
        for spelling in word.spellings:
            assert parse(f"{spelling} {word.takes}") in {command, Keep((2, 5)), Reset()}


def test_the_docs_list_the_same_commands_as_the_help() -> None:
    page = (REPOSITORY / "docs" / "how-to" / "session.md").read_text(encoding="utf-8")
    assert as_markdown() in page, as_markdown()
