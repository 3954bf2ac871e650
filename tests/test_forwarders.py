"""Clients of tools that pass events on to Heap: checked where the setting `forwarders` says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Project

from heap_lint.forwarders import FORWARDERS
from heap_lint.frontends.python.model import tables

CLIENT = 'import segment.analytics as analytics\n\nanalytics.track("demo-user", "Opened")\n'
"""No word of Heap; one finding if Segment forwards to it: HL201 at line 3."""
WRAPPER = """\
import segment.analytics as analytics


def send(who):
    analytics.track(who, "Opened")
"""
CALLER = 'from tracking import send\n\nsend("demo-user")\n'


def found(project: Project, *arguments: str) -> list[tuple[str, int, str]]:
    """Return file, line and code of what a run finds."""
    return [
        (each["path"], each["start"]["line"], each["code"])
        for each in project.lint_json(*arguments).findings()
    ]


@pytest.mark.parametrize("place", ["project", "repository"])
def test_only_the_setting_makes_the_difference(request: pytest.FixtureRequest, place: str) -> None:
    """A tree without a word of Heap, in git and out of it."""
    project: Project = request.getfixturevalue(place)
    project.write({"heap-lint.toml": "", "app.py": CLIENT})
    if place == "repository":
        project.git("add", ".")
    assert [] == found(project)
    project.write({"heap-lint.toml": 'forwarders = ["rudderstack"]\n'})
    assert [] == found(project)
    project.write({"heap-lint.toml": 'forwarders = ["segment"]\n'})
    assert [("app.py", 3, "HL201")] == found(project)
    assert [("app.py", 3, "HL201")] == found(project, "app.py")


def test_wrappers_in_other_files_are_followed(repository: Project) -> None:
    """Neither file speaks of Heap, and the caller not of Segment either."""
    repository.write({"tracking.py": WRAPPER, "app.py": CALLER})
    repository.git("add", ".")
    assert [] == found(repository)
    repository.write({"heap-lint.toml": 'forwarders = ["segment"]\n'})
    assert [("app.py", 3, "HL201")] == found(repository)
    assert [("app.py", 3, "HL201")] == found(repository, "app.py")


def test_flake8_knows_the_setting(repository: Project, installed: Path) -> None:
    """Of files that are saved, and of one that is not yet."""
    repository.write({"app.py": CLIENT, "heap-lint.toml": ""})
    flake8 = [str(installed / "flake8"), "--select=HL"]
    assert "" == repository.command(*flake8, env={"PYTHONPATH": ""}).out
    repository.write({"heap-lint.toml": 'forwarders = ["segment"]\n'})
    said = repository.command(*flake8, env={"PYTHONPATH": ""}).out
    assert "app.py:3:" in said
    assert "HL201" in said
    unsaved = (*flake8, "--stdin-display-name=new.py", "-")
    assert (
        "HL201" in repository.command(*unsaved, stdin=CLIENT.encode(), env={"PYTHONPATH": ""}).out
    )


def test_every_client_is_imported_from_a_package_that_is_searched_for() -> None:
    """Else the files that use it would never be read."""
    for row in tables()["forwarders"]:
        for tool, owners in row["owners"].items():
            assert {owner.partition(".")[0] for owner in owners} <= set(FORWARDERS[tool])
