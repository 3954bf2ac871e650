"""Where the project of a run begins: names of modules, of files and of places are told from there.

So an answer is the same wherever the command is started and however a path is written. The project is
the repository around what is named, else the directory that is named, else that of the file; of paths
in several projects each is checked for itself (`apart`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property

from heap_lint.files import repository


class Root:
    """The directory that holds all that a run looks at, with all links on the way to it followed.

    A path *inside* is relative to it and has `/` between its parts. `projects` are the directories at
    which the projects in it begin: one, unless paths of several are named.
    """

    def __init__(self, projects: Iterable[str], links: Iterable[tuple[str, str]] = ()) -> None:
        self.projects = tuple(dict.fromkeys(projects))
        self.directory = _common(self.projects)
        linked = [(self.inside(real), named) for named, real in links]
        self._links = sorted(linked, key=lambda link: (-len(link[0]), link[1]))
        """Directories named through a link, inner ones first: inside, and as they were named."""

    @classmethod
    def here(cls) -> Root:
        """Return the working directory, whatever is around it."""
        return cls([os.getcwd()])

    @classmethod
    def of(cls, paths: Iterable[str]) -> Root:
        """Return where the project of some paths begins, which the user gave."""
        named = dict.fromkeys(map(_directory_of, paths))
        real = {each: os.path.realpath(each) for each in named}
        places = {each: repository.find(each) for each in real.values()}
        projects = (place.root if place else each for each, place in places.items())
        linked = ((each, to) for each, to in real.items() if os.path.abspath(each) != to)
        return cls(projects, linked)

    def inside(self, path: str) -> str:
        """Return a path as it is from here; what it leads to itself may be a link."""
        if os.path.isdir(path):
            real = os.path.realpath(path)
        else:
            above, name = os.path.split(path)
            real = os.path.join(os.path.realpath(above), name)
        below = os.path.relpath(real, self.directory)
        return "" if below == "." else below.replace(os.sep, "/")

    def place(self, path: str) -> str:
        """Return where the file is of a path inside: an absolute path without links above the file."""
        return os.path.join(self.directory, path)

    def shown(self, path: str) -> str:
        """Return a path inside as the user may write it: from where he is, by a link that he named."""
        if self.is_here:
            return path
        for start, named in self._links:
            if not start or path.startswith(f"{start}/"):
                path = os.path.join(named, path[len(start) :].lstrip("/"))
                return os.path.relpath(path).replace(os.sep, "/")
        return os.path.relpath(self.place(path)).replace(os.sep, "/")

    def project_of(self, directory: str) -> str | None:
        """Return where the project begins that a directory (without links) is in, None outside all."""
        above = (each for each in self.projects if _is_below(directory, each))
        return max(above, key=len, default=None)

    def holds(self, directory: str) -> bool:
        """Whether a directory that the user may name is in one of the projects."""
        return self.project_of(os.path.realpath(directory)) is not None

    @cached_property
    def is_here(self) -> bool:
        """Whether paths inside are shown as they are."""
        return self.directory == os.getcwd()


def apart(paths: Iterable[str]) -> list[list[str]]:
    """Return paths that the user gave by the projects that they are in: each is checked by itself.

    A project within another one that is named is a part of it. Files that are named where there is no
    repository, nor a directory that is named around them, are taken for one project.
    """
    projects = {path: _project_of(path) for path in paths}
    tops = _outermost(projects.values())
    above = {path: tops[of] for path, of in projects.items()}
    told = {above[path] for path in projects if os.path.isdir(path) or repository.find(above[path])}
    found: dict[str, list[str]] = {}
    for path, top in sorted(above.items(), key=lambda each: each[1]):
        found.setdefault(top if top in told else "", []).append(path)
    return [found[top] for top in sorted(found)]


def below(start: str, path: str) -> str:
    """Return a path inside, given where it stands below a directory that is inside too."""
    path = path.replace(os.sep, "/")
    return f"{start}/{path}" if start else path


def _project_of(path: str) -> str:
    place = repository.find(_directory_of(path))
    return place.root if place else os.path.realpath(_directory_of(path))


def _outermost(directories: Iterable[str]) -> dict[str, str]:
    """Return for each directory the outermost of them that it is below, or is."""
    tops: dict[str, str] = {}
    top = ""
    for each in sorted(directories, key=lambda directory: os.path.join(directory, "")):
        if not tops or not _is_below(each, top):
            top = each
        tops[each] = top
    return tops


def _directory_of(path: str) -> str:
    return path if os.path.isdir(path) else os.path.dirname(path) or "."


def _common(directories: tuple[str, ...]) -> str:
    try:
        return os.path.commonpath(directories)
    except ValueError:  # none at all, or on several drives
        return os.getcwd()


def _is_below(directory: str, other: str) -> bool:
    return directory == other or directory.startswith(os.path.join(other, ""))
