"""Folders in folders: each is looked at once, and links among them are followed all the same."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import pytest

from heap_lint.config import Settings
from heap_lint.files.boundary import Boundary
from heap_lint.files.real import RealPaths
from heap_lint.files.root import Root
from heap_lint.settings.nearest import Configs, SettingsByFile


def folders(root: Path, depth: int) -> list[str]:
    """Make folders in folders, and return a file in each."""
    names = list(accumulate(["a"] * depth, os.path.join))
    os.makedirs(root / names[-1])
    return [os.path.join(name, "b.js") for name in names]


def asked(root: Path, files: list[str], action: Callable[[Boundary, str], object]) -> None:
    """Ask for each of some files."""
    boundary = Boundary([str(root)])
    for file in files:
        assert action(boundary, str(root / file))


def settings(root: Path, files: list[str]) -> None:
    """Ask for the settings of each of some files."""
    known = SettingsByFile(Configs.of(Settings()), Root([str(root)]))
    for file in files:
        known.of(file)


@pytest.mark.parametrize("what", ["holds", "holds_directory_of", "settings"])
def test_each_folder_is_looked_at_once(
    tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not once for each of the files below it."""
    files = folders(tmp_path, 100)
    looked: list[object] = []
    lstat = os.lstat
    monkeypatch.setattr(os, "lstat", lambda path: looked.append(path) or lstat(path))
    if what == "settings":
        settings(tmp_path, files)
    else:
        asked(tmp_path, files, getattr(Boundary, what))
    assert len(looked) < 5 * len(files)


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_real_paths_are_those_that_the_system_tells(tmp_path: Path) -> None:
    """With links to folders, to files, in a circle and to nothing."""
    real = tmp_path / "real"
    (real / "a" / "b").mkdir(parents=True)
    (real / "a" / "c.js").write_text("")
    (tmp_path / "link").symlink_to(real)
    (real / "a" / "up").symlink_to("..")
    (real / "a" / "d.js").symlink_to("c.js")
    (real / "a" / "circle").symlink_to("circle")
    (real / "a" / "gone").symlink_to("nowhere")
    folders = [f"{start}{end}" for start in ("real", "link") for end in ("", "/a", "/a/up/a/b")]
    names = [
        "",
        "c.js",
        "d.js",
        "circle",
        "circle/e.js",
        "gone/e.js",
        "none/e.js",
        "b/../c.js",
        ".",
    ]
    paths = RealPaths()
    for path in [str(tmp_path / folder) + f"/{name}" for folder in folders for name in names]:
        assert os.path.realpath(path) == paths.of(path)
        assert os.path.realpath(path) == paths.of_directory(path)
