"""The arguments of a call, as far as they can be told apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Sequence as Names

from msgspec import Struct, field

from heap_lint.frontends.dataflow.symbols import Spread
from heap_lint.source import Span
from heap_lint.values import Entry, Literal, Mapping, Sequence, Unknown, Value


def mapping_of(given: dict[str, Value], at: Span, *, complete: bool) -> Mapping:
    """Return arguments by name as the mapping at `at` that a function makes of them."""
    entries = tuple(Entry(Literal(name, v.span, name), v) for name, v in given.items())
    return Mapping(entries, at, complete)


def keyword_entry(name: str, value: Value) -> Entry:
    """Return the entry of a keyword argument; its key stands where the value does."""
    return Entry(Literal(name, value.span, json.dumps(name)), value)


class Arguments(Struct):
    """Positional and keyword arguments; not `complete` where `*args` or `**kwargs` may give more.

    `more_items` and `more_names` are what stands behind those stars, if it is not known.
    """

    positional: list[Value] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    complete: bool = True
    more_items: Value | None = None
    more_names: Value | None = None

    def add(self, value: Value) -> None:
        """Add a positional argument; behind a `*args` of unknown length its position is not known."""
        if self.complete:
            self.positional.append(value)

    def spread_items(self, value: Value) -> None:
        """Add `*value`."""
        if isinstance(value, Sequence) and value.complete and self.complete:
            self.positional += value.items
        else:
            self.more_items = value if self.complete else None
            self.complete = False

    def spread_mapping(self, value: Value) -> None:
        """Add `**value`."""
        if isinstance(value, Mapping):
            for entry in value.entries:
                if entry.name is not None:
                    self.keywords[entry.name] = entry.value
                elif isinstance(entry.key, Spread):
                    self.more_names, self.complete = entry.value, False
            self.complete &= value.complete
        else:
            self.more_names = value
            self.complete = False

    def bound(self, parameters: Names[str], at: Span) -> dict[str, Value | None]:
        """Return the value given to each parameter: None if certainly none, Unknown if perhaps one."""
        absent = None if self.complete else Unknown(at, given=False)
        named: dict[str, Value | None] = dict(zip(parameters, self.positional, strict=False))
        return {name: named.get(name, self.keywords.get(name, absent)) for name in parameters}

    def get(self, position: int, name: str) -> Value | None:
        """Return the argument at a 0-based position, or else by name; None where none is seen."""
        if position < len(self.positional):
            return self.positional[position]
        return self.keywords.get(name)

    def are_none(self) -> bool:
        """Whether the call certainly gives no argument."""
        return self.complete and not self.positional and not self.keywords

    def all(self) -> Iterator[Value]:
        """Yield every argument that is seen."""
        yield from self.positional
        yield from self.keywords.values()
