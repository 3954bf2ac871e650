"""What JavaScript makes of values where it needs a text, or one of two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from msgspec.structs import replace

from heap_lint.analysis import limits
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.symbols import size
from heap_lint.frontends.embedding import FILLER
from heap_lint.frontends.web.guards import truth_of
from heap_lint.frontends.web.model import HEAP
from heap_lint.frontends.web.scope import Named, path_of, without_kind
from heap_lint.source import Span
from heap_lint.values import Kind, Literal, OneOf, Text, Unknown, Value

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_SAME = ("toString", "trim", "toLowerCase", "toUpperCase", "normalize", "valueOf")
_TEXTS: dict[str, Callable[[str], str]] = {
    "trim": str.strip,
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
    "toString": str,
}


def method_value(owner: Value, name: str, node_span: Span, source: str) -> Value | None:
    """Return what a method of a text or an unknown value gives, if it is still the same thing."""
    if name not in _SAME:
        return None
    if isinstance(owner, Literal) and not isinstance(owner.value, bytes | None) and name in _TEXTS:
        text = _javascript_text(owner)
        return Literal(_TEXTS[name](text), node_span, source) if text is not None else None
    if isinstance(owner, Named) and owner.path and name != "toString":
        return replace(owner, span=node_span)
    if isinstance(owner, Named) and name == "toString":
        return Text((without_kind(owner),), node_span, source) if owner.kind is None else None
    return None


def as_string(value: Value, span: Span, source: str) -> Value:
    """Return what `String(value)` gives."""
    return text_of(list(as_text(value)), span, source)


def text_of(parts: list[str | Value], span: Span, source: str) -> Value:
    """Return the text that is made of some pieces."""
    joined: list[str | Value] = []
    for is_constant, pieces in groupby(parts, lambda part: isinstance(part, str)):
        if is_constant:
            constant = "".join(map(str, pieces))
            joined += [constant] if constant else []
        else:
            joined += pieces
    if len(parts) > 1 and _is_too_much(joined):
        return Unknown(span)
    if all(isinstance(part, str) for part in joined):
        return Literal("".join(map(str, joined)), span, source)
    if len(joined) == 1 and isinstance(joined[0], OneOf):
        options = (text_of(list(as_text(option)), span, source) for option in joined[0].options)
        return one_of(
            [o if isinstance(o, Text) else joined[0].options[i] for i, o in enumerate(options)],
            span,
        )
    return Text(tuple(joined), span, source)


def _is_too_much(parts: list[str | Value]) -> bool:
    """Whether a text has more in it than is followed: each text that it is put into has it too."""
    if len(parts) > limits.MOST_PIECES:
        return True
    left = limits.MOST_PIECES
    for part in parts:
        left -= 1 if isinstance(part, str) else size(part, left)
        if left <= 0:
            return True
    return sum(len(part) for part in parts if isinstance(part, str)) > limits.LONGEST_TEXT


def as_text(value: Value) -> Iterator[str | Value]:
    """Yield the pieces of a value's text."""
    if isinstance(value, Text):
        yield from value.parts
        return
    text = _javascript_text(value) if isinstance(value, Literal) else None
    yield value if text is None else text


def _javascript_text(value: Literal) -> str | None:
    if isinstance(value.value, bool):
        return "true" if value.value else "false"
    if value.value is None:
        return value.source if value.source in ("null", "undefined") else "undefined"
    return str(value.value) if isinstance(value.value, str | int) else None


def either(operator: str, first: Value, second: Value, span: Span) -> Value:
    """Return the value of `a && b`, `a || b`, `a ?? b`."""
    known = truth_of(first)
    if operator in ("||", "??") and path_of(first) == HEAP:
        return first  # `var heap = heap || []`: what stands in for Heap becomes Heap
    if operator == "&&":
        if known is not None:
            return second if known else first
        if isinstance(second, Unknown):
            return replace(second, span=span, kind=second.kind or Kind.UNDEFINED)
        return one_of((Unknown(span), second), span)
    if operator == "??" and isinstance(first, Literal):
        return second if first.value is None else first
    if known is not None and operator == "||":
        return first if known else second
    options = first.options if isinstance(first, OneOf) else (first,)
    left = [
        without_kind(option)
        for option in options
        if not (
            isinstance(option, Literal)
            and (option.value is None if operator == "??" else not option.value)
        )
    ]
    return one_of([*left, second], span)


def may_be_undefined(value: Value) -> bool:
    """Whether a value is known to be nothing at times."""
    return isinstance(value, Unknown) and value.kind is Kind.UNDEFINED


def unescaped(escape: str) -> str:
    """Return what an escape sequence stands for."""
    body = escape[1:]
    if body[:1] in ("x", "u"):
        try:
            return chr(int(body[1:].strip("{}"), 16))
        except (ValueError, OverflowError):
            return escape
    if body[:1] in ("\n", "\r", "\u2028", "\u2029"):
        return ""
    return _ESCAPES.get(body, body.replace(FILLER, ""))
