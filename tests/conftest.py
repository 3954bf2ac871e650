"""A project in a temporary directory, and the command line run on it as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from work import HANGS

settings.register_profile(
    "tests",
    deadline=None,
    derandomize="HEAP_LINT_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],  # it looks at the clock
)
settings.load_profile("tests")

ROOT = Path(__file__).parent.parent

HARDCODED = """\
from heapapi import HeapAPIClient

client = HeapAPIClient("2304117765")
client.track("alice-7", "Sign up")
"""
"""Python with one finding: HL201 at line 4, column 14."""

CORRECT = HARDCODED.replace('"alice-7"', "user_id")
"""Its silent twin."""

CAPTURING = """\
heap:
  appId: "2304117765"
  disableTextCapture: false
  secureCookie: true
"""
"""YAML with one finding: HL101 at line 3, column 23."""

REDACTING = CAPTURING.replace("false", "true")
"""Its silent twin."""


class Run(NamedTuple):
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    def findings(self) -> list[dict[str, Any]]:
        """Return the findings of a run with `--output-format json`."""
        found: list[dict[str, Any]] = json.loads(self.out)["findings"]
        return found

    def codes(self) -> list[str]:
        """Return the codes of those findings, in order."""
        return [finding["code"] for finding in self.findings()]


@contextmanager
def working_in(directory: Path | str) -> Iterator[None]:
    """Let a directory be the working one, for tests that have many of them."""
    before = Path.cwd()
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(before)


class Project:
    """A directory with files, in which commands run."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files, exactly as given, and the directories they need."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def git(self, *arguments: str) -> None:
        """Run git, as somebody."""
        who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
        subprocess.run(["git", *who, *arguments], cwd=self.root, check=True, capture_output=True)

    def command(self, *words: str, stdin: bytes = b"", env: Mapping[str, str] = {}) -> Run:
        """Run a command, which must end."""
        done = subprocess.run(
            words,
            cwd=self.root,
            input=stdin,
            capture_output=True,
            timeout=HANGS,
            env={**_environment(), **env},
        )
        out, err = (text.decode("utf-8", "surrogateescape") for text in (done.stdout, done.stderr))
        return Run(done.returncode, out, err)

    def lint(self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] = {}) -> Run:
        """Run heap-lint."""
        return self.command(sys.executable, "-m", "heap_lint", *arguments, stdin=stdin, env=env)

    def lint_json(self, *arguments: str) -> Run:
        """Run heap-lint with JSON for output."""
        return self.lint("--output-format", "json", *arguments)


def _environment() -> dict[str, str]:
    unset = {"NO_COLOR", "FORCE_COLOR", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return {**kept, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what the tests make the linter remember apart from what it remembers of real projects."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty directory that is no git tree."""
    return Project(tmp_path)


@pytest.fixture
def repository(project: Project) -> Project:
    """An empty git tree."""
    project.git("init", "-q")
    return project


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the project's packages are made of, apart from the checkout."""
    target = tmp_path_factory.mktemp("sources")
    for name in (
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        ".pre-commit-hooks.yaml",
    ):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, target)
    ignore = shutil.ignore_patterns("__pycache__", ".*_cache")
    for name in ("heap_lint", "rules"):
        shutil.copytree(ROOT / name, target / name, ignore=ignore)
    return target


@pytest.fixture(scope="session")
def wheel(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist as an index would get it; the sdist lies beside it."""
    target = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--outdir",
        str(target),
        str(sources),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a fresh environment with the wheel and the newest flake8 it allows."""
    return _environment_with(tmp_path_factory.mktemp("installed"), str(wheel), "flake8>=7")


@pytest.fixture(scope="session")
def installed_with_flake8_6(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the oldest flake8 that is supported."""
    return _environment_with(tmp_path_factory.mktemp("flake8-6"), str(wheel), "flake8>=6,<7")


def _environment_with(target: Path, *requirements: str) -> Path:
    subprocess.run([sys.executable, "-m", "venv", str(target)], check=True, capture_output=True)
    binaries = target / ("Scripts" if os.name == "nt" else "bin")
    if "COVERAGE_PROCESS_CONFIG" in os.environ:
        requirements = (*requirements, f"coverage=={version('coverage')}")
        _measure(target)
    install = [str(binaries / "python"), "-m", "pip", "install", "--quiet", *requirements]
    subprocess.run(install, check=True, capture_output=True)
    return binaries


def _measure(environment: Path) -> None:
    """Let coverage count what the processes of an environment run, as it does in that of the tests."""
    packages = sysconfig.get_path("purelib", vars={"base": str(environment)})
    start = "import coverage; coverage.process_startup()\n"
    Path(packages, "coverage_of_tests.pth").write_text(start)
