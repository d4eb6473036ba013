"""Test that ``pokename models`` lists runs, and shows the card of a run."""

import json
import shutil
from pathlib import Path

import pytest

from pokename.paths import BUNDLED_MODEL
from tests.conftest import Cli
from tests.models.conftest import write_evaluation


def test_runs_are_listed_with_their_base_and_date_and_figures(cli: Cli, evaluated: Path) -> None:
    table = cli("models", "list").stdout
    (row,) = [line for line in table.splitlines() if " mine " in line]
    assert row.split() == ["mine", "gpt2", "2026-11-28", "2.250", "3.380", "–", "70.0",
                           "%", "22.6", "%", "10.4"]  # fmt: skip
    bundled, listed = json.loads(cli("models", "list", "--format", "json").stdout)
    assert bundled["run"] == "bundled"
    assert listed["figures"] == {
        "bits_per_letter": 3.38,
        "spelled_usable": 0.7,
        "usable": 0.9,
        "hits_at_10": 0.226,
    }
    assert listed["split"] == "val"
    assert (listed["val_loss"], listed["val_examples_sha256"]) == (2.25, "3f2a" * 16)
    assert bundled["val_examples_sha256"] is None


def test_only_losses_on_the_same_examples_as_the_newest_are_listed(
    cli: Cli, mine: Path, project: Path
) -> None:
    for run, examples in (("same", "3f2a" * 16), ("other", "77b1" * 16), ("older", None)):
        shutil.copytree(mine, project / "models" / run)
        manifest = json.loads((mine / "manifest.json").read_text())
        changed = {"finished_at": "2026-11-27T10:00:00+00:00", "val_examples_sha256": examples}
        (project / "models" / run / "manifest.json").write_text(json.dumps(manifest | changed))
    result = cli("models", "list")
    rows = [line.split() for line in result.stdout.splitlines() if "2026-11-2" in line]
    assert {row[0]: row[3] for row in rows} == {
        "mine": "2.250",
        "same": "2.250",
        "bundled": "–",
        "other": "–",
        "older": "–",
    }
    assert "The loss of bundled, older, other isn't shown" in " ".join(result.stderr.split())
    assert "can't be compared with the loss of mine" in " ".join(result.stderr.split())
    assert f"`{'3f2a' * 16}`" in cli("models", "show", "mine").stdout


def test_the_only_loss_is_listed_whatever_it_was_measured_on(cli: Cli, project: Path) -> None:
    result = cli("models", "list")
    assert "2.200" in result.stdout
    assert "shown" not in result.stderr


