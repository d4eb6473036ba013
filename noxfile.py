"""The project's chores, each in an environment of its own: nox -s tests."""

from pathlib import Path

import nox
from nox import Session

nox.needs_version = ">=2024.10"
nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "types", "tests"]

DEV = nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "dev")
CONSTRAINTS = ("--constraint", "constraints.txt")


def install(session: Session) -> None:
    """Install the package with every extra and the development tools, at the pinned versions."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[all,ray]", *DEV)


@nox.session
def tests(session: Session) -> None:
    """The test suite with branch coverage, in parallel; arguments go to pytest."""
    install(session)
    session.run("coverage", "erase")
    session.run("pytest", "-n", "2", "--cov", "--cov-report=", *session.posargs)
    if not session.posargs:  # a part of the suite can't cover the whole
        session.run("coverage", "report")


@nox.session
def lint(session: Session) -> None:
    """Style, as ruff sees it, and who imports whom."""
    session.install("--quiet", *CONSTRAINTS, "ruff", "import-linter")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", "--no-cache", env={"PYTHONPATH": "src"})


@nox.session
def types(session: Session) -> None:
    """Types, strictly."""
    install(session)
    session.run("mypy")


@nox.session
def coverage(session: Session) -> None:
    """The last test run's coverage, as HTML."""
    session.install("--quiet", *CONSTRAINTS, "coverage")
    session.run("coverage", "html")


@nox.session
def build(session: Session) -> None:
    """A wheel and an sdist, and names from the wheel installed alone."""
    session.install("--quiet", *CONSTRAINTS, "build")
    session.run("python", "-m", "build", "--outdir", "dist")
    wheel = max(Path("dist").glob("*.whl"), key=lambda path: path.stat().st_mtime)
    session.install("--quiet", *CONSTRAINTS, "--force-reinstall", str(wheel))
    session.cd(session.create_tmp())
    session.run("pokename", "generate", "a fiery lizard")


@nox.session
def bench(session: Session) -> None:
    """Every claim on speed and memory, measured, into benchmarks/results.md; 40 minutes."""
    install(session)
    session.install("--quiet", "-r", "benchmarks/requirements.txt", *CONSTRAINTS)
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session
def taste(session: Session) -> None:
    """Make the thesaurus and the ranker from the designed names; 20 minutes. See recipes/taste."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[all]")
    session.install("--quiet", "-r", "recipes/requirements.txt", *CONSTRAINTS)
    session.run("python", "-m", "recipes.taste.build", *session.posargs)


@nox.session(name="bundled-model")
def bundled_model(session: Session) -> None:
    """Make the model that ships, from packages alone; hours on a CPU. See recipes/."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[all]")
    session.install("--quiet", "-r", "recipes/requirements.txt", *CONSTRAINTS)
    session.run("python", "-m", "recipes.bundled_model.build", *session.posargs)
