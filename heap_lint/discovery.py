"""Which files to look at, and which of them may say something about Heap.

In a git tree git tells both, faster than any walk; elsewhere what lies below the directory is read.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from heap_lint import config, frontends, git
from heap_lint.core.incomplete import Incomplete
from heap_lint.files.boundary import Boundary
from heap_lint.files.root import Root, below
from heap_lint.forwarders import packages

if TYPE_CHECKING:
    from heap_lint.git import Tree
    from heap_lint.settings.nearest import SettingsByFile

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
    """A file worth reading, its path inside the `Root`. `named`: the user gave this very path."""

    path: str
    named: bool


class Around(NamedTuple):
    """All files below a directory, those that git tracks and searches first; paths relative to it.

    `inside` is where the directory stands in the `Root`. `links` would be read if they did not lead out
    of the tree; `unread` are of no format that is read, though git finds the word in them.
    """

    directory: str
    tracked: list[str]
    others: list[str]
    inside: str = ""
    links: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


class Found(NamedTuple):
    """What discovery found: the number of files asked for, those worth reading, what failed.

    `around` are the directories looked through. `asked` are the files that are asked for, where others
    are only read since these may depend on them; None: all are. `incomplete`: what is left out. `root`:
    from where the paths are told; None: from the working directory.
    """

    files: int
    candidates: list[File]
    problems: list[str]
    around: tuple[Around, ...] = ()
    asked: frozenset[str] | None = None
    incomplete: tuple[Incomplete, ...] = ()
    root: Root | None = None
    overlay: Mapping[str, bytes] = MappingProxyType({})
    """What is read in place of files, by their places: what an editor, or a fix, has made of them."""

    def has(self, place: str) -> bool:
        """Whether there is a file at a place, or what is read in place of one."""
        return place in self.overlay or os.path.lexists(place)


def find(
    paths: list[str],
    trees: Mapping[str, Tree],
    contexts: Mapping[str, Tree] | None = None,
    words: Collection[str] = (),
    root: Root | None = None,
) -> Found:
    """Return the files of these paths, each once. `trees`: what `git.ask` returned for them.

    `contexts`: the trees in which files that are named alone stand. `words`: what is worth reading has
    the word "heap", or is Python and has one of these.
    """
    root = root or Root.of(paths or ["."])
    directories = dict.fromkeys(path for path in paths or ["."] if path in trees)
    named = {root.inside(path) if path else "": path for path in paths if path not in trees}
    parts = [_in(path, trees[path], words, root) for path in directories]
    known = _among(named, parts)
    for inside, path in named.items():
        one = _named(path, root)
        parts.append(one._replace(files=0) if inside in known else one)
    found = _together(parts, root)
    if not contexts:
        return found
    around = [_below(directory, tree, words, root) for directory, tree in contexts.items()]
    left_out = [
        tree.incomplete(named=False) if each is None else tree.absent()
        for each, tree in zip(around, contexts.values(), strict=True)
    ]
    incomplete = tuple(dict.fromkeys([*found.incomplete, *chain.from_iterable(left_out)]))
    projects = [each for each in around if each is not None]
    found = found._replace(incomplete=incomplete)
    return _within(_together(projects, root), found) if projects else found


def laid_over(found: Found, overlay: Mapping[str, bytes]) -> Found:
    """Return what was found with other contents for some files, by their places; some may be new."""
    root = found.root or Root.here()
    named = (root.place(file.path) for file in found.candidates if file.named)
    new = sum(place in overlay and not os.path.lexists(place) for place in named)
    return found._replace(files=found.files + new, overlay=overlay)


def _among(named: Collection[str], parts: Iterable[Found]) -> set[str]:
    """Return which files that are named were found in directories that are named as well."""
    around = (each for part in parts for each in part.around) if named else ()
    return {
        path
        for each in around
        for path in (below(each.inside, file) for file in (*each.tracked, *each.others))
        if path in named
    }


def _together(parts: Collection[Found], root: Root) -> Found:
    """Return what was found in several places, by path, each file once: as named if it is."""
    candidates: dict[str, File] = {}
    for file in (file for part in parts for file in part.candidates):
        if file.path not in candidates or file.named:
            candidates[file.path] = file
    return Found(
        sum(part.files for part in parts),
        [candidates[path] for path in sorted(candidates)],
        [problem for part in parts for problem in part.problems],
        tuple(around for part in parts for around in part.around),
        incomplete=tuple(dict.fromkeys(each for part in parts for each in part.incomplete)),
        root=root,
    )


def _in(directory: str, tree: Tree, words: Collection[str], root: Root) -> Found:
    """Return what is found in a directory, by git where it knows any file there."""
    found = _below(directory, tree, words, root) or _walk(directory, root)
    incomplete = tree.incomplete(named=True)
    if not found.files and not found.problems:
        nothing = f"{directory}: there is no file in it"
        incomplete.append(Incomplete("no-files", nothing, directory))
    return found._replace(incomplete=tuple(incomplete))


def _within(project: Found, named: Found) -> Found:
    """Return what was found of files that are named, with all that is worth reading around them."""
    asked = frozenset(file.path for file in named.candidates)
    others = [file for file in project.candidates if file.path not in asked]
    return named._replace(
        candidates=[*named.candidates, *others], around=project.around, asked=asked
    )


def with_configured(found: Found, settings: SettingsByFile, words: Collection[str]) -> Found:
    """Return what was found with what configs say is worth reading besides: payloads, keys, clients.

    `words` were searched for already.
    """
    unread = tuple(dict.fromkeys(_read_configs(found, settings)))
    found = found._replace(incomplete=(*found.incomplete, *unread))
    known = settings.configs.known()
    clients = {word for each in known for word in packages(each.forwarders)}
    if not clients <= set(words):
        found = _with_words(found, clients, ("python",))
    keys = {key for each in known for key in each.app_id_keys}
    if keys:
        found = _with_words(found, keys, frontends.DATA_FORMATS)
    if any(each.payloads for each in known):
        payloads = (
            below(around.inside, path)
            for around in found.around
            for path in (*around.tracked, *around.others)
            if frontends.format_of(path) in frontends.PAYLOAD_FORMATS
        )
        found = _with_more(found, filter(settings.payload_in, payloads))
    return found


def _read_configs(found: Found, settings: SettingsByFile) -> Iterator[Incomplete]:
    """Read the configs in the directories that are looked through; yield those that cannot be used.

    They may speak of files in which no word tells that they are about Heap. One that cannot be used
    stops the run if a file below it is read. Git was asked which pyproject.toml has our name.
    """
    known = {file.path for file in found.candidates}
    for around in found.around:
        having = [
            below(around.inside, path)
            for path in (*around.tracked, *around.others)
            if path.endswith(config.NAMES)
        ]
        for path in having:
            if posixpath.basename(path) == config.NAMES[0] or path in known:
                try:
                    settings.of(path)
                except config.ConfigError as error:
                    yield _unusable(settings.root.shown(path), error)


def _unusable(path: str, error: config.ConfigError) -> Incomplete:
    why = str(error).partition("\n")[0].rpartition(f"{posixpath.basename(path)}: ")[2]
    return Incomplete("unusable-config", f"{path}: {why}; nothing below it was checked", path)


def _with_words(found: Found, words: Collection[str], formats: Collection[str]) -> Found:
    """Return what was found with the files of some formats that have one of some words in them."""
    having: list[str] = []
    for around in found.around:
        tracked = git.files_with(around.directory, words).paths if around.tracked else []
        paths = around.tracked if tracked is None else tracked
        having += (
            below(around.inside, path)
            for path in (*paths, *around.others)
            if frontends.format_of(path) in formats
        )
    return _with_more(found, having)


def _with_more(found: Found, paths: Iterable[str]) -> Found:
    known = {file.path for file in found.candidates}
    new = [path for path in dict.fromkeys(paths) if path not in known]
    directories = [around.directory for around in found.around]
    return found._replace(
        candidates=[*found.candidates, *_files(new, found.root or Root.here(), directories)]
    )


def _files(paths: Iterable[str], root: Root, directories: Iterable[str]) -> list[File]:
    """Return those of the files in these directories that are no links, and in no other tree.

    A link may stand where a directory was when git listed it.
    """
    is_inside = Boundary(directories).holds_directory_of
    placed = ((path, root.place(path)) for path in paths)
    return [
        File(path, named=False)
        for path, place in placed
        if not os.path.islink(place) and is_inside(place)
    ]


def _below(directory: str, tree: Tree, words: Collection[str], root: Root) -> Found | None:
    """Return what git knows, None where it does not know the directory or ignores all of it."""
    listing = tree.listing
    new, warnings = tree.untracked
    if listing is None or not (any(listing.present) or new):
        return None
    tracked = listing.searched
    untracked = [*listing.unsearched, *(path for path in new or () if not path.endswith("/"))]
    configs = _known_configs(tracked)
    matching = tree.matching(words)  # the slowest answer last
    searched = tracked if matching is None else [*matching, *configs, *tree.unreadable()]
    wanted = [path for path in searched if frontends.format_of(path)]
    unread = set(matching or ()).difference(wanted)
    new_ones = [path for path in untracked if frontends.format_of(path)]
    links = [path for path in new_ones if os.path.islink(os.path.join(directory, path))]
    inside = root.inside(directory)
    paths = (below(inside, path) for path in (*wanted, *new_ones))
    return Found(
        len(tracked) + len(untracked),
        _files(paths, root, [directory]),
        [line for line in warnings.splitlines() if "could not open directory" in line],
        (Around(directory, tracked, untracked, inside, (*links, *listing.linked), tuple(unread)),),
    )


def _known_configs(paths: list[str]) -> list[str]:
    data = [p for p in paths if p.lower().endswith((".json", ".yaml", ".yml", ".zip"))]
    return [p for p in data if frontends.is_known_config(p) or frontends.may_be_airkit_export(p)]


def _named(path: str, root: Root) -> Found:
    """Return a file that is named; what cannot be one is worth reading, to hear why it cannot."""
    if path and not os.path.lexists(path) and os.path.isfile(os.path.normpath(path)):  # `a.py/`
        why = f"{path}: is a file, not a directory"
        return Found(0, [], [], incomplete=(Incomplete("unreadable-file", why, path, True),))
    inside = root.inside(path) if path else path
    if frontends.format_of(path) is not None or not os.path.isfile(path):
        return Found(int(os.path.lexists(path)), [File(inside, named=True)], [])
    unknown = Incomplete("unknown-format", f"{path}: is of no format that is read", path)
    return Found(1, [], [], incomplete=(unknown,))


def _walk(directory: str, root: Root) -> Found:
    """Look below a directory, following no link: it may lead out, or in circles."""
    problems: list[str] = []
    links: list[str] = []
    paths = list(_files_below(directory, problems, links))
    start = os.path.join(directory, "")
    others = [path.removeprefix(start) for path in paths if frontends.format_of(path)]
    inside = root.inside(directory)
    wanted = [File(below(inside, path), named=False) for path in others]
    leading = tuple(path.removeprefix(start) for path in links)
    return Found(len(paths), wanted, problems, (Around(directory, [], others, inside, leading),))


def _files_below(directory: str, problems: list[str], links: list[str]) -> Iterator[str]:
    """Yield the files; note the links to what would be read, or gone through."""
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
            elif entry.is_symlink() and _may_be_read(entry):
                links.append(entry.path)


def _may_be_read(link: os.DirEntry[str]) -> bool:
    try:
        is_folder = link.is_dir()
    except OSError:  # it leads in a circle
        return False
    return link.name not in SKIPPED if is_folder else frontends.format_of(link.name) is not None
