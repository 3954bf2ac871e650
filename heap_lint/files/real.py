"""Where directories really are, with all links followed: each asked for by the one that it stands in.

`os.path.realpath` looks at each part of a path again, which of directories in directories is the square.
"""

from __future__ import annotations

import os


class RealPaths:
    """The real paths of directories, as they were when each was asked for first."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Return the real path of a file, whose directory is known or will be."""
        above, name = os.path.split(path)
        if _is_plain(above, name) and not os.path.islink(path):
            return os.path.join(self.of_directory(above), name)
        return os.path.realpath(path)

    def of_directory(self, directory: str) -> str:
        """Return the real path of a directory, which is remembered, as are those above it."""
        climbed: list[str] = []
        here = directory
        while here not in self._known:
            above, name = os.path.split(here)
            if not _is_plain(above, name) or os.path.islink(here):
                self._known[here] = os.path.realpath(here)
                break
            climbed.append(here)
            here = above
        for each in reversed(climbed):
            above, name = os.path.split(each)
            self._known[each] = os.path.join(self._known[above], name)
        return self._known[directory]


def _is_plain(above: str, name: str) -> bool:
    """Whether a path is that of its directory and a name, which Windows may write in several ways."""
    return os.name != "nt" and bool(above) and name not in ("", os.curdir, os.pardir)
