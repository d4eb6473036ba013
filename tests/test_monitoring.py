"""Test ``deploy/monitoring``: promtool accepts its rules, and the metrics that it uses exist."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import promql_parser
import pytest
import yaml

from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "deploy" / "monitoring"
METRICS = {
    "pokename_requests_total": {"route", "status"},
    "pokename_request_seconds": {"route"},
    "pokename_names_total": set(),
    "pokename_refused_names_total": {"reason"},
    "pokename_unknown_words_total": set(),
    "pokename_queue_depth": set(),
}
"""What ``serve`` counts, with its labels."""
OF_PROMETHEUS = {"up"}
needs_promtool = pytest.mark.skipif(
    not shutil.which("promtool"), reason="promtool isn't installed: apt-get install prometheus"
)


def dashboard() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / "grafana-dashboard.json").read_text("utf-8"))
    return read


def alerts() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


def expressions() -> dict[str, str]:
    """Return every expression and the place where it is used."""
    shown = {
        f"{panel['title']} {target['refId']}": target["expr"]
        for panel in dashboard()["panels"]
        for target in panel["targets"]
    }
    return {**shown, **{rule["alert"]: rule["expr"] for rule in alerts()}}


def selectors(node: Any) -> Iterator[Any]:
    """Yield the selectors of time series in an expression."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node
    for part in ("expr", "lhs", "rhs", "vector_selector", "param"):
        inner = getattr(node, part, None)
        if inner is not None:
            yield from selectors(inner)
    for argument in getattr(node, "args", ()):
        yield from selectors(argument)


@pytest.mark.parametrize("where", expressions())
def test_alerts_and_dashboard_use_only_metrics_and_labels_that_serve_exports(where: str) -> None:
    expression = expressions()[where].replace("$__rate_interval", "5m")
    found = list(selectors(promql_parser.parse(expression)))
    assert found
    for selector in found:
        if selector.name in OF_PROMETHEUS:
            continue
        known = METRICS[selector.name.removesuffix("_bucket")]
        assert {matcher.name for matcher in selector.matchers.matchers} <= known


def test_each_metric_is_on_the_dashboard() -> None:
    shown = " ".join(
        target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]
    )
    assert [name for name in METRICS if name not in shown] == []


def test_the_panels_of_the_dashboard_have_different_ids_and_do_not_overlap() -> None:
    panels = dashboard()["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken
        taken |= cells


def test_each_alert_has_a_description_and_a_test() -> None:
    tested = yaml.safe_load((FOLDER / "alerts_test.yaml").read_text("utf-8"))["tests"]
    set_off = {
        case["alertname"]
        for test in tested
        for case in test["alert_rule_test"]
        if "exp_alerts" in case
    }
    assert {rule["alert"] for rule in alerts()} == set_off
    assert all(rule["annotations"].keys() == {"summary", "description"} for rule in alerts())


@needs_promtool
@pytest.mark.parametrize(
    "command",
    [
        ("check", "config", "prometheus.yaml"),
        ("check", "rules", "alerts.yaml"),
        ("test", "rules", "alerts_test.yaml"),
    ],
    ids=" ".join,
)
def test_promtool_accepts_the_rules(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        ["promtool", *command], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
