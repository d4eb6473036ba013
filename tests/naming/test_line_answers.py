"""Test that lines come with notes and refusals, as names do, from every front door."""

from pathlib import Path

from pokename import NameGenerator
from tests.conftest import Cli

MISSPELT = "a fiery glorp lizrd"


def test_lines_have_the_same_notes_on_the_description_as_names(
    generator: NameGenerator, cli: Cli
) -> None:
    notes = generator.answer(MISSPELT, 1).notes
    assert len(notes) == 2
    assert generator.line_answer(MISSPELT, 2, 1).notes == notes
    shown = cli("generate", MISSPELT, "--line", "2", "-n", "1")
    assert shown.stderr.splitlines() == list(notes)


def test_a_letter_that_no_source_word_has_is_noted(cli: Cli) -> None:
    shown = cli("generate", "a small owl", "--line", "2", "-n", "1", "--starts-with", "x")
    assert "No source word fits --starts-with x, so its letters were added." in shown.stderr


def test_verbose_lists_names_that_are_refused_from_lines(cli: Cli, tmp_path: Path) -> None:
    asked = ("generate", "a fiery lizard", "--line", "3", "-n", "1", "--verbose")
    first = cli(*asked, "--format", "plain")
    assert "Refused: none" in first.stderr
    best = first.stdout.split()[0]
    (tmp_path / "unwanted.txt").write_text(best, encoding="utf-8")
    others = cli(*asked, "--exclude", tmp_path / "unwanted.txt")
    assert f"Refused: {best} (excluded)" in others.stderr
    assert "Refused: none" not in others.stderr


def test_spare_lines_are_added_without_a_note(generator: NameGenerator) -> None:
    few = generator.line_answer("a small owl", 3, 1)
    more = generator.line_answer("a small owl", 3, 1, spare=500)
    assert more.lines[:1] == few.lines == generator.line("a small owl", 3, 1)
    assert 1 < len(more.lines) < 501
    assert more.notes == few.notes == ()
    (note,) = generator.line_answer("a small owl", 3, 501).notes
    assert note.startswith(f"Found only {len(more.lines)} of 501 lines: ")
