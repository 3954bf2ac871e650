"""What git knows of a directory, asked side by side and while this process is still importing.

One process searches what is tracked, two list the files. What is not tracked is rarely much, so it is
not worth the second walk that `git grep --untracked` makes.
"""

from __future__ import annotations

import os
import time
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Collection, Iterable

_GIT = ("git", "-c", "core.fsmonitor=false")  # a hook of that name would run a program of the tree
_SEARCH = (
    *("-I", "-i", "-F", "-e", "heap"),
    *("--no-recurse-submodules", "--no-color", "--no-full-name"),
)
_IN_ANY_CASE = (
    *("--untracked", "-I", "-i", "-F"),
    *("--no-recurse-submodules", "--no-color", "--no-full-name"),
)
_TRACKED = ("ls-files", "-z", "--cached")
_PYTHON = (".py", ".pyw")
_UNTRACKED = ("ls-files", "-z", "--others", "--exclude-standard")


class Tree:
    """A directory that git is asked about from now on; paths are relative to it.

    An answer is None where git fails: it is not there, or this is no working tree of its. `search`:
    whether it is searched from now on too, or when somebody asks what matches. `begun`: when git was
    asked first, in nanoseconds.
    """

    def __init__(self, directory: str, *, search: bool = True) -> None:
        self.begun = time.time_ns()
        self._directory = directory
        self._search = Search(directory, _SEARCH) if search else None
        self._listing = _start(directory, _TRACKED)
        self._listing_others = _start(directory, _UNTRACKED)

    def search(self) -> None:
        """Search from now on."""
        if self._search is None:
            self._search = Search(self._directory, _SEARCH)

    @cached_property
    def tracked(self) -> list[str] | None:
        """What git tracks, submodules and files that are gone included."""
        return _answer(self._listing, (0,))[0]

    @cached_property
    def untracked(self) -> tuple[list[str] | None, str]:
        """What git would track, and its warnings. Other repositories end with `/`."""
        return _answer(self._listing_others, (0,))

    def matching(self, words: Collection[str] = ()) -> list[str] | None:
        """Return the tracked files that hold the word "heap" in any case and are text to git.

        Python files may have one of some other words instead.
        """
        self.search()
        more = tracked_with_words(self._directory, words) if words else None
        found = self._search.paths if self._search is not None else None
        also = more.paths if more else []
        return None if found is None or also is None else list(dict.fromkeys([*found, *also]))


def holds(directory: str, text: str) -> bool | None:
    """Whether git knows of a file there, tracked or new, with a text in any case; None: git fails."""
    search = _start(directory, ("grep", "-q", *_IN_ANY_CASE, "-e", text))
    if search is None:
        return None
    search.communicate()
    return search.returncode == 0 if search.returncode in (0, 1) else None


class Search:
    """A search that runs from now on."""

    def __init__(self, directory: str, arguments: Iterable[str]) -> None:
        self._process = _start(directory, ("grep", "-l", "-z", *arguments))

    @cached_property
    def paths(self) -> list[str] | None:
        """The files that were found, None where git fails."""
        return _answer(self._process, (0, 1))[0]


def files_with(directory: str, texts: Iterable[str], suffixes: Iterable[str] = ()) -> Search:
    """Search for the files, tracked or new, that have one of the texts in any case.

    `suffixes`: how their names may end, in whatever way if there are none.
    """
    patterns = (part for text in texts for part in ("-e", text))
    names = (f":(icase)*{suffix}" for suffix in suffixes)
    return Search(directory, (*_IN_ANY_CASE, *patterns, "--", *names))


def tracked_with_words(
    directory: str, words: Iterable[str], suffixes: Iterable[str] = _PYTHON
) -> Search:
    """Search for the tracked files (of Python) that have one of the words."""
    patterns = (part for word in sorted(words) for part in ("-e", word))
    names = (f"*{suffix}" for suffix in suffixes)
    options = ("-I", "-w", "-F", "--no-color", "--no-full-name")
    return Search(directory, (*options, *patterns, "--", *names))


def import_lines(directory: str) -> bytes | None:
    """Return the lines of tracked Python files that say `import`, or end in a backslash.

    Those of a file stand below a blank line and its path. None where git fails.
    """
    options = ("grep", "-z", "-I", "-F", "--heading", "--break", "--no-color", "--no-full-name")
    search = _start(directory, (*options, "-e", "import", "-e", " \\", "--", "*.py", "*.pyw"))
    if search is None:
        return None
    out, _ = search.communicate()
    return b"\n\n" + out if search.returncode in (0, 1) else None


def ask(paths: list[str], *, search: bool = True) -> dict[str, Tree]:
    """Return a tree for each directory among the paths; no path at all means where we are."""
    return {path: Tree(path, search=search) for path in paths or ["."] if os.path.isdir(path)}


def around(paths: list[str], *, search: bool = True) -> Tree | None:
    """Return the tree in which files that are named alone stand, if any is of use: where we are."""
    from heap_lint.frontends import format_of  # git is asked before this need be imported

    inside = not any(os.path.relpath(path).startswith("..") for path in paths)
    return Tree(".", search=search) if inside and any(map(format_of, paths)) else None


def _start(directory: str, arguments: tuple[str, ...]) -> subprocess.Popen[bytes] | None:
    import subprocess

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


def _answer(
    process: subprocess.Popen[bytes] | None, accepted: tuple[int, ...]
) -> tuple[list[str] | None, str]:
    """Return the paths that a process printed, None where it failed, and its warnings."""
    if process is None:
        return None, ""
    out, errors = process.communicate()
    if process.returncode not in accepted:
        return None, ""
    return os.fsdecode(out).split("\0")[:-1], os.fsdecode(errors)
