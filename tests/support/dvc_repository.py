"""A git repository with the files of the DVC pipeline, in which tests run DVC."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from tests.conftest import REPOSITORY

SHIPPED = (
    *("dvc.yaml", "params.yaml", "data.dvc", ".dvcignore", ".gitignore"),
    *(".dvc/config", ".dvc/.gitignore", ".dvc/plots/points.json"),
)
KEPT = ("data/raw", "data/interim", "data/processed", "models")


class Repository:
    """A git repository that DVC works in.

    Args:
        folder: The folder of the repository.
        environment: The environment variables for git and DVC.
    """

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment

    @classmethod
    def shipped(cls, folder: Path, home: Path) -> "Repository":
        """Make a new repository and commit the DVC files of this project to it.

        Args:
            folder: The folder to use, which is empty or doesn't exist.
            home: The user's home, for what DVC stores outside of repositories.
        """
        for name in SHIPPED:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, folder / name)
        for name in ("configs", "src"):
            bytecode = shutil.ignore_patterns("__pycache__")
            shutil.copytree(REPOSITORY / name, folder / name, ignore=bytecode)
        for kept in KEPT:
            (folder / kept).mkdir(parents=True)
            (folder / kept / ".gitkeep").touch()
        repository = cls(folder, environment(home))
        repository.git("init", "--quiet")
        repository.commit()
        return repository

    def cloned(self, folder: Path) -> "Repository":
        """Clone the git repository, without DVC's cache."""
        self.git("clone", "--quiet", ".", str(folder))
        return Repository(folder, self.environment)

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "All")

    def git(self, *arguments: str) -> str:
        """Run git, and return what it writes to stdout."""
        return self.run("git", *arguments)

    def dvc(self, *arguments: str) -> str:
        """Run DVC, and return what it writes to stdout."""
        return self.run(sys.executable, "-m", "dvc", *arguments)

    def changed(self) -> list[str]:
        """Return the files that git reports as changed or new."""
        return [line[3:] for line in self.git("status", "--porcelain").splitlines()]

    def set_params(self, **sections: dict[str, object] | str) -> None:
        """Set keys in params.yaml, with one mapping per section."""
        path = self.folder / "params.yaml"
        params = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, value in sections.items():
            params[name] = params.get(name, {}) | value if isinstance(value, dict) else value
        # DVC writes null as nothing. Otherwise an experiment would change these lines too.
        text = yaml.safe_dump(params, sort_keys=False).replace(": null\n", ":\n")
        path.write_text(text, encoding="utf-8")

    def run(self, *command: str) -> str:
        """Run a command, and return what it writes to stdout."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def environment(home: Path) -> dict[str, str]:
    """Return environment variables with an author, a home, and pokename on the PATH."""
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "a"), ("EMAIL", "a@example.org"))
    }
    return {
        **os.environ,
        **identity,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "DVC_SITE_CACHE_DIR": str(home / "site"),
    }


def stages_run(said: str) -> list[str]:
    """Return the stages that DVC ran, according to its output."""
    return re.findall(r"Running stage '(\w+)'", said)
