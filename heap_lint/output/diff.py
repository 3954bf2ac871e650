"""What mending would change, to be read: a unified diff in which nothing secret is shown.

Since literals beside a change may be cut, it is no patch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import accumulate

from heap_lint.masking import Masking
from heap_lint.output.shown import plain
from heap_lint.source import Source, Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_CONTEXT = 3


def diff(before: Source, after: str) -> str:
    """Return the diff between a file and the text that it would have."""
    old, new = _Side(before), _Side(Source(before.path, after))
    matcher = SequenceMatcher(None, old.lines, new.lines)
    for tag, *bounds in matcher.get_opcodes():
        if tag == "replace":
            _note_difference(old, new, *bounds)
    lines = [f"--- {before.path}\n", f"+++ {before.path}\n"]
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        lines += _hunk(old, new, group)
    return "".join(lines) if len(lines) > 2 else ""


class _Side:
    """The lines of one of the texts, and what in it is about the change."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._masking = Masking({source.path: source})
        self.lines = _LINE.findall(source.text)
        self._starts = list(accumulate(map(len, self.lines), initial=0))
        self._matter: list[Span] = []

    def text(self, first: int, last: int) -> str:
        """Return lines `first` to `last`, from 0."""
        return self._source.text[self._starts[first] : self._starts[last]]

    def note(self, first: int, start: int, end: int) -> None:
        """Note that characters from the beginning of a line are what has changed."""
        at = self._starts[first]
        self._matter.append(Span(self._source.path, at + start, at + end))

    def shown(self, number: int, sign: str) -> str:
        """Return a line as it may be shown."""
        start, end = self._starts[number], self._starts[number + 1]
        line = self._source.text[start:end]
        hidden = self._masking.hidden(self._source.path, start, end, self._matter)
        for each in reversed(hidden):
            begin, stop = max(each.start, start) - start, min(each.end, end) - start
            line = line[:begin] + each.instead + line[stop:]
        parts = line.rstrip("\r\n").split("\t")
        return f"{sign}{chr(9).join(map(plain, parts))}\n"


def _note_difference(old: _Side, new: _Side, a: int, b: int, c: int, d: int) -> None:
    """Note what of changed lines has changed: all but what both begin and end with."""
    before, after = old.text(a, b), new.text(c, d)
    same = _in_common(before, after)
    end = _in_common(before[same:][::-1], after[same:][::-1])
    old.note(a, same, len(before) - end)
    new.note(c, same, len(after) - end)


def _in_common(a: str, b: str) -> int:
    """Return with how many equal characters two texts begin."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(a), len(b)))


def _hunk(old: _Side, new: _Side, group: list[tuple[str, int, int, int, int]]) -> Iterator[str]:
    first, last = group[0], group[-1]
    yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n"
    for tag, a, b, c, d in group:
        if tag == "equal":
            yield from (old.shown(number, " ") for number in range(a, b))
            continue
        yield from (old.shown(number, "-") for number in range(a, b))
        yield from (new.shown(number, "+") for number in range(c, d))


def _range(start: int, end: int) -> str:
    """Return the lines of a hunk as diffs write them: the first, from 1, and how many."""
    length = end - start
    return f"{start + 1}" if length == 1 else f"{start + (length > 0)},{length}"
