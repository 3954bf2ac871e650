"""Measures how fast the linter is: `python tests/benchmark.py [--runs N] [NAME...]`; by hand.

Trees are built in a temporary directory from the standard library, the installed packages and copies
of the example apps. Each line gives the median of runs that take turns, ours and what we compare to,
and their ratio: a machine may be slow, or busy, without the ratios changing much. Measured are
(`NAME`s, all of them by default):

tree      10,000 Python files in git, about 100 of which mention Heap, against `git grep`, the bare
          start of the linter and parsing those files: again, when nothing has changed, and afresh; a
          hook on a file of the tree; and how many files are read if a wrapper has a name that many
          files use
file      one file that is about Heap, against `flake8` without our plugin
heap      a tree outside git in which every file mentions Heap, against parsing it
slow      inputs that grow: how much longer ours takes for four times as much
"""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from test_speed import GROWING

from heap_lint.config import Settings
from heap_lint.engine import check_source
from heap_lint.prefilter import may_mention_heap
from heap_lint.source import Source

APPS = Path(__file__).parent / "apps"
STDLIB = Path(sysconfig.get_paths()["stdlib"])
PACKAGES = Path(sysconfig.get_paths()["purelib"])
LINT = (sys.executable, "-I", "-m", "heap_lint", "--isolated")
AFRESH = (*LINT, "--no-cache")
FILES = 10_000
ABOUT_HEAP = 100
WRAPPER_NAMES = ("send", "track", "log", "get")

Command = Callable[[], object]
Process = Callable[[], "subprocess.CompletedProcess[bytes]"]


# --- Trees


def app_files(copies: int) -> Iterator[tuple[str, str]]:
    """Yield path and text of the correct apps of Python, under another package name in each copy."""
    for copy in range(copies):
        for app in sorted(APPS.glob("*-correct")):
            if not any(app.rglob("*.py")):
                continue
            (package,) = (each.name for each in app.iterdir())
            for path in sorted(app.rglob("*.py")):
                text = re.sub(rf"\b{package}\b", f"{package}{copy}", path.read_text("utf-8"))
                place = path.relative_to(app / package)
                yield f"{package}{copy}/{place}", text


def other_files() -> Iterator[tuple[str, Path]]:
    """Yield Python files without end that others have written, each under a path of its own.

    Their packages get other names: the apps import the libraries, which are not part of a tree.
    """
    found = [
        (path.relative_to(root), path)
        for root in (STDLIB, PACKAGES)
        for path in sorted(root.rglob("*.py"))
        if "heap_lint" not in path.parts and (root is PACKAGES or PACKAGES not in path.parents)
    ]
    for number, (place, path) in enumerate(cycle(found)):
        renamed = "/".join(f"own_{part}" for part in place.parts)
        yield f"copy{number // len(found)}/{renamed}", path


def write(root: Path, path: str, text: str) -> None:
    """Write a file below the root."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")


def large_tree(root: Path, wrapper: str = "") -> None:
    """Build a tree in git of `FILES` files; `wrapper`: also one function of that name."""
    mentioning = files = 0
    for path, text in app_files(copies=9):
        if mentioning < ABOUT_HEAP:
            mentioning += "heap" in text.lower()
            files += 1
            write(root, path, text)
    if wrapper:
        write(root, "ours/telemetry_of_ours.py", WRAPPER.format(name=wrapper))
        page = f"from ours.telemetry_of_ours import {wrapper}\n\n{wrapper}('a', 1)\n"
        write(root, "ours/page.py", page)
    for path, origin in islice(other_files(), FILES - files):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin, root / path)
    for command in (("init", "-q"), ("add", "-A", "-f")):
        subprocess.run(("git", *command), cwd=root, check=True, capture_output=True)


def hook(root: Path, runs: int, least: float) -> None:
    """Commits to a large tree: of a file that is not about Heap, and of one that is."""
    listed = subprocess.run(
        ("git", "ls-files"), cwd=root, capture_output=True, text=True, check=True
    )
    other = listed.stdout.splitlines()[FILES // 2]
    about = next(path for path, _ in app_files(copies=1) if path.endswith("client.py"))
    for name, path, line in (("without", other, "a = 1"), ("about", about, "# heap")):
        times = []
        for _ in range(runs):
            with (root / path).open("a", encoding="utf-8") as file:
                file.write(f"\n{line}\n")
            time.sleep(0.2)  # until its time is settled
            times += medians(1, process((*LINT, path), root), warm=False)
        say(f"hook, a file {name} Heap", statistics.median(times), least, 1.5)


WRAPPER = """\
import heapapi

