"""Where the repository is that a directory belongs to, told from the names of files alone.

Git would find it too, but takes any directory with `HEAD`, `objects` and `refs` in it for a repository
and obeys its config: plain files that anybody can send. So git is started where we have found a
`.git`, and is told not to look further up.
"""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

_READ_FIRST = ("HEAD", "config", "config.worktree", "index", "info/exclude", "packed-refs")
"""What git reads of a repository whatever it is asked."""
_LONGEST_NAME = 4_096
"""Characters of a file that names a directory."""


class Place(NamedTuple):
    """A directory in a repository: `root` has the `.git`; `prefix` leads on to the directory.

    The prefix has a slash at its end, or is empty; both have all links followed.
    """

    root: str
    prefix: str


def find(directory: str) -> Place | None:
    """Return where a directory stands in its repository, None if it is in none."""
    try:
        start = os.path.realpath(directory)
    except OSError:
        return None
    ceilings = _ceilings()
    here = start
    while not os.path.lexists(os.path.join(here, ".git")):
        above = os.path.dirname(here)
        if above == here or above in ceilings:
            return None
        here = above
    prefix = start[len(here) :].strip(os.sep).replace(os.sep, "/")
    return Place(here, f"{prefix}/" if prefix else "")


def looks_bare(directory: str) -> bool:
    """Whether git might take a directory itself for a repository without a working tree."""
    head, objects, refs = (os.path.join(directory, each) for each in ("HEAD", "objects", "refs"))
    return os.path.lexists(head) and os.path.isdir(objects) and os.path.isdir(refs)


def has_pipe(place: Place) -> bool:
    """Whether a file of the repository's own is none, such as a pipe: git would wait for it."""
    own = os.path.join(place.root, ".git")
    directories = [own if os.path.isdir(own) else _named_in(own)]
    directories.append(_named_in(os.path.join(directories[0], "commondir")))
    files = (
        os.path.join(each, name) for each in directories for name in (*_READ_FIRST, "commondir")
    )
    return _is_pipe(own) or any(map(_is_pipe, files))


def _named_in(path: str) -> str:
    """Return the directory that a small file names: of a linked working tree, or what it shares."""
    directory = os.path.dirname(path)
    if _is_pipe(path):
        return directory
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            name = file.read(_LONGEST_NAME).partition("\n")[0].removeprefix("gitdir:").strip()
        return os.path.join(directory, name)
    except (OSError, ValueError):
        return directory


def has_pipe_of_ignores(place: Place) -> bool:
    """Whether an ignore file from the root to the directory is none."""
    parts = place.prefix.split("/")[:-1]
    folders = (os.path.join(place.root, *parts[:count]) for count in range(len(parts) + 1))
    return any(_is_pipe(os.path.join(folder, ".gitignore")) for folder in folders)


def _is_pipe(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _ceilings() -> frozenset[str]:
    """Return the directories that the user does not want to be looked at, nor any above them."""
    named = os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep)
    return frozenset(os.path.realpath(each) for each in named if os.path.isabs(each))
