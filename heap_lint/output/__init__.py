"""How findings are shown: one module a format, each with `render(report) -> str`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heap_lint.lines import LineIndex, Position
from heap_lint.source import Source, Span

if TYPE_CHECKING:
    from heap_lint.findings import Finding


class Places:
    """Where spans stand, in lines and columns; the first character where a file has no text."""

    def __init__(self, sources: dict[str, Source]) -> None:
        self._sources = sources
        self._indexes: dict[str, LineIndex] = {}

    def lines(self, path: str) -> LineIndex | None:
        """Return the lines of a file, None where its text is not known."""
        if path not in self._indexes and path in self._sources:
            self._indexes[path] = LineIndex(self._sources[path].text)
        return self._indexes.get(path)

    def start(self, span: Span) -> Position:
        """Return the place of a span's first character."""
        index = self.lines(span.path)
        return index.position(span.start) if index else Position(1, 1)

    def end(self, span: Span) -> Position:
        """Return the place after a span's last character."""
        index = self.lines(span.path)
        return index.position(span.end) if index else Position(1, 1)


def sentence(finding: Finding) -> str:
    """Return a finding's message with the way out, for formats that show no place for it."""
    return f"{finding.message}; {finding.hint}" if finding.hint else finding.message
