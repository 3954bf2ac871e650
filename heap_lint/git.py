"""What git knows of a directory, asked side by side and while this process is still importing.

One process searches what is tracked, two list the files. What is not tracked is rarely much, so it is
not worth the second walk that `git grep --untracked` makes. Every file counts as text (`-a`): whether
it is one would be asked of attributes, which may be anywhere, even on a server.
"""

from __future__ import annotations

import os
import re
import time
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from heap_lint.files import git_process, repository

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from heap_lint.core.incomplete import Incomplete
    from heap_lint.files.git_process import Answering
    from heap_lint.files.repository import Place

_AS_SHOWN = (
    *("-a", "-F", "--no-textconv", "--no-recurse-submodules"),
    *("--no-color", "--full-name", "--no-line-number"),
)
_IN_ANY_CASE = ("--untracked", "-i", *_AS_SHOWN)
_TRACKED = ("ls-files", "-z", "-s", "-v", "--cached")
_UNTRACKED = ("ls-files", "-z", "--others", "--exclude-standard")
_PYTHON = (".py", ".pyw")
_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""How files in UTF-16 and UTF-32 begin, in which no word is found: they are read to be searched."""
_NOT_SEARCHED = re.compile(rb"(?:\A|\0)(?!H 100)([^\0]*)")
"""What git lists and does not search as it is on disk: marked as unchanged or as left out, a link, or
another repository."""


class Listing(NamedTuple):
    """What git tracks below a directory, by how it is looked at.

    `searched` by git, `unsearched` though they are files, not at all: `submodules`, `linked` (links to
    directories), and `absent`, which a sparse checkout has left out.
    """

    searched: list[str]
    unsearched: list[str]
    submodules: list[str]
    linked: list[str]
    absent: list[str]

    @property
    def present(self) -> list[list[str]]:
        """All that is there, by the same kinds."""
        return [self.searched, self.unsearched, self.submodules, self.linked]


class Tree:
    """A directory that git is asked about from now on; paths are relative to it.

    An answer is None where git fails: it is not there, or this is no working tree of its. `search`:
    whether it is searched from now on too, or when somebody asks what matches. `begun`: when git was
    asked first, in nanoseconds.
    """

    def __init__(self, directory: str, *, search: bool = True) -> None:
        self.begun = time.time_ns()
        self._directory = directory
        self.place = repository.find(directory)
        below = _below(self.place)
        self._search = Search(self.place, _heap(self.place)) if search else None
        self._listing = _start(self.place, (*_TRACKED, *below))
        self._listing_others = _start(self.place, (*_UNTRACKED, *below))

    def search(self) -> None:
        """Search from now on."""
        if self._search is None:
            self._search = Search(self.place, _heap(self.place))

    @cached_property
    def listing(self) -> Listing | None:
        """What git tracks, files that are gone included."""
        out = self._listed[0]
        return None if self.place is None or out is None else _listing(self.place, out)

    @property
    def tracked(self) -> list[str] | None:
        """What git tracks and searches, files that are gone included."""
        return None if self.listing is None else self.listing.searched

    @cached_property
    def untracked(self) -> tuple[list[str] | None, str]:
        """What git would track, and its warnings. Other repositories end with `/`."""
        out, errors = _output(self._listing_others, (0,))
        return (
            (None, "") if self.place is None or out is None else (_paths(self.place, out), errors)
        )

    def matching(self, words: Collection[str] = ()) -> list[str] | None:
        """Return the tracked files that hold the word "heap" in any case, or what may hide it.

        Python files may have one of some other words instead.
        """
        self.search()
        more = tracked_with_words(self._directory, words) if words else None
        found = self._search.paths if self._search is not None else None
        also = more.paths if more else []
        return None if found is None or also is None else list(dict.fromkeys([*found, *also]))

    def unreadable(self) -> list[str]:
        """Return the tracked files that could not be searched since nobody here may read them."""
        if self._search is None or not self._search.warnings:
            return []
        places = ((path, os.path.join(self._directory, path)) for path in self.tracked or ())
        return [path for path, at in places if os.path.lexists(at) and not os.access(at, os.R_OK)]

    def incomplete(self, *, named: bool) -> list[Incomplete]:
        """Return what is not looked at here. `named`: the user asked for this directory."""
        from heap_lint.core.incomplete import Incomplete

        if self.place is None:
            return []
        listing = self.listing
        if listing is None:
            refusal = self.refusal("ignored files are looked at too, and files around are not")
            return [refusal._replace(asked_for=named and refusal.asked_for)] if refusal else []
        found = self.absent() + [
            Incomplete(
                "submodules", f"{path}: is a submodule, a project of its own: not checked", path
            )
            for path in self._shown(listing.submodules)
        ]
        untracked = self.untracked[0]
        if untracked is None:
            why = "git cannot tell which new files are ignored, so only tracked files are checked"
            return [*found, Incomplete("untracked-files", f"{self.shown}: {why}", self.shown)]
        others = (path for path in untracked if path.endswith("/"))
        return [
            *found,
            *(
                Incomplete(
                    "nested-repositories", f"{path}: is another repository: not checked", path
                )
                for path in self._shown(others)
            ),
        ]

    def absent(self) -> list[Incomplete]:
        """Return that a sparse checkout has left out files that would be read, where it has."""
        from heap_lint.core.incomplete import Incomplete
        from heap_lint.frontends import format_of

        count = sum(1 for path in self.listing.absent if format_of(path)) if self.listing else 0
        if not count:
            return []
        files = "1 tracked file is" if count == 1 else f"{count} tracked files are"
        why = "left out by a sparse checkout: not checked, and not known to other files"
        message = f"{self.shown}: {files} not in the working tree, {why}"
        return [Incomplete("sparse-checkout", message, self.shown)]

    def refusal(self, consequence: str) -> Incomplete | None:
        """Return what is said of a repository of which git tells nothing, None where it does.

        `consequence`: what happens to its files. It is `asked_for` where a run that was to look at them
        cannot finish so.
        """
        from heap_lint.core.incomplete import Incomplete

        if self.place is None or self.listing is not None:
            return None
        kind, why, fatal = self._refusal(self.place)
        return Incomplete(kind, f"{self.shown}: {why}, so {consequence}", self.shown, fatal)

    @property
    def shown(self) -> str:
        """The directory as the user may write it."""
        return os.path.relpath(self._directory).replace(os.sep, "/")

    @cached_property
    def _listed(self) -> tuple[bytes | None, str]:
        return _output(self._listing, (0,))

    def _shown(self, paths: Iterable[str]) -> list[str]:
        below = (os.path.relpath(os.path.join(self._directory, path)) for path in paths)
        return [path.replace(os.sep, "/") for path in below]

    def _refusal(self, place: Place) -> tuple[str, str, bool]:
        """Return why git says nothing: the kind, words for it, whether the run cannot finish then."""
        git = git_process.program(place.root)
        oldest = ".".join(map(str, git_process.OLDEST))
        if git is None:
            return "no-git", "git is not installed", False
        if git.is_too_old:
            return "old-git", f"{git.path} is older than git {oldest}", False
        if repository.looks_bare(place.root):
            return "refused-repository", "looks like a repository without a working tree", True
        if repository.has_pipe(place):
            return "refused-repository", "a file in its `.git` is a pipe, or the like", True
        errors = self._listed[1]
        if "not a git repository" in errors:
            return "no-repository", "has a `.git` that is no repository", False
        if "dubious ownership" in errors or "unsafe repository" in errors:
            allow = f"`git config --global --add safe.directory {place.root}`"
            why = f"git refuses a repository that belongs to somebody else (trust it with {allow})"
            return "refused-repository", why, True
        return "refused-repository", "git cannot read its repository (see `git status`)", True


def holds(directory: str, text: str) -> bool | None:
    """Whether git knows of a file there, tracked or new, with a text in any case; None: git fails."""
    place = repository.find(directory)
    options = ("grep", "-q", *_IN_ANY_CASE, "-e", text, *_below(place))
    search = _start(place, options)
    if search is None or search.output((0, 1))[0] is None:
        return None
    return search.status == 0


class Named:
    """The files of a name, tracked or new, in a directory or below: listed from now on."""

    def __init__(self, directory: str, name: str) -> None:
        place = repository.find(directory)
        options = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        names = (*_names(place, (f"/{name}",)), *_own(place, name))
        self._listing = _start(place, (*options, *names))

    @cached_property
    def has_any(self) -> bool:
        """Whether git knows of one."""
        return bool(_output(self._listing, (0,))[0])


class Search:
    """A search that runs from now on."""

    def __init__(self, place: Place | None, arguments: Iterable[str | bytes]) -> None:
        self._place = place
        self._process = _start(place, ("grep", "-l", "-z", *arguments))

    @cached_property
    def _found(self) -> tuple[bytes | None, str]:
        return _output(self._process, (0, 1))

    @property
    def warnings(self) -> str:
        """What git says of files that it could not read."""
        return self._found[1]

    @cached_property
    def paths(self) -> list[str] | None:
        """The files that were found, None where git fails."""
        out = self._found[0]
        return None if self._place is None or out is None else _paths(self._place, out)


def files_with(directory: str, texts: Iterable[str], suffixes: Iterable[str] = ()) -> Search:
    """Search for the files, tracked or new, that have one of the texts in any case.

    `suffixes`: how their names may end, in whatever way if there are none.
    """
    place = repository.find(directory)
    patterns = (part for text in texts for part in ("-e", text))
    names = _names(place, suffixes, "top,icase")
    return Search(place, (*_IN_ANY_CASE, *patterns, *(names or _below(place))))


def tracked_with_words(
    directory: str, words: Iterable[str], suffixes: Iterable[str] = _PYTHON
) -> Search:
    """Search for the tracked files (of Python) that have one of the words."""
    place = repository.find(directory)
    patterns = (part for word in sorted(words) for part in ("-e", word))
    return Search(place, ("-w", *_AS_SHOWN, *patterns, *_names(place, suffixes)))


def import_lines(directory: str) -> bytes | None:
    """Return the lines of tracked Python files that say `import`, or end in a backslash.

    Those of a file stand below a blank line and its path. None where git fails.
    """
    place = repository.find(directory)
    options = ("grep", "-z", *_AS_SHOWN, "--heading", "--break")
    search = _start(place, (*options, "-e", "import", "-e", " \\", *_names(place, _PYTHON)))
    if search is None or place is None:
        return None
    out, _ = search.output((0, 1))
    if out is None:
        return None
    return (b"\n\n" + out).replace(b"\n\n" + os.fsencode(place.prefix), b"\n\n")


def ask(paths: list[str], *, search: bool = True) -> dict[str, Tree]:
    """Return a tree for each directory among the paths; no path at all means where we are."""
    git_process.never_from(paths)
    return {path: Tree(path, search=search) for path in paths or ["."] if os.path.isdir(path)}


def around(paths: list[str], *, search: bool = True) -> dict[str, Tree]:
    """Return the trees in which files that are named alone stand, by the directories of theirs.

    These are whole repositories, and only those of files that may be read.
    """
    from heap_lint.frontends import format_of  # git is asked before this need be imported

    git_process.never_from(paths)
    directories = dict.fromkeys(os.path.dirname(path) or "." for path in paths if format_of(path))
    places = map(repository.find, directories)
    roots = dict.fromkeys(os.path.relpath(place.root) for place in places if place)
    return {root: Tree(root, search=search) for root in roots}


def _heap(place: Place | None) -> tuple[str | bytes, ...]:
    marks = (word for mark in _MARKS for word in ("-e", mark))
    return ("-i", *_AS_SHOWN, "-e", "heap", *marks, *_below(place))


def _below(place: Place | None) -> tuple[str, ...]:
    """Return the words that keep git to a directory, which may be called as it likes."""
    return (
        ("--", f":(top,literal){place.prefix}") if place is not None and place.prefix else ("--",)
    )


def _names(
    place: Place | None, suffixes: Iterable[str], magic: str = "top"
) -> tuple[str | bytes, ...]:
    """Return the words that keep git to files in a directory with certain ends of names."""
    prefix = re.sub(r"([*?\[\]\\])", r"\\\1", place.prefix) if place is not None else ""
    names = tuple(os.fsencode(f":({magic}){prefix}*{suffix}") for suffix in suffixes)
    return ("--", *names) if names else ()


def _own(place: Place | None, name: str) -> tuple[str, ...]:
    """Return the word that adds a file of the directory itself."""
    return (f":(top,literal){place.prefix}{name}",) if place is not None else ()


def _start(place: Place | None, arguments: tuple[str | bytes, ...]) -> Answering | None:
    return None if place is None else git_process.start(place, arguments)


def _output(process: Answering | None, accepted: tuple[int, ...]) -> tuple[bytes | None, str]:
    """Return what a process printed, None where it failed, and its warnings."""
    return (None, "") if process is None else process.output(accepted)


def _listing(place: Place, out: bytes) -> Listing:
    """Return what `ls-files -s -v` printed: letter, mode, object and stage before each path."""
    odd = [line[1] for line in _NOT_SEARCHED.finditer(out) if line[1]]
    at = out.find(b"\t") + 1  # the same for all
    text = os.fsdecode(out)
    searched = [line[at:] for line in text.split("\0")[:-1] if line.startswith("H 100")]
    others: tuple[list[str], ...] = ([], [], [], [])
    files, submodules, linked, absent = others
    for line in map(os.fsdecode, odd):
        path, mode = line[at:], line[2:5]
        full = os.path.join(place.root, path)
        if os.path.isfile(full):  # a link to one is no candidate, but may be imported
            files.append(path)
        elif mode == "160":
            submodules.append(path)
        elif mode == "120" and os.path.isdir(full):
            linked.append(path)
        elif mode == "100" and line[0] in "Ss" and not os.path.lexists(full):
            absent.append(path)
    return Listing(_safe(place, searched), *(_safe(place, paths) for paths in others))


def _paths(place: Place, out: bytes) -> list[str]:
    return _safe(place, os.fsdecode(out).split("\0")[:-1])


def _safe(place: Place, paths: list[str]) -> list[str]:
    """Return paths relative to the directory, each once, without those that lead out of it.

    No git writes such an index; who makes one by hand wants other files to be read.
    """
    start = len(place.prefix)
    below = (path[start:] for path in paths if path.startswith(place.prefix))
    return [path for path in dict.fromkeys(below) if not _LEADS_OUT(path)]


_LEADS_OUT = re.compile(
    r"(?:^|/)\.\.?(?:/|$)|^/|^$" if os.sep == "/" else r"(?:^|[/\\])\.\.?(?:[/\\]|$)|^[/\\]|:|^$"
).search
