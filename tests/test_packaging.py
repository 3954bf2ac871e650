"""What is in the packages, and that they work once installed."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

from conftest import CAPTURING, Project, Run

from heap_lint import __version__, catalogue


def run(project: Project, *words: str) -> Run:
    """Run a command with nothing of the checkout on the path."""
    return project.command(*words, env={"PYTHONPATH": ""})


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    """No tests, no stray files; the rule pages and schemas are in it."""
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names}
    assert {"heap_lint", f"heap_lint-{__version__}.dist-info"} == top
    pages = {Path(name).name for name in names if name.startswith("heap_lint/rules/HL")}
    assert {page.name for page in catalogue.directory().glob("HL*.md")} == pages
    assert "heap_lint/rules/schemas/config.json" in names
    assert not [name for name in names if name.endswith(".pyc")]


def test_the_wheel_holds_every_module_and_data_file(wheel: Path, sources: Path) -> None:
    """A grammar that is not shipped is missed by the user only."""
    names = set(zipfile.ZipFile(wheel).namelist())
    package = sources / "heap_lint"
    files = {f"heap_lint/{p.relative_to(package)}" for p in package.rglob("*") if p.is_file()}
    assert set() == files - names


def test_the_sdist_can_be_built_from(wheel: Path) -> None:
    """The wheel was; it holds the pages where the build looks for them."""
    (sdist,) = wheel.parent.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        assert f"heap_lint-{__version__}/rules/schemas/config.json" in archive.getnames()


def test_what_is_installed_tells_its_version(project: Project, installed: Path) -> None:
    """The one it was built with."""
    assert (
        f"heap-lint {__version__}\n" == run(project, str(installed / "heap-lint"), "--version").out
    )


def test_what_is_installed_knows_its_rules(project: Project, installed: Path) -> None:
    """All pages came along."""
    listed = run(project, str(installed / "heap-lint"), "rules").out.splitlines()
    assert list(catalogue.rules()) == [line.split()[0] for line in listed]


def test_what_is_installed_finds_something(project: Project, installed: Path) -> None:
    """From a directory that has nothing to do with it, as a command and as a module."""
    project.write({"web.yaml": CAPTURING})
    command = run(project, str(installed / "heap-lint"))
    module = run(project, str(installed / "python"), "-m", "heap_lint")
    assert (1, 1) == (command.status, module.status)
    assert command.out == module.out
    assert "HL101" in command.out


def test_flake8_knows_the_plugin(project: Project, installed: Path) -> None:
    """By its entry point."""
    assert f"heap-lint: {__version__}" in run(project, str(installed / "flake8"), "--version").out
