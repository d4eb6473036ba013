"""Test the notebook: it is stored without outputs, and its cells run on the smoke config."""

import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

nbformat = pytest.importorskip("nbformat", reason="needs the practice group")

NOTEBOOK = REPOSITORY / "notebooks" / "explore.ipynb"


def test_the_notebook_has_no_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell for cell in cells if cell.outputs or cell.execution_count] == []


@pytest.mark.practice
def test_each_cell_runs_on_the_smoke_config(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = pytest.importorskip("nbclient", reason="needs the practice group")
    pytest.importorskip("torch", reason="needs the train extra")
    for variable in ("IPYTHONDIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(REPOSITORY / "src")]))
    beside = project / "notebooks"
    beside.mkdir()
    shutil.copy(NOTEBOOK, beside)
    notebook = nbformat.read(beside / NOTEBOOK.name, as_version=4)
    runner = client.NotebookClient(
        notebook, timeout=300, resources={"metadata": {"path": str(beside)}}
    )
    runner.execute()
    assert (project / "models/smoke/pokename.json").is_file()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [one for one in shown if "image/png" in one.get("data", {})]
    assert len(pictures) == 4
    last = shown[-1]["data"]["text/html"]
    assert "models/smoke" in last
    assert "bundled" in last
