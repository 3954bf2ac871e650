"""What JSON text keeps of values, with an encoder that knows more types than JSON has."""

from __future__ import annotations

from msgspec.structs import replace

from heap_lint.frontends.dataflow.symbols import ENCODED, Parameter
from heap_lint.values import Entry, Kind, Literal, Mapping, OneOf, Sequence, Unknown, Value

_OBJECTS = (Kind.DATETIME, Kind.OBJECT, Kind.BINARY)


def with_more_types(value: Value) -> Value:
    """Return what JSON text says whose encoder knows more than JSON does: objects become text."""
    if isinstance(value, Parameter):
        return value.stepped(ENCODED, value.span)
    if isinstance(value, Mapping):
        entries = (Entry(e.key, with_more_types(e.value), e.certain) for e in value.entries)
        return replace(value, entries=tuple(entries))
    if isinstance(value, Sequence):
        kind = "list" if value.kind in ("set", "generator") else value.kind
        return replace(value, items=tuple(map(with_more_types, value.items)), kind=kind)
    if isinstance(value, OneOf):
        return replace(value, options=tuple(map(with_more_types, value.options)))
    if isinstance(value, Unknown) and value.kind in _OBJECTS:
        return replace(value, kind=None)
    is_bytes = isinstance(value, Literal) and isinstance(value.value, bytes)
    return Unknown(value.span) if is_bytes else value
