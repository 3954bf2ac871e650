"""Strings that are put together from constant pieces and values."""

from __future__ import annotations

from collections.abc import Iterable

from heap_lint.analysis import limits
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.source import Span
from heap_lint.values import Literal, OneOf, Text, Unknown, Value

_MOST_TEXTS = 8


def text(parts: Iterable[str | Value], span: Span, source: str) -> Value:
    """Return a string made of constant pieces and values, constant where they all are."""
    several = list(parts)
    if not any(isinstance(part, OneOf) for part in several):
        return _text(several, span, source)
    alternatives: list[list[str | Value]] = [[]]
    for part in several:
        pieces: tuple[str | Value, ...] = part.options if isinstance(part, OneOf) else (part,)
        if len(alternatives) * len(pieces) > _MOST_TEXTS:
            pieces = (Unknown(span),)
        if len(pieces) == 1:
            for each in alternatives:
                each.append(pieces[0])
            continue
        alternatives = [[*done, piece] for done in alternatives for piece in pieces]
    return one_of([_text(pieces, span, source) for pieces in alternatives], span)


def _text(pieces: list[str | Value], span: Span, source: str) -> Value:
    parts: list[str | Value] = []
    length = 0
    for piece in pieces:
        for part in piece.parts if isinstance(piece, Text) else (piece,):
            constant = str(part.value) if isinstance(part, Literal) else part
            length += len(constant) if isinstance(constant, str) else 1
            if length > limits.LONGEST_TEXT or len(parts) > limits.MOST_PIECES:
                return Unknown(span)
            if isinstance(constant, str) and parts and isinstance(parts[-1], str):
                parts[-1] += constant
            elif constant != "":
                parts.append(constant)
    if not parts:
        return Literal("", span, source)
    if len(parts) == 1 and isinstance(parts[0], str):
        return Literal(parts[0], span, source)
    return Text(tuple(parts), span, source)


def repeated(value: Value, times: Value, span: Span, source: str) -> Value:
    """Return `value * times`, for a text and a number that are constant and not too large."""
    if isinstance(value, Literal) and isinstance(times, Literal):
        text, count = value.value, times.value
        if isinstance(text, str) and isinstance(count, int):
            if len(text) * count <= limits.LONGEST_TEXT:
                return Literal(text * count, span, source)
    return Unknown(span)
