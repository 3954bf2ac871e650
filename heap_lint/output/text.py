"""Findings for people: what is wrong, the line it stands in with carets, the way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from heap_lint.engine import Report
from heap_lint.findings import Finding, Severity
from heap_lint.masking import Hidden, Masking
from heap_lint.output import Places
from heap_lint.output.shown import part_of, plain, shown
from heap_lint.source import Span

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
_QUIET = "dim"
_FORM = 300
"""So many characters around what is shown of a long line are looked at, to know a form by its whole."""


class Part(NamedTuple):
    """A piece of output and how a terminal that has colours shows it."""

    text: str
    style: str = ""


def render(report: Report) -> str:
    """Return the findings as plain text, an empty line between two."""
    return "".join(part.text for part in parts(report))


def render_in_colour(report: Report) -> Text:
    """Return the same for a terminal that has colours."""
    from rich.text import Text

    return Text.assemble(*parts(report))


def parts(report: Report) -> Iterator[Part]:
    """Yield the output in pieces."""
    places, masking = Places(report.sources), Masking(report.sources)
    for number, finding in enumerate(report.findings):
        if number:
            yield Part("\n")
        yield from _finding(finding, places, masking)


def _finding(finding: Finding, places: Places, masking: Masking) -> Iterator[Part]:
    style = _STYLES[finding.severity]
    line, column = places.start(finding.span)
    yield Part(f"{plain(finding.span.path)}:{line}:{column}: ", "bold")
    yield Part(f"{finding.code} {finding.name}", style)
    yield Part(f": {plain(finding.message)}\n")
    frames = _Frames(finding, places, masking)
    yield from frames.of(finding.span, style, "^", finding.hint)
    for related in finding.related:
        line, column = places.start(related.span)
        indent = " " * _gutter(finding.span, places)
        yield Part(f"{indent} = see {plain(related.span.path)}:{line}:{column}\n", _QUIET)
        yield from frames.of(related.span, "bold blue", "-", related.message)
    indent = " " * _gutter(finding.span, places)
    yield Part(f"{indent} = more: heap-lint explain {finding.code}\n", _QUIET)


class _Frames:
    """The lines of a finding, in which its own places are shown."""

    def __init__(self, finding: Finding, places: Places, masking: Masking) -> None:
        self._finding, self._places, self._masking = finding, places, masking
        self._matter = [finding.span, *(related.span for related in finding.related)]

    def of(self, span: Span, style: str, mark: str, words: str) -> Iterator[Part]:
        """Yield the first line of a span, marked, the words after the marks, or the words alone."""
        index = self._places.lines(span.path)
        indent = " " * _gutter(span, self._places)
        if index is None:
            if words:
                yield Part(f"{indent} = {plain(words)}\n")
            return
        line = index.position(span.start).line
        offset, behind = index.start(line), index.end(line)
        start = min(span.start, behind)
        end = max(start, min(behind, span.end))
        first, last = part_of(offset, behind, start, end)
        text = index.part(first, last)
        hidden = self._hidden(span.path, first, last)
        cut = first > offset, last < behind
        view = shown(text, start - first, end - first, hidden, cut=cut)
        yield Part(f"{indent} |\n{line} | ", _QUIET)
        yield Part(f"{view.text}".rstrip() + "\n")
        yield Part(f"{indent} | ", _QUIET)
        marks = f"{' ' * view.start}{mark * (view.end - view.start)}"
        yield Part(f"{marks} {plain(words)}".rstrip() + "\n", style)

    def _hidden(self, path: str, first: int, last: int) -> list[Hidden]:
        """Return what is not shown of a part of a line, by its own characters."""
        found = self._masking.hidden(
            path,
            first,
            last,
            self._matter,
            secret=self._finding.secret,
            broken=self._finding.broken,
            around=_FORM,
        )
        return [each.moved(-first) for each in found]


def _gutter(span: Span, places: Places) -> int:
    return len(str(places.start(span).line))
