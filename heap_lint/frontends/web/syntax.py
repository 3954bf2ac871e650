"""Code as trees: tree-sitter reads it, whatever is wrong with it.

tree-sitter counts bytes; everything else here counts characters of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from heap_lint.analysis import limits
from heap_lint.analysis.fuel import TooTangledError
from heap_lint.frontends.embedding import Embedded
from heap_lint.source import Span

if TYPE_CHECKING:
    import tree_sitter as ts
    from tree_sitter import Node, Parser, TreeCursor

DEEPEST = 60
"""Expressions and statements that are nested deeper than this are not followed."""

_ABOUT_TYPES = {"as_expression": 0, "satisfies_expression": 0, "type_assertion": -1}
"""What TypeScript says of an expression, by the place where the expression stands in it."""
_AROUND = ("parenthesized_expression", "non_null_expression")

_GRAMMARS = {
    "bash": ("tree_sitter_bash", "language"),
    "hcl": ("tree_sitter_hcl", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
}


@cache
def _parser(language: str) -> Parser:
    import tree_sitter

    module, function = _GRAMMARS[language]
    grammar = getattr(import_module(module), function)
    return tree_sitter.Parser(tree_sitter.Language(grammar()))


class _Parsing:
    """A parser at work on one text, for as long as it gets on.

    On some texts a grammar looks ahead to their end again and again; on others what it does about one
    fault leads to the next. Parsing then costs the square of their length, or more. How often it asks
    for a piece of the text, and how many steps it takes, tell so, the same on every machine.
    """

    def __init__(self, text: bytes) -> None:
        self._text = memoryview(text)
        chunks = len(text) // limits.BYTES_OF_A_CHUNK
        self.reads = limits.READS_OF_ANY_TEXT + limits.READS_OF_A_CHUNK * chunks
        """How often it may still ask for a piece of the text."""
        self.reports = limits.REPORTS_OF_ANY_TEXT + len(text) // limits.BYTES_OF_A_REPORT
        """How often it may still report on its progress, which it does after a number of steps."""
        self._given: list[memoryview] = []

    def run(self, parser: Parser) -> ts.Tree:
        """Return the tree of the text. Raises `TooTangledError` if it takes too much work."""
        try:
            tree = parser.parse(self._next, progress_callback=self._is_stopped)
        except ValueError:  # it was stopped
            parser.reset()
            raise TooTangledError from None
        finally:
            # The binding never lets go of what it was given; what is released has no text any more.
            for each in self._given:
                each.release()
        if self.reads < 0:
            raise TooTangledError
        return tree

    def _next(self, start: int, _point: object) -> memoryview:
        """Return the text from a byte on; once the parser has asked too often, one name instead.

        That goes on to where the text ends: one that ended before would end the process, since the
        parser has seen more of it.
        """
        self.reads -= 1
        chunk = self._text[start : start + limits.BYTES_OF_A_CHUNK]
        self._given.append(chunk if self.reads >= 0 else memoryview(b"a" * len(chunk)))
        return self._given[-1]

    def _is_stopped(self, _at: int, _has_error: bool) -> bool:
        self.reports -= 1
        return self.reports < 0


class Tree:
    """The tree of one script, and the places of its nodes."""

    def __init__(self, script: Embedded, language: str = "javascript") -> None:
        """Parse a script. Raises `TooTangledError` if that takes too much work."""
        self.script = script
        self._bytes = script.text.encode("utf-8", "replace")
        self._characters = _Characters(script.text, len(self._bytes))
        self._tree = _Parsing(self._bytes).run(_parser(language))
        self.root = self._tree.root_node
        self._outer: dict[int, Node] | None = None

    def written(self, node: Node) -> str:
        """Return the text of a node."""
        return self._bytes[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def outer(self, node: Node) -> Node | None:
        """Return the node that one is a part of, None for the root.

        What a node tells itself (`parent`) is looked for from the root each time, through all that
        stands before it where the script is broken.
        """
        if self._outer is None:
            self._outer = {each.id: around[-1] for each, around in descend(self.root) if around}
        return self._outer.get(node.id)

    def start(self, node: Node) -> int:
        """Return the character of the script at which a node begins."""
        return self._characters.at(node.start_byte)

    def end(self, node: Node) -> int:
        """Return the character of the script behind a node."""
        return self._characters.at(node.end_byte)

    def found(self, pattern: re.Pattern[bytes]) -> Iterator[Node]:
        """Yield the smallest nodes that have what a pattern finds."""
        return (node for _, node, _ in self.matches(pattern))

    def matches(self, pattern: re.Pattern[bytes]) -> Iterator[tuple[re.Match[bytes], Node, Node]]:
        """Yield what a pattern finds, with the smallest nodes that have it, and its first byte."""
        cursor = self.root.walk()
        for match in pattern.finditer(self._bytes):
            _go_to(cursor, match.start(), match.end())
            node = cursor.node
            _go_to(cursor, match.start(), match.start() + 1)
            if node is not None:
                yield match, node, cursor.node or node

    def span(self, node: Node) -> Span:
        """Return the place of a node in the file."""
        return self.script.span(self.start(node), self.end(node))


class _Characters:
    """From bytes to characters: where those of several bytes begin, and the surplus up to there."""

    def __init__(self, text: str, size: int) -> None:
        self._long: list[int] = []
        self._surplus: list[int] = []
        if size != len(text):
            more = 0
            for at, character in enumerate(text):
                if character > "\x7f":
                    self._long.append(at + more)
                    more += len(character.encode("utf-8", "replace")) - 1
                    self._surplus.append(more)

    def at(self, byte: int) -> int:
        known = bisect_right(self._long, byte - 1)
        return byte - (self._surplus[known - 1] if known else 0)


def _go_to(cursor: TreeCursor, start: int, end: int) -> None:
    """Go to the smallest node that has some bytes, forward from where those before were.

    From the root to each of them it may be as far as the script is long.
    """
    while (node := cursor.node) is not None and not node.start_byte <= start < end <= node.end_byte:
        if node.end_byte > start or not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
            parent = cursor.node
            if parent is not None and parent.start_byte <= start and end <= parent.end_byte:
                break
    while cursor.goto_first_child_for_byte(start) is not None:
        node = cursor.node
        if node is None or not node.start_byte <= start < end <= node.end_byte:
            cursor.goto_parent()
            return


def descendants(root: Node) -> Iterator[Node]:
    """Yield a node and everything below it, in order, without recursion."""
    cursor = root.walk()
    while True:
        if cursor.node is not None:
            yield cursor.node
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def descend(root: Node) -> Iterator[tuple[Node, list[Node]]]:
    """Yield a node and everything below it, in order, each with those around it, inner ones last.

    The list is one and the same, and changes from node to node.
    """
    cursor = root.walk()
    around: list[Node] = []
    while True:
        node = cursor.node
        if node is not None:
            yield node, around
        if node is not None and cursor.goto_first_child():
            around.append(node)
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
            around.pop()


def part(node: Node, name: str) -> Node:
    """Return a part that each node of its kind has, as the grammar says.

    What is missing in code with faults is an empty node, or the part has another name than it should
    (`import {true}`): then it is the first one, which is smaller than the node at least.
    """
    found = node.child_by_field_name(name)
    return found or node.child(0) or node


def target_of(node: Node) -> Node:
    """Return what an assignment changes: `(id as string) = ...` and `id! = ...` change `id`."""
    while node.type in _ABOUT_TYPES or node.type in _AROUND:
        inner = named(node)
        if not inner:
            break
        node = inner[_ABOUT_TYPES.get(node.type, 0)]
    return node


def named(node: Node) -> list[Node]:
    """Return the named children of a node that are code."""
    return [child for child in node.named_children if child.type not in ("comment", "html_comment")]
