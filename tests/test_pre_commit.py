"""The pre-commit hook, run by pre-commit."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import CAPTURING, HARDCODED, REDACTING, ROOT, Project, Run


@pytest.fixture(scope="module")
def hooks(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A git repository with the hook, as a project would name it in its config."""
    project = Project(tmp_path_factory.mktemp("hooks") / "heap-lint")
    shutil.copytree(sources, project.root)
    project.git("init", "-q")
    project.git("add", ".")
    project.git("commit", "-q", "-m", "heap-lint")
    return project


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environments it makes."""
    return tmp_path_factory.mktemp("pre-commit")


def try_hook(repository: Project, hooks: Project, home: Path, hook: str = "heap-lint") -> Run:
    """Run a hook on what is staged."""
    repository.git("add", ".")
    return repository.command(
        *(
            sys.executable,
            "-m",
            "pre_commit",
            "try-repo",
            str(hooks.root),
            hook,
            "--verbose",
        ),
        env={"PRE_COMMIT_HOME": str(home), "PYTHONPATH": ""},
    )


def test_a_staged_file_with_a_fault_fails_and_its_twin_passes(
    repository: Project, hooks: Project, home: Path
) -> None:
    """The finding is in the output, and goes with its cause."""
    repository.write({"web.yaml": CAPTURING, "app.py": HARDCODED, "conf/.env": "HEAP_APP_ID=12\n"})
    run = try_hook(repository, hooks, home)
    assert 1 == run.status
    assert "web.yaml:3:23: HL101 text-capture-on" in run.out
    assert "app.py:4:14: HL201 hardcoded-identity" in run.out

    repository.write({"web.yaml": REDACTING, "app.py": "x = 1\n", "conf/.env": "X=1\n"})
    run = try_hook(repository, hooks, home)
    assert 0 == run.status
    assert "Passed" in run.out


@pytest.mark.parametrize(
    "name",
    [
        "a.py",
        "a.pyw",
        "a.yaml",
        "a.yml",
        "a.json",
        "a.jsonc",
        "a.toml",
        ".env",
        ".env.local",
        "b.env",
        "a.sh",
        ".envrc",
        "Dockerfile",
        "a.tf",
        "a.tfvars",
        "a.xml",
        "Info.plist",
        "a.rb",
        "a.jsonl",
        "nginx.conf",
        "_headers",
    ],
)
def test_every_format_that_is_read_is_passed_to_the_hook(tmp_path: Path, name: str) -> None:
    """pre-commit tells by type, and a file of ours is text, but for an export of Airkit's Studio."""
    from identify import identify

    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (tmp_path / name).write_text("x")
    for hook in hooks:
        assert set(hook["types"]) <= identify.tags_from_path(str(tmp_path / name))


def test_the_hook_that_mends_changes_the_work_tree_and_fails(
    repository: Project, hooks: Project, home: Path
) -> None:
    """As formatters do: what it has changed is to be looked at, and staged."""
    safe = 'heap.load("2304117765", {disableTextCapture: "true", secureCookie: true});\n'
    repository.write({"page.js": safe})
    run = try_hook(repository, hooks, home, "heap-lint-fix")
    assert 1 == run.status
    assert "1 finding mended in 1 file" in run.out
    assert safe.replace('"true"', "true") == (repository.root / "page.js").read_text()
    assert 0 == try_hook(repository, hooks, home, "heap-lint-fix").status


def test_the_manifest_is_one() -> None:
    """By pre-commit's own word."""
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
