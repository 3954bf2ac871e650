"""A value as it is at one point: every dict and list in it as it is now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Objects

from msgspec.structs import replace

from heap_lint.frontends.dataflow.parts import are_same, with_each, with_parts
from heap_lint.frontends.dataflow.symbols import Fields, Record, Ref
from heap_lint.values import Entry, Literal, Mapping, OneOf, Sequence, Text, Unknown, Value

_DEEPEST = 50
_MOST_PARTS = 20_000
_MOST_WAYS = 50_000
"""Parts of a value with each as often as it is there: what goes through a value meets them all."""


class Freezer:
    """Copies one value of limited size; a part that is shared counts each time.

    An item that is in its list again is copied once. How many ways lead to what is in it is limited,
    too: lists of lists could have more than anything that goes through them.
    """

    def __init__(self, objects: Objects[int, Mapping | Sequence]) -> None:
        self._objects = objects
        self._left = _MOST_PARTS
        self._ways = _MOST_WAYS
        self._times = 1
        """How many ways lead to what is being copied."""
        self._known: dict[int, tuple[Value, Value, int, int]] = {}
        """Copies of values, by identity, with the parts and ways that they have taken.

        What is in several others is one copy, which counts as often as it is there.
        """

    @property
    def looked_at(self) -> int:
        """How many parts have been copied."""
        return _MOST_PARTS - self._left

    def freeze(self, value: Value, depth: int = 0) -> Value:
        """Return a value with all that it holds, unknown where that is too deep or too much."""
        if type(value) is Literal:
            return value if self._take(1, 1) else Unknown(value.span)
        known = self._known.get(id(value))
        if known is not None:
            return known[1] if self._take(known[2], known[3]) else Unknown(value.span)
        left, ways = self._left, self._ways
        copy = self._copied(value, depth) if self._take(1, 1) else Unknown(value.span)
        taken = left - self._left, (ways - self._ways) // self._times
        self._known[id(value)] = value, copy, *taken
        return copy

    def _take(self, parts: int, ways: int) -> bool:
        """Count parts; whether no more have been than may be."""
        self._left = max(self._left - parts, -1)
        self._ways = max(self._ways - ways * self._times, -1)
        return min(self._left, self._ways) >= 0

    def _copied(self, value: Value, depth: int) -> Value:
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
            return with_each(value, lambda entry: self._entry(entry, depth))
        if isinstance(value, Sequence):
            items = self._items(value, depth)
            return value if are_same(items, value.items) else replace(value, items=items)
        if isinstance(value, OneOf | Text):
            return with_parts(value, lambda part: self.freeze(part, depth + 1))
        if isinstance(value, Unknown) and value.expression.startswith("@"):
            return replace(value, expression=value.expression[1:])
        return value

    def _items(self, value: Sequence, depth: int) -> tuple[Value, ...]:
        times = Counter(map(id, value.items))

        def frozen(item: Value) -> Value:
            around = self._times
            self._times *= times[id(item)]
            copy = self.freeze(item, depth + 1)
            self._times = around
            return copy

        return value.each(frozen)

    def _entry(self, entry: Entry, depth: int) -> Entry:
        if type(entry.key) is Literal and type(entry.value) is Literal and self._take(2, 2):
            return entry
        key, value = self.freeze(entry.key, depth + 1), self.freeze(entry.value, depth + 1)
        if key is entry.key and value is entry.value:
            return entry
        return replace(entry, key=key, value=value)
