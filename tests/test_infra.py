"""Test that workflows, Dockerfile, compose.yaml and deploy/ refer only to what exists."""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY, Cli

WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.yml"))
DEPLOYED = sorted((REPOSITORY / "deploy").glob("*.yaml"))
TRAINING = REPOSITORY / "deploy/train.sh"
SESSIONS = set(
    re.findall(
        r'@nox\.session(?:\(name="([\w-]+)"\))?\ndef (\w+)',
        (REPOSITORY / "noxfile.py").read_text(encoding="utf-8"),
    )
)


def jobs_of(path: Path) -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    return jobs


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_hash_with_their_version_in_a_comment(path: Path) -> None:
    uses = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert uses
    for one in uses:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one), one


def test_an_action_has_one_version_in_all_workflows() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    pins = set(re.findall(r"uses: ([\w/-]+)@(\w+)", text))
    assert len(pins) == len({action for action, _ in pins})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_are_read_only_and_jobs_request_further_permissions(path: Path) -> None:
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["permissions"] == {"contents": "read"}
    for name, job in jobs_of(path).items():
        writes = {key for key, value in job.get("permissions", {}).items() if value == "write"}
        runs = "".join(step.get("run", "") for step in job["steps"])
        assert "contents" not in writes or "gh release create" in runs, name
        for step in job["steps"]:
            if "checkout@" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_run_sessions_that_the_noxfile_has(path: Path) -> None:
    known = {named or function for named, function in SESSIONS}
    for job in jobs_of(path).values():
        for step in job["steps"]:
            for asked in re.findall(r"nox -s ([\w -]+?)(?: -- |$)", step.get("run", ""), re.M):
                assert set(asked.split()) <= known


def commands_in(text: str) -> list[list[str]]:
    """Return the pokename commands in a file, each as a list of the command and its options."""
    joined = text.replace("\\\n", " ")
    found = re.findall(
        r"(?<!/)\bpokename ((?:fetch|preprocess|train|evaluate|generate)[^\n;&]*)", joined
    )
    return [one.split() for one in found]


def test_deployments_run_valid_commands(cli: Cli) -> None:
    commands = [
        command
        for path in (*DEPLOYED, TRAINING, REPOSITORY / "Dockerfile")
        for command in commands_in(path.read_text(encoding="utf-8"))
    ]
    assert len(commands) > 5
    for command, *arguments in commands:
        options = {one for one in arguments if one.startswith("--")}
        assert options <= set(re.findall(r"--[\w-]+", cli(command, "--help").stdout)), command


def test_both_clouds_train_with_the_script() -> None:
    sky = yaml.safe_load((REPOSITORY / "deploy/sky.yaml").read_text(encoding="utf-8"))
    (mounted,) = sky["file_mounts"]
    assert f"sh deploy/train.sh {mounted}\n" in sky["run"]
    vertex = yaml.safe_load((REPOSITORY / "deploy/vertex.yaml").read_text(encoding="utf-8"))
    container = vertex["workerPoolSpecs"][0]["containerSpec"]
    assert container["command"] == ["sh", "/train.sh"]
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    assert "\nCOPY deploy/train.sh /train.sh\n" in dockerfile.split(" AS train")[1]


def test_deployed_images_are_targets_of_the_dockerfile() -> None:
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    targets = set(re.findall(r" AS (\w+)", dockerfile))
    text = "".join(path.read_text(encoding="utf-8") for path in DEPLOYED)
    wanted = set(re.findall(r"(?:pokename|_IMAGE\}):(\w+)", text)) | set(
        re.findall(r"--target=(\w+)", text)
    )
    assert wanted == {"generate", "serve", "train"}
    assert wanted <= targets
    compose = yaml.safe_load((REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))
    assert compose["services"]["serve"]["build"]["target"] in targets


def test_each_image_runs_as_an_unprivileged_user() -> None:
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    for image in ("generate", "serve", "train"):
        (stage,) = re.findall(rf"^FROM base AS {image}\n((?:(?!FROM ).*\n)*)", dockerfile, re.M)
        assert re.findall(r"^USER (\w+)", stage, re.M) == ["10001"]


