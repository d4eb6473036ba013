"""Test that the recipes refuse data that they would otherwise leave out unnoticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from recipes.taste import data_files


@pytest.fixture
def themed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the path of a file that is read as the themed names."""
    path = tmp_path / "themed_names.txt"
    monkeypatch.setattr(data_files, "THEMED", path)
    data_files.themed_names.cache_clear()
    yield path
    data_files.themed_names.cache_clear()


def test_themed_names_are_read(themed: Path) -> None:
    themed.write_text("## sea-dog\nfire: Burnard=burn+bernard Magmutt=magma+mutt\n", "utf-8")
    assert data_files.themed_names() == (
        data_files.ThemedName("sea dog", "fire", "burnard", ("burn", "bernard")),
        data_files.ThemedName("sea dog", "fire", "magmutt", ("magma", "mutt")),
    )


@pytest.mark.parametrize(
    "wrong", ["Burnard", "Burnard=burn", "Burn4rd=burn+bernard", "A=b=c", "A=be+see+dee+ee"]
)
def test_a_themed_name_without_a_plan_is_refused(themed: Path, wrong: str) -> None:
    themed.write_text(f"## dog\nfire: Magmutt=magma+mutt {wrong}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=f"names.txt: {wrong.replace('+', '.')}"):
        data_files.themed_names()


@pytest.mark.parametrize("text", ["## dog\nMagmutt=magma+mutt\n", "fire: Magmutt=magma+mutt\n"])
def test_a_line_without_theme_or_creature_is_refused(themed: Path, text: str) -> None:
    themed.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="magma"):
        data_files.themed_names()


def test_models_never_learn_without_the_themed_names(themed: Path) -> None:
    with pytest.raises(FileNotFoundError):
        data_files.themed_names()
