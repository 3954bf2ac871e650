"""Literals of YAML, line by line and by indentation, so that no fault of a file hides them.

A key with a secret's name governs what stands below it; a value that is a secret's name governs the
mapping that it stands in: `name: DB_PASSWORD` beside `value: ...`.
"""

from __future__ import annotations

import re

from heap_lint.heap.commands import Command, logs_in
from heap_lint.heap.ids import is_app_id, names_id
from heap_lint.heap.secret_names import (
    holds_others,
    is_count,
    is_key_of,
    is_name_of_secret,
    names_secret,
)
from heap_lint.masking import code, naming
from heap_lint.masking.names import as_read, holds_secrets
from heap_lint.masking.tokens import LITERALS, Kind, Literal, Role, Token

_DOUBLE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_SINGLE = re.compile(r"'[^']*(?:''[^']*)*'?", re.DOTALL)
_LINE = re.compile(r"[^\r\n]*")
_MARKERS = re.compile(r"(?:[-?](?=[ \t\r\n]|$)[ \t]*)*")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]+)*")
_BLOCK = re.compile(r"[|>][+\-\d]{0,3}[ \t]*(?:#[^\r\n]*)?$")
_COLON = re.compile(r":(?=[ \t]|$)")
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\r\n]*")


class _Level:
    """A mapping, by the column of its keys."""

    def __init__(self, column: int, *, secret: bool) -> None:
        self.column, self.secret = column, secret
        self.key_is_secret = secret
        self.id_name = self.key = ""
        self.holds = False
        self.values: list[int] = []
        self.logs_in = False
        """Whether one of its values is a command that logs in, so that its arguments may be another."""

    @property
    def holds_secrets(self) -> bool:
        """Whether all that a mapping under its last key holds are secrets."""
        return self.secret or (self.key_is_secret and not holds_others(self.key))


