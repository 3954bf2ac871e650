"""What the linter understood of a file: its facts with their values and places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from msgspec import Struct

from heap_lint.facts import Fact
from heap_lint.flow import Place
from heap_lint.lines import LineIndex
from heap_lint.output.shown import MASK, masked, plain, sounds_secret
from heap_lint.source import Source, Span
from heap_lint.values import Entry

_PUBLIC = ("heap_lint.facts", "heap_lint.values")
_SAID_OTHERWISE = ("type", "span", "source", "value", "key")


def render(source: Source, facts: Iterable[Fact]) -> str:
    """Return the facts as an indented list, one field a line."""
    index = LineIndex(source.text)
    lines = [line for fact in facts for line in (*_lines(_plain_data(fact, index), 0), "")]
    if not lines:
        return f"{plain(source.path)}: nothing about Heap was understood\n"
    return "\n".join(map(plain, lines))


def render_json(source: Source, facts: Iterable[Fact]) -> str:
    """Return the facts as a JSON document; `type` says what a fact or value is."""
    index = LineIndex(source.text)
    described = [_plain_data(fact, index) for fact in facts]
    return json.dumps({"version": 1, "path": source.path, "facts": described}, indent=2) + "\n"


def _plain_data(value: Any, index: LineIndex) -> Any:
    """Return a fact or a value, and all within, as what JSON can say."""
    if isinstance(value, Span):
        start, end = index.position(value.start), index.position(value.end)
        return f"{value.path}:{start.line}:{start.column}-{end.line}:{end.column}"
    if isinstance(value, Place):
        states = sorted(state.value for state in value.graph.states(value.node))
        return {"type": "Place", "flow": value.label, "reached": states}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Struct):
        public = _public_type(value)
        named = {
            name: _plain_data(getattr(value, name), index) for name in public.__struct_fields__
        }
        if isinstance(value, Entry) and sounds_secret(value.name or ""):
            named["value"].update(
                {key: MASK for key in ("value", "source") if key in named["value"]}
            )
        return {"type": public.__name__, **named}
    if isinstance(value, (list, tuple)):
        return [_plain_data(item, index) for item in value]
    if isinstance(value, str):
        return masked(value)
    return value if value is None or isinstance(value, (int, float, bool)) else repr(value)


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
