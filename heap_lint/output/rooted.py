"""Where a file stands in its repository, which is how those name it who show findings beside code.

GitHub and readers of SARIF know nothing of the directory in which the command was started.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from heap_lint.files import repository


class Location(NamedTuple):
    """A file: `path` is told from the directory `root`, with `/`; it is absolute where there is none."""

    root: str | None
    path: str


class Locations:
    """The locations of files, each directory looked up once."""

    def __init__(self) -> None:
        self._roots: dict[str, str | None] = {}
        workspace = os.environ.get("GITHUB_WORKSPACE", "")
        self._workspace = os.path.realpath(workspace) if os.path.isabs(workspace) else None

    def of(self, path: str) -> Location:
        """Return where the file is that is shown as `path`."""
        directory, name = os.path.split(path)
        directory = os.path.realpath(directory)
        if directory not in self._roots:
            self._roots[directory] = self._root(directory)
        root = self._roots[directory]
        file = os.path.join(directory, name)
        return Location(root, (os.path.relpath(file, root) if root else file).replace(os.sep, "/"))

    def _root(self, directory: str) -> str | None:
        """Return where the repository of a directory begins, else the working directory around it.

        In a workspace of GitHub it is the outermost one: the annotations of a run belong to that, and
        a file of a submodule must not be taken for one of the same name outside it. A workspace
        without `.git` was fetched as an archive.
        """
        place = repository.find(directory)
        if not _holds(self._workspace, directory):
            here = os.getcwd()
            return place.root if place else here if _holds(here, directory) else None
        root = place.root if place and _holds(self._workspace, place.root) else None
        while root is not None and root != self._workspace:
            outer = repository.find(os.path.dirname(root))
            if outer is None or not _holds(self._workspace, outer.root):
                break
            root = outer.root
        return root or self._workspace


def _holds(directory: str | None, other: str) -> bool:
    return directory is not None and f"{other}{os.sep}".startswith(os.path.join(directory, ""))
