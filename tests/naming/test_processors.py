"""Test that names are the same on every processor."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DESCRIPTIONS = (
    "large sea serpent",
    "a fiery lizard",
    "moss golem",
    "a tiny mouse that stores lightning in its cheeks",
    "a grumpy old turtle who hates mondays",
    "It sleeps in the desert sand by day. At night it rises on wings of dust.",
)


def names(folder: Path, **environment: str) -> str:
    source = folder / "creatures.txt"
    source.write_text("\n".join(DESCRIPTIONS), encoding="utf-8")
    command = (sys.executable, "-m", "pokename", "generate", "--input", str(source))
    return subprocess.run(
        [*command, "--format", "csv", "--workers", "1"],
        env={**os.environ, **environment},
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.fixture(scope="module")
def usual_names(tmp_path_factory: pytest.TempPathFactory) -> str:
    return names(tmp_path_factory.mktemp("usual"))


@pytest.mark.parametrize(
    "environment",
    [
        {"CT2_USE_MKL": "0"},  # as on an AMD processor
        {"CT2_FORCE_CPU_ISA": "GENERIC"},
        {"CT2_FORCE_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"},
        {"OMP_NUM_THREADS": "1"},
        {"OMP_NUM_THREADS": "8"},
    ],
    ids=" ".join,
)
def test_names_do_not_change_with_the_processor(
    tmp_path: Path, usual_names: str, environment: dict[str, str]
) -> None:
    assert names(tmp_path, **environment) == usual_names
