"""Tokens of JavaScript and TypeScript, as tree-sitter reads them.

Where it meets an error it may take a text for code: there, every word is one that may be a value. A
quote that nothing closes makes a text of what is behind it. Behind a secret's name, words that follow
an error in their line may be values too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from heap_lint.analysis.fuel import TooTangledError
from heap_lint.frontends.embedding import Embedded
from heap_lint.frontends.web.syntax import Tree
from heap_lint.heap.secret_names import names_secret
from heap_lint.masking.tokens import Kind, Token
from heap_lint.source import Source

if TYPE_CHECKING:
    from tree_sitter import Node, TreeCursor

_WHOLE = {
    "regex": Kind.TEXT,
    "jsx_text": Kind.TEXT,
    "comment": Kind.COMMENT,
    "html_comment": Kind.COMMENT,
}
_TEXTS = {"string_fragment", "escape_sequence", "regex_pattern", "html_character_reference"}
_MARKS = set("([{}]),;:.=?&|<>+-*/!~%^@#$`'\"")
_QUOTES = ("`", "'", '"')
_TYPESET = {"\u201c": "\u201d", "\u2018": "\u2019", "\u201e": "\u201c", "\u00ab": "\u00bb"}
"""Quotes of printers, which the parser takes for letters."""


def tokens(text: str, language: str, start: int, end: int) -> Iterator[Token]:
    """Yield the tokens of characters `start` to `end` of a text, in order.

    One that takes its parser too much work is all text, of which nothing is shown.
    """
    try:
        tree = Tree(Embedded(Source("", ""), text[start:end]), language)
    except TooTangledError:
        yield Token(Kind.TEXT, start, end)
        return
    reader = _Reader(tree, text, start, end)
    line = start
    for token in reader.run():
        if token.start > line:
            for at in _line_ends(text, line, token.start):
                yield Token(Kind.LINE, at, at + 1)
        line = max(line, token.end)
        yield token


def _line_ends(text: str, start: int, end: int) -> Iterator[int]:
    at = text.find("\n", start, end)
    if at >= 0:
        yield at  # several in a row are as one


class _Reader:
    def __init__(self, tree: Tree, text: str, offset: int, end: int) -> None:
        self._tree, self._text, self._offset, self._end = tree, text, offset, end
        self._line = (end, end)
        """What is known to be of one line, up to its end."""
        self._text_until = self._named_until = self._broken_until = offset
        """Up to where all is a text, stands behind a secret's name, and may not be what it seems."""

    def run(self) -> Iterator[Token]:
        """Yield the tokens; what no leaf of the tree covers, within a string, is text."""
        cursor = self._tree.root.walk()
        broken: list[int] = []
        while True:
            node = cursor.node
            if node is None:
                return
            if node.type == "ERROR" or node.is_missing:
                broken.append(node.end_byte)
                self._broken_until = self._end_of_line(self._offset + self._tree.end(node))
            while broken and node.start_byte >= broken[-1]:
                broken.pop()
            if self._is_leaf(node):
                yield from self._leaf(node, broken=bool(broken))
            elif cursor.goto_first_child():
                continue
            if not _next(cursor):
                return

    def _is_leaf(self, node: Node) -> bool:
        return node.child_count == 0 or node.type in _WHOLE or node.type == "string"

    def _leaf(self, node: Node, *, broken: bool) -> Iterator[Token]:
        start = max(self._offset + self._tree.start(node), self._text_until)
        end = self._offset + self._tree.end(node)
        if start >= end:
            return
        if (broken and self._text[start:end] in _QUOTES) or self._text[start] in _TYPESET:
            yield from self._from_quote(start)
        elif node.type in _WHOLE:
            yield Token(_WHOLE[node.type], start, end)
        elif node.type == "string" and node.is_named:
            closed = end - start > 1 and self._text[end - 1] == self._text[start]
            yield Token(Kind.TEXT, start + 1, end - 1 if closed else end)
        elif node.type in _TEXTS:
            yield Token(Kind.TEXT, start, end)
        elif node.type == "number":
            yield Token(Kind.NUMBER, start, end)
        elif end - start <= 3 and set(self._text[start:end]) <= _MARKS:
            for at in range(start, end):
                yield Token(Kind.MARK, at, at + 1)
        elif not any(map(str.isalnum, self._text[start:end])):
            yield Token(Kind.MARK, start, start + 1)
        else:
            yield Token(Kind.WORD if broken or self._is_word(start, end) else Kind.NAME, start, end)
            if names_secret(self._text[start:end]):
                self._named_until = self._end_of_line(end)

    def _from_quote(self, at: int) -> Iterator[Token]:
        """Yield a text in quotes that are none, or are not closed: then it goes on to the line's end."""
        behind = self._end_of_line(at)
        end = self._text.find(_TYPESET.get(self._text[at], "\n"), at + 1, behind)
        self._text_until = behind if end < 0 else end + 1
        yield Token(Kind.MARK, at, at + 1)
        yield Token(Kind.TEXT, at + 1, behind if end < 0 else end)

    def _is_word(self, start: int, end: int) -> bool:
        """Whether what is no call stands behind an error, and a secret's name, in their line."""
        is_behind = start < min(self._broken_until, self._named_until)
        return is_behind and not self._text.startswith("(", end)

    def _end_of_line(self, at: int) -> int:
        if not self._line[0] <= at <= self._line[1]:
            end = self._text.find("\n", at, self._end)
            self._line = at, self._end if end < 0 else end
        return self._line[1]


def _next(cursor: TreeCursor) -> bool:
    """Go to the next node that is not below this one."""
    while not cursor.goto_next_sibling():
        if not cursor.goto_parent():
            return False
    return True
