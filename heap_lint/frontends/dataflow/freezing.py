"""A value as it is at one point: every dict and list in it as it is now."""

from __future__ import annotations

from collections.abc import Mapping as Objects
from operator import is_

from msgspec.structs import replace

from heap_lint.frontends.dataflow.symbols import Fields, Record, Ref
from heap_lint.values import Entry, Literal, Mapping, OneOf, Sequence, Text, Unknown, Value

_DEEPEST = 50
_MOST_PARTS = 20_000


class Freezer:
    """Copies one value of limited size; a part that is shared counts each time.

    An item that is in its list again is copied once, and counts as one part each time.
    """

    def __init__(self, objects: Objects[int, Mapping | Sequence]) -> None:
        self._objects = objects
        self._left = _MOST_PARTS

    @property
    def looked_at(self) -> int:
        """How many parts have been copied."""
        return _MOST_PARTS - self._left

    def freeze(self, value: Value, depth: int = 0) -> Value:
        """Return a value with all that it holds, unknown where that is too deep or too much."""
        self._left -= 1
        if self._left < 0:
            return Unknown(value.span)
        if isinstance(value, Literal):
            return value
        if isinstance(value, Ref):
            held = self._objects.get(value.site)
            if held is None or depth > _DEEPEST:
                return Unknown(value.span)
            frozen = self.freeze(held, depth + 1)
            if isinstance(value, Record) and isinstance(frozen, Mapping):
                known = frozen.entries, frozen.span, frozen.complete, frozen.defined
                return Fields(*known, path=value.expression)
            return frozen
        if isinstance(value, Mapping):
            entries = tuple(self._entry(e, depth) for e in value.entries)
            if all(map(is_, entries, value.entries)):
                return value
            return replace(value, entries=entries)
        if isinstance(value, Sequence):
            self._left -= len(value.items) - len(value.different)
            return replace(value, items=value.each(lambda item: self.freeze(item, depth + 1)))
        if isinstance(value, OneOf):
            return replace(value, options=tuple(self.freeze(o, depth + 1) for o in value.options))
        if isinstance(value, Text):
            parts = tuple(
                p if isinstance(p, str) else self.freeze(p, depth + 1) for p in value.parts
            )
            return replace(value, parts=parts)
        if isinstance(value, Unknown) and value.expression.startswith("@"):
            return replace(value, expression=value.expression[1:])
        return value

    def _entry(self, entry: Entry, depth: int) -> Entry:
        if type(entry.key) is Literal and type(entry.value) is Literal:
            self._left -= 2
            if self._left >= 0:
                return entry
        key, value = self.freeze(entry.key, depth + 1), self.freeze(entry.value, depth + 1)
        if key is entry.key and value is entry.value:
            return entry
        return replace(entry, key=key, value=value)
