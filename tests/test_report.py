"""Test ``pokename report``: one run, or two side by side, on one page."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Cli

pytest.importorskip("jinja2", reason="needs the report extra")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
SECTIONS = (
    *("At a glance", "Learning curves", "Figures beside the baselines", "Lengths and letters"),
    *("Novelty against likelihood", "Hits on designs", "Names for fixed prompts"),
    *("Audit of the data", "Manifest"),
)
RUNS = ("plain", "hot")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train two tiny runs on the bundled facts, and evaluate them, once per module."""
    pytest.importorskip("torch", reason="needs the train extra")
    from tests.conftest import save_tiny_gpt2

    folder = tmp_path_factory.mktemp("reported")
    save_tiny_gpt2(folder / "base")
    config = {
        "paths": {part: str(folder / part) for part in ("data", "models", "reports")},
        "fetch": {"source": "bundled"},
        "preprocess": {"prompts_per_species": 1, "val_share": 0.02},
        "train": {
            "model": {"name": str(folder / "base")},
            "device": "cpu",
            "batch_size": 4,
            "max_steps": 6,
            "evaluations_per_epoch": 400,
        },
        "evaluate": {
            "species": 1,
            "names_per_species": 1,
            "many_prompts": 0,
            "designs": 1,
            "bootstrap": 20,
            "prompts": ["a <b>fiery</b> lizard"],
        },
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    run, asked = Cli(), ("--config", folder / "config.yaml")
    run("fetch", *asked)
    run("preprocess", *asked)
    for name, rate in zip(RUNS, (1e-4, 2e-2), strict=True):
        run("train", *asked, "--run", name, "--set", f"train.learning_rate={rate}")
        run("evaluate", *asked, "--model", folder / "models" / name)
    return folder


@pytest.fixture
def asked(made: Path) -> tuple[str, Path]:
    return ("--config", made / "config.yaml")


def test_a_page_shows_all_of_a_run(made: Path, cli: Cli, asked: tuple[str, Path]) -> None:
    result = cli("report", "plain", *asked)
    assert result.stdout.strip() == str(made / "reports/plain.html")
    page = (made / "reports/plain.html").read_text(encoding="utf-8")
    assert re.findall("<h2[^>]*>(.*)</h2>", page) == list(SECTIONS)
    assert 'class="note"' not in page  # no note about missing files
    metrics = json.loads((made / "reports/evaluations/plain_val/metrics.json").read_text())
    for label, system in metrics["systems"].items():
        assert f"<td>{label}</td>" in page
        if usable := system["measures"].get("usable"):
            assert f"<td>{100 * usable['value']:.1f}" in page
    assert page.count("<svg") == 2 + 2 + 2 + len(metrics["systems"]) + 2
    manifest = json.loads((made / "models/plain/manifest.json").read_text())
    assert manifest["base"]["loaded"] in page
    assert "a &lt;b&gt;fiery&lt;/b&gt; lizard" in page
    assert "<b>fiery" not in page
    rules = (made / "data/interim/audit.csv").read_text(encoding="utf-8").splitlines()[1:]
    for rule in rules:
        assert rule.split(",")[-1] in page


def test_two_runs_are_shown_side_by_side(made: Path, cli: Cli, asked: tuple[str, Path]) -> None:
    cli("report", *RUNS, *asked)
    page = (made / "reports/plain_hot.html").read_text(encoding="utf-8")
    assert "Settings that differ" in page
    assert "<tr><td>train.learning_rate</td><td>0.0001</td><td>0.02</td></tr>" in page
    text = cli("report", *RUNS, *asked, "--format", "markdown").stdout
    assert "| train.learning\\_rate | 0.0001 | 0.02 |" in text
    losses = [
        json.loads((made / f"models/{run}/manifest.json").read_text())["val_loss"] for run in RUNS
    ]
    word = "better" if losses[0] < losses[1] else "worse"
    (line,) = [line for line in text.splitlines() if line.startswith("| validation loss")]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[1:3] == [f"{loss:.4f}" for loss in losses]
    assert cells[3] == f"{losses[0] - losses[1]:+.4f}"
    assert cells[4] == word
    assert "| figure | plain | hot | difference | in words |" in text
    (bits,) = [line for line in text.splitlines() if line.startswith("| bits a letter of")]
    plain, hot, change, words = [cell.strip() for cell in bits.strip("|").split("|")][1:]
    values = [float(cell.split()[0]) for cell in (plain, hot, change)]
    assert values[0] - values[1] == pytest.approx(values[2], abs=0.0015)
    assert words == "may be chance"  # one family: no resample differs from the data
    (usable,) = [line for line in text.splitlines() if line.startswith("| usable, spelled")]
    assert usable.endswith("| the same |")
    assert "<td>hot, spelled</td><td>plain, spelled</td><td>usable</td>" in page
    assert "<svg" not in text
    assert "a \\<b\\>fiery\\</b\\> lizard" in text


def test_evaluation_and_report_say_that_resamples_of_hits_draw_creatures(
    made: Path, cli: Cli, asked: tuple[str, Path]
) -> None:
    evaluation = (made / "reports/evaluation.md").read_text(encoding="utf-8")
    assert "of evolution families, and for hits on designs of creatures." in evaluation
    text = cli("report", "plain", *asked, "--format", "markdown").stdout
    assert "for hits on designs they draw creatures." in text


def test_missing_files_are_named_in_the_report(
    made: Path, cli: Cli, asked: tuple[str, Path], tmp_path: Path
) -> None:
    moved = [f"paths.{part}={tmp_path / part}" for part in ("models", "reports", "data")]
    sets = [part for one in moved for part in ("--set", one)]
    shutil.copytree(made / "models/plain", tmp_path / "models/plain")
    (tmp_path / "models/plain/training.csv").unlink()
    text = cli("report", "plain", *asked, *sets, "--format", "markdown").stdout
    assert "training.csv doesn't exist; 'pokename train' writes it." in text
    assert "'pokename evaluate --model" in text
    assert "There is no evaluation of plain on this split." in text
    assert "No losses of plain are recorded." in text
    cli("report", "plain", *asked, *sets)
    page = (tmp_path / "reports/plain.html").read_text(encoding="utf-8")
    assert re.findall("<h2[^>]*>(.*)</h2>", page) == list(SECTIONS)
    assert "audit.csv doesn&#39;t exist; &#39;pokename preprocess&#39; writes it." in page

    (tmp_path / "models/plain/manifest.json").write_text("{")
    (tmp_path / "models/plain/training.csv").write_text("a,b\n1,2\n")
    (tmp_path / "models/plain/config.yaml").write_text("[")
    assert (
        "isn't valid JSON" in cli("report", "plain", *asked, *sets, "--format", "markdown").stdout
    )


def test_runs_with_different_evaluations_are_not_compared(
    made: Path, cli: Cli, asked: tuple[str, Path], tmp_path: Path
) -> None:
    shutil.copytree(made / "reports/evaluations", tmp_path / "reports/evaluations")
    metrics = tmp_path / "reports/evaluations/hot_val/metrics.json"
    other = {**json.loads(metrics.read_text()), "seed": 8}
    metrics.write_text(json.dumps(other))
    elsewhere = ("--set", f"paths.reports={tmp_path / 'reports'}", "--format", "markdown")
    text = cli("report", *RUNS, *asked, *elsewhere).stdout
    assert "The runs were evaluated with different settings: seed 7 against 8." in text
    (usable,) = [line for line in text.splitlines() if line.startswith("| usable, whole system ")]
    assert usable.endswith("| – | – |")
    (loss,) = [line for line in text.splitlines() if line.startswith("| validation loss")]
    assert not loss.endswith("| – | – |")
    metrics.write_text('{"systems": {}}')
    again = cli("report", *RUNS, *asked, *elsewhere).stdout
    assert "wasn't written by this version of 'pokename evaluate'. Evaluate again." in again


def test_a_run_may_be_called_like_a_missing_value(
    made: Path, cli: Cli, asked: tuple[str, Path], tmp_path: Path
) -> None:
    kept = tmp_path / "reports/evaluations/null_val"
    shutil.copytree(made / "reports/evaluations/hot_val", kept)
    for path in kept.iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace("hot", "null"), encoding="utf-8")
    elsewhere = ("--set", f"paths.reports={tmp_path / 'reports'}", "--format", "markdown")
    assert "| usable, whole system |" in cli("report", "null", *asked, *elsewhere).stdout