client = heapapi.HeapAPIClient("1234567890")


def {name}(event, identity):
    client.track(identity, event, {{}})
"""


# --- Time


def medians(runs: int, *commands: Command, warm: bool = True) -> list[float]:
    """Return how long each command takes, all of them run in turn, and once before if `warm`."""
    for command in commands if warm else ():
        command()
    taken: list[list[float]] = [[] for _ in commands]
    for _ in range(runs):
        for command, times in zip(commands, taken, strict=True):
            begin = time.perf_counter()
            command()
            times.append(time.perf_counter() - begin)
    return [statistics.median(times) for times in taken]


def process(arguments: tuple[str, ...], root: Path) -> Process:
    """Return a command that runs a program in a directory."""
    return lambda: subprocess.run(arguments, cwd=root, capture_output=True, check=False)


def parsed(texts: list[bytes]) -> Command:
    """Return a command that parses Python files."""

    def parse() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for text in texts:
                ast.parse(text)

    return parse


def say(what: str, ours: float, other: float, target: float) -> None:
    """Print one comparison."""
    print(
        f"{what}: {ours * 1000:.0f} ms against {other * 1000:.0f} ms,"
        f" ratio {ours / other:.2f} (target {target})",
        flush=True,
    )


# --- What is measured


def tree(root: Path, runs: int) -> None:
    """A large tree in git, in which few files are about Heap."""
    large_tree(root / "tree")
    grep = ("git", "grep", "-l", "-I", "-i", "-F", "heap")
    named = subprocess.run(grep, cwd=root / "tree", capture_output=True, text=True, check=True)
    read = [(root / "tree" / path).read_bytes() for path in named.stdout.splitlines()]
    texts = [text for text in read if may_mention_heap(text, "python")]
    afresh, again, search, start, parsing = medians(
        runs,
        process(AFRESH, root / "tree"),
        process(LINT, root / "tree"),
        process(grep, root / "tree"),
        process((*LINT, "--version"), root / "tree"),
        parsed(texts),
    )
    parts = f"git grep {search * 1000:.0f} ms, start {start * 1000:.0f} ms"
    print(f"tree: {parts}, parsing {len(texts)} files {parsing * 1000:.0f} ms")
    least = search + start + parsing
    say("tree, again", again, least, 1.5)
    say("tree, afresh", afresh, least, 1.5)
    hook(root / "tree", runs, least)
    for name in WRAPPER_NAMES:
        large_tree(root / name, wrapper=name)
        run = process((*AFRESH, "--verbose"), root / name)()
        last = run.stderr.decode().splitlines()[-1]
        print(f"tree with a wrapper named `{name}`: {last.removeprefix('heap-lint: ')}")


def file(root: Path, runs: int) -> None:
    """One file that is about Heap, as a hook sees it."""
    path = "shop0/analytics/client.py"
    write(root, path, dict(app_files(copies=1))[path])
    flake8 = (sys.executable, "-I", "-m", "flake8", "--isolated", "--extend-ignore=HL", path)
    ours, other = medians(runs, process((*AFRESH, path), root), process(flake8, root))
    say("file", ours, other, 0.6)


def heap(root: Path, runs: int) -> None:
    """A tree in which every file mentions Heap."""
    texts: list[bytes] = []
    for path, text in app_files(copies=40):
        if may_mention_heap(text.encode(), "python"):
            texts.append(text.encode())
            write(root, path, text)
    ours, start, parsing = medians(
        runs, process(LINT, root), process((*LINT, "--version"), root), parsed(texts)
    )
    print(f"heap: {len(texts)} files, {ours / len(texts) * 1000:.1f} ms each")
    say("heap", ours, start + parsing, 2.5)


def slow(root: Path, runs: int) -> None:
    """Inputs that grow."""
    for name, text in GROWING.items():
        print(
            f"slow: {name}: {growth(text, min(runs, 3)):.1f} x as long for 4 x as much", flush=True
        )


def growth(text: Callable[[int], str], runs: int, size: int = 1_000) -> float:
    """Return how many times longer an input of four times the size takes."""
    sources = [Source("a.py", text(each)) for each in (size, 4 * size)]
    small, large = medians(runs, *(partial(check_source, each, Settings()) for each in sources))
    return large / small


def main(arguments: list[str]) -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args(arguments)
    for measure in (tree, file, heap, slow):
        if not options.names or measure.__name__ in options.names:
            with tempfile.TemporaryDirectory() as root:
                measure(Path(root), options.runs)


if __name__ == "__main__":
    main(sys.argv[1:])
