"""The one place that starts git, which is asked and never left to do what a repository says.

A repository's config can name commands: to fetch what is missing, to watch files, to show or convert
them. Whoever sends a tree may send its config as well. So every process has all of the switches below.
Safety rests on no single one: where a git does not know one of them, another holds.
"""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING, Literal, NamedTuple

from heap_lint.core.remembering import remembered
from heap_lint.files import private, repository
from heap_lint.files.names import as_bytes

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable

    from heap_lint.files.repository import Place

OLDEST = (2, 38)
"""The version that knows `safe.bareRepository`. An older git is not started."""

LONGEST = 300
"""Seconds that git may take for an answer. No repository is that large, but an ignore file can be a pipe
to which nobody writes; there is nothing else by which a process that waits could be known."""

Purpose = Literal["ask", "fetch"]

_SETTINGS = {
    "safe.bareRepository": "explicit",  # plain files that look like a repository are none
    "core.fsmonitor": "false",  # names a command that tells what has changed
    "core.hooksPath": os.devnull,
    "core.sshCommand": "false",
    "core.gitProxy": "",
    "core.askPass": "",
    "core.alternateRefsCommand": "false",
    "core.attributesFile": os.devnull,  # a repository may name one anywhere; none is needed
    "credential.helper": "",
    "diff.external": "",
    "grep.threads": "0",  # as many as there are processors: a repository may ask for thousands
    "index.threads": "true",
    "protocol.allow": "never",
    "submodule.recurse": "false",
}
"""What is set whatever a config file says; an empty value takes away what a file has set."""

_WORDS = ("--no-pager", "--no-replace-objects")

_VARIABLES = {
    "LC_ALL": "C",  # what git says is read
    "GIT_NO_LAZY_FETCH": "1",  # an object that is not here stays away; git before 2.45 may not know it
    "GIT_ALLOW_PROTOCOL": "none",  # a list of what may be used to fetch: nothing has that name
    "GIT_TERMINAL_PROMPT": "0",  # nobody is asked for a password
    "GIT_OPTIONAL_LOCKS": "0",  # nothing is written on the side
    "GIT_ATTR_NOSYSTEM": "1",
}

_KEPT = re.compile(
    r"GIT_CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)"  # which files are the user's own config
    r"|GIT_CONFIG_(?:COUNT|(?:KEY|VALUE)_\d+|PARAMETERS)"  # the user's words; our settings come after
    r"|GIT_TRACE\w*|GIT_TR2\w*"  # where the user wants to read what git does
    r"|GIT_DISCOVERY_ACROSS_FILESYSTEM"
)
"""The environment's own variables of git that stay. What a hook gets is not among them, on purpose:

- `GIT_DIR`, `GIT_WORK_TREE`, `GIT_COMMON_DIR`, `GIT_PREFIX`: the repository is the one in which the
  files stand, the same in a hook as at a prompt, in a linked working tree as in the first;
- `GIT_INDEX_FILE`: `commit -a` and `commit -- path` put together an index of their own, but the files
  of the working tree are checked, and those that the index for one commit leaves out are still files;
- `GIT_OBJECT_DIRECTORY`, `GIT_ALTERNATE_OBJECT_DIRECTORIES`, `GIT_QUARANTINE_PATH`: nothing is asked
  that is answered from objects, but for an earlier revision, whose objects are where they belong;
- `GIT_LITERAL_PATHSPECS` and its kin would change what our patterns mean;
- `GIT_EXTERNAL_DIFF`, `GIT_PAGER`, `GIT_EDITOR`, `GIT_ASKPASS`, `GIT_SSH`, `GIT_SSH_COMMAND`,
  `GIT_PROXY_COMMAND`, `GIT_EXEC_PATH`: name programs, and none is needed;
- `GIT_CEILING_DIRECTORIES` is obeyed in `repository`; git gets one of ours.

What is not named here is dropped.
"""

_ASKS_WHAT_IS_IGNORED = {"--others", "--untracked"}

_REMEMBERED = "git-version"
"""The name under which the version of git is kept."""


class Program(NamedTuple):
    """The git that is started, by its whole path, and its version."""

    path: str
    version: tuple[int, int]

    @property
    def is_too_old(self) -> bool:
        """Whether it does not know a switch that a run relies on."""
        return self.version < OLDEST


class Answering:
    """A git that has been started, and what it will have said."""

    def __init__(self, process: subprocess.Popen[bytes], given: bytes | None = None) -> None:
        self._process = process
        self._given = given
        _running.add(process)
        self._begun = time.monotonic()

    def output(self, accepted: tuple[int, ...] = (0,)) -> tuple[bytes | None, str]:
        """Return what it printed, None where it failed, and what it said of that."""
        from subprocess import TimeoutExpired

        left = self._begun + LONGEST - time.monotonic()
        try:
            out, errors = self._process.communicate(self._given, timeout=max(left, 0.01))
        except TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            return None, ""
        finally:
            _running.discard(self._process)
        return out if self._process.returncode in accepted else None, os.fsdecode(errors)

    @property
    def status(self) -> int:
        """The exit status, once it has said all."""
        return int(self._process.returncode)


_running: set[subprocess.Popen[bytes]] = set()
"""What was started, and has not been asked yet."""


def end_all() -> None:
    """End what nobody has asked for its answer: what waits for a pipe would do so for ever."""
    while _running:
        process = _running.pop()
        process.kill()
        process.wait()