def test_an_evaluation_of_an_earlier_version_is_shown(
    made: Path, cli: Cli, asked: tuple[str, Path], tmp_path: Path
) -> None:
    kept = tmp_path / "reports/evaluations/plain_val"
    shutil.copytree(made / "reports/evaluations/plain_val", kept)
    metrics = kept / "metrics.json"
    metrics.write_text(metrics.read_text().replace("true_names", "fit"))
    elsewhere = ("--set", f"paths.reports={tmp_path / 'reports'}", "--format", "markdown")
    assert "| bits a letter of the true name |" in cli("report", "plain", *asked, *elsewhere).stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sampling": {"temperature": 2.0}}, "temperature 1.0 against 2.0"),
        ({"data_sha256": {"train": "0"}}, "other train data"),
    ],
)
def test_runs_evaluated_on_other_data_or_with_other_sampling_are_not_compared(
    made: Path,
    cli: Cli,
    asked: tuple[str, Path],
    tmp_path: Path,
    change: dict[str, Any],
    said: str,
) -> None:
    shutil.copytree(made / "reports/evaluations", tmp_path / "reports/evaluations")
    metrics = tmp_path / "reports/evaluations/hot_val/metrics.json"
    values = json.loads(metrics.read_text())
    metrics.write_text(json.dumps({**values, **{key: values[key] | change[key] for key in change}}))
    elsewhere = ("--set", f"paths.reports={tmp_path / 'reports'}", "--format", "markdown")
    text = cli("report", *RUNS, *asked, *elsewhere).stdout
    assert f"The runs were evaluated with different settings: {said}." in text
    (usable,) = [line for line in text.splitlines() if line.startswith("| usable, whole system ")]
    assert usable.endswith("| – | – |")


