"""Reads whole trees with no prefilter: `python tests/crater.py DIRECTORY...`; a long run, by hand.

Every file goes through its front end and the checks. Printed are the files that raise or take more
than a second, and what is found; a tree with no Heap in it must give nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from heap_lint import checks, reading
from heap_lint.facts import Unreadable
from heap_lint.frontends import facts_in, format_of

SLOW = 1.0
LARGEST = 5_000_000


def files(directories: list[str]) -> Iterator[Path]:
    """Yield the files below the directories that some front end reads."""
    for directory in directories:
        for path in sorted(Path(directory).rglob("*")):
            if format_of(path.name) and path.is_file() and not path.is_symlink():
                yield path


def check(path: Path) -> Iterator[str]:
    """Yield what is to be said of one file."""
    begin = time.perf_counter()
    try:
        source = reading.decode(str(path), reading.read_bytes(str(path), LARGEST))
        facts = [fact for fact in facts_in(source) if not isinstance(fact, Unreadable)]
        hits = list(checks.run(facts, policy="heap", enabled=lambda code: True))
    except reading.CannotReadError:
        return
    except Exception as error:
        yield f"{path}: raised {type(error).__name__}: {error}"
        return
    for code, hit in hits:
        yield f"{path}: {code} at character {hit.span.start}: {hit.message}"
    if time.perf_counter() - begin > SLOW:
        yield f"{path}: took {time.perf_counter() - begin:.1f} s"


def main(directories: list[str]) -> int:
    """Check all files and return 1 if anything was said."""
    read = said = 0
    for path in files(directories):
        read += 1
        for line in check(path):
            said += 1
            print(line, flush=True)
    print(f"{read} files, {said} lines")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
