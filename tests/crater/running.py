"""Packages are read side by side, each in a process that can be ended without harm to the others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

from .packages import Package, fetched
from .reading import Outcome, Seen
from .unpacking import unpacked

_ROOT = Path(__file__).parents[2]
_SHOWN = 400
"""Characters of the words with which a process ended that are shown."""


class Amounts(NamedTuple):
    """How many bytes of a package's files are read alone, and with calls of Heap sown in."""

    alone: int
    sown: int


class Result(NamedTuple):
    """What became of a package: an outcome, or why there is none."""

    package: Package
    outcome: Outcome | None
    fault: str


def run(packages: list[Package], directory: Path, jobs: int, amounts: Amounts) -> Iterator[Result]:
    """Fetch, unpack and read packages; yield each when it is done."""
    with ThreadPoolExecutor(jobs) as pool:
        waiting = [pool.submit(_result, package, directory, amounts) for package in packages]
        for done in as_completed(waiting):
            yield done.result()


def tree_of(package: Package, directory: Path) -> Path:
    """Return where a package is unpacked to."""
    return directory / "trees" / package.registry / package.label.replace("/", "+")


def _result(package: Package, directory: Path, amounts: Amounts) -> Result:
    try:
        tree = unpacked(fetched(package, directory), tree_of(package, directory))
    except Exception as error:
        return Result(package, None, f"cannot be had: {type(error).__name__}: {error}")
    return read(package, tree, amounts)


def read(package: Package, tree: Path, amounts: Amounts) -> Result:
    """Read a tree in a process of its own, which is started where there is nothing to import."""
    command = [sys.executable, "-m", "tests.crater.reading", str(tree.resolve())]
    command += [str(amounts.alone), str(amounts.sown)]
    with tempfile.TemporaryDirectory() as nowhere:
        done = subprocess.run(
            command,
            cwd=nowhere,
            env={**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONHASHSEED": "0"},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    if done.returncode:
        last = done.stderr.strip()[-_SHOWN:]
        how = "is ended" if done.returncode < 0 else "ends"
        return Result(package, None, f"the process {how} with {done.returncode} after: {last}")
    return Result(package, _outcome(done.stdout), "")


def _outcome(text: str) -> Outcome:
    outcome = Outcome(*json.loads(text))
    return outcome._replace(
        findings=[Seen(*each) for each in outcome.findings],
        slow=[(path, seconds, most) for path, seconds, most in outcome.slow],
    )
