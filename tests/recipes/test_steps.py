"""Test that each step of a recipe runs once, and again only after its inputs change."""

from pathlib import Path

import pytest
from recipes.bundled_model import files
from recipes.bundled_model.steps import Step, code_of, run


def steps(folder: Path, *, setting: object = 1) -> list[Step]:
    """Return two steps that log each run; the second reads the first's file."""

    def write(path: Path, text: str) -> None:
        path.write_text(text, encoding="utf-8")
        with (folder / "done.txt").open("a", encoding="utf-8") as log:
            log.write(f"{path.name} ")

    source, first, second = folder / "source", folder / "first", folder / "second"
    return [
        Step("first", first, lambda: write(first, source.read_text()), [source], setting),
        Step("second", second, lambda: write(second, first.read_text()), [first]),
    ]


def done(folder: Path) -> str:
    """Return the steps that have run since the last call."""
    log = folder / "done.txt"
    text = log.read_text(encoding="utf-8") if log.exists() else ""
    log.unlink(missing_ok=True)
    return text.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "source").write_text("words", encoding="utf-8")
    run(steps(tmp_path), tmp_path / "steps.json")
    assert done(tmp_path) == "first second"
    return tmp_path


def test_a_finished_step_is_skipped(folder: Path) -> None:
    run(steps(folder), folder / "steps.json")
    assert done(folder) == ""


def test_a_changed_input_reruns_all_dependent_steps(folder: Path) -> None:
    (folder / "source").write_text("other words", encoding="utf-8")
    run(steps(folder), folder / "steps.json")
    assert done(folder) == "first second"
    assert (folder / "second").read_text(encoding="utf-8") == "other words"


def test_a_step_does_not_rerun_if_its_input_is_made_again_unchanged(folder: Path) -> None:
    run(steps(folder, setting=2), folder / "steps.json")
    assert done(folder) == "first"


def test_an_interrupted_step_can_resume(folder: Path) -> None:
    (folder / "second").unlink()
    run(steps(folder), folder / "steps.json")
    assert done(folder) == "second"


def test_a_step_reruns_if_the_config_that_its_own_extends_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "HERE", folder)
    (folder / "pretrain.yaml").write_text("extends: base.yaml\n", encoding="utf-8")

    def run_with(base: str) -> str:
        (folder / "base.yaml").write_text(base, encoding="utf-8")
        run(steps(folder, setting=files.settings_of("pretrain")), folder / "steps.json")
        return done(folder)

    assert run_with("train:\n  epochs: 1.0\n") == "first"
    assert run_with("train:\n  epochs: 1.0\n") == ""
    assert run_with("train:\n  epochs: 2.0\n") == "first"


def test_the_code_of_a_step_includes_what_it_imports() -> None:
    names = {path.name for path in code_of("recipes.bundled_model.corpus")}
    assert {"corpus.py", "descriptions.py", "lexicon.py", "encoder.py", "wordnet.py"} <= names
    assert "installing.py" not in names
