"""Test ``pokename evaluate`` with the bundled model on the bundled facts."""

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pokename.cli.console import console
from pokename.evaluation.cases import held_out_designs
from pokename.paths import BUNDLED_MODEL
from tests.conftest import Cli, save_tiny_gpt2

QUICK = (
    *("--set", "evaluate.names_per_species=2", "--set", "evaluate.bootstrap=50"),
    *("--set", "evaluate.species=2", "--set", "evaluate.many_prompts=3"),
    *("--set", "evaluate.prompts=[a fiery lizard]", "--set", "evaluate.designs=3"),
)


@pytest.fixture
def splits(project: Path, cli: Cli) -> Path:
    cli("fetch", "--source", "bundled")
    cli("preprocess", "--set", "preprocess.prompts_per_species=1")
    return project


def metrics_of(project: Path) -> dict[str, Any]:
    metrics: dict[str, Any] = json.loads((project / "reports/metrics.json").read_text())
    return metrics


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Evaluate the bundled model and a copy of it, once per module, in a separate folder."""
    folder = tmp_path_factory.mktemp("evaluated")
    paths = [f"paths.{part}={folder / part}" for part in ("data", "models", "reports")]
    sets = [option for path in paths for option in ("--set", path)]
    shutil.copytree(BUNDLED_MODEL, folder / "models/twin")
    run = Cli()
    run("fetch", "--source", "bundled", *sets)
    run("preprocess", "--set", "preprocess.prompts_per_species=1", *sets)
    twin = f"evaluate.compare=[{json.dumps(str(folder / 'models/twin'))}]"
    with pytest.MonkeyPatch.context() as narrow:
        narrow.setenv("COLUMNS", "100")
        console.cache_clear()  # the cached console may have another test's width
        result = run("evaluate", *QUICK, *sets, "--set", twin)
    console.cache_clear()
    (folder / "stdout").write_text(result.stdout)
    (folder / "stderr").write_text(result.stderr)
    return folder


def test_the_report_includes_models_baselines_and_real_names(evaluated: Path) -> None:
    metrics = metrics_of(evaluated)
    models = ["bundled", "bundled, spelled", "twin", "twin, spelled"]
    baselines = ["letter n-gram", "blend of two words", "nearest, changed"]
    assert list(metrics["systems"]) == [*models, *baselines, "real names"]
    assert metrics["split"] == "val"
    assert 0 < metrics["true_names"]["prompt"]["mrr"]["value"] <= 1
    assert 0 < metrics["true_names"]["prompt"]["mrr_by_fit"]["value"] <= 1
    hits = metrics["designs"]["bundled"]
    assert hits["designs"] == 3
    assert hits["measures"]["hits_at_10"]["value"] <= hits["measures"]["hits_at_100"]["value"] <= 1
    assert metrics["designs"]["twin"] == hits
    assert list(metrics["designs"]) == ["bundled", "twin", *baselines]
    report = (evaluated / "reports/evaluation.md").read_text()
    assert "a fiery lizard" in report
    for label in metrics["systems"]:
        assert f"| {label} | " in report or f"| {label}, whole system | " in report
    for path in (evaluated / "stdout").read_text().split():
        assert Path(path).stat().st_size > 0
    assert (evaluated / "reports/figures/shares_val.png").read_bytes()[:4] == b"\x89PNG"


def test_measured_names_are_written_without_pokedex_texts(evaluated: Path) -> None:
    names = pd.read_csv(evaluated / "reports/evaluations/bundled_val/names.csv")
    metrics = json.loads((evaluated / "reports/evaluations/bundled_val/metrics.json").read_text())
    assert metrics == metrics_of(evaluated)
    assert set(names["system"]) == set(metrics["systems"])
    measured = names[names["kind"] != "fixed"]
    for label, system in metrics["systems"].items():
        assert (measured["system"] == label).sum() == sum(system["lengths"].values())
    assert names.loc[names["kind"] == "pokedex", "description"].isna().all()
    fixed = names[names["kind"] == "fixed"]
    assert list(fixed["place"]) == list(range(1, 11))
    assert set(fixed["description"]) == {"a fiery lizard"}
    own = measured[measured["system"] == "bundled"]
    usable = (own["usable"].astype(str) == "True").mean()
    assert usable == pytest.approx(metrics["systems"]["bundled"]["measures"]["usable"]["value"])
    assert (own["edits"] > 1).all()
    real = measured[measured["system"] == "real names"]
    assert (real["edits"] > 0).all()
    assert (real["nearest"] != real["name"]).all()


def test_tables_fit_a_narrow_terminal(evaluated: Path) -> None:
    shown = (evaluated / "stderr").read_text()
    assert "nearest, changed" in shown
    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= 120


def test_each_system_has_all_measures_that_apply_to_it(evaluated: Path) -> None:
    systems = metrics_of(evaluated)["systems"]
    model, real = systems["bundled"]["measures"], systems["real names"]["measures"]
    assert set(real) >= {"likeness", "related_own", "species_own", "pronounceable", "letters"}
    assert set(real).isdisjoint({"usable", "novel", "distinct", "distinct_many"})
    assert set(model) >= {*real, "usable", "novel", "starts", "roots", "plan_true"}
    assert 0 < model["distinct_many"]["value"] <= 1
    gates = [model[gate] for gate in ("valid", "novel", "no_word", "likeness", "distinct")]
    assert model["usable"]["value"] <= min(gate["value"] for gate in gates)
    assert model["usable"]["low"] <= model["usable"]["value"] <= model["usable"]["high"]
    for kind in systems["bundled"]["by_kind"].values():
        assert kind["related_own"]["value"] >= kind["root_own"]["value"]


def test_equal_models_have_equal_figures(evaluated: Path) -> None:
    metrics = metrics_of(evaluated)
    assert metrics["systems"]["bundled"]["measures"] == metrics["systems"]["twin"]["measures"]
    assert metrics["compared_true_names"] == {"twin": metrics["true_names"]}
    spelled = [metrics["systems"][f"{one}, spelled"]["measures"] for one in ("bundled", "twin")]
    assert spelled[0]["usable"] == spelled[1]["usable"]
    report = (evaluated / "reports/evaluation.md").read_text()
    (row,) = [
        line
        for line in report.splitlines()
        if "| twin, whole system | bundled, whole" in line and "| usable |" in line
    ]
    assert "| +0.0 (+0.0 to +0.0) |" in row


def test_differences_are_paired_by_case(evaluated: Path) -> None:
    metrics = metrics_of(evaluated)
    report = (evaluated / "reports/evaluation.md").read_text()
    (row,) = [
        line
        for line in report.splitlines()
        if line.startswith("| blend of two words | bundled, whole system | usable |")
    ]
    shown = float(row.split("|")[4].split()[0])
    blend, model = (
        metrics["systems"][one]["measures"]["usable"]["value"]
        for one in ("blend of two words", "bundled")
    )
    assert shown == pytest.approx(100 * (blend - model), abs=0.05)
    cases = pd.read_csv(evaluated / "reports/evaluations/bundled_val/cases.csv")
    values = cases[(cases["figure"] == "usable") & (cases["system"] == "bundled")]["value"]
    assert values.mean() == pytest.approx(model)


def test_the_report_compares_evolution_lines_of_models_with_real_ones(evaluated: Path) -> None:
    metrics = metrics_of(evaluated)
    lines = metrics["lines"]
    assert list(lines) == ["bundled", "twin", "real lines of 3", "real lines of 2"]
    assert lines["bundled"] == lines["twin"]
    model = lines["bundled"]
    assert model["families"] == metrics["families"]
    assert model["measures"]["given"]["value"] == model["lines"] / model["families"] > 0
    letters = {stage: model["measures"][f"letters_{stage}"]["value"] for stage in (1, 2, 3)}
    assert letters[1] <= letters[3]  # no line ends with a shorter name than it begins with
    assert "Evolution lines" in (evaluated / "stderr").read_text()
    assert "| real lines of 3 | 121 | – | – | " in (evaluated / "reports/evaluation.md").read_text()


@pytest.mark.slow
def test_random_weights_are_far_worse_in_the_figures_that_lead(splits: Path, cli: Cli) -> None:
    torch = pytest.importorskip("torch", reason="needs the train extra")
    from transformers import GPT2Config, GPT2LMHeadModel

    from pokename.paths import BUNDLED_BASE
    from pokename.training.engine_conversion import convert_to_engine

    folder = splits / "models/random"
    shutil.copytree(BUNDLED_MODEL, folder)
    (folder / "manifest.json").unlink()
    torch.manual_seed(0)
    shutil.copytree(BUNDLED_BASE, splits / "noise")
    GPT2LMHeadModel(GPT2Config.from_pretrained(BUNDLED_BASE)).save_pretrained(splits / "noise")
    convert_to_engine(splits / "noise", folder / "engine")
    compared = ("--set", "evaluate.compare=[bundled]", "--set", "evaluate.designs=0")
    cli("evaluate", *QUICK, "--model", folder, *compared)
    metrics = metrics_of(splits)
    bits = [
        one["prompt"]["bits_per_letter"]["value"]
        for one in (metrics["true_names"], metrics["compared_true_names"]["bundled"])
    ]
    assert bits[0] > bits[1] + 4
    usable = [
        metrics["systems"][f"{one}, spelled"]["measures"]["usable"]["value"]
        for one in ("random", "bundled")
    ]
    assert usable[0] == 0
    assert usable[1] >= 0.5
    summary = json.loads((splits / "reports/summary.json").read_text())
    assert next(iter(summary)) == "bits_per_letter"
    report = (splits / "reports/evaluation.md").read_text()
    first = report.partition("\n## ")[2].partition("\n## ")[0]
    assert first.startswith("True names")
    assert f"| random | prompt | {bits[0]:.3f} (" in first


@pytest.mark.slow
def test_the_base_is_measured_before_training(splits: Path, cli: Cli) -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    save_tiny_gpt2(splits / "models/tiny")
    tiny = ("--set", "train.model.name=models/tiny")
    still = ("--set", "train.max_steps=1", "--set", "train.learning_rate=1e-12")
    cli("train", "--run", "still", "--device", "cpu", *still, *tiny)
    asked = (
        *("--set", "evaluate.compare=[models/still]", *tiny),
        *("--set", "evaluate.species=1", "--set", "evaluate.designs=0"),
        *("--set", "evaluate.many_prompts=0"),
    )
    said = cli("evaluate", "--model", "base", *QUICK, *asked).stderr
    assert "base: models/tiny, before training" in said
    metrics = metrics_of(splits)
    assert metrics["model"] == "base"
    assert list(metrics["systems"])[:3] == ["base", "base, spelled", "still"]
    base = metrics["true_names"]["prompt"]
    still = metrics["compared_true_names"]["still"]["prompt"]
    bits = base["bits_per_letter"]["value"]
    assert bits == pytest.approx(still["bits_per_letter"]["value"], rel=1e-3)
    assert len(metrics["model_sha256"]) == 64
    assert sorted(one.name for one in (splits / "models").iterdir()) == ["still", "tiny"]


def test_two_models_with_the_same_name_are_refused(splits: Path, cli: Cli) -> None:
    result = cli("evaluate", *QUICK, "--set", "evaluate.compare=[bundled]", ok=False)
    assert "are called 'bundled'" in result.stderr


def test_species_that_a_compared_model_was_trained_on_are_refused(splits: Path, cli: Cli) -> None:
    shutil.copytree(BUNDLED_MODEL, splits / "models/cheat")
    facts = splits / "models/cheat/pokename.json"
    known = json.loads(facts.read_text())
    facts.write_text(json.dumps({**known, "trained_on": list(range(1, 1026))}))
    manifest = facts.with_name("manifest.json")
    about = json.loads(manifest.read_text())
    files = {**about["files"], facts.name: sha256(facts.read_bytes()).hexdigest()}
    manifest.write_text(json.dumps({**about, "files": files}))
    result = cli("evaluate", *QUICK, "--set", "evaluate.compare=[models/cheat]", ok=False)
    assert "'cheat' was trained on species of the val split" in result.stderr


def test_species_that_the_model_was_trained_on_are_refused(splits: Path, cli: Cli) -> None:
    train, val = (splits / f"data/processed/{split}.csv" for split in ("train", "val"))
    train.rename(val.with_name("other.csv"))
    val.rename(train)
    val.with_name("other.csv").rename(val)
    result = cli("evaluate", *QUICK, ok=False)
    assert result.exit_code == 1
    assert "was trained on species of the val split" in result.stderr


@pytest.mark.practice
@pytest.mark.parametrize("n_positions", [160, 1024])
def test_a_language_model_is_evaluated_with_few_shot_prompts(
    splits: Path, cli: Cli, n_positions: int
) -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    # The shorter context hardly has room for an example besides the description.
    save_tiny_gpt2(splits / "models/chatty", n_positions=n_positions)
    asked = (
        *("--set", "evaluate.few_shot=[models/chatty]"),
        *("--set", "evaluate.many_prompts=0", "--set", "evaluate.designs=0"),
    )
    cli("evaluate", *QUICK, *asked)
    first = metrics_of(splits)["systems"]["chatty, few-shot"]
    assert 0 <= first["measures"]["usable"]["value"] <= 1
    assert sum(first["lengths"].values()) > 0
    cli("evaluate", *QUICK, *asked)
    assert metrics_of(splits)["systems"]["chatty, few-shot"] == first
    assert "| chatty, few-shot | " in (splits / "reports/evaluation.md").read_text()


def test_the_error_names_a_missing_language_model(splits: Path, cli: Cli) -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    result = cli("evaluate", *QUICK, "--set", "evaluate.few_shot=[models/none]", ok=False)
    assert result.exit_code != 0
    assert "The model 'models/none' can't be loaded" in result.stderr


def test_held_out_designs_of_val_and_test_share_no_name() -> None:
    val, test = held_out_designs("val"), held_out_designs("test")
    assert len(val) > 200
    assert len(test) > 200
    assert not {one.creature for one in val} & {one.creature for one in test}
    drawn = held_out_designs("val", 3, seed=7)
    assert len(drawn) == 3
    assert drawn != val[:3]
    assert drawn != held_out_designs("val", 3, seed=8)
    assert set(drawn) < set(held_out_designs("val", 9, seed=7))


def test_without_splits_the_error_names_the_command(cli: Cli) -> None:
    assert "pokename preprocess" in cli("evaluate", ok=False).stderr
