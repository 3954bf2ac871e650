"""Texts that are JSON or code: what they say, with the values that are filled into them."""

from __future__ import annotations

import json
import re
from typing import Any

from msgspec.structs import replace

from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.symbols import Encoded, Parameter, Written
from heap_lint.source import Span
from heap_lint.values import Entry, Kind, Literal, Mapping, OneOf, Sequence, Text, Unknown, Value

_LONGEST = 100_000
_OBJECTS = (Kind.DATETIME, Kind.OBJECT, Kind.BINARY)
_MARK = "\ue000"
"""Stands around the number of a hole; no JSON text of a project has this character."""
_HOLE = re.compile(f"{_MARK}(\\d+){_MARK}")


def read(value: Value) -> Value:
    """Return what a JSON text says, unknown where it is none; all of it stands where the text does."""
    text = _whole(value)
    try:
        parsed = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, (dict, list)):
        return Unknown(value.span)
    return _Reader(value).value(parsed)


def as_code(value: Value) -> Value:
    """Return what a text stands for that is written into a script without quotes: it is code there."""
    if isinstance(value, Encoded):
        return value if value.content is None else value.content
    if isinstance(value, OneOf):
        return one_of([as_code(option) for option in value.options], value.span)
    if isinstance(value, Literal) and isinstance(value.value, str):
        return _constant(value.value, value)
    if isinstance(value, Text):
        (first, *others) = value.parts
        return Unknown(value.span) if others or isinstance(first, str) else as_code(first)
    if isinstance(value, Unknown) and value.kind in _OBJECTS:
        value = replace(value, kind=None)
    if isinstance(value, Parameter):
        return Written(**{name: getattr(value, name) for name in Parameter.__struct_fields__})
    return value


def _constant(code: str, value: Value) -> Value:
    """Return the constant that is written as `code`, unknown where it is more than that."""
    quoted = re.fullmatch(r"\s*(['\"])([^'\"\\]*)\1\s*", code)
    try:
        constant = quoted[2] if quoted is not None else json.loads(code)
    except ValueError:
        return Unknown(value.span)
    is_simple = constant is None or isinstance(constant, (str, int, float))
    return Literal(constant, value.span, code.strip()) if is_simple else Unknown(value.span)


def _whole(value: Value) -> str:
    if isinstance(value, Literal):
        text = (
            value.value.decode("utf-8", "replace")
            if isinstance(value.value, bytes)
            else value.value
        )
        return text if isinstance(text, str) else ""
    if not isinstance(value, Text):
        return ""
    holes = iter(range(len(value.parts)))
    pieces = (p if isinstance(p, str) else f"{_MARK}{next(holes)}{_MARK}" for p in value.parts)
    return "".join(pieces)


class _Reader:
    """Turns what `json` has read into values."""

    def __init__(self, text: Value) -> None:
        self._span: Span = text.span
        self._defined = text.defined
        self._holes = text.holes if isinstance(text, Text) else ()

    def value(self, parsed: Any) -> Value:
        if isinstance(parsed, dict):
            entries = (Entry(self.value(key), self.value(each)) for key, each in parsed.items())
            return Mapping(tuple(entries), self._span, defined=self._defined)
        if isinstance(parsed, list):
            items = tuple(self.value(each) for each in parsed)
            return Sequence(items, self._span, defined=self._defined)
        if isinstance(parsed, str) and _MARK in parsed:
            return self._text(parsed)
        return Literal(parsed, self._span, json.dumps(parsed), self._defined)

    def _text(self, parsed: str) -> Value:
        """Return a text with the holes back in their places."""
        pieces = _HOLE.split(parsed)
        parts = [self._holes[int(p)] if i % 2 else p for i, p in enumerate(pieces)]
        return Text(tuple(p for p in parts if p != ""), self._span, "", self._defined)
