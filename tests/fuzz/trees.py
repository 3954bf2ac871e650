"""Trees of files, and what must hold of them in any process: the same bytes, kept or fresh.

A tree has fixtures and made inputs under hostile names, with links, modes and states of `.git`. It is
linted by processes that differ in the seed of their hashes, in the order in which files are named, and
in what they keep from an earlier run. Servers that fork spare each run the time to start.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from . import corpus, inputs, mutation

_FILES = 10
"""Inputs in a tree: each is one of those that are counted."""
_NAMES = (
    *(
        "-dash",
        "--",
        "-",
        " ",
        "a b",
        "a\nb",
        "a\tb",
        "é日😀",
        "\x1b[31m",
        "%0A::error::",
        '"q"',
        "'q'",
    ),
    *("[a]", "{b,c}", "*", "?", "a;b", "$(touch x)", "`x`", "|x", ":(top)a", "!a", "#a", "\\", "~"),
    *("HEAD", "config", "objects", "refs", "node_modules", "vendor", "tests", "__pycache__", "CON"),
    *("x" * 200, ".hidden", "..a", "a.", "\u202egnp", "e\u0301", "\udcff\udcfe"),
)
_STATES = (
    *("none", "empty", "staged", "committed", "changed", "bare inside", "elsewhere", "worktree"),
    *("broken", "index cut off", "repository inside", "attributes outside", "nowhere", "unborn"),
)
_SERVER = """
import io, os, sys, json
sys.path.insert(0, {root!r})
from heap_lint import catalogue, cli, discovery, engine, git, judgement, project, checks
from heap_lint.config import Settings
from heap_lint.output import text, sarif, github, json as json_output
from tests.fuzz.inputs import made
catalogue.rules(); checks.registered()
for number in range({warm}):
    given = made(0, number, drawn=False)
    report = engine.check_bytes(given.path, given.data, Settings())
    for output in (text, sarif, github, json_output):
        output.render(report)
for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if not child:
        os.chdir(asked["cwd"])
        for name, number, flags in (("out", 1, 0o1101), ("err", 2, 0o1101)):
            os.dup2(os.open(asked[name], flags, 0o600), number)
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        os.environ.update(asked["env"])
        status = 70
        try:
            status = cli.main(asked["arguments"])
            sys.stdout.flush(); sys.stderr.flush()
        except SystemExit as end:
            status = end.code
        except BaseException:
            import traceback
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(status)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""
"""A process that has imported the program, and runs it in a fork for each line that it is given.

Parsers and expressions are made when they are first needed, so it has checked some inputs before.
"""
_WARM = 300
"""How many."""


class Said(NamedTuple):
    """What a run printed, and its exit status."""

    status: int
    out: bytes
    err: bytes


