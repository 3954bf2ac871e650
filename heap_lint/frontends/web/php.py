"""Pages in the strings of PHP code: what `echo` and heredocs write, as far as scripts stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# What has no end goes on to the end of the code, so that no character is looked at twice.
_TOKEN = re.compile(
    r"""//[^\n]*|\#[^\n]*|/\*.*?(?:\*/|\Z)"""
    r"""|<<<[ \t]*(?P<mark>["']?)(?P<name>\w+)(?P=mark)\r?\n(?P<doc>.*?)(?:\n[ \t]*(?P=name)\b|\Z)"""
    r"""|'(?P<single>[^'\\]*(?:\\(?:.|\Z)[^'\\]*)*)(?:'|\Z)|"(?P<double>[^"\\]*(?:\\(?:.|\Z)[^"\\]*)*)(?:"|\Z)""",
    re.DOTALL,
)
_VALUE = re.compile(r"\{\$[^{}\n]{1,500}\}|\$[A-Za-z_]\w*(?:->\w+|\[[^\]\n]{0,100}\])*")
_ESCAPE = re.compile(r"\\(?P<meant>.)", re.DOTALL)
_BEGIN, _END = re.compile(r"<script\b", re.IGNORECASE), re.compile(r"</script", re.IGNORECASE)


class Piece(NamedTuple):
    """Characters `start` to `end` of the code: text that is written, or a `value` put in its place."""

    start: int
    end: int
    value: bool = False


def pieces(code: str) -> Iterator[Piece]:
    """Yield what code writes from a string with `<script>` to that with the end of it."""
    if not _BEGIN.search(code):
        return
    behind = -1
    for token in _TOKEN.finditer(code):
        kind = next((name for name in ("doc", "single", "double") if token[name] is not None), "")
        if not kind:
            continue
        text, start = token[kind], token.start(kind)
        if behind >= 0 and ";" in code[behind : token.start()]:
            behind = -1
        if behind >= 0:
            yield from _between(code, behind, token.start())
        elif not _BEGIN.search(text):
            continue
        is_plain = kind == "single" or token["mark"] == "'"
        yield from _text(text, start, escapes=kind != "doc", values=not is_plain)
        last = [match.start() for match in (*_BEGIN.finditer(text), *_END.finditer(text))]
        is_open = behind >= 0 if not last else _END.match(text, max(last)) is None
        behind = token.end() if is_open else -1


def _between(code: str, start: int, end: int) -> Iterator[Piece]:
    """Yield what is joined to a string by dots, if it is a value."""
    joined = code[start:end]
    value = joined.strip(" \t\r\n.,")
    if value:
        first = start + joined.index(value)
        yield Piece(first, first + len(value), value=True)


def _text(text: str, start: int, *, escapes: bool, values: bool) -> Iterator[Piece]:
    at = 0
    marks = [
        *(_ESCAPE.finditer(text) if escapes else ()),
        *(_VALUE.finditer(text) if values else ()),
    ]
    for mark in sorted(marks, key=lambda each: each.start()):
        if mark.start() < at:
            continue
        yield Piece(start + at, start + mark.start())
        if mark[0][0] != "\\":
            yield Piece(start + mark.start(), start + mark.end(), value=True)
        elif mark["meant"] in "\\'\"$":
            yield Piece(start + mark.start("meant"), start + mark.end())
        at = mark.end()
    yield Piece(start + at, start + len(text))
