"""Which files to look at, and which of them may say something about Heap.

In a git tree git tells both, faster than any walk; elsewhere what lies below the directory is read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from heap_lint import frontends, git
from heap_lint.core.incomplete import Incomplete
from heap_lint.files.boundary import Boundary

if TYPE_CHECKING:
    from heap_lint.git import Tree

SKIPPED = frozenset(
    {
        ".direnv",
        ".eggs",
        ".git",
        ".hg",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
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
"""Directories that a walk does not enter: made or fetched by tools."""


class File(NamedTuple):
    """A file worth reading. `named`: the user gave this very path."""

    path: str
    named: bool


class Around(NamedTuple):
    """All files below a directory, those that git tracks and searches first; paths relative to it."""

    directory: str
    tracked: list[str]
    others: list[str]


class Found(NamedTuple):
    """What discovery found: the number of files asked for, those worth reading, what failed.

    `around` are the directories looked through. `asked` are the files that are asked for, where others
    are only read since these may depend on them; None: all are. `incomplete`: what is left out.
    """

    files: int
    candidates: list[File]
    problems: list[str]
    around: tuple[Around, ...] = ()
    asked: frozenset[str] | None = None
    incomplete: tuple[Incomplete, ...] = ()


def find(
    paths: list[str],
    trees: dict[str, Tree],
    context: Tree | None = None,
    words: Collection[str] = (),
) -> Found:
    """Return the files of these paths, each once. `trees`: what `git.ask` returned for them.

    `context`: the tree in which files that are named alone stand. `words`: what is worth reading has
    the word "heap", or is Python and has one of these.
    """
    files = 0
    candidates: dict[str, File] = {}
    problems: list[str] = []
    around: list[Around] = []
    incomplete: list[Incomplete] = []
    for path in paths or ["."]:
        found = _in(path, trees[path], words) if path in trees else _named(path)
        files += found.files
        incomplete += found.incomplete
        problems += found.problems
        around += found.around
        if not found.files and not found.problems:
            incomplete.append(Incomplete("no-files", f"{path}: there is no file in it", path))
        for file in found.candidates:
            relative = os.path.relpath(file.path) if file.path else ""
            candidates.setdefault(relative, file._replace(path=relative))
    project = None if context is None else _below(".", context, words)
    if context is not None and project is None:
        incomplete += context.incomplete(named=False)
    once = tuple(dict.fromkeys(incomplete))
    found = Found(files, list(candidates.values()), problems, tuple(around), incomplete=once)
    return found if project is None else _within(project, found)


def _in(directory: str, tree: Tree, words: Collection[str]) -> Found:
    """Return what is found in a directory, by git where it knows any file there."""
    found = _below(directory, tree, words) or _walk(directory)
    return found._replace(incomplete=tuple(tree.incomplete(named=True)))


def _within(project: Found, named: Found) -> Found:
    """Return what was found of files that are named, with all that is worth reading around them."""
    asked = frozenset(file.path for file in named.candidates)
    others = (file._replace(path=os.path.relpath(file.path)) for file in project.candidates)
    candidates = [*named.candidates, *(file for file in others if file.path not in asked)]
    return named._replace(candidates=candidates, around=project.around, asked=asked)


def with_payloads(found: Found, payload_in: Callable[[str], str | None]) -> Found:
    """Return what was found with the files of payloads, which need not hold the word "heap"."""
    below = (
        os.path.join(around.directory, path)
        for around in found.around
        for path in (*around.tracked, *around.others)
        if frontends.format_of(path) in frontends.PAYLOAD_FORMATS
    )
    return _with_more(found, filter(payload_in, map(os.path.relpath, below)))


def with_words(found: Found, words: Collection[str]) -> Found:
    """Return what was found with the data files that have one of some words in them."""
    below: list[str] = []
    for around in found.around:
        tracked = git.files_with(around.directory, words).paths if around.tracked else []
        paths = around.tracked if tracked is None else tracked
        below += (
            os.path.relpath(os.path.join(around.directory, path))
            for path in (*paths, *around.others)
            if frontends.format_of(path) in frontends.DATA_FORMATS
        )
    return _with_more(found, below)


def _with_more(found: Found, paths: Iterable[str]) -> Found:
    known = {file.path for file in found.candidates}
    inside = Boundary(around.directory for around in found.around).holds_directory_of
    new = [path for path in dict.fromkeys(paths) if path not in known and not os.path.islink(path)]
    new = list(filter(inside, new))
    more = (File(path, named=False) for path in new)
    return found._replace(candidates=[*found.candidates, *more])


def _below(directory: str, tree: Tree, words: Collection[str]) -> Found | None:
    """Return what git knows, None where it does not know the directory or ignores all of it."""
    listing = tree.listing
    new, warnings = tree.untracked
    if listing is None or not (any(listing) or new):
        return None
    tracked = listing.searched
    untracked = [*listing.unsearched, *(path for path in new or () if not path.endswith("/"))]
    configs = _known_configs(tracked)
    matching = tree.matching(words)  # the slowest answer last
    searched = tracked if matching is None else [*matching, *configs, *tree.unreadable()]
    wanted = [path for path in (*searched, *untracked) if frontends.format_of(path)]
    paths = [os.path.join(directory, path) for path in wanted]
    inside = Boundary([directory]).holds_directory_of  # a link may stand where a directory was
    return Found(
        len(tracked) + len(untracked),
        [File(path, named=False) for path in paths if not os.path.islink(path) and inside(path)],
        [line for line in warnings.splitlines() if "could not open directory" in line],
        (Around(directory, tracked, untracked),),
    )


def _known_configs(paths: list[str]) -> list[str]:
    data = [p for p in paths if p.lower().endswith((".json", ".yaml", ".yml", ".zip"))]
    return [p for p in data if frontends.is_known_config(p) or frontends.may_be_airkit_export(p)]


def _named(path: str) -> Found:
    """Return a file that is named; what cannot be one is worth reading, to hear why it cannot."""
    if frontends.format_of(path) is not None or not os.path.isfile(path):
        return Found(1, [File(path, named=True)], [])
    unknown = Incomplete("unknown-format", f"{path}: is of no format that is read", path)
    return Found(1, [], [], incomplete=(unknown,))


def _walk(directory: str) -> Found:
    """Look below a directory, following no link: it may lead out, or in circles."""
    problems: list[str] = []
    paths = list(_files_below(directory, problems))
    wanted = [File(path, named=False) for path in paths if frontends.format_of(path)]
    below = [os.path.relpath(file.path, directory) for file in wanted]
    return Found(len(paths), wanted, problems, (Around(directory, [], below),))


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
