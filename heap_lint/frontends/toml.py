"""TOML: its parser says whether a file is valid, a scan of the valid text where each value stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from msgspec import Struct, field

from heap_lint import regex
from heap_lint.core import toml
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
from heap_lint.values import Entry, Literal, Mapping, Sequence, Unknown, Value, is_huge

_BLANK = regex.lazy(r"(?:[ \t\r\n]|#[^\n]*(?:\n|\Z))*")
_TEXT = (
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3,5}|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'''[^']*(?:'(?!'')[^']*)*'{3,5}|'[^'\n]*'"
)
_KEY = regex.lazy(rf"[ \t]*(?P<part>{_TEXT}|[\w-]+)[ \t]*(?P<more>\.?)", re.DOTALL)
_SCALAR = regex.lazy(rf"{_TEXT}|[^\s,\]}}#]+(?: [0-9]{{2}}:[^\s,\]}}#]+)?", re.DOTALL)
_HEADER_END = regex.lazy(r"[ \t]*\]{1,2}")
_PLAIN_INTEGER = regex.lazy(r"0|[1-9][0-9]{0,17}")
_PLACE = regex.lazy(r"(?:line (?P<line>\d+), column (?P<column>\d+)|end of .*)\)", re.DOTALL)
_BOOLEANS = {"true": True, "false": False}


def facts(source: Source) -> Iterator[Fact]:
    """Yield what a TOML file says about Heap."""
    return facts_of(source, parse(source))


def parse(source: Source) -> Parsed:
    """Return the document, or why there is none: TOML that is wrong somewhere is not read."""
    unreadable = _invalid(source)
    if unreadable:
        return Parsed([], [unreadable])
    reader = _Reader(source)
    try:
        reader.read()
    except _TooDeepError as error:
        return Parsed([], [too_deep(source, error.offset)])
    except _TooLargeError:
        return Parsed([], [too_large(source)])
    return Parsed([reader.document()], [])


class _TooDeepError(Exception):
    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class _TooLargeError(Exception):
    pass


class _Table(Struct, eq=False):
    """A table that later lines may add to; `depth` counts the containers around it."""

    start: int
    end: int
    depth: int
    parts: dict[str, tuple[Literal, _Part]] = field(default_factory=dict)


class _Array(Struct, eq=False):
    """A list, or tables with `[[...]]` headers."""

    start: int
    end: int
    depth: int
    parts: list[_Part] = field(default_factory=list)


_Container: TypeAlias = _Table | _Array
_Part: TypeAlias = _Container | Value


class _Reader:
    """Places the values of a valid file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._text = source.text
        self._at = 0
        self._values = 0
        self._root = _Table(0, len(source.text), 0)
        self._header: list[_Container] = [self._root]
        """The containers that the last header leads through, the opened table last."""
        self._open: list[tuple[_Container, list[_Container]]] = []
        """Brackets whose end has not come, each with what ends where it ends."""

    def read(self) -> None:
        """Read all tables; raise where they nest too deeply or hold too much."""
        while True:
            self._at = self._after(_BLANK)
            if self._at >= len(self._text):
                return
            if self._open:
                self._inside(*self._open[-1])
            elif self._text[self._at] == "[":
                self._read_header()
            else:
                self._pair(self._header[-1], self._header[1:])

    def document(self) -> Mapping:
        """Return what was read."""
        order: list[_Container] = [self._root]
        for container in order:
            order.extend(part for part in _children(container) if isinstance(part, _Table | _Array))
        done: dict[int, Value] = {}
        for container in reversed(order):
            done[id(container)] = self._finished(container, done)
        document = done[id(self._root)]
        assert isinstance(document, Mapping)
        return document

    def _finished(self, container: _Container, done: dict[int, Value]) -> Value:
        def value(part: _Part) -> Value:
            return done[id(part)] if isinstance(part, _Table | _Array) else part

        span = self.source.span(container.start, container.end)
        if isinstance(container, _Array):
            return Sequence(tuple(map(value, container.parts)), span)
        parts = container.parts.values()
        return Mapping(tuple(Entry(key, value(part)) for key, part in parts), span)

    def _after(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        return match.end() if match else self._at

    def _inside(self, container: _Container, around: list[_Container]) -> None:
        """Read the next thing inside a bracket."""
        mark = self._text[self._at]
        if mark == ",":
            self._at += 1
        elif mark in "]}":
            self._at += 1
            self._open.pop()
            _extend([container, *around], self._at)
        elif isinstance(container, _Array):
            container.parts.append(self._part(container, []))
        else:
            self._pair(container, [])

    def _read_header(self) -> None:
        start = self._at
        is_list = self._text.startswith("[[", start)
        self._at += 2 if is_list else 1
        *above, last = self._keys()
        self._at = self._after(_HEADER_END)
        self._header = [self._root]
        for each in above:
            self._step(self._header, each, start)
        if is_list:
            self._append_table(last, start)
        else:
            self._step(self._header, last, start)
            self._header[-1].start = start
        _extend(self._header[1:], self._at)

    def _append_table(self, key: Literal, start: int) -> None:
        """Open one more of the tables under `[[key]]`."""
        table = self._header[-1]
        fresh = _Array(start, start, self._deeper(table, start))
        tables = _enter(table, key, fresh)
        item = _Table(start, start, fresh.depth + 1)
        if isinstance(tables, _Array):
            tables.parts.append(item)
            self._header += [tables, item]

    def _step(self, path: list[_Container], key: Literal, start: int) -> None:
        """Lengthen a path by the table under a key, a new one from `start` if there is none yet."""
        fresh = _Table(start, start, self._deeper(path[-1], start))
        part = _enter(path[-1], key, fresh)
        if isinstance(part, _Array) and part.parts:
            path.append(part)
            part = part.parts[-1]
        path.append(part if isinstance(part, _Table) else fresh)

    def _pair(self, table: _Container, around: list[_Container]) -> None:
        """Read `key = value` into a table; where it ends, it and those `around` it may end."""
        *above, last = self._keys()
        path = [table]
        for each in above:
            self._step(path, each, each.span.start)
        self._at = self._text.index("=", self._at) + 1
        self._at = self._after(_BLANK)
        part = self._part(path[-1], [*around, *path[1:]])
        if isinstance(path[-1], _Table):
            path[-1].parts[_name(last)] = (last, part)

    def _part(self, container: _Container, around: list[_Container]) -> _Part:
        """Read a scalar, or the opening bracket of a container."""
        start = self._at
        self._values += 1
        if self._values > MAX_VALUES:
            raise _TooLargeError
        mark = self._text[start]
        if mark not in "[{":
            self._at = self._after(_SCALAR)
            _extend(around, self._at)
            return self._scalar(start, self._at)
        depth = self._deeper(container, start)
        part = _Array(start, start, depth) if mark == "[" else _Table(start, start, depth)
        self._at += 1
        self._open.append((part, around))
        return part

    def _deeper(self, around: _Container, start: int) -> int:
        if around.depth >= MAX_DEPTH:
            raise _TooDeepError(start)
        return around.depth + 1

    def _keys(self) -> list[Literal]:
        """Read the parts of a key such as `a."b c".d`."""
        keys = []
        more = True
        while more:
            match = _KEY.match(self._text, self._at)
            if match is None:
                raise AssertionError(f"no key at {self._at} of a valid file")
            keys.append(self._key(*match.span("part")))
            self._at = match.end()
            more = bool(match["more"])
        return keys

    def _key(self, start: int, end: int) -> Literal:
        written = self._text[start:end]
        name = _constant(written) if written[0] in "\"'" else written
        return Literal(str(name), self.source.span(start, end), written)

    def _scalar(self, start: int, end: int) -> Value:
        span = self.source.span(start, end)
        written = self._text[start:end]
        constant = _constant(written)
        if isinstance(constant, str | int | float) and not is_huge(constant):
            return Literal(constant, span, written)
        return Unknown(span, expression=written)


def _enter(container: _Container, key: Literal, fresh: _Container) -> _Part:
    """Return what stands under a key of a table, `fresh` if nothing stood there."""
    if isinstance(container, _Array):
        return fresh
    return container.parts.setdefault(_name(key), (key, fresh))[1]


def _extend(containers: list[_Container], end: int) -> None:
    for container in containers:
        container.end = max(container.end, end)


def _children(container: _Table | _Array) -> Iterator[_Part]:
    if isinstance(container, _Array):
        yield from container.parts
    else:
        yield from (part for _, part in container.parts.values())


def _name(key: Literal) -> str:
    return str(key.value)


def _constant(written: str) -> Any:
    """Return what a valid scalar means."""
    if written in _BOOLEANS:
        return _BOOLEANS[written]
    if _PLAIN_INTEGER.fullmatch(written):
        return int(written)
    is_text = written[0] in "\"'" and not written.startswith(('"""', "'''"))
    if is_text and ("\\" not in written or written[0] == "'"):
        return written[1:-1]
    return toml.loads(f"value = {written}\n")["value"]


def _invalid(source: Source) -> Unreadable | None:
    """Return why the text is not valid TOML, None if it is."""
    try:
        toml.loads(source.text)
    except toml.TooInvolvedError as error:
        return _too_involved(source, error)
    except ValueError as error:
        problem, _, place = str(error).rpartition(" (at ")
        match = _PLACE.fullmatch(place)
        if match is None:
            return _not_toml(source, 0, str(error))
        return _not_toml(source, _offset_of(source.text, match), problem)
    return None


def _too_involved(source: Source, error: toml.TooInvolvedError) -> Unreadable:
    return Unreadable(
        span=source.span(error.offset, min(error.offset + 1, len(source.text))),
        reason=error.reason,
        hint="split it up, or exclude it",
    )


def _offset_of(text: str, match: re.Match[str]) -> int:
    """Return the offset of an error; the parser counts lines and columns from 1."""
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
