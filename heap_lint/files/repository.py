"""Where the repository is that a directory belongs to, told from the names of files alone.

Git would find it too, but takes any directory with `HEAD`, `objects` and `refs` in it for a repository
and obeys its config: plain files that anybody can send. So git is started where we have found a
`.git`, and is told not to look further up.
"""

from __future__ import annotations

import os
from typing import NamedTuple


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


def _ceilings() -> frozenset[str]:
    """Return the directories that the user does not want to be looked at, nor any above them."""
    named = os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep)
    return frozenset(os.path.realpath(each) for each in named if os.path.isabs(each))