def start(
    place: Place,
    arguments: Iterable[str | bytes],
    purpose: Purpose = "ask",
    given: bytes | None = None,
) -> Answering | None:
    """Start git in the root of a repository; None where there is no git that may be started.

    Of `arguments` those that are text are words to search for, paths are bytes.
    `given` is what it reads on its standard input.
    `purpose`: "ask" never leads to another machine; "fetch" is for a command whose work that is.
    """
    git = program(place.root)
    if git is None or git.is_too_old or repository.looks_bare(place.root):
        return None
    arguments = tuple(arguments)
    asks_what_is_ignored = not _ASKS_WHAT_IS_IGNORED.isdisjoint(arguments)
    if repository.has_pipe(place) or (
        asks_what_is_ignored and repository.has_pipe_of_ignores(place)
    ):
        return None
    import subprocess

    try:
        process = subprocess.Popen(
            (git.path, *_words(purpose), *map(_argument, arguments)),
            cwd=place.root,
            env=environment(place, purpose),
            stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except (OSError, ValueError):  # a directory that cannot be entered
        return None
    return Answering(process, given)


def _argument(word: str | bytes) -> str | bytes:
    if os.name == "nt":  # which has no bytes there
        return os.fsdecode(word)
    return as_bytes(word) if isinstance(word, str) else word


def environment(place: Place, purpose: Purpose = "ask") -> dict[str, str]:
    """Return the environment for a git that is started in the root of a repository."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("GIT_") or _KEPT.fullmatch(name.upper())
    }
    variables = dict(_VARIABLES)
    if purpose == "fetch":
        del variables["GIT_NO_LAZY_FETCH"]
        variables["GIT_ALLOW_PROTOCOL"] = "https:ssh"
    above = os.path.dirname(place.root)
    # The config's own `core.worktree` might lead elsewhere; `.git` may turn out to be none.
    return {**kept, **variables, "GIT_WORK_TREE": place.root, "GIT_CEILING_DIRECTORIES": above}


def _words(purpose: Purpose) -> Iterable[str]:
    yield from _WORDS
    for name, value in _SETTINGS.items():
        if purpose == "ask" or name not in ("core.sshCommand", "protocol.allow"):
            yield from ("-c", f"{name}={value}")


def program(root: str) -> Program | None:
    """Return the git that the user has installed, None if there is none outside a repository."""
    other = "" if root in _trees else root  # of those that are looked at all are left out anyway
    path = _path(other, tuple(_trees), os.environ.get("PATH", os.defpath))
    if path is None:
        return None
    known = _known.get(path)
    if known is None:
        known = _known[path] = Program(path, _version(path, root))
    return known


_known: dict[str, Program] = {}

_trees: dict[str, None] = {}
"""What a run looks at: directories from which nothing is started, whichever of them git is asked of."""


def never_from(paths: Iterable[str]) -> None:
    """Note that these paths, and the repositories around them, are looked at in this run."""
    for directory in dict.fromkeys(p if os.path.isdir(p) else os.path.dirname(p) for p in paths):
        place = repository.find(directory or ".")
        _trees[place.root if place else os.path.realpath(directory or ".")] = None


def _all_around(trees: Iterable[str]) -> list[str]:
    """Return these trees, the one in which we are, and those around them: no git may come from there.

    The whole disk is none, since nothing else could be started; neither is what the user keeps his
    own directory in.
    """
    here = repository.find(".")
    waiting = [*trees, *([here.root] if here else [])]
    found: dict[str, None] = {}
    while waiting:
        tree = waiting.pop()
        above = os.path.dirname(tree)
        if tree in found or above == tree:
            continue
        found[tree] = None
        around = repository.find(above)
        if around is not None and around.root != os.path.realpath(os.path.expanduser("~")):
            waiting.append(around.root)
    return list(found)


@remembered
def _path(root: str, trees: tuple[str, ...], directories: str) -> str | None:
    """Return the whole path of git: never one in the current directory or in a tree of the run.

    A relative part of PATH means another directory wherever we are, and a tree that is called by its
    own tools may have put a directory of its own in front.
    """
    name = "git.exe" if os.name == "nt" else "git"
    left_out = _all_around(filter(None, (root, *trees)))
    for directory in directories.split(os.pathsep):
        path = os.path.join(directory, name)
        if os.path.isabs(directory) and os.path.isfile(path) and os.access(path, os.X_OK):
            places = (path, directory)
            if not any(private.is_below(place, tree) for place in places for tree in left_out):
                return path
    return None


def _version(path: str, root: str) -> tuple[int, int]:
    """Return the version of a git, which is remembered for as long as its file is the same."""
    try:
        status = os.stat(path)
    except OSError:
        return (0, 0)
    state = f"{path}\0{status.st_mtime_ns} {status.st_size} {status.st_ino}".encode(
        "utf-8", "surrogateescape"
    )
    kept = private.place()
    if kept and private.is_below(kept, root):
        kept = ""  # it may have come with the tree
    said, _, of = ((private.read(kept, _REMEMBERED) or b"") if kept else b"").partition(b"\n")
    if of != state:
        said = _said_version(path)
        if kept and said:
            private.write(kept, _REMEMBERED, said + b"\n" + state)
    found = re.fullmatch(rb"git version (\d{1,4})\.(\d{1,4})[^\n]*", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _said_version(path: str) -> bytes:
    import subprocess

    home = os.path.dirname(path)
    try:
        asked = subprocess.run(
            (path, "version"),
            cwd=home,
            env=environment(repository.Place(home, "")),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, ValueError):
        return b""
    return asked.stdout.split(b"\n")[0] if asked.returncode == 0 else b""
