"""Values that are made of others, with each of these changed.

A value in which nothing changes stays the same object, so that what many facts share is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import is_

from msgspec.structs import replace

from heap_lint.values import Entry, Mapping, OneOf, Sequence, Text, Value

_MADE_OF_OTHERS = (Mapping, Sequence, OneOf, Text)


def are_same(made: Iterable[object], known: Iterable[object]) -> bool:
    """Whether two rows of equal length hold the same objects."""
    return all(map(is_, made, known))


def with_each(mapping: Mapping, changed: Callable[[Entry], Entry]) -> Mapping:
    """Return an object with each of its entries changed."""
    entries = tuple(map(changed, mapping.entries))
    return mapping if are_same(entries, mapping.entries) else replace(mapping, entries=entries)


def with_leaves(value: Value, changed: Callable[[Value], Value], *, keys: bool = True) -> Value:
    """Return a value with each part changed that is made of no others; without `keys` no key is.

    A part may be in several others, and these in several others again: it is looked at once.
    """
    if not isinstance(value, _MADE_OF_OTHERS):
        return changed(value)
    known: dict[int, Value] = {}

    def each(part: Value) -> Value:
        if not isinstance(part, _MADE_OF_OTHERS):
            return changed(part)
        made = known.get(id(part))
        if made is None:
            whole = with_each(part, entry) if isinstance(part, Mapping) else with_parts(part, each)
            made = known[id(part)] = whole
        return made

    def entry(before: Entry) -> Entry:
        key = each(before.key) if keys else before.key
        value = each(before.value)
        is_same = key is before.key and value is before.value
        return before if is_same else Entry(key, value, before.certain)

    return each(value)


def with_parts(value: Value, changed: Callable[[Value], Value]) -> Value:
    """Return alternatives, a text or a list with each value in them changed; any other as it is."""
    if isinstance(value, OneOf):
        options = tuple(map(changed, value.options))
        return value if are_same(options, value.options) else replace(value, options=options)
    if isinstance(value, Text):
        parts = tuple(p if isinstance(p, str) else changed(p) for p in value.parts)
        return value if are_same(parts, value.parts) else replace(value, parts=parts)
    if isinstance(value, Sequence):
        items = tuple(map(changed, value.items))
        return value if are_same(items, value.items) else replace(value, items=items)
    return value