def literals(text: str) -> list[Literal]:
    """Return the literals of a YAML file."""
    return _Reader(text).run()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._out: list[Literal] = []
        self._levels: list[_Level] = [_Level(-1, secret=False)]
        self._command = Command()
        """The words of the list that goes on, whose dashes stand in a column."""
        self._dashes, self._item = -1, -1

    def run(self) -> list[Literal]:
        at, end = 0, len(self._text)
        while at < end:
            at = self._line(at)
            while at < end and self._text[at] in "\r\n":
                at += 1
        while self._levels:
            self._leave()
        return self._out

    def _line(self, start: int) -> int:
        """Read what begins on a line, and return where that ends."""
        line = _LINE.match(self._text, start)
        end = line.end() if line is not None else start
        at = start
        while at < end and self._text[at] in " \t":
            at += 1
        if at == end:
            return end
        if self._text[at] == "#":
            self._out.append(Literal(at, end, Role.COMMENT))
            return end
        dashes = _MARKERS.match(self._text, at, end)
        is_item = dashes is not None and dashes.end() > at
        self._leave_to(at - start, is_item=is_item)
        at = dashes.end() if dashes is not None else at
        self._begin_item(self._text.rfind("-", start, at) - start if is_item else -1)
        return self._node(at, end, at - start)

    def _begin_item(self, dash: int) -> None:
        """Begin a word of a list by the column of its dash, or a line that is none."""
        if dash != self._dashes:
            self._command, self._item = Command(logs_in=self._levels[-1].logs_in), -1
        self._dashes = dash
        self._item += 1

    def _leave_to(self, column: int, *, is_item: bool) -> None:
        while len(self._levels) > 1 and (
            self._levels[-1].column > column or (is_item and self._levels[-1].column >= column + 1)
        ):
            self._leave()

    def _leave(self) -> None:
        level = self._levels.pop()
        for number in level.values if level.holds else ():
            literal = self._out[number]
            if literal.role in (Role.PLAIN, Role.ID):
                self._out[number] = literal._replace(role=Role.SECRET)

    def _node(self, at: int, end: int, column: int) -> int:
        key = self._key(at, end)
        if key is None:
            return self._value(at, end, column)
        self._dashes = -1
        first, last, behind = key
        name = as_read(self._text[first:last])
        level = self._levels[-1]
        if level.column < column:
            level = _Level(column, secret=level.holds_secrets)
            self._levels.append(level)
        owner = self._levels[-2].key if len(self._levels) > 1 else ""
        is_secret = names_secret(name) or is_key_of(owner, name)
        level.key_is_secret = level.secret or is_secret or holds_secrets(self._text, name)
        level.key = name
        level.id_name = name if names_id(name) else ""
        self._out.append(Literal(first, last, Role.NAME))
        while behind < end and self._text[behind] in " \t":
            behind += 1
        return self._value(behind, end, column)

    def _key(self, at: int, end: int) -> tuple[int, int, int] | None:
        """Return where a key stands, and what is behind its colon."""
        if at < end and self._text[at] in "\"'":
            pattern = _DOUBLE if self._text[at] == '"' else _SINGLE
            quoted = pattern.match(self._text, at, end)
            if quoted is not None:
                colon = _COLON.match(self._text, self._skip(quoted.end(), end), end)
                return (at + 1, quoted.end() - 1, colon.end()) if colon is not None else None
        if at < end and self._text[at] in "{[":
            return None
        colon = _COLON.search(self._text, at, end)
        comment = _COMMENT.search(self._text, at, end)
        if colon is None or (comment is not None and comment.start() < colon.start()):
            return None
        return at, colon.start(), colon.end()

    def _skip(self, at: int, end: int) -> int:
        while at < end and self._text[at] in " \t":
            at += 1
        return at

    def _value(self, at: int, end: int, column: int) -> int:
        properties = _PROPERTIES.match(self._text, at, end)
        at = properties.end() if properties is not None else at
        if at >= end:
            return end
        first = self._text[at]
        if first in "\"'":
            return self._quoted(at)
        if first in "{[" and not self._text.startswith("{{", at):
            return self._flow(at)
        if first in "|>" and _BLOCK.match(self._text, at, end):
            self._comment(at, end)
            return self._block(end, column)
        comment = _COMMENT.search(self._text, at, end)
        stop = comment.start() if comment is not None else end
        while stop > at and self._text[stop - 1] in " \t":
            stop -= 1
        self._add(at, stop)
        self._comment(stop, end)
        return end

    def _comment(self, at: int, end: int) -> None:
        """Read the comment that may end a line, which speaks of the value in front of it."""
        comment = _COMMENT.search(self._text, at, end)
        if comment is not None:
            under = self._levels[-1].key_is_secret
            self._out.append(Literal(comment.start(), end, Role.REMARK if under else Role.COMMENT))

    def _behind(self, at: int) -> int:
        """Read what stands behind a value that has an end of its own, and return where the line ends."""
        line = _LINE.match(self._text, at)
        end = line.end() if line is not None else at
        begin = self._skip(at, end)
        if _COMMENT.match(self._text, begin, end):
            self._comment(begin, end)
        else:
            self._add(begin, end)
        return end

    def _add(self, start: int, end: int) -> None:
        if start >= end:
            return
        level = self._levels[-1]
        if is_app_id(self._text[start:end], level.id_name):
            self._out.append(Literal(start, end, Role.ID))
            return
        if not level.secret and is_count(level.key, self._text[start:end]):
            self._out.append(Literal(start, end, Role.PLAIN))
            return
        if self._is_handed(self._text[start:end], level) or level.key_is_secret:
            role = Role.SECRET
        else:
            role = Role.ID if level.id_name else Role.PLAIN
            level.holds = level.holds or is_name_of_secret(self._text[start:end])
        level.values.append(len(self._out))
        self._out.append(Literal(start, end, role))

    def _is_handed(self, word: str, level: _Level) -> bool:
        """Whether a value is the password among the words of a command."""
        is_handed = self._dashes >= 0 and self._command.hands(word, self._item)
        level.logs_in = level.logs_in or logs_in(word)
        return is_handed

    def _quoted(self, at: int) -> int:
        pattern = _DOUBLE if self._text[at] == '"' else _SINGLE
        match = pattern.match(self._text, at)
        end = match.end() if match is not None else len(self._text)
        closed = end - at > 1 and self._text[end - 1] == self._text[at]
        self._add(at + 1, end - 1 if closed else end)
        return self._behind(end)

    def _flow(self, at: int) -> int:
        """Read what stands in brackets, which may have several lines."""
        found: list[Token] = []
        depth = 0
        for token in code.tokens(self._text, "flow", at):
            found.append(token)
            if token.kind is Kind.MARK:
                mark = self._text[token.start]
                depth += (mark in "{[") - (mark in "}]")
                if depth <= 0:
                    break
        level = self._levels[-1]
        secret = level.holds_secrets if self._text[at] == "{" else level.key_is_secret
        self._out += naming.literals(
            self._text, found, secret=secret, logs_in=level.logs_in, owner=level.key
        )
        words = (self._text[each.start : each.end] for each in found if each.kind in LITERALS)
        level.logs_in = level.logs_in or any(map(logs_in, words))
        return self._behind(found[-1].end if found else at + 1)

    def _block(self, end: int, column: int) -> int:
        """Read a text of several lines, which are indented deeper than the key."""
        parent = self._levels[-1].column
        at = stop = end
        start = -1
        while at < len(self._text):
            while at < len(self._text) and self._text[at] in "\r\n":
                at += 1
            line = _LINE.match(self._text, at)
            if line is None:
                break
            body = line[0].lstrip(" \t")
            if body and len(line[0]) - len(body) <= parent:
                break
            start = at if start < 0 else start
            at = line.end()
            stop = at
        if start >= 0:
            self._add(start, stop)
        return stop
