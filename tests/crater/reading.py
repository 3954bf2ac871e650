"""One package, in a process of its own: `python -m tests.crater.reading TREE ALONE SOWN`.

The tree is checked as the command checks files that are named, so also what is minified; a bare `noqa`
silences nothing. Then files, of ALONE bytes in all, are checked one by one with no prefilter, as if each
of them named Heap, and files of SOWN bytes with calls of Heap in their functions. What is being read is
told on standard error; what was found is one line of JSON on standard output.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from heap_lint import engine, prefilter
from heap_lint.config import Settings
from heap_lint.discovery import Around, File, Found
from heap_lint.files.root import Root
from heap_lint.findings import Confidence, Finding
from heap_lint.frontends import format_of
from heap_lint.lines import LineIndex
from heap_lint.masking import Masking
from heap_lint.output.shown import shown
from heap_lint.source import Source
from tests import work

from . import sowing

_SETTINGS = Settings(min_confidence=Confidence.LOW)
_TRIES = 3
"""Times that what takes too long is tried: it may have been slow for another's work."""
_LAST_NET = 5
"""So many times its bound a text may take before the process is ended."""
_AROUND = 700
"""Characters of a long line, before and after a finding, that are looked at to show it."""
_MOST_MEMORY = 6_000_000_000
"""Bytes that the process may map at most, whatever it holds of them."""


class Seen(NamedTuple):
    """A finding: the rule, the file, its line as it may be shown, and what is said of it."""

    code: str
    path: str
    text: str
    line: int
    message: str


class Outcome(NamedTuple):
    """How the reading of a package went.

    `alone` and `sown` are the files that were checked so. `slow`: files, or the whole tree (""), with
    the seconds they took and might have taken. `involved` are the files that were not followed to
    their end. `memory` in bytes: what was held at most, and what might have been.
    """

    files: int
    characters: int
    alone: int
    sown: int
    findings: list[Seen]
    problems: list[str]
    slow: list[tuple[str, float, float]]
    involved: list[str]
    memory: tuple[int, int]
    seconds: float


class Bound:
    """The processor time that a text may take: a second and 60 us a character.

    That is where `ast.parse` takes 1.1 us a character; on a slower or busier machine it is more.
    """

    def __init__(self) -> None:
        self._unit = work.unit()

    def seconds(self, characters: int) -> float:
        """Return the bound of a text."""
        return self._unit * (28 + 54 * characters / len(work.PROGRAM))