class Server:
    """The program under one seed of hashes."""

    def __init__(self, hash_seed: int, kept: Path) -> None:
        root = Path(__file__).parent.parent.parent
        self._kept = kept
        kept.mkdir(mode=0o700, exist_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVER.format(root=str(root), warm=_WARM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        )

    def run(self, tree: Path, *arguments: str) -> Said:
        """Run the program in a directory."""
        out, err = self._kept / "out", self._kept / "err"
        asked = {
            "cwd": str(tree),
            "out": str(out),
            "err": str(err),
            "arguments": list(arguments),
            "env": {"XDG_CACHE_HOME": str(self._kept.parent / "cache"), "HOME": str(self._kept)},
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        return Said(status, out.read_bytes(), err.read_bytes())

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def run(seed: int, first: int, number: int) -> int:
    """Check so many inputs in trees; input I of a seed is in the tree of the tens that it is in."""
    counts: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    begun = time.monotonic()
    with _servers() as (one, other, work):
        for tree in range(first // _FILES, -(-(first + number) // _FILES)):
            failure = check(seed, tree, one, other, work, counts)
            if failure:
                kind, detail = failure
                failures[kind] += 1
                if failures[kind] <= 2:
                    print(f"FAILED {kind}\n  {detail}")
                    print(f"  {_repeat(seed, tree)}", flush=True)
            counts["inputs"] += _FILES
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    print(f"seed {seed}: {said}; {time.monotonic() - begun:.0f} s")
    for kind, times in failures.most_common():
        print(f"  {times} times: {kind}")
    return 1 if failures else 0


def _repeat(seed: int, tree: int) -> str:
    return (
        f"python -m tests.fuzz --stage processes --seed {seed}"
        f" --from {tree * _FILES} --inputs {_FILES}"
    )


@contextmanager
def _servers() -> Iterator[tuple[Server, Server, Path]]:
    with tempfile.TemporaryDirectory(prefix="heap-lint-fuzz-") as directory:
        root = Path(directory)
        servers = [Server(1, root / "one"), Server(2, root / "other")]
        try:
            yield servers[0], servers[1], root
        finally:
            for server in servers:
                server.close()


_FORMATS = ("json", "text", "sarif", "github", "gitlab", "junit", "azure", "rdjson", "concise")


def check(
    seed: int, number: int, one: Server, other: Server, work: Path, counts: Counter[str]
) -> tuple[str, str] | None:
    """Build a tree and lint it; return what does not hold of it."""
    chance = random.Random(f"{seed}/tree {number}")
    around = work / "around"  # what links lead to; of one tree nothing may be left for the next
    for old in (around, work / "cache"):
        _remove(old)
    tree = around / "tree"
    tree.mkdir(parents=True)
    made = [inputs.made(seed, number * _FILES + i, drawn=False) for i in range(_FILES)]
    paths = _written(chance, tree, made)
    paths += _project(chance, tree)
    _configs(chance, tree)
    state = _with_git(chance, tree)
    counts["trees"] += 1
    form = chance.choice(_FORMATS)
    options = ("--min-confidence", "low", "--output-format", form)
    fresh = one.run(tree, *options, "--no-cache")
    counts["with findings"] += fresh.status == 1
    runs = {
        "hash seed": other.run(tree, *options, "--no-cache"),
        "keeping": other.run(tree, *options),
        "kept": one.run(tree, *options),
    }
    named = [
        path for path in paths if os.path.lexists(os.fsencode(tree) + b"/" + os.fsencode(path))
    ]
    forward = one.run(tree, *options, "--no-cache", "--", *named)
    runs_named = {"order": other.run(tree, *options, "--no-cache", "--", *reversed(named))}
    for first, others in ((fresh, runs), (forward, runs_named)):
        failure = _fault(first, made) or _differing(first, others)
        if failure:
            return f"{failure[0]} ({state}, {form})", failure[1]
    _change(chance, tree, paths)
    after = {"kept after a change": other.run(tree, *options)}
    failure = _differing(one.run(tree, *options, "--no-cache"), after)
    return (f"{failure[0]} ({state}, {form})", failure[1]) if failure else None


def _fault(said: Said, made: list[inputs.Input]) -> tuple[str, str] | None:
    if said.status not in (0, 1, 2, 3):
        return f"status {said.status}", said.err.decode(errors="replace")[-1_500:]
    shown = said.out + said.err
    for words in (b"Traceback", b" failed, please report it"):
        at = shown.find(words)
        if at >= 0:
            return words.decode(), shown[max(at - 700, 0) : at + 800].decode(errors="replace")
    return None


def _differing(first: Said, others: dict[str, Said]) -> tuple[str, str] | None:
    for name, said in others.items():
        if said != first:
            return f"differs: {name}", _difference(first, said)
    return None


def _difference(first: Said, second: Said) -> str:
    for a, b in zip(first, second, strict=True):
        if isinstance(a, bytes) and isinstance(b, bytes) and a != b:
            lines = zip_longest(a.splitlines(keepends=True), b.splitlines(keepends=True))
            return next(f"{x!r}\n  {y!r}" for x, y in lines if x != y)[:1_500]
    return f"exit status {first.status} and {second.status}"


# Trees


def _written(chance: random.Random, tree: Path, made: list[inputs.Input]) -> list[str]:
    """Write inputs under names that nobody would choose; return the paths."""
    paths: list[str] = []
    for given in made:
        folders = chance.choices(_NAMES, k=chance.choice((0, 0, 0, 1, 1, 2)))
        stem, ending = os.path.splitext(os.path.basename(given.path))
        name = (
            f"{chance.choice(_NAMES)}{ending}"
            if ending and chance.random() < 0.4
            else stem + ending
        )
        path = "/".join((*folders, name))
        target = tree / path
        try:
            _write(tree, target, given.data)
        except OSError:
            continue  # another file has that name
        paths.append(path)
        kind = chance.random()
        if kind < 0.05:
            target.chmod(chance.choice((0o000, 0o444, 0o755, 0o200)))
        elif kind < 0.12:
            _link(chance, target, paths)
    if chance.random() < 0.1:
        (tree / ".gitignore").write_text(chance.choice(("*.py\n", "*\n", "!a\n", "/\n", "**/x\n")))
    if chance.random() < 0.1:
        (tree / ".gitattributes").write_text("*.py binary\n*.js -text diff=x\n* filter=lfs\n")
    return paths


def _write(tree: Path, target: Path, data: bytes) -> None:
    """Write a file of a tree, never through a link or into a pipe that another input left there.

    Raises OSError where that is not possible.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.parent.resolve().is_relative_to(tree.resolve()):
        raise NotADirectoryError(target.parent)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK
    with open(os.open(target, flags, 0o644), "wb") as file:
        file.write(data)


def _project(chance: random.Random, tree: Path) -> list[str]:
    """Write files that belong together, some of them changed, so that imports lead somewhere."""
    if chance.random() < 0.4:
        return []
    paths = []
    for path, text in corpus.draw_project(chance):
        target = tree / path
        if chance.random() < 0.4:
            text = mutation.mutated(chance, text)
        try:
            _write(tree, target, text.encode("utf-8", "surrogatepass"))
        except OSError:
            continue  # another file has that name
        paths.append(path)
    return paths


def _configs(chance: random.Random, tree: Path) -> None:
    """Write up to three configs, at the root and below it."""
    folders = [tree, *(path for path in sorted(tree.iterdir()) if path.is_dir())]
    for folder in chance.choices(folders, k=chance.choice((0, 0, 0, 1, 1, 2, 3))):
        lines = chance.choices(_SETTINGS, k=chance.choice((0, 1, 1, 2, 3)))
        name, head = chance.choice(_CONFIGS)
        with suppress(OSError):
            _write(tree, folder / name, "\n".join((head, *dict.fromkeys(lines), "")).encode())


_CONFIGS = (
    ("heap-lint.toml", ""),
    ("heap-lint.toml", ""),
    ("pyproject.toml", "[tool.heap-lint]"),
    ("pyproject.toml", "[tool.heap_lint]"),
    ("tsconfig.json", '{"extends": "../../x", "compilerOptions": {"paths": {"*": ["./*"]}}}'),
)
_SETTINGS = (
    *('select = ["HL1", "HL2"]', 'ignore = ["HL201"]', 'extend-select = ["HL312"]', "select = []"),
    *('exclude = ["*.py"]', 'exclude = ["[a"]', 'policy = "airkit"', 'region = "eu"', 'x = "y"'),
    *('min-confidence = "low"', 'fail-on = "error"', 'test-paths = ["**"]', 'select = ["HL999"]'),
    *('max-file-size = "1kB"', 'forwarders = ["segment"]', 'app-id-keys = ["x", "id"]'),
    *('payloads = {"*.json" = "track"}', 'per-file-ignores = {"*" = ["HL2"]}', "account = {}"),
    *('login-points = ["a.py:f"]', 'logout-points = ["x"]', 'wrappers = ["a.f"]', "policy = 1"),
)


def _link(chance: random.Random, target: Path, paths: list[str]) -> None:
    targets = ("/dev/null", "..", ".", "missing", target.name, f"{'../' * 9}etc/hostname", *paths)
    target.unlink()
    if chance.random() < 0.1:
        os.mkfifo(target)
    else:
        target.symlink_to(chance.choice(targets))


def _with_git(chance: random.Random, tree: Path) -> str:
    """Give a tree a state of git; return its name."""
    state = chance.choice(_STATES)
    if state == "none":
        return state
    if state == "broken":
        (tree / ".git").mkdir()
        (tree / ".git/HEAD").write_text("ref: refs/heads/\0\n")
        return state
    if state == "nowhere":
        (tree / ".git").write_text("gitdir: ../missing\n")
        return state
    _git(tree, "init", "-q", *(["--separate-git-dir=../elsewhere"] if state == "elsewhere" else []))
    if state == "empty":
        return state
    if state == "repository inside":
        for folder in [path for path in tree.iterdir() if path.is_dir() and path.name != ".git"]:
            _git(folder, "init", "-q")
            _git(folder, "add", "-A")
            _git(folder, "commit", "-q", "-m", "x")
    _git(tree, "add", "-A")
    if state not in ("staged", "unborn"):
        _git(tree, "commit", "-q", "-m", "x")
    _AFTER.get(state, _leave)(chance, tree)
    return state


def _leave(chance: random.Random, tree: Path) -> None:
    """Change nothing more."""


def _changed(chance: random.Random, tree: Path) -> None:
    for path in sorted(tree.glob("*.py"))[:3]:
        if path.is_file() and not path.is_symlink():
            path.chmod(0o644)
            path.write_bytes(path.read_bytes() + b"\n# changed\n")


def _bare_inside(chance: random.Random, tree: Path) -> None:
    _git(tree, "init", "-q", "--bare", "inner")


def _worktree(chance: random.Random, tree: Path) -> None:
    """Put a tree of the same repository into it, on another branch."""
    _git(tree, "worktree", "add", "-q", chance.choice(("inner", "vendor/x")), "-b", "y")


def _cut_off(chance: random.Random, tree: Path) -> None:
    index = tree / ".git/index"
    if index.exists():
        data = index.read_bytes()
        index.write_bytes(data[: chance.randint(0, len(data))])


def _attributes_outside(chance: random.Random, tree: Path) -> None:
    (tree / ".git/info").mkdir(exist_ok=True)
    (tree / ".git/info/attributes").write_text(chance.choice(("* binary\n", "*.js -diff\n")))
    (tree / ".git/info/exclude").write_text(chance.choice(("*.py\n", "*\n", "!*\n", "[\n")))
    _git(tree, "config", chance.choice(("core.ignoreCase", "core.quotePath", "core.bare")), "true")


_AFTER = {
    "changed": _changed,
    "bare inside": _bare_inside,
    "worktree": _worktree,
    "index cut off": _cut_off,
    "attributes outside": _attributes_outside,
}
"""What is done to a repository that is there, by the name of its state."""


def _git(tree: Path, *arguments: str) -> None:
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    subprocess.run(["git", *who, *arguments], cwd=tree, capture_output=True, check=False)


def _change(chance: random.Random, tree: Path, paths: list[str]) -> None:
    """Change one file as an editor would, or take it away."""
    files = [p for path in paths if (p := tree / path).is_file() and not p.is_symlink()]
    if not files:
        return
    path = chance.choice(files)
    if chance.random() < 0.3:
        path.unlink()
        return
    path.chmod(0o644)
    data = path.read_bytes()
    cut = chance.randint(0, len(data))
    path.write_bytes(data[:cut] + chance.choice((b"\n", b"heap", b"", b"\0")) + data[cut:])


def _remove(path: Path) -> None:
    """Remove a directory, whatever may not be read in it."""
    if not path.exists():
        return
    for folder, folders, _ in os.walk(path):
        for name in folders:
            inner = os.path.join(folder, name)
            if not os.path.islink(inner):
                os.chmod(inner, stat.S_IRWXU)
    shutil.rmtree(path, ignore_errors=True)


signal.signal(signal.SIGPIPE, signal.SIG_DFL)