def test_an_evaluation_of_another_model_of_the_same_name_is_left_out(
    made: Path, cli: Cli, asked: tuple[str, Path], tmp_path: Path
) -> None:
    for run in RUNS:  # as after 'pokename train --overwrite'
        shutil.copytree(made / "models/hot", tmp_path / "models" / run)
    elsewhere = ("--set", f"paths.models={tmp_path / 'models'}", "--format", "markdown")
    text = cli("report", "plain", *asked, *elsewhere).stdout
    assert "The evaluation of plain is of another model that had this name" in text
    assert "| usable, whole system |" not in text
    assert "| usable, whole system |" in cli("report", "hot", *asked, *elsewhere).stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"data_sha256": {"val": "0"}, "val_examples_sha256": "0"}, "on different data"),
        ({"val_examples_sha256": "0"}, "with different tokenizers or formats of the examples"),
        ({"val_examples_sha256": None}, "The manifest of hot doesn't say"),
    ],
)
def test_losses_on_different_examples_are_not_compared(
    made: Path,
    cli: Cli,
    asked: tuple[str, Path],
    tmp_path: Path,
    change: dict[str, Any],
    said: str,
) -> None:
    shutil.copytree(made / "models", tmp_path / "models")
    path = tmp_path / "models/hot/manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    elsewhere = ("--set", f"paths.models={tmp_path / 'models'}", "--format", "markdown")
    text = cli("report", *RUNS, *asked, *elsewhere).stdout
    (loss,) = [line for line in text.splitlines() if line.startswith("| validation loss")]
    assert loss.endswith("| – | – |")
    for section in ("At a glance", "Learning curves"):
        told = text.partition(f"## {section}")[2].partition("## ")[0]
        assert said in told, section
        assert "so the losses can't be compared." in told


def test_a_missing_run_is_an_error(made: Path, cli: Cli, asked: tuple[str, Path]) -> None:
    result = cli("report", "none", *asked, ok=False)
    assert result.exit_code == 1
    assert "There is no run 'none'" in result.stderr
    assert "There are: hot, plain." in result.stderr
    assert cli("report", "plain", "plain", *asked, ok=False).exit_code == 2
    before = sorted(made.rglob("*"))
    Path("empty").mkdir()
    for folder in ("/", "empty", "."):
        result = cli("report", folder, *asked, ok=False)
        assert result.exit_code == 1
        assert f"There is no run '{folder}'" in result.stderr
    assert sorted(made.rglob("*")) == before


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium, or skip the test if it isn't installed."""
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if CHROMIUM is None:
        pytest.skip("Chromium isn't installed")
    with api.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.mark.slow
def test_the_page_works_in_a_browser_without_requests(
    made: Path, cli: Cli, asked: tuple[str, Path], browser: Any
) -> None:
    cli("report", *RUNS, *asked)
    address = (made / "reports/plain_hot.html").as_uri()
    paper = {}
    for width, scheme in ((360, "light"), (1200, "dark")):
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        requests: list[str] = []
        said: list[str] = []
        page.on("request", lambda one, to=requests: to.append(one.url))
        page.on("console", lambda one, to=said: to.append(one.text))
        page.on("pageerror", lambda one, to=said: to.append(str(one)))
        page.goto(address)
        assert requests == [address]
        assert said == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for chart in page.query_selector_all("svg"):
            box = chart.bounding_box()
            assert box["width"] > 200
            assert box["height"] > 50
        page.click("nav a[href='#manifest']")
        assert page.locator("#manifest h2").is_visible()
        paper[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.close()
    assert paper["light"] != paper["dark"]
