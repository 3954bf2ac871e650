"""TOML: `tomllib` says whether a file is valid, `tree-sitter` where each value stands."""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from heap_lint.facts import Fact, Unreadable
from heap_lint.frontends.documents import (
    MAX_DEPTH,
    MAX_VALUES,
    Parsed,
    facts_of,
    too_deep,
    too_large,
)
from heap_lint.source import Source
from heap_lint.values import Entry, Literal, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from tree_sitter import Node

_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_PLAIN_INTEGER = re.compile(r"0|[1-9][0-9]{0,17}")
_PLACE = re.compile(
    r"(?P<problem>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of .*)\)", re.DOTALL
)
_NODES_PER_VALUE = 3
_BOOLEANS = {"true": True, "false": False}


def facts(source: Source) -> Iterator[Fact]:
    """Yield what a TOML file says about Heap."""
    return facts_of(source, parse(source))


def parse(source: Source) -> Parsed:
    """Return the document, or why there is none: TOML that is wrong somewhere is not read."""
    from tree_sitter import Language, Parser
    from tree_sitter_toml import language

    root = Parser(Language(language())).parse(source.text.encode("utf-8", "replace")).root_node
    if root.descendant_count > _NODES_PER_VALUE * MAX_VALUES:
        return Parsed([], [too_large(source)])
    reader = _Reader(source)
    try:
        if not root.has_error:
            reader.read(root)
        unreadable = _invalid(source, root)
    except _TooDeepError as error:
        unreadable = too_deep(source, error.offset)
    return Parsed([], [unreadable]) if unreadable else Parsed([reader.document()], [])


class _TooDeepError(Exception):
    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@dataclass(slots=True, eq=False)
