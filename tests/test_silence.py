"""Code that has nothing to do with Heap gives nothing: no finding, no crash."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import crater
import pytest
from conftest import Project

STDLIB = Path(sysconfig.get_paths()["stdlib"])
PACKAGES = Path(sysconfig.get_paths()["purelib"])


@pytest.mark.parametrize("tree", [STDLIB, PACKAGES], ids=["standard library", "installed packages"])
def test_a_tree_without_heap_is_silent(tree: Path, tmp_path: Path) -> None:
    """The standard library and what is installed give no finding."""
    run = Project(tmp_path).lint("--isolated", str(tree))
    assert (0, "") == (run.status, run.out), run.err


@pytest.mark.parametrize("package", ["asyncio", "email", "json", "http", "unittest", "urllib"])
def test_the_front_end_reads_any_module(package: str) -> None:
    """Every module of the standard library goes through the front end without a word."""
    paths = list(crater.files([str(STDLIB / package)]))
    assert paths
    assert [] == [line for path in paths for line in crater.check(path) if "took" not in line]


def test_the_linter_has_no_finding_in_itself(tmp_path: Path) -> None:
    """The linter is linted, the words of Heap in its own tables notwithstanding."""
    import heap_lint

    run = Project(tmp_path).lint("--isolated", str(Path(heap_lint.__file__).parent))
    assert (0, "") == (run.status, run.out), run.err


def test_crater_says_what_it_finds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The crater run prints a finding and fails, so its silence means something."""
    path = tmp_path / "web.py"
    path.write_text("from heapapi import HeapAPIClient\nHeapAPIClient('YOUR_APP_ID')\n", "utf-8")
    assert 1 == crater.main([str(tmp_path)])
    assert "HL501" in capsys.readouterr().out
