"""Findings for people: what is wrong, the line it stands in with carets, the way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from heap_lint.engine import Report
from heap_lint.findings import Finding, Severity
from heap_lint.output import Places
from heap_lint.output.shown import plain, shown
from heap_lint.source import Span

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
_QUIET = "dim"


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
    places = Places(report.sources)
    for number, finding in enumerate(report.findings):
        if number:
            yield Part("\n")
        yield from _finding(finding, places)


def _finding(finding: Finding, places: Places) -> Iterator[Part]:
    style = _STYLES[finding.severity]
    line, column = places.start(finding.span)
    yield Part(f"{plain(finding.span.path)}:{line}:{column}: ", "bold")
    yield Part(f"{finding.code} {finding.name}", style)
    yield Part(f": {plain(finding.message)}\n")
    yield from _frame(finding.span, places, style, "^", finding.hint, secret=finding.secret)
    for related in finding.related:
        yield from _related(related.span, related.message, finding.span, places)
    indent = " " * _gutter(finding.span, places)
    yield Part(f"{indent} = more: heap-lint explain {finding.code}\n", _QUIET)


def _related(span: Span, message: str, main: Span, places: Places) -> Iterator[Part]:
    line, column = places.start(span)
    indent = " " * _gutter(main, places)
    yield Part(f"{indent} = see {plain(span.path)}:{line}:{column}\n", _QUIET)
    yield from _frame(span, places, "bold blue", "-", message)


def _frame(
    span: Span, places: Places, style: str, mark: str, words: str, *, secret: bool = False
) -> Iterator[Part]:
    """Yield the first line of a span, marked, the words after the marks, or the words alone."""
    index = places.lines(span.path)
    indent = " " * _gutter(span, places)
    if index is None:
        if words:
            yield Part(f"{indent} = {plain(words)}\n")
        return
    line, column = index.position(span.start)
    text = index.line(line)
    start = min(column - 1, len(text))
    end = max(start, min(len(text), start + span.end - span.start))
    view = shown(text, start, end, secret=secret)
    yield Part(f"{indent} |\n{line} | ", _QUIET)
    yield Part(f"{view.text}".rstrip() + "\n")
    yield Part(f"{indent} | ", _QUIET)
    yield Part(
        f"{' ' * view.start}{mark * (view.end - view.start)} {plain(words)}".rstrip() + "\n", style
    )


def _gutter(span: Span, places: Places) -> int:
    return len(str(places.start(span).line))
