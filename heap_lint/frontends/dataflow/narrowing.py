"""What is left of a value once more is known of it, as behind a condition."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeAlias, TypeGuard

from msgspec.structs import replace

from heap_lint.frontends.dataflow.symbols import Parameter
from heap_lint.values import Kind, Literal, OneOf, Origin, Text, Unknown, Value

_MOST_EXCLUDED = 50
"""Constants of which it is remembered that a value is none of them: of more, callers may give any."""

Narrower: TypeAlias = Callable[[Value], "Value | None"]
Test: TypeAlias = Callable[[Value], bool]


def narrowed(value: Value, *, truth: bool) -> Value | None:
    """Return what is left of a value that is true (or not) in a condition; None: nothing."""
    if isinstance(value, OneOf):
        left = [kept for o in value.options if (kept := narrowed(o, truth=truth)) is not None]
        if not left:
            return None
        return left[0] if len(left) == 1 else replace(value, options=tuple(left))
    if isinstance(value, Literal) and bool(value.value) is not truth:
        return None
    if isinstance(value, Unknown) and value.kind is Kind.OPTIONAL and truth:
        value = replace(value, kind=None)
    if isinstance(value, Parameter):
        return replace(value, truth=truth) if value.truth in (None, truth) else None
    if isinstance(value, Text) and not truth and any(isinstance(part, str) for part in value.parts):
        return None
    return value


def may_be_missing(value: Value | None) -> TypeGuard[Unknown]:
    """Whether a value is one that may be None, and known by an expression."""
    return isinstance(value, Unknown) and value.kind is Kind.OPTIONAL and value.expression != ""


def with_values(text: Text, there: Collection[str]) -> Text:
    """Return a text made before a condition showed that what some expressions give is not None."""
    parts = (
        replace(part, kind=None)
        if not isinstance(part, str) and may_be_missing(part) and part.expression in there
        else part
        for part in text.parts
    )
    return replace(text, parts=tuple(parts))


def matching(value: Value, constants: Collection[object], *, keep: bool) -> Value | None:
    """Return what is left of a value that is, or is not, equal to one of some constants."""

    def fits(option: Value) -> bool:
        if not isinstance(option, Literal):
            return True
        is_one = any(type(option.value) is type(c) and option.value == c for c in constants)
        return is_one is keep

    if isinstance(value, Unknown) and value.kind is Kind.OPTIONAL and None in constants:
        if keep:
            return Literal(None, value.span, "None")
        value = replace(value, kind=None)
    if isinstance(value, Parameter) and not keep:
        new = [c for c in constants if not any(type(c) is type(k) and c == k for k in value.unlike)]
        return replace(value, unlike=(*value.unlike, *new)[:_MOST_EXCLUDED])
    if isinstance(value, OneOf):
        each = (matching(option, constants, keep=keep) for option in value.options)
        left = tuple(option for option in each if option is not None)
        return replace(value, options=left) if len(left) > 1 else next(iter(left), None)
    return value if fits(value) else None


def filtered(value: Value, fits: Test) -> Value | None:
    """Return the alternatives of a value that fit, None where none does."""
    options = value.options if isinstance(value, OneOf) else (value,)
    left = [option for option in options if fits(option)]
    if not left:
        return None
    return left[0] if len(left) == 1 else OneOf(tuple(left), value.span, value.defined)


def without_origin(value: Value, origin: Origin) -> Value:
    """Return a value of which it is no longer known that it comes from `origin`."""
    if isinstance(value, Text):
        parts = (p if isinstance(p, str) else without_origin(p, origin) for p in value.parts)
        return replace(value, parts=tuple(parts))
    if isinstance(value, OneOf):
        return replace(value, options=tuple(without_origin(o, origin) for o in value.options))
    if isinstance(value, Unknown) and value.origin is origin:
        return replace(value, origin=None)
    return value
