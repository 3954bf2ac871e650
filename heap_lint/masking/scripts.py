"""Tokens of JavaScript and TypeScript, as tree-sitter reads them.

Where it meets an error it may take a text for code: there, every word is one that may be a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from heap_lint.analysis.fuel import TooTangledError
from heap_lint.frontends.embedding import Embedded
from heap_lint.frontends.web.syntax import Tree
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


def tokens(text: str, language: str, start: int, end: int) -> Iterator[Token]:
    """Yield the tokens of characters `start` to `end` of a text, in order.

    One that takes its parser too much work is all text, of which nothing is shown.
    """
    try:
        tree = Tree(Embedded(Source("", ""), text[start:end]), language)
    except TooTangledError:
        yield Token(Kind.TEXT, start, end)
        return
    reader = _Reader(tree, text, start)
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
    def __init__(self, tree: Tree, text: str, offset: int) -> None:
        self._tree, self._text, self._offset = tree, text, offset

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
        start = self._offset + self._tree.start(node)
        end = self._offset + self._tree.end(node)
        if start >= end:
            return
        if node.type in _WHOLE:
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
            yield Token(Kind.WORD if broken else Kind.NAME, start, end)


def _next(cursor: TreeCursor) -> bool:
    """Go to the next node that is not below this one."""
    while not cursor.goto_next_sibling():
        if not cursor.goto_parent():
            return False
    return True
