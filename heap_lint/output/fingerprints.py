"""What a finding is known by from one run to the next, wherever its lines have moved meanwhile.

Made of the rule, the file, what is written at the finding and in its lines, and a count among equals:
no number of a line, no white space, and no message, which a later version may put in other words.
What must not be seen is masked before anything is made of it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import sha256

from heap_lint.engine import Report
from heap_lint.findings import Finding
from heap_lint.lines import LineIndex
from heap_lint.masking import Hidden, Masking
from heap_lint.output import Places
from heap_lint.output.rooted import Locations
from heap_lint.source import Span

LENGTH = 32
"""Hexadecimal digits of a fingerprint."""
_LONGEST = 2_000
"""Characters of a finding that count."""
_LONGEST_FORM = 64
"""Characters beside them that tell the form of a secret that is cut."""
_AROUND = 150
"""Characters of a line that count in front of a finding and behind it: generated code has long ones."""


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
        start, end = finding.span.start, min(finding.span.end, finding.span.start + _LONGEST)
        first, last = _lines(index, finding.span)
        first, last = min(first, start), max(last, end)
        hidden = self._masking.hidden(
            finding.span.path,
            first,
            last,
            [finding.span],
            secret=finding.secret,
            broken=finding.broken,
            around=_LONGEST_FORM,
        )
        return _shown(index, hidden, start, end), _shown(index, hidden, first, last)


def _shown(index: LineIndex, hidden: Sequence[Hidden], start: int, end: int) -> str:
    """Return a text with what is hidden of it left out, and without white space."""
    parts: list[str] = []
    at = start
    for each in hidden:
        if each.end > at and each.start < end:
            parts += (index.part(at, max(each.start, at)), each.instead)
            at = each.end
    parts.append(index.part(min(at, end), end))
    return "".join("".join(parts).split())


def _lines(index: LineIndex, span: Span) -> tuple[int, int]:
    """Return where the lines of a finding begin and end, or as much of them as counts."""
    first = index.position(span.start).line
    last = index.position(max(span.start, span.end - 1)).line
    start = max(index.start(first), span.start - _AROUND)
    end = min(index.end(last), span.start + _LONGEST, span.end + _AROUND)
    return min(start, end), end
