"""The example apps: every fault that a comment announces is found, and no other.

A comment `# error: HL201` (in a script `//`) announces the findings of its line. `# todo-error:`
stands for one that is still missed, and has to be changed when it is found.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Project

from heap_lint import discovery, engine, git
from heap_lint.config import Settings

APPS = "tests/apps"
MISTAKES = {
    "hardcoded identity": {"HL201"},
    "identify before login": {"HL401"},
    "malformed payload": {"HL301", "HL302", "HL305"},
    "missing security setting": {"HL101", "HL104"},
}
MISTAKEN = ["clinic", "portal"]
SERVICES = ["booking", "energy", "modelkit", "newsletter", "newsroom", "shop", "studio"]
_MARKER = re.compile(r"(?:#|//) (?P<kind>(?:todo-)?error): (?P<codes>HL\d{3}(?:, HL\d{3})*)$")


def app(name: str, kind: str) -> str:
    """Return the directory, or file, of an app: `kind` is `defective` or `correct`."""
    return next(path.name for path in (ROOT / APPS).glob(f"{name}-{kind}*"))


def announced(app: str, kind: str = "error") -> list[tuple[str, int, str]]:
    """Return (path, line, code) of the findings that the comments of an app announce."""
    path = ROOT / APPS / app
    files = (
        sorted(each for each in path.rglob("*.*") if each.is_file()) if path.is_dir() else [path]
    )
    return sorted(
        (file.relative_to(ROOT).as_posix(), number, code)
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if (marker := _MARKER.search(line)) and marker["kind"] == kind
        for code in marker["codes"].split(", ")
    )


def found(app: str) -> list[tuple[str, int, str]]:
    """Return (path, line, code) of what the command line finds in an app, seen from where it is."""
    if not (ROOT / APPS / app).is_dir():
        return found_in(Project(ROOT), f"{APPS}/{app}")
    findings = found_in(Project(ROOT / APPS / app))
    return [(f"{APPS}/{app}/{path}", line, code) for path, line, code in findings]


def found_in(project: Project, *arguments: str) -> list[tuple[str, int, str]]:
    """Return (path, line, code) of what the command line finds in a project."""
    run = project.lint_json(*arguments)
    assert run.status in (0, 1), run.err
    return sorted((each["path"], each["start"]["line"], each["code"]) for each in run.findings())


@pytest.mark.parametrize("name", [*MISTAKEN, *SERVICES])
def test_faults_of_a_defective_app_are_found_where_it_says(name: str) -> None:
    """A defective app gives the findings that its comments announce, no fewer and no more."""
    assert announced(app(name, "defective")) == found(app(name, "defective"))


@pytest.mark.parametrize("name", SERVICES)
def test_an_app_gives_the_same_findings_tracked_or_not(name: str, project: Project) -> None:
    """Git only says which files there are: with it and without, the findings are the same."""
    shutil.copytree(ROOT / APPS / app(name, "defective"), project.root, dirs_exist_ok=True)
    untracked = found_in(project)
    project.git("init", "-q")
    project.git("add", ".")

    assert untracked == found_in(project)
    assert len(untracked) == len(announced(app(name, "defective")))


@pytest.mark.parametrize("name", [name for name in (*MISTAKEN, *SERVICES) if name != "portal"])
def test_a_hook_reports_of_a_file_what_a_run_over_the_project_does(
    name: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is named alone has the findings that stand in it, wherever they come from."""
    shutil.copytree(ROOT / APPS / app(name, "defective"), project.root, dirs_exist_ok=True)
    project.git("init", "-q")
    project.git("add", ".")
    monkeypatch.chdir(project.root)
    whole = engine.check(discovery.find([], git.ask([])), Settings()).findings
    paths = sorted(
        path.as_posix()
        for path in Path().rglob("*.*")
        if path.is_file() and ".git" not in path.parts
    )
    alone = [
        finding
        for path in paths
        for finding in engine.check(
            discovery.find([path], {}, git.around([path])), Settings()
        ).findings
    ]
    assert whole
    assert whole == alone


@pytest.mark.parametrize("name", SERVICES)
def test_a_defective_app_says_what_is_still_missed(name: str) -> None:
    """What a comment says is missed is missed: otherwise the comment has to announce it."""
    missed = announced(app(name, "defective"), "todo-error")
    assert set(missed).isdisjoint(found(app(name, "defective")))


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("name", MISTAKEN)
def test_a_defective_app_makes_all_four_mistakes(name: str, mistake: str) -> None:
    """Each of these defective apps shows each mistake that the linter is for."""
    assert MISTAKES[mistake] & {code for _, _, code in announced(app(name, "defective"))}


@pytest.mark.parametrize("name", [*MISTAKEN, *SERVICES])
def test_a_correct_app_is_without_findings(name: str) -> None:
    """The corrected twin of a defective app gives no finding."""
    assert [] == found(app(name, "correct"))


def test_the_apps_come_in_pairs() -> None:
    """The twins have the same files, so that a diff shows the corrections alone."""
    apps = ROOT / APPS
    files = {path.relative_to(apps).as_posix() for path in apps.rglob("*.*") if path.is_file()}
    twins = {Path(name).as_posix().replace("-defective", "-correct") for name in files}
    assert {name for name in files if "-correct" in name} == twins