@pytest.mark.parametrize("run", ["creatures", "creatures-with-a-long-name"])
def test_the_table_of_runs_fits_a_terminal_of_80_columns(
    cli: Cli, evaluated: Path, project: Path, monkeypatch: pytest.MonkeyPatch, run: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shutil.copytree(evaluated, project / "models" / run)
    lines = cli("models", "list").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    (head,) = [line for line in lines if "finished" in line]
    columns = ["run", "base", "finished", "loss", "bits", "MRR", "spelled", "hits@10", "MB"]
    left_out = () if run == "creatures" else ("MRR", "MB")
    assert head.split() == [column for column in columns if column not in left_out]
    assert sum("2026-11-28" in line for line in lines) == 3


def test_a_dumb_terminal_leaves_out_the_same_columns(
    cli: Cli, evaluated: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(evaluated, project / "models/creatures-of-2026-xxs")
    monkeypatch.setenv("COLUMNS", "80")
    usual = cli("models", "list").stdout
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")  # Rich takes the output for a terminal
    shown = cli("models", "list").stdout
    assert [line.split() for line in shown.splitlines()] == [
        line.split() for line in usual.splitlines()
    ]
    assert "MB" not in usual


def test_in_a_narrow_terminal_columns_are_left_out_and_names_are_whole(
    cli: Cli, evaluated: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    shutil.copytree(evaluated, project / "models/creatures-of-2026")
    lines = cli("models", "list").stdout.splitlines()
    assert max(map(len, lines)) <= 60
    assert any(line.split()[:1] == ["creatures-of-2026"] for line in lines)
    (head,) = [line for line in lines if "finished" in line]
    assert head.split()[0] == "run"
    assert "MB" not in head


def test_figures_of_another_model_of_the_same_name_are_left_out(cli: Cli, evaluated: Path) -> None:
    manifest = json.loads((evaluated / "manifest.json").read_text())
    manifest["files"]["engine/model.bin"] = "00" * 32
    (evaluated / "manifest.json").write_text(json.dumps(manifest))
    result = cli("models", "list", "--format", "json")
    assert json.loads(result.stdout)[1]["figures"] == {}
    said = "Warning: The evaluation of mine is of another model that had this name"
    assert said in result.stderr
    shown = cli("models", "show", "mine")
    assert said in shown.stderr
    assert "22.6" not in shown.stdout
    assert "The names of this model weren't measured." in shown.stdout
    assert said in cli("models", "export", "mine", "shared").stderr
    assert not Path("shared/metrics.json").exists()


@pytest.mark.parametrize(
    "content",
    ["[1]", "{", '{"base": [1]}', '{"val_loss": "x"}', '{"files": {"a": 1}}', '{"finetuning": 3}'],
)
def test_a_run_with_a_broken_manifest_hides_no_other_run(
    cli: Cli, mine: Path, project: Path, content: str
) -> None:
    shutil.copytree(mine, project / "models" / "broken")
    (project / "models/broken/manifest.json").write_text(content)
    result = cli("models", "list", "--format", "json")
    assert [one["run"] for one in json.loads(result.stdout)] == ["bundled", "mine"]
    said = f"{Path('models/broken/manifest.json')} isn't "
    assert f"Warning: {said}" in result.stderr
    refused = cli("models", "show", "broken", ok=False)
    assert f"Error: {said}" in refused.stderr
    cli("report", "broken", "--format", "markdown")


@pytest.mark.parametrize(
    "content", ["{", '{"model": "mine", "designs": {"mine": {"measures": {"hits_at_10": "x"}}}}']
)
def test_broken_figures_hide_no_run(cli: Cli, evaluated: Path, content: str) -> None:
    for path in Path("reports").rglob("metrics.json"):
        path.write_text(content)
    result = cli("models", "list")
    assert " mine " in result.stdout
    assert "Warning: " in result.stderr


@pytest.mark.parametrize(
    ("file", "key", "said"),
    [
        ("reports/metrics.json", "model_sha256", "doesn't say which model it measured"),
        ("models/mine/manifest.json", "files", "lists no hashes"),
    ],
)
def test_figures_that_name_no_model_are_left_out(
    cli: Cli, evaluated: Path, file: str, key: str, said: str
) -> None:
    shutil.rmtree("reports/evaluations")
    values = json.loads(Path(file).read_text())
    del values[key]
    Path(file).write_text(json.dumps(values))
    result = cli("models", "list", "--format", "json")
    assert json.loads(result.stdout)[1]["figures"] == {}
    assert said in result.stderr


def test_each_run_keeps_its_figures_when_another_is_evaluated(
    cli: Cli, evaluated: Path, project: Path
) -> None:
    shutil.copytree(evaluated, project / "models" / "other")
    write_evaluation("other", "2026-11-28T11:30:00+00:00", 0.3)
    _, *listed = json.loads(cli("models", "list", "--format", "json").stdout)
    assert {one["run"]: one["figures"]["hits_at_10"] for one in listed} == {
        "mine": 0.226,
        "other": 0.3,
    }
    assert "22.6 (17.4–27.9)" in cli("models", "show", "mine").stdout
    cli("models", "export", "mine", "shared")
    assert json.loads(Path("shared/metrics.json").read_text())["model"] == "mine"


def test_the_last_evaluation_of_a_run_gives_its_figures(cli: Cli, evaluated: Path) -> None:
    write_evaluation("mine", "2026-11-28T11:20:00+00:00", 0.25, split="test")
    write_evaluation("other", "2026-11-28T11:30:00+00:00", 0.3)
    _, listed = json.loads(cli("models", "list", "--format", "json").stdout)
    assert (listed["split"], listed["figures"]["hits_at_10"]) == ("test", 0.25)
    write_evaluation("mine", "2026-11-28T11:40:00+00:00", 0.24)
    _, listed = json.loads(cli("models", "list", "--format", "json").stdout)
    assert (listed["split"], listed["figures"]["hits_at_10"]) == ("val", 0.24)


def test_figures_of_an_earlier_version_are_listed(cli: Cli, evaluated: Path) -> None:
    for path in Path("reports").rglob("metrics.json"):
        path.write_text(path.read_text().replace("true_names", "fit"))
    assert " 3.380 " in cli("models", "list").stdout


def test_figures_of_the_last_evaluation_need_no_folder_of_evaluations(
    cli: Cli, evaluated: Path
) -> None:
    shutil.rmtree("reports/evaluations")  # as after a 'dvc pull' of metrics.json alone
    _, listed = json.loads(cli("models", "list", "--format", "json").stdout)
    assert listed["figures"]["hits_at_10"] == 0.226


def test_a_card_lists_the_data_and_the_base_and_the_figures(cli: Cli, evaluated: Path) -> None:
    card = cli("models", "show", "mine").stdout
    head = card.split("---\n")[1]
    assert "license: mit\n" in head
    assert "base_model: gpt2\n" in head
    for said in (
        *("124,439,808", "abc1234, changed", "2.2500", "3.380 (3.100–3.600)"),
        *("the model alone, per cent | 70.0 (60.0–80.0)", "22.6 (17.4–27.9)", "Nintendo"),
    ):
        assert said in card
    assert json.loads(cli("models", "show", "mine", "--format", "json").stdout)["run"] == "mine"


def test_models_and_report_find_the_same_run(cli: Cli, mine: Path, project: Path) -> None:
    pytest.importorskip("jinja2", reason="needs the report extra")
    shutil.move(mine, project / "mine")
    mine.mkdir()  # where an unfinished run of the same name is
    shown = json.loads(cli("models", "show", "mine", "--format", "json").stdout)
    assert (shown["folder"], shown["val_loss"]) == ("mine", 2.25)
    assert "2.2500" in cli("report", "mine", "--format", "markdown").stdout
    bundled = cli("report", "bundled", BUNDLED_MODEL, ok=False)
    assert "the two runs must be different" in bundled.stderr


def test_what_a_killed_pull_left_is_no_run(cli: Cli, mine: Path) -> None:
    pytest.importorskip("jinja2", reason="needs the report extra")
    shutil.copytree(mine, mine.with_name(".theirs.tmp"))
    listed = json.loads(cli("models", "list", "--format", "json").stdout)
    assert [one["run"] for one in listed] == ["bundled", "mine"]
    assert "There are: mine." in cli("report", "theirs", ok=False).stderr


def test_a_pushed_model_takes_no_licence(cli: Cli) -> None:
    refused = cli("models", "show", "s3://bucket/mine", "--license", "mit", ok=False)
    assert refused.exit_code == 2
    assert "a pushed model has its licence" in refused.stderr


def test_an_unknown_base_requires_the_licence_option(cli: Cli, mine: Path) -> None:
    manifest = json.loads((mine / "manifest.json").read_text())
    manifest["base"]["loaded"] = "somebody/else"
    (mine / "manifest.json").write_text(json.dumps(manifest))
    refused = cli("models", "export", "mine", "shared", ok=False)
    assert "Give it with --license" in refused.stderr
    cli("models", "export", "mine", "shared", "--license", "apache-2.0")
    assert "license: apache-2.0\n" in Path("shared/README.md").read_text(encoding="utf-8")
