"""What the linter understood of a file: its facts with their values and places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from msgspec import Struct

from heap_lint.analysis import limits
from heap_lint.facts import Fact, Unreadable
from heap_lint.flow import Place
from heap_lint.heap.placeholders import is_public
from heap_lint.heap.secret_names import names_secret
from heap_lint.heap.secrets import by_form, cut
from heap_lint.lines import LineIndex
from heap_lint.masking import Masking
from heap_lint.output.shown import plain
from heap_lint.source import Source, Span
from heap_lint.values import Entry, Literal, Mapping, Sequence, Text, Value

_PUBLIC = ("heap_lint.facts", "heap_lint.values")
_SAID_OTHERWISE = ("type", "span", "source", "value", "key")


def render(source: Source, facts: Iterable[Fact]) -> str:
    """Return the facts as an indented list, one field a line."""
    reader = _Reader(source)
    lines = [line for fact in facts for line in (*_lines(reader.data(fact), 0), "")]
    if not lines:
        return f"{plain(source.path)}: nothing about Heap was understood\n"
    return "\n".join(map(plain, lines))


def render_json(source: Source, facts: Iterable[Fact]) -> str:
    """Return the facts as a JSON document; `type` says what a fact or value is."""
    reader = _Reader(source)
    described = [reader.data(fact) for fact in facts]
    return json.dumps({"version": 1, "path": source.path, "facts": described}, indent=2) + "\n"


class _Reader:
    """Tells facts of a file as what JSON can say, with nothing secret in it."""

    def __init__(self, source: Source) -> None:
        self._text = source.text
        self._index = LineIndex(source.text)
        self._masking = Masking({source.path: source})
        self._left = limits.VALUES_DESCRIBED
        self._described: set[int] = set()

    def data(self, value: Any, *, secret: bool = False) -> Any:
        """Return a fact or a value, and all within; `secret`: what is constant in it is one."""
        if isinstance(value, Span):
            start, end = self._index.position(value.start), self._index.position(value.end)
            return f"{value.path}:{start.line}:{start.column}-{end.line}:{end.column}"
        if isinstance(value, Place):
            states = sorted(state.value for state in value.graph.states(value.node))
            return {"type": "Place", "flow": by_form(value.label), "reached": states}
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, Struct):
            return self._struct(value, secret=secret)
        if isinstance(value, (list, tuple)):
            return [self.data(item, secret=secret) for item in value]
        if isinstance(value, str):
            return _cut(value) if secret else by_form(value)
        if isinstance(value, int) and not isinstance(value, bool):
            said = _cut(str(value)) if secret else by_form(str(value))
            return value if said == str(value) else said
        return value if value is None or isinstance(value, (float, bool)) else by_form(repr(value))

    def _struct(self, value: Struct, *, secret: bool) -> Any:
        public = _public_type(value)
        self._left -= 1
        if (
            self._left < 0
            and isinstance(value, Mapping | Sequence)
            and id(value) in self._described
        ):
            return {"type": public.__name__, "span": self.data(value.span), "repeated": True}
        self._described.add(id(value))
        fields = {name: getattr(value, name) for name in public.__struct_fields__}
        if isinstance(value, Entry):
            secret = secret or names_secret(value.name or "")
            key, given = self._key(value), self.data(value.value, secret=secret)
            return {
                "type": public.__name__,
                **{n: self.data(f) for n, f in fields.items() if n not in ("key", "value")},
                "key": key,
                "value": given,
            }
        if isinstance(value, (Literal, Text)) and not secret:
            secret = any(map(self._masking.is_secret, (value.span, value.defined or value.span)))
        if isinstance(value, Unreadable):
            for name in ("reason", "hint"):
                fields[name] = self._masking.of_others(fields[name], value.span)
        unmasked = ("span", "defined", "kind")
        return {
            "type": public.__name__,
            **{n: self.data(f, secret=secret and n not in unmasked) for n, f in fields.items()},
        }

    def _key(self, entry: Entry) -> Any:
        """Return a key: the name of a parameter or a field, which stands nowhere, is no secret."""
        key = entry.key
        if not (isinstance(key, Literal) and self._is_implied(key, entry.value)):
            return self.data(key)
        return {
            "type": Literal.__name__,
            **{name: self.data(getattr(key, name)) for name in Literal.__struct_fields__},
        }

    def _is_implied(self, key: Literal, value: Value) -> bool:
        """Whether a key has the place of its value, and is not written there."""
        place, name = key.span, str(key.value)
        if not name.isidentifier() or key.source.strip('"') != name or key.defined is not None:
            return False
        written = self._text[place.start : place.end]
        stands_there = written != name and re.search(rf"\b{name}\b", written) is not None
        return place == value.span and not stands_there


def _cut(text: str) -> str:
    """Return what is shown of a constant that is a secret, its quotes kept."""
    inner = text.strip("\"'`")
    if not inner or is_public(inner):
        return text
    at = text.index(inner)
    return f"{text[:at]}{cut(inner)}{text[at + len(inner) :]}"


def _public_type(value: Any) -> type[Any]:
    """Return what a value is to checks: a front end may know more of it, for its own purposes."""
    lineage = type(value).__mro__
    return next((each for each in lineage if each.__module__ in _PUBLIC), type(value))


def _lines(value: Any, depth: int, label: str = "") -> Iterator[str]:
    """Yield a fact, a value or what one holds, indented; fields that say nothing are left out."""
    if isinstance(value, dict) and value["type"] == "Entry":
        yield from _lines(value["value"], depth, f"{value['key'].get('source', '?')}:")
    elif isinstance(value, dict):
        what = value["source"] if value["type"] == "Literal" else value["type"]
        yield "  " * depth + " ".join(filter(None, (label, what, value.get("span"))))
        for key, item in value.items():
            if key not in _SAID_OTHERWISE and item not in (None, "", []):
                yield from _lines(item, depth + 1, f"{key}:")
    elif isinstance(value, list):
        yield "  " * depth + label
        for item in value:
            yield from _lines(item, depth + 1, "-")
    else:
        yield "  " * depth + f"{label} {json.dumps(value, ensure_ascii=False)}"
