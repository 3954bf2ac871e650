"""Which files to look at, and which of them can say anything about Heap.

In a git tree git tells both, faster than any walk: one process lists the files and another searches
them, side by side, while this process is still importing.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from typing import NamedTuple

from heap_lint import frontends

SKIPPED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".eggs",
        ".direnv",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".tox",
        ".venv",
        "__pycache__",
        "__pypackages__",
        "bower_components",
        "build",
        "dist",
        "node_modules",
        "site-packages",
        "venv",
    }
)
"""Directories that a walk outside git does not enter: made or fetched by tools."""

_GIT = ("git", "-c", "core.fsmonitor=false")  # a hook of that name would run a program of the tree
_LIST = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
_SEARCH = (
    *("grep", "-l", "-z", "-I", "-i", "-F", "-e", "heap"),
    *("--untracked", "--no-recurse-submodules", "--no-color", "--no-full-name"),
)
_CLOSED_DIRECTORY = re.compile(r"could not open directory '(.*)': (.*)")


class File(NamedTuple):
    """A file worth reading. `named`: the user gave this very path."""

    path: str
    named: bool


class Found(NamedTuple):
    """What discovery found: the number of files looked at, those worth reading, and what failed."""

    files: int
    candidates: list[File]
    problems: list[str]


class Search:
    """The search below some paths; it begins when this is made, and `found` waits for its end."""

    def __init__(self, paths: list[str]) -> None:
        self._paths = [os.path.relpath(path) for path in paths or ["."]]
        self._trees = {path: _GitTree(path) for path in self._paths if os.path.isdir(path)}

    def found(self) -> Found:
        """Return the files, each once, in the order of the paths given."""
        files = 0
        candidates: dict[str, File] = {}
        problems: list[str] = []
        for path in self._paths:
            if path in self._trees:
                found = self._trees[path].found() or _walk(path)
            else:
                found = _named(path)
            files += found.files
            problems += found.problems
            for file in found.candidates:
                candidates.setdefault(file.path, file)
        return Found(files, list(candidates.values()), problems)


class _GitTree:
    """A directory asked of git: what it tracks or would track there, and where the word is."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._listing = _start(directory, _LIST)
        self._search = _start(directory, _SEARCH)

    def found(self) -> Found | None:
        """Return the files, or None where git cannot tell or ignores the directory as a whole."""
        listed, warnings = _paths(self._listing, accepted=(0,))
        matching, _ = _paths(self._search, accepted=(0, 1))
        if not listed:
            return None
        files = dict.fromkeys(path for path in listed if not path.endswith("/"))
        wanted = matching if matching is not None else [p for p in files if frontends.format_of(p)]
        configs = [path for path in files if frontends.is_known_config(path)]
        candidates = [
            self._file(p) for p in dict.fromkeys([*wanted, *configs]) if frontends.format_of(p)
        ]
        problems = [
            f"{self._path(match[1])}: the directory cannot be read: {match[2]}"
            for match in _CLOSED_DIRECTORY.finditer(warnings)
        ]
        return Found(len(files), candidates, problems)

    def _path(self, path: str) -> str:
        return os.path.normpath(os.path.join(self._directory, path))

    def _file(self, path: str) -> File:
        return File(self._path(path), named=False)


def _start(directory: str, arguments: tuple[str, ...]) -> subprocess.Popen[bytes] | None:
    try:
        return subprocess.Popen(
            (*_GIT, *arguments),
            cwd=directory,
            env={**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError:  # no git here, or a directory that cannot be entered
        return None


def _paths(
    process: subprocess.Popen[bytes] | None, accepted: tuple[int, ...]
) -> tuple[list[str] | None, str]:
    """Return the paths that git printed, None where it failed, and its warnings."""
    if process is None:
        return None, ""
    out, errors = process.communicate()
    if process.returncode not in accepted:
        return None, ""
    return os.fsdecode(out).split("\0")[:-1], os.fsdecode(errors)


def _named(path: str) -> Found:
    wanted = frontends.format_of(path) is not None or not os.path.lexists(path)
    return Found(1, [File(path, named=True)] if wanted else [], [])


def _walk(directory: str) -> Found:
    """Look below a directory without git, following no link: it may lead out, or in circles."""
    problems: list[str] = []
    files = 0
    candidates: list[File] = []
    for path in _files_below(directory, problems):
        files += 1
        if frontends.format_of(path):
            candidates.append(File(os.path.normpath(path), named=False))
    return Found(files, sorted(candidates), problems)


def _files_below(directory: str, problems: list[str]) -> Iterator[str]:
    waiting = [directory]
    while waiting:
        here = waiting.pop()
        try:
            entries = list(os.scandir(here))
        except OSError as error:
            problems.append(f"{here}: the directory cannot be read: {error.strerror}")
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED:
                    waiting.append(entry.path)
            elif entry.is_file(follow_symlinks=False):
                yield entry.path
