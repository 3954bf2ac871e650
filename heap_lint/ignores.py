"""Comments that accept a finding: `# heap-lint: ignore[name] reason`, and `# noqa` in Python.

A comment is about its own lines; alone on a line, also about the next one. Without brackets it
accepts everything there, as a bare `# noqa` does. `ignore-file` is about the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from msgspec import Struct

from heap_lint import catalogue, regex
from heap_lint.comments import Comment, comments_in
from heap_lint.findings import Finding
from heap_lint.frontends import format_of
from heap_lint.lines import LineIndex
from heap_lint.selection import did_you_mean, nearest_rules
from heap_lint.source import Source, Span

UNUSED = "HL902"
UNKNOWN = "HL903"

_OURS = regex.lazy(
    r"heap-lint:\s*(?P<kind>ignore-file|ignore)(?![\w-])(?:\s*\[(?P<rules>[^\]\r\n]*)\]?)?"
)
_NOQA = regex.lazy(  # flake8's own, so that both accept the same
    r"# noqa(?::[\s]?(?P<rules>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE
)
_WORD = regex.lazy(r"[^,\s]+")
_ANY = regex.lazy(r"heap-lint:|# noqa", re.IGNORECASE)


class _Item(NamedTuple):
    """A name in a comment, with its place."""

    text: str
    span: Span


class _Ignore(Struct, eq=False, dict=True):
    """What one comment accepts: findings of `codes` (None: of all rules) on those lines."""

    item: _Item | None
    codes: frozenset[str] | None
    lines: range | None
    """None: the whole file."""
    noqa: bool
    used: bool = False

    def accepts(self, code: str, lines: range) -> bool:
        if self.codes is None:
            about_comments = code in (UNUSED, UNKNOWN)
            if about_comments and not self.noqa:
                return False  # or it would accept that it is unused
        elif code not in self.codes:
            return False
        return self.lines is None or max(self.lines.start, lines.start) < min(
            self.lines.stop, lines.stop
        )


def may_ignore(source: Source) -> bool:
    """Whether a file may have such a comment."""
    return _ANY.search(source.text) is not None


class Ignores:
    """The ignore comments of one file."""

    def __init__(self, source: Source) -> None:
        self._index = LineIndex(source.text)
        self._ignores: list[_Ignore] = []
        self.by_bare_noqa = 0
        """Findings that only a `# noqa` without codes has accepted: it may be there for another tool."""
        if may_ignore(source):
            for comment in comments_in(source, self._index):
                self._ignores += _ours(source, comment)
                if format_of(source.path) == "python":
                    self._ignores += _noqa(source, comment)
        self._by_line: dict[int | None, list[_Ignore]] = {}
        for each in self._ignores:
            for line in each.lines if each.lines is not None else (None,):
                self._by_line.setdefault(line, []).append(each)

    def keep(self, findings: Iterable[Finding], *, noqa: bool = True) -> list[Finding]:
        """Return the findings that no comment accepts; without `noqa` its comments accept none.

        Comments that accepted something are remembered in both cases.
        """
        return [finding for finding in findings if not self._accepted(finding, noqa)]

    def unknown(self) -> Iterator[tuple[Span, str, str]]:
        """Yield (place, message, hint) for each name that no rule has."""
        for each in self._ignores:
            if each.item is not None and each.codes == frozenset():
                near = did_you_mean(nearest_rules(each.item.text))
                yield each.item.span, f"no rule is called `{each.item.text}`", near[2:]

    def unused(self, running: Iterable[str]) -> Iterator[tuple[Span, str, str]]:
        """Yield (place, message, hint) for what accepted nothing though its rule is `running`."""
        for each in self._ignores:
            could = each.codes is None or not each.codes.isdisjoint(running)
            if each.item is not None and could and not each.used:
                each.used = True  # it is said once
                message = f"`{each.item.text}` accepts nothing: no such finding is here"
                yield each.item.span, message, "remove it"

    def _accepted(self, finding: Finding, noqa: bool) -> bool:
        first = self._index.position(finding.span.start).line
        last = self._index.position(max(finding.span.start, finding.span.end - 1)).line
        accepting = self._accepting(finding.code, range(first, last + 1))
        for each in accepting:
            each.used = True
        if noqa and accepting and all(each.noqa and each.codes is None for each in accepting):
            self.by_bare_noqa += 1
        return any(noqa or not each.noqa for each in accepting)

    def _accepting(self, code: str, lines: range) -> list[_Ignore]:
        """Return what accepts such a finding; of a long one the lines with comments are asked."""
        wanted: Iterable[int] = lines
        if len(lines) > len(self._by_line):
            wanted = sorted(line for line in self._by_line if line is not None and line in lines)
        near = chain(
            self._by_line.get(None, ()),
            *(self._by_line[line] for line in wanted if line in self._by_line),
        )
        found = {id(each): each for each in near if each.accepts(code, lines)}
        return list(found.values())


def _ours(source: Source, comment: Comment) -> Iterator[_Ignore]:
    for found in _OURS.finditer(comment.text):
        last = comment.line + 1 if comment.alone else comment.line
        lines = None if found["kind"] == "ignore-file" else range(comment.line, last + 1)
        start = comment.start + found.start()
        if found["rules"] is None:
            item = _Item(found.group(), source.span(start, comment.start + found.end()))
            yield _Ignore(item, None, lines, noqa=False)
        for item in _items(source, comment, found):
            yield _Ignore(item, _codes(item.text), lines, noqa=False)


def _noqa(source: Source, comment: Comment) -> Iterator[_Ignore]:
    for found in _NOQA.finditer(comment.text):
        lines = range(comment.first_line, comment.last_line + 1)
        if found["rules"] is None:
            yield _Ignore(None, None, lines, noqa=True)
        for item in _items(source, comment, found):
            code = item.text.upper()
            if code.startswith("HL"):
                codes = frozenset(known for known in catalogue.rules() if known.startswith(code))
                yield _Ignore(item, codes, lines, noqa=True)


def _items(source: Source, comment: Comment, found: re.Match[str]) -> Iterator[_Item]:
    for word in _WORD.finditer(found["rules"] or ""):
        start = comment.start + found.start("rules") + word.start()
        yield _Item(word.group(), source.span(start, start + len(word.group())))


def _codes(text: str) -> frozenset[str]:
    """Return the code that a name or a code stands for; none for an unknown one."""
    rule = catalogue.by_name().get(text) or catalogue.rules().get(text)
    return frozenset({rule.code} if rule else ())
