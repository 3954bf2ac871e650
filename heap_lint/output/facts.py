"""What the linter understood of a file: its facts with their values and places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from heap_lint.facts import Fact
from heap_lint.flow import Place
from heap_lint.lines import LineIndex
from heap_lint.source import Source, Span


def render(source: Source, facts: Iterable[Fact]) -> str:
    """Return the facts as an indented list, one field a line."""
    described = [_describe(fact, LineIndex(source.text)) for fact in facts]
    lines = (line for fact in described for line in (*_lines(fact, 0), ""))
    return "\n".join(lines) or f"{source.path}: nothing about Heap was understood\n"


def render_json(source: Source, facts: Iterable[Fact]) -> str:
    """Return the facts as a JSON document; what a field holds is named by its `kind`."""
    described = [_describe(fact, LineIndex(source.text)) for fact in facts]
    return json.dumps({"version": 1, "path": source.path, "facts": described}, indent=2) + "\n"


def _describe(value: Any, index: LineIndex) -> Any:
    """Return a fact or a value, and all within, as plain data; what says nothing is left out."""
    if isinstance(value, Span):
        start, end = index.position(value.start), index.position(value.end)
        return f"{value.path}:{start.line}:{start.column}-{end.line}:{end.column}"
    if isinstance(value, Place):
        states = sorted(state.value for state in value.graph.states(value.node))
        return {"kind": "Place", "flow": value.label, "reached": states}
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        described = {
            each.name: _describe(getattr(value, each.name), index) for each in fields(value)
        }
        return {
            "kind": type(value).__name__,
            **{k: v for k, v in described.items() if v not in ([], "")},
        }
    if isinstance(value, (list, tuple)):
        return [_describe(item, index) for item in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return repr(value)


def _lines(value: Any, depth: int, label: str = "") -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, dict):
        head = " ".join(filter(None, (label, value["kind"], value.get("span", ""))))
        yield f"{indent}{head}"
        for key, item in value.items():
            if key not in ("kind", "span"):
                yield from _lines(item, depth + 1, f"{key}:")
    elif isinstance(value, list):
        yield f"{indent}{label}"
        for item in value:
            yield from _lines(item, depth + 1, "-")
    else:
        yield f"{indent}{label} {json.dumps(value, ensure_ascii=False)}"
