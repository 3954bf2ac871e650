"""Code that has nothing to do with Heap gives nothing: no finding, no crash."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest
from conftest import Project

from tests.crater import running
from tests.crater.packages import Package
from tests.crater.running import Amounts

STDLIB = Path(sysconfig.get_paths()["stdlib"])
ALL = Amounts(50_000_000, 50_000_000)
PACKAGES = Path(sysconfig.get_paths()["purelib"])


@pytest.mark.parametrize("tree", [STDLIB, PACKAGES], ids=["standard library", "installed packages"])
def test_a_tree_without_heap_is_silent(tree: Path, tmp_path: Path) -> None:
    """The standard library and what is installed give no finding."""
    run = Project(tmp_path).lint("--isolated", str(tree))
    assert (0, "") == (run.status, run.out), run.err


@pytest.mark.parametrize("package", ["asyncio", "email", "json", "http", "unittest", "urllib"])
def test_the_front_end_reads_any_module(package: str) -> None:
    """Every module of the standard library goes through the front end without a word."""
    outcome = running.read(Package("pypi", package, "0"), STDLIB / package, ALL).outcome
    assert outcome is not None
    assert outcome.alone == outcome.files > 0
    assert ([], []) == (outcome.findings, outcome.problems)


def test_the_linter_has_no_finding_in_itself(tmp_path: Path) -> None:
    """The linter is linted, the words of Heap in its own tables notwithstanding."""
    import heap_lint

    run = Project(tmp_path).lint("--isolated", str(Path(heap_lint.__file__).parent))
    assert (0, "") == (run.status, run.out), run.err