def test_images_know_the_commit_that_they_are_built_from() -> None:
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    images = dockerfile.split("\nFROM base AS ")[1:]
    assert len(images) == 3
    for image in images:  # named last, so that a new commit changes no layer
        assert image.rstrip().endswith("\nARG COMMIT\nENV POKENAME_COMMIT=$COMMIT")
    release = (REPOSITORY / ".github/workflows/release.yml").read_text(encoding="utf-8")
    compose = yaml.safe_load((REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))
    cloud = yaml.safe_load((REPOSITORY / "deploy/cloudbuild.yaml").read_text(encoding="utf-8"))
    builds = [step["args"] for step in cloud["steps"] if step["args"][0] == "build"]
    assert len(builds) == 3
    assert all("--build-arg=COMMIT=${_COMMIT}" in one for one in builds)
    assert re.findall(r"docker build (.*) --target", release) == [
        '--build-arg COMMIT="$GITHUB_SHA"'
    ]
    assert compose["services"]["serve"]["build"]["args"] == ["COMMIT"]


def test_files_that_compose_mounts_exist() -> None:
    compose = yaml.safe_load((REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))
    mounted = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if volume.startswith("./deploy")
    }
    assert len(mounted) == 4
    for path in mounted:
        assert (REPOSITORY / path).exists(), path


@pytest.mark.practice
@pytest.mark.parametrize(
    ("file", "api", "kind"),
    [
        ("vertex.yaml", "aiplatform.v1", "GoogleCloudAiplatformV1CustomJobSpec"),
        ("cloudrun.yaml", "run.v1", "Service"),
        ("cloudbuild.yaml", "cloudbuild.v1", "Build"),
    ],
)
def test_the_cloud_run_configuration_has_only_known_keys(file: str, api: str, kind: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    sent = yaml.safe_load((REPOSITORY / "deploy" / file).read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(google_schema(api, kind))
    assert [error.message for error in validator.iter_errors(sent)] == []
    (key, *_) = sent
    assert list(validator.iter_errors({**sent, f"{key}s": sent[key]}))


def google_schema(api: str, kind: str) -> dict[str, Any]:
    """Return the JSON schema of a kind of object, made from Google's description of an API."""
    client = pytest.importorskip("googleapiclient", reason="needs google-api-python-client")
    described = Path(client.__file__).parent / f"discovery_cache/documents/{api}.json"
    schemas: dict[str, dict[str, Any]] = json.loads(described.read_text(encoding="utf-8"))[
        "schemas"
    ]
    definitions = {
        name: {"type": "object", "additionalProperties": False, **schema}
        for name, schema in schemas.items()
    }
    text = json.dumps({"$ref": kind, "definitions": definitions})
    text = re.sub(r'"\$ref": "(\w+)"', r'"$ref": "#/definitions/\1"', text)
    text = text.replace('"type": "any"', '"default": null')
    # Google's patterns and formats aren't valid in a JSON schema; only the keys are checked.
    schema: dict[str, Any] = json.loads(re.sub(r'"(?:pattern|format)":', '"description":', text))
    return schema


@pytest.mark.practice
def test_the_commands_of_the_image_run_in_a_clean_environment(tmp_path: Path) -> None:
    """Install as the Dockerfile does, from the files in its COPY lines, without test packages."""
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    source = tmp_path / "source"
    source.mkdir()
    (copied, _) = dockerfile.split(" AS generate")
    for names in re.findall(r"^COPY (.*) \S+$", copied, re.M):
        for name in names.split():
            origin = REPOSITORY / name
            copy = shutil.copytree if origin.is_dir() else shutil.copy
            copy(origin, source / name)
    venv.create(tmp_path / "venv", with_pip=True)
    scripts = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    (install,) = re.findall(r"pip (install .* /source)$", dockerfile, re.M)
    arguments = install.replace("/source", str(source)).split()
    installed = subprocess.run(
        [scripts / "python", "-m", "pip", *arguments, "--quiet"],
        check=False,
        capture_output=True,
        text=True,
    )
    if "No matching distribution" in installed.stderr:
        pytest.skip("no package index can be reached")
    assert installed.returncode == 0, installed.stderr
    (entry,) = re.findall(r"^ENTRYPOINT (.*)$", dockerfile, re.M)
    command = [str(scripts / json.loads(entry)[0]), "generate", "a fiery lizard", "-n", "3"]
    environment = {"PATH": "", "HOME": str(tmp_path)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "a fiery lizard" in done.stdout
    before = os.times()
    subprocess.run([command[0], "--help"], env=environment, check=True, capture_output=True)
    after = os.times()
    spent = after.children_user + after.children_system
    assert spent - before.children_user - before.children_system < 1
