"""What a repository may have read: files in its own tree, wherever its links and imports point.

The tree is the repository around a directory that is looked at, else that directory. What the user
names may be anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from heap_lint.files import repository
from heap_lint.files.real import RealPaths


class Boundary:
    """The trees of some directories, with all links on the way to them followed."""

    def __init__(self, directories: Iterable[str]) -> None:
        places = [(each, repository.find(each)) for each in directories]
        roots = [place.root if place else os.path.realpath(each) for each, place in places]
        self._roots = tuple(os.path.join(root, "") for root in dict.fromkeys(roots))
        self._real = RealPaths()

    def holds(self, path: str) -> bool:
        """Whether a path leads to a place in one of the trees."""
        return self._is_inside(self._real.of(path))

    def holds_directory_of(self, path: str) -> bool:
        """Whether the directory does that a path stands in."""
        return self._is_inside(self._real.of_directory(os.path.dirname(path) or "."))

    def _is_inside(self, real: str) -> bool:
        return f"{real}{os.sep}".startswith(self._roots)
