"""The project's tasks, each in an environment of its own: ``nox -s tests``."""

import re
import shutil
import socket
from pathlib import Path

import nox
from nox import Session

nox.needs_version = ">=2024.10"
nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "docs", "check"]

PROJECT = nox.project.load_toml("pyproject.toml")
DEV = nox.project.dependency_groups(PROJECT, "dev")
DOCS = nox.project.dependency_groups(PROJECT, "docs")
INFRA = nox.project.dependency_groups(PROJECT, "infra")
PRACTICE = nox.project.dependency_groups(PROJECT, "practice")
CONSTRAINTS = ("--constraint", "constraints.txt")
ADVISORIES = "api.osv.dev"  # the host of the database of known vulnerabilities
CLOUD_BUILD = "deploy/cloudbuild.yaml"
DEPENDABOT = ".github/dependabot.yml"


def install(session: Session) -> None:
    """Install the package with every extra and the development tools, at the pinned versions."""
    # Tests load few of the installed files, and Python compiles a file when it is first loaded. If
    # PYTHONDONTWRITEBYTECODE is set outside, each process would compile its imports again; Python
    # treats an empty value as unset, and the processes that tests start inherit it.
    session.env["PYTHONDONTWRITEBYTECODE"] = ""
    session.install("--quiet", "--no-compile", *CONSTRAINTS, "--editable", ".[all,ray]", *DEV)


@nox.session
def tests(session: Session) -> None:
    """Run the tests with coverage; arguments go to pytest."""
    install(session)
    run_tests(session)


def run_tests(session: Session) -> None:
    session.run("coverage", "erase")
    # Each process starts with half of the tests, so that tests of one module share fixtures. A
    # process that is done takes tests from the other one.
    shared = ("-n", "2", "--dist", "worksteal")
    reported = ("--cov", "--cov-report=", "--durations=15")
    session.run("pytest", *shared, *reported, *session.posargs)
    if not session.posargs:  # a part of the tests can't reach the required coverage
        session.run("coverage", "report")


@nox.session
def lint(session: Session) -> None:
    """Check the style with ruff, and the imports between modules with import-linter."""
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
    """Check that generated pages are current; build the site, strictly; check what it loads."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".", *DOCS)
    session.run("python", "-m", "docs.generate", "--check")
    session.run("sphinx-build", "--fail-on-warning", "--keep-going", "--quiet", "docs", "site")
    if loaded := loaded_from_other_hosts(Path("site")):
        session.error(f"The site loads from other hosts: {', '.join(loaded)}.")


def loaded_from_other_hosts(site: Path) -> list[str]:
    """Return the addresses of what the site's pages, styles and pictures load from other hosts."""
    in_pages = r"<(?:script|img|iframe|link)\b[^>]*?(?:src|href)=\"((?:https?:)?//[^\"]+)"
    in_styles = r"(?:url\(|@import )[\"']?((?:https?:)?//[^\"')]+)"
    places = (("html", in_pages), ("css", in_styles), ("svg", in_styles))
    files = [(path, what) for ending, what in places for path in site.rglob(f"*.{ending}")]
    return [found for path, what in files for found in re.findall(what, path.read_text("utf-8"))]


@nox.session
def check(session: Session) -> None:
    """Check types and run tests in one environment, because installing torch takes longest."""
    install(session)
    session.run("mypy")
    run_tests(session)


@nox.session(name="lint-infra")
def lint_infra(session: Session) -> None:
    """Check the Dockerfile, workflows, compose.yaml and deploy/, each with its own linter."""
    session.install("--quiet", *CONSTRAINTS, *INFRA)
    session.run("hadolint", "Dockerfile")
    session.run("actionlint")
    session.run("zizmor", "--offline", "--quiet", ".")
    session.run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")
    session.run("check-jsonschema", "--builtin-schema", "vendor.cloudbuild", CLOUD_BUILD)
    session.run("check-jsonschema", "--builtin-schema", "vendor.dependabot", DEPENDABOT)


@nox.session
def practice(session: Session) -> None:
    """Run slow end-to-end tests of tools such as DVC and Ray; arguments go to pytest."""
    install(session)
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[dvc-s3,dvc-gs]", *PRACTICE)
    session.run("pytest", "-m", "practice", "-n", "2", "--dist", "loadfile", *session.posargs)


@nox.session
def faults(session: Session) -> None:
    """Run tests that break things on purpose, with 10,000 invented inputs (under 30 minutes)."""
    install(session)
    session.run("pytest", "-m", "faults", "-n", "2", *session.posargs)


@nox.session
def pipeline(session: Session) -> None:
    """Run the pipeline of params.yaml with DVC; figures and plots go to reports/."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[train,dvc]")
    session.run("dvc", "repro", *session.posargs)
    session.run("dvc", "metrics", "show", "--md")
    session.run("dvc", "plots", "show", "--out", "reports/dvc_plots")


@nox.session(name="evaluate-bundled")
def evaluate_bundled(session: Session) -> None:
    """Evaluate the bundled model on val, count hits on designs, write a sample for judges."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[train]")
    session.run("pokename", "fetch", "--source", "bundled")
    session.run("pokename", "preprocess")
    session.run("pokename", "evaluate", "--set", "evaluate.many_prompts=0", *session.posargs)
    session.run("pokename", "evaluate", "--judge-kit", "40")


