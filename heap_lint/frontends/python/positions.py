"""From `ast` positions (lines, UTF-8 bytes) to character offsets: the door into the linter's spans."""

from __future__ import annotations

import ast
from typing import Protocol

from heap_lint import regex
from heap_lint.source import Source, Span

_LINE_END = regex.lazy(r"\r\n|\r|\n")


class Located(Protocol):
    """An `ast` node that has a place."""

    lineno: int
    col_offset: int
    end_lineno: int | None
    end_col_offset: int | None


class Positions:
    """The places of one Python file's nodes."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._ascii = source.text.isascii()
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(source.text))]

    def span(self, node: Located) -> Span:
        """Return the span of a node."""
        start = self.offset(node.lineno, node.col_offset)
        end = self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return self._source.span(start, end)

    def name_span(self, call: ast.Call) -> Span:
        """Return the span of the called name as written: `client.track` of `client.track("u")`."""
        return self.span(call.func)

    def offset(self, line: int, column: int) -> int:
        """Return the character offset of a 1-based line and a 0-based column in UTF-8 bytes."""
        if line > len(self._starts):
            return len(self._source.text)
        start = self._starts[line - 1]
        if self._ascii:
            return start + column
        # Characters never outnumber bytes, so this slice holds all the bytes that are counted.
        prefix = self._source.text[start : start + column].encode("utf-8", "surrogatepass")[:column]
        return start + len(prefix.decode("utf-8", "ignore"))
