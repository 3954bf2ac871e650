"""What a finding is known by from one run to the next, wherever its lines have moved meanwhile.

Made of the rule, the file, what is written at the finding and in its lines, and a count among equals:
no number of a line, no white space, and no message, which a later version may put in other words.
What must not be seen is masked before anything is made of it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from hashlib import sha256

from heap_lint.engine import Report
from heap_lint.findings import Finding
from heap_lint.lines import LineIndex
from heap_lint.masking import Masking
from heap_lint.output import Places
from heap_lint.output.rooted import Locations
from heap_lint.source import Span

LENGTH = 32
"""Hexadecimal digits of a fingerprint."""
_BEFORE = 200
"""Characters of a line that count in front of what is found in it."""
_BEHIND = 2_000
"""Characters that count from there on: of a finding over many lines, and of a line of generated code."""


def fingerprints(report: Report, named: Callable[[str], str] | None = None) -> list[str]:
    """Return the fingerprint of each finding of a report, in order, no two the same.

    `named` tells what a file is called by the path that is shown; without it, that is its path from the
    root of the repository.
    """
    called = named or _from_the_root(Locations())
    reader = _Reader(report)
    seen: Counter[str] = Counter()
    found: list[str] = []
    for finding in report.findings:
        parts = [finding.code, called(finding.span.path), *reader.written(finding)]
        seen[json.dumps(parts)] += 1
        whole = json.dumps([*parts, seen[json.dumps(parts)]])
        found.append(sha256(whole.encode()).hexdigest()[:LENGTH])
    return found


def _from_the_root(locations: Locations) -> Callable[[str], str]:
    return lambda path: locations.of(path).path


class _Reader:
    """Tells what is written at findings, with nothing secret and no white space in it."""

    def __init__(self, report: Report) -> None:
        self._places, self._masking = Places(report.sources), Masking(report.sources)

    def written(self, finding: Finding) -> tuple[str, str]:
        """Return what is written at a finding, and in its lines; nothing where the text is not known."""
        index = self._places.lines(finding.span.path)
        if index is None:
            return "", ""
        start, end = finding.span.start, min(finding.span.end, finding.span.start + _BEHIND)
        first, last = _lines(index, finding.span)
        return self._shown(finding, index, start, end), self._shown(finding, index, first, last)

    def _shown(self, finding: Finding, index: LineIndex, start: int, end: int) -> str:
        text = index.part(start, end)
        hidden = self._masking.hidden(
            finding.span.path,
            start,
            end,
            [finding.span],
            secret=finding.secret,
            broken=finding.broken,
        )
        for each in reversed(hidden):
            begin, stop = max(each.start, start) - start, min(each.end, end) - start
            text = text[:begin] + each.instead + text[stop:]
        return "".join(text.split())


def _lines(index: LineIndex, span: Span) -> tuple[int, int]:
    """Return where the lines of a finding begin and end, or as much of them as counts."""
    first = index.position(span.start).line
    last = index.position(max(span.start, span.end - 1)).line
    start, end = max(index.start(first), span.start - _BEFORE), index.end(last)
    return min(start, end), min(end, span.start + _BEHIND)