class Reader:
    """Reads the files of one tree, and notes what is to be told of them."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree.resolve()
        self.bound = Bound()
        self.findings: list[Seen] = []
        self.problems: list[str] = []
        self.slow: list[tuple[str, float, float]] = []
        self.involved: set[str] = set()
        self.parsed: set[str] = set()
        self.characters = 0
        self.held = 0
        """Characters of the largest text that was read at once."""

    def together(self, paths: list[str]) -> None:
        """Check files as one project, each as if it had been named."""
        whole = sum((self.tree / path).stat().st_size for path in paths)

        def check() -> engine.Report:
            found = Found(
                len(paths),
                [File(path, named=True) for path in paths],
                [],
                (Around(str(self.tree), [], paths),),
                root=Root.of([str(self.tree)]),
            )
            return engine.check(found, _SETTINGS, noqa=False)

        report, seconds = self._measured("", whole, check)
        self.parsed = {self._inside(path) for path in report.parsed}
        read = sum(len(source.text) for source in report.sources.values())
        self._note("", seconds, read + whole // 100, check)
        self._tell(report, self._inside, set())
        self.characters = read

    def alone(self, paths: Iterable[str], most: int) -> int:
        """Check files one by one with no prefilter, as many as have so many bytes; return the number."""
        number = 0
        passing = prefilter.may_mention_heap
        prefilter.may_mention_heap = lambda *_: True
        try:
            for path, data in self._some(paths, most):
                number += 1
                self._tell(self._one(path, data), str, self.parsed)
        finally:
            prefilter.may_mention_heap = passing
        return number

    def sown(self, paths: Iterable[str], most: int) -> int:
        """Check files with calls of Heap in their functions, for whether it can be done."""
        number = 0
        for path, data in self._some(paths, most):
            text = sowing.sown(path, data.decode("utf-8", "replace"))
            if text is not None:
                number += 1
                self._tell(self._one(path, text.encode(), " (sown)"), "{} (sown)".format, None)
        return number

    def _some(self, paths: Iterable[str], most: int) -> Iterator[tuple[str, bytes]]:
        """Yield files with their content, chosen by their names, that have so many bytes in all."""
        for path in sorted(paths, key=lambda path: zlib.crc32(path.encode())):
            data = (self.tree / path).read_bytes()
            if len(data) <= min(most, _SETTINGS.max_file_size):
                most -= len(data)
                yield path, data

    def _one(self, path: str, data: bytes, how: str = "") -> engine.Report:
        def check() -> engine.Report:
            return engine.check_bytes(path, data, _SETTINGS)

        report, seconds = self._measured(f"{path}{how}", len(data), check)
        self._note(f"{path}{how}", seconds, len(data), check)
        self.held = max(self.held, len(data))
        return report

    def _measured(
        self, path: str, characters: int, check: Callable[[], engine.Report]
    ) -> tuple[engine.Report, float]:
        """Return a report and the processor time it took; end the process if that is without end."""
        print(path, file=sys.stderr, flush=True)
        begun = time.process_time()
        end = math.ceil(begun + _LAST_NET * self.bound.seconds(characters)) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))
        return check(), time.process_time() - begun

    def _note(
        self, path: str, seconds: float, characters: int, check: Callable[[], engine.Report]
    ) -> None:
        """Note what takes longer than it may, each time that it is tried."""
        most = self.bound.seconds(characters)
        for _ in range(_TRIES - 1):
            if seconds > most:
                most = max(most, Bound().seconds(characters))
                seconds = min(seconds, self._measured(path, characters, check)[1])
        if seconds > most:
            self.slow.append((path, seconds, most))

    def _tell(
        self, report: engine.Report, inside: Callable[[str], str], known: set[str] | None
    ) -> None:
        """Note what a report says, but for the findings in files that are known, None: in all.

        `inside` returns where in the tree a path of the report leads.
        """
        self.problems += report.problems
        for each in report.incomplete:
            if each.kind == "fuel" and each.path:
                self.involved.add(inside(each.path))
        if known is None:
            return
        for finding in report.findings:
            path = inside(finding.span.path)
            if path not in known:
                self.findings.append(_seen(finding, path, report.sources))

    def _inside(self, path: str) -> str:
        """Return where in the tree a path leads, from where this process is."""
        return os.path.relpath(path, self.tree)


def _seen(finding: Finding, path: str, sources: dict[str, Source]) -> Seen:
    """Return a finding in the file `path` of a tree, with its line as it may be shown."""
    span = finding.span
    source = sources.get(span.path)
    if source is None:
        return Seen(finding.code, path, "", 0, finding.message)
    index = LineIndex(source.text)
    line = index.position(span.start).line
    text, offset = index.line(line), index.start(line)
    start = span.start - offset
    first, last = max(0, start - _AROUND), min(len(text), start + _AROUND)
    matter = [span, *(related.span for related in finding.related)]
    hidden = Masking(sources).hidden(
        span.path, offset + first, offset + last, matter, secret=finding.secret
    )
    end = max(start, min(len(text), span.end - offset))
    view = shown(text, start, end, [each.moved(-offset) for each in hidden])
    return Seen(finding.code, path, " ".join(view.text.split()), line, finding.message)


def read(tree: Path, most: int, most_sown: int) -> Outcome:
    """Read a tree; of its files as many as have `most` bytes alone, and some with calls of Heap."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    reader = Reader(tree)
    paths = sorted(_readable(tree))
    reader.together(paths)
    alone = reader.alone(paths, most)
    sown = reader.sown(paths, most_sown)
    return Outcome(
        files=len(paths),
        characters=reader.characters,
        alone=alone,
        sown=sown,
        findings=sorted(set(reader.findings)),
        problems=sorted(set(reader.problems)),
        slow=reader.slow,
        involved=sorted(reader.involved),
        memory=(_held(), 300_000_000 + 1_000 * max(reader.characters, reader.held)),
        seconds=time.process_time(),
    )


def _held() -> int:
    """Return the bytes of memory that this program has held at most; its parent's do not count."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _readable(tree: Path) -> Iterator[str]:
    for path in tree.rglob("*"):
        if format_of(path.name) and path.is_file():
            yield path.relative_to(tree).as_posix()


if __name__ == "__main__":
    print(json.dumps(read(Path(sys.argv[1]), *map(int, sys.argv[2:]))))
