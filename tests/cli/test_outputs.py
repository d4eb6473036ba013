"""Test that no command writes over a file that it reads, or over the user's favourites."""

from pathlib import Path

import pytest

from tests.conftest import Cli

FOX = ("generate", "a fox", "-n", 1)
DRIFT = ("data", "drift", "--current", "now.txt", "--reference", "folder")


@pytest.fixture(autouse=True)
def inputs(project: Path, cli: Cli) -> dict[Path, bytes]:
    """Write a file of each kind that commands read; return their contents."""
    (project / "now.txt").write_text("a fiery lizard\n" * 30)
    (project / "mine.txt").write_text("Monitorch\n")
    (project / "base.yaml").write_text("seed: 7\n")
    (project / "child.yaml").write_text("extends: base.yaml\n")
    (project / "link.csv").symlink_to("mine.txt")
    (project / "folder").mkdir()
    (project / "folder" / "train.csv").write_text("description\n" + "a blue turtle\n" * 30)
    cli("favourites", "add", "Emberzard", "--favourites", "own.json")
    cli("favourites", "add", "Emberzard")
    return {path: path.read_bytes() for path in project.parent.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (("generate", "--input", "now.txt", "--output", "now.txt"), "--input"),
        ((*FOX, "--exclude", "now.txt", "--exclude", "mine.txt", "--output", "mine.txt"),
         "--exclude"),
        ((*FOX, "--exclude", "mine.txt", "--output", "link.csv"), "--exclude"),
        ((*FOX, "--output", "base.yaml", "--format", "json"), "the config"),
        ((*FOX, "-c", "child.yaml", "--output", "./child.yaml", "--format", "json"), "the config"),
        ((*FOX, "-c", "child.yaml", "--output", "base.yaml", "--format", "json"), "the config"),
        ((*FOX, "--unique", "--favourites", "own.json", "--output", "own.json"),
         "the file of your favourites"),
        ((*FOX, "--output", "~favourites"), "the file of your favourites"),
        ((*DRIFT, "--html", "now.txt"), "--current"),
        ((*DRIFT, "--html", "folder/train.csv"), "--reference"),
        ((*DRIFT, "--html", "base.yaml"), "the config"),
        ((*DRIFT, "--html", "~favourites"), "the file of your favourites"),
        (("serve", "--log-requests", "~favourites"), "the file of your favourites"),
        (("serve", "-c", "child.yaml", "--log-requests", "child.yaml"), "the config"),
    ],
)  # fmt: skip
def test_an_output_that_is_an_input_is_refused(
    cli: Cli, inputs: dict[Path, bytes], command: tuple[object, ...], what: str
) -> None:
    favourites = next(path for path in inputs if path.name == "favourites.json")
    words = [favourites if word == "~favourites" else word for word in command]
    refused = cli(*words, ok=False)
    assert refused.exit_code == 2, refused.output
    option = next(word for word in ("--output", "--html", "--log-requests") if word in command)
    said = f"Error: {option} and {what} are the same file. Name another file."
    assert refused.stderr.splitlines()[-1] == said
    assert {path: path.read_bytes() for path in inputs} == inputs


@pytest.mark.parametrize("output", ["processed/train.csv", "interim/audit.csv"])
def test_preprocess_refuses_a_list_that_it_would_write_over(
    project: Path, cli: Cli, output: str
) -> None:
    path = project / "data" / output
    path.parent.mkdir(parents=True)
    path.write_text("name,description\n" + "".join(f"Fox{one},a fox\n" for one in "abcdef"))
    before = path.read_bytes()
    refused = cli("preprocess", "--input", path, ok=False)
    assert refused.exit_code == 2
    said = f"Error: {Path('data') / output} and --input are the same file. Name another file."
    assert refused.stderr.splitlines()[-1] == said
    assert path.read_bytes() == before


def test_the_favourites_of_the_variable_are_no_output_either(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POKENAME_FAVOURITES", "own.json")
    before = Path("own.json").read_bytes()
    assert cli(*DRIFT, "--html", "own.json", ok=False).exit_code == 2
    assert cli(*FOX, "--output", "own.json", ok=False).exit_code == 2
    assert Path("own.json").read_bytes() == before
    cli(*FOX, "--output", "names.json")


def test_a_variable_that_cannot_be_a_path_leaves_the_other_favourites_protected(
    cli: Cli, inputs: dict[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POKENAME_FAVOURITES", "~nobodyx/favourites.json")
    default = next(path for path in inputs if path.name == "favourites.json")
    assert cli(*DRIFT, "--html", default, ok=False).exit_code == 2
    assert cli(*FOX, "--output", default, ok=False).exit_code == 2
    assert default.read_bytes() == inputs[default]