@nox.session
def compare(session: Session) -> None:
    """Write to a file how the model's figures differ from those in another reports folder."""
    other, written = session.posargs
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[train]")
    kept = Path("reports/evaluations")
    shutil.copytree(
        Path(other) / "evaluations/bundled_val", kept / "before_val", dirs_exist_ok=True
    )
    with Path(written).open("w", encoding="utf-8") as report:
        session.run(
            *("pokename", "report", "bundled", "before", "--format", "markdown"), stdout=report
        )


@nox.session
def audit(session: Session) -> None:
    """Look for known vulnerabilities in the packages that constraints.txt pins."""
    try:
        socket.create_connection((ADVISORIES, 443), timeout=10).close()
    except OSError as error:
        session.skip(f"{ADVISORIES} can't be reached ({error})")
    session.install("--quiet", *CONSTRAINTS, "pip-audit")
    pinned = ("--requirement", "constraints.txt", "--no-deps", "--disable-pip")
    session.run("pip-audit", "--vulnerability-service", "osv", *pinned, *session.posargs)


@nox.session
def sbom(session: Session) -> None:
    """List the packages that pokename installs, as CycloneDX JSON in dist/, beside the wheel."""
    installed = Path(session.create_tmp()) / "installed"
    session.run("python", "-m", "venv", "--clear", str(installed))
    python = next(installed.glob("*/python*"))
    session.run(str(python), "-m", "pip", "install", "--quiet", *CONSTRAINTS, ".", external=True)
    session.run(
        *(str(python), "-m", "pip", "uninstall", "--quiet", "--yes", "pip", "setuptools"),
        external=True,
    )
    session.install("--quiet", *CONSTRAINTS, "cyclonedx-bom")
    Path("dist").mkdir(exist_ok=True)
    session.run(
        *("cyclonedx-py", "environment", str(python), "--pyproject", "pyproject.toml"),
        *("--output-reproducible", "--output-file", "dist/pokename.cdx.json"),
    )


@nox.session
def coverage(session: Session) -> None:
    """Write the last test run's coverage, as HTML, and as XML for other tools."""
    session.install("--quiet", *CONSTRAINTS, "coverage")
    session.run("coverage", "html")
    session.run("coverage", "xml")


@nox.session
def build(session: Session) -> None:
    """Build the wheel and the sdist, install only the wheel, and generate names with it."""
    session.install("--quiet", *CONSTRAINTS, "build")
    session.run("python", "-m", "build", "--outdir", "dist")
    wheel = max(Path("dist").glob("*.whl"), key=lambda path: path.stat().st_mtime)
    session.install("--quiet", *CONSTRAINTS, "--force-reinstall", str(wheel))
    session.cd(session.create_tmp())
    session.run("pokename", "generate", "a fiery lizard")


@nox.session
def bench(session: Session) -> None:
    """Measure every claim about speed and memory (40 minutes)."""
    install(session)
    session.install("--quiet", "-r", "benchmarks/requirements.txt", *CONSTRAINTS)
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(name="bench-against")
def bench_against(session: Session) -> None:
    """Time this checkout and another commit, by default origin/main, in turn."""
    other = session.posargs[0] if session.posargs else "origin/main"
    session.install("--quiet", *CONSTRAINTS, ".")
    checkout = Path(session.create_tmp()) / "other"
    session.run(
        "git", "worktree", "add", "--force", "--detach", str(checkout), other, external=True
    )
    try:
        session.run("python", "-m", "venv", "--clear", str(checkout / ".venv"))
        pip = (str(next((checkout / ".venv").glob("*/python*"))), "-m", "pip", "install", "--quiet")
        constraints = ("--constraint", str(checkout / "constraints.txt"))
        session.run(*pip, *constraints, str(checkout), external=True)
        places = (Path(session.virtualenv.location), checkout / ".venv")
        commands = [str(next(place.glob("*/pokename*"))) for place in places]
        session.run("python", "-m", "benchmarks.against", *commands)
    finally:
        session.run("git", "worktree", "remove", "--force", str(checkout), external=True)


@nox.session
def live(session: Session) -> None:
    """Fetch from the real API, and preprocess; the tests use only recorded data."""
    session.install("--quiet", *CONSTRAINTS, ".")
    session.cd(session.create_tmp())
    session.run("pokename", "fetch")
    session.run("pokename", "preprocess")


@nox.session
def taste(session: Session) -> None:
    """Make the thesaurus and the ranker from the designed names (20 minutes)."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[all]")
    session.install("--quiet", "-r", "recipes/requirements.txt", *CONSTRAINTS)
    session.run("python", "-m", "recipes.taste.build", *session.posargs)


@nox.session(name="bundled-model")
def bundled_model(session: Session) -> None:
    """Make the bundled model from installed packages only (hours on a CPU)."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[all]")
    session.install("--quiet", "-r", "recipes/requirements.txt", *CONSTRAINTS)
    session.run("python", "-m", "recipes.bundled_model.build", *session.posargs)