class _Table:
    """A table that later lines may add to; `depth` counts the containers around it."""

    start: int
    end: int
    depth: int
    parts: dict[str, tuple[Literal, _Part]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Array:
    """A list, or tables with `[[...]]` headers."""

    start: int
    end: int
    depth: int
    parts: list[_Part] = field(default_factory=list)


_Part: TypeAlias = _Table | _Array | Value


class _Reader:
    """Places the values of a file without syntax errors."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._offset = _character_offsets(source.text)
        self._root = _Table(0, len(source.text), 0)
        self._inline: list[tuple[_Table | _Array, Node]] = []

    def read(self, root: Node) -> None:
        """Read all tables; raise `_TooDeepError` where they nest too deeply."""
        for node in root.named_children:
            if node.type == "pair":
                self._pair(self._root, node)
            elif node.type in ("table", "table_array_element"):
                self._table(node)
            while self._inline:
                self._fill(*self._inline.pop())

    def document(self) -> Mapping:
        """Return what was read."""
        order: list[_Table | _Array] = [self._root]
        for container in order:
            order.extend(part for part in _children(container) if isinstance(part, _Table | _Array))
        done: dict[int, Value] = {}
        for container in reversed(order):
            done[id(container)] = self._finished(container, done)
        document = done[id(self._root)]
        assert isinstance(document, Mapping)
        return document

    def _finished(self, container: _Table | _Array, done: dict[int, Value]) -> Value:
        def value(part: _Part) -> Value:
            return done[id(part)] if isinstance(part, _Table | _Array) else part

        span = self.source.span(container.start, container.end)
        if isinstance(container, _Array):
            return Sequence(tuple(map(value, container.parts)), span)
        parts = container.parts.values()
        return Mapping(tuple(Entry(key, value(part)) for key, part in parts), span)

    def _table(self, node: Node) -> None:
        key, *pairs = (child for child in node.named_children if child.type != "comment")
        start = self._offset(node.start_byte)
        end = self._offset((pairs[-1] if pairs else node.children[2]).end_byte)
        table = self._declared(self._root, key, start, end, is_list=node.type != "table")
        for pair in pairs:
            self._pair(table, pair)

    def _declared(self, table: _Table, key: Node, start: int, end: int, *, is_list: bool) -> _Table:
        """Return the table that a header opens."""
        *above, last = self._keys(key)
        for each in above:
            table = self._below(table, each, start, end)
        if not is_list:
            opened = self._below(table, last, start, end)
            opened.start, opened.end = start, end
            return opened
        fresh = _Array(start, end, self._deeper(table, start))
        _, tables = table.parts.setdefault(_name(last), (last, fresh))
        item = _Table(start, end, fresh.depth + 1)
        if isinstance(tables, _Array):
            tables.parts.append(item)
            tables.end = end
        return item

    def _below(self, table: _Table, key: Literal, start: int, end: int) -> _Table:
        """Return the table under a key, a new one from `start` where there is none yet."""
        fresh = _Table(start, end, self._deeper(table, start))
        _, part = table.parts.setdefault(_name(key), (key, fresh))
        if isinstance(part, _Array) and part.parts:
            part.end = max(part.end, end)
            part = part.parts[-1]
        if not isinstance(part, _Table):
            return fresh
        part.end = max(part.end, end)
        return part

    def _pair(self, table: _Table, pair: Node) -> None:
        key, node = (child for child in pair.named_children if child.type != "comment")
        *above, last = self._keys(key)
        end = self._offset(pair.end_byte)
        for each in above:
            table = self._below(table, each, each.span.start, end)
        table.parts[_name(last)] = (last, self._part(table, node))

    def _part(self, around: _Table | _Array, node: Node) -> _Part:
        start, end = self._place(node)
        if node.type not in ("array", "inline_table"):
            return self._scalar(node.type, start, end)
        depth = self._deeper(around, start)
        is_array = node.type == "array"
        part = _Array(start, end, depth) if is_array else _Table(start, end, depth)
        self._inline.append((part, node))
        return part

    def _fill(self, container: _Table | _Array, node: Node) -> None:
        for child in node.named_children:
            if child.type == "comment":
                continue
            if isinstance(container, _Table):
                self._pair(container, child)
            else:
                container.parts.append(self._part(container, child))

    def _deeper(self, around: _Table | _Array, start: int) -> int:
        if around.depth >= MAX_DEPTH:
            raise _TooDeepError(start)
        return around.depth + 1

    def _keys(self, node: Node) -> list[Literal]:
        """Return the parts of a key such as `a."b c".d`."""
        nodes: list[Node] = []
        while node.type == "dotted_key":
            if len(nodes) >= MAX_DEPTH:
                raise _TooDeepError(self._offset(node.start_byte))
            node, *_, last = node.named_children
            nodes.append(last)
        nodes.append(node)
        return [self._key(each) for each in reversed(nodes)]

    def _key(self, node: Node) -> Literal:
        start, end = self._place(node)
        written = self.source.text[start:end]
        name = _constant("string", written) if node.type == "quoted_key" else written
        return Literal(str(name), self.source.span(start, end), written)

    def _scalar(self, kind: str, start: int, end: int) -> Value:
        span = self.source.span(start, end)
        written = self.source.text[start:end]
        constant = _constant(kind, written)
        if isinstance(constant, str | int | float):
            return Literal(constant, span, written)
        return Unknown(span, expression=written)

    def _place(self, node: Node) -> tuple[int, int]:
        return self._offset(node.start_byte), self._offset(node.end_byte)


def _children(container: _Table | _Array) -> Iterator[_Part]:
    if isinstance(container, _Array):
        yield from container.parts
    else:
        yield from (part for _, part in container.parts.values())


def _name(key: Literal) -> str:
    return str(key.value)


def _constant(kind: str, written: str) -> Any:
    """Return what a scalar means, None where it is no TOML: then the file will be found invalid."""
    if kind == "boolean":
        return _BOOLEANS.get(written)
    if kind == "integer" and _PLAIN_INTEGER.fullmatch(written):
        return int(written)
    is_plain = kind == "string" and "\\" not in written and "\n" not in written
    if is_plain and not written.startswith(('"""', "'''")):
        return written[1:-1]
    tomllib = _tomllib()
    try:
        return tomllib.loads(f"value = {written}\n")["value"]
    except ValueError:
        return None


def _invalid(source: Source, root: Node) -> Unreadable | None:
    """Return why the text is not valid TOML, None if it is."""
    if root.has_error and _has_endless_key(source.text):
        return _not_toml(source, 0, "it has keys of hundreds of parts")
    try:
        _tomllib().loads(source.text)
    except RecursionError:
        return too_deep(source, 0)
    except ValueError as error:
        match = _PLACE.fullmatch(str(error))
        if match is None:
            return _not_toml(source, 0, str(error))
        return _not_toml(source, _offset_of(source.text, match), match["problem"])
    return _not_toml(source, 0, "its structure is not understood") if root.has_error else None


def _has_endless_key(text: str) -> bool:
    """Whether a line may be a key of so many parts that `tomllib` takes hours over it."""
    return any(line.count(".") > MAX_DEPTH for line in text.split("\n"))


def _offset_of(text: str, match: re.Match[str]) -> int:
    """Return the offset of an error; `tomllib` counts lines and columns from 1."""
    if match["line"] is None:
        return len(text.rstrip())
    above = text.split("\n")[: int(match["line"]) - 1]
    return min(sum(len(line) + 1 for line in above) + int(match["column"]) - 1, len(text))


def _not_toml(source: Source, offset: int, problem: str) -> Unreadable:
    return Unreadable(
        span=source.span(offset, min(offset + 1, len(source.text))),
        reason=f"is not valid TOML: {problem[:1].lower()}{problem[1:]}",
        hint="correct it there or just above",
    )


def _tomllib() -> Any:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib


def _character_offsets(text: str) -> Callable[[int], int]:
    """Return what turns an offset into the UTF-8 bytes of `text` into one into its characters."""
    if text.isascii():
        return int
    starts, extra, total = array("Q"), array("Q"), 0
    for match in _NON_ASCII.finditer(text):
        starts.append(match.start() + total)
        total += len(match.group().encode("utf-8", "replace")) - 1
        extra.append(total)

    def offset(byte: int) -> int:
        index = bisect_left(starts, byte)
        return byte - (extra[index - 1] if index else 0)

    return offset
