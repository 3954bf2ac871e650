"""HL904: what stands in an app's file and has no effect, since the format does not know it.

The format is a JSON Schema, which editors use too. It is walked beside the document, not validated:
that takes seconds for a large app. What another rule speaks of (`x-rule`) is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from heap_lint.checks import check
from heap_lint.checks.schema import schema_called
from heap_lint.checks.wording import kind_of, quoted, shortened
from heap_lint.core.changes import Proposal, SetTo
from heap_lint.facts import AppFile
from heap_lint.findings import Hit, Severity
from heap_lint.values import Entry, Literal, Mapping, Sequence, Value

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "null": type(None),
    "number": (int, float),
}
_WORDS = {"object": "an object", "array": "a list", "string": "a text", "number": "a number"}
_NEAR = 0.75
"""How alike a key and a known one must be, for the one to be taken for the other misspelt."""


@check("HL904", reads=AppFile)
def malformed_app(file: AppFile) -> Iterator[Hit]:
    root = schema_called(file.schema)
    seen: set[int] = set()
    waiting: list[tuple[dict[str, Any], Value, str]] = [(root, file.body, "")]
    while waiting:
        schema, value, name = waiting.pop()
        schema = _resolved(schema, root)
        if "x-rule" in schema or id(value) in seen:
            continue
        wrong = _wrong(schema, value, name)
        if wrong is not None:
            yield wrong
        elif isinstance(value, Mapping):
            seen.add(id(value))
            yield from _unknown_keys(schema, value)
            below = ((_schema_of(entry, schema), entry) for entry in value.entries)
            waiting += [(s, e.value, e.name or "") for s, e in below if isinstance(s, dict)]
        elif isinstance(value, Sequence) and "items" in schema:
            seen.add(id(value))
            waiting += [(schema["items"], item, name) for item in value.items]


def _resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    if not reference.startswith("#/$defs/"):
        return schema
    target: dict[str, Any] = root["$defs"][reference.removeprefix("#/$defs/")]
    return target


def _wrong(schema: dict[str, Any], value: Value, name: str) -> Hit | None:
    """Return a hit for a value that the format does not know in this place."""
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    if allowed is not None and isinstance(value, Literal) and value.value not in allowed:
        near = get_close_matches(str(value.value), allowed, n=1, cutoff=0.6)
        hint = f"did you mean `{near[0]}`?" if near else f"known are {_listed(allowed)}"
        message = f"{quoted(value)} is no value of `{name}`, so it has no effect"
        fix = _set_to(value, near[0]) if near else None
        return Hit(value.span, message, hint, fix=fix)
    types = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type")
    if (allowed is None and types is None) or _fits(types or ["string"], value):
        return None
    expected = " or ".join(_WORDS[each] for each in types or ["string"] if each in _WORDS)
    what = f"`{name}`" if name else "this"
    message = f"{what} is {kind_of(value)}, so it has no effect: this should be {expected}"
    return Hit(value.span, message)


def _fits(types: list[str], value: Value) -> bool:
    if isinstance(value, Mapping):
        return "object" in types
    if isinstance(value, Sequence):
        return "array" in types
    if isinstance(value, Literal):
        # YAML turns names such as `on` or `404` into something else, and they are read as written.
        return "string" in types or any(
            isinstance(value.value, _TYPES[t]) for t in types if t in _TYPES
        )
    return True


def _unknown_keys(schema: dict[str, Any], mapping: Mapping) -> Iterator[Hit]:
    is_open = schema.get("x-open", False)
    if not is_open and schema.get("additionalProperties", True) is not False:
        return
    known = schema.get("properties", {})
    for entry in mapping.entries:
        name = entry.name
        if name is None or name in known or _is_free(name, schema):
            continue
        near = get_close_matches(name, known, n=1, cutoff=_NEAR)
        if near:
            hint = f"did you mean `{near[0]}`?"
            is_free = mapping.get(near[0]) is None
            fix = Proposal.renamed(entry.key.span, name, near[0]) if is_free else None
            yield Hit(entry.key.span, _no_effect(name), hint, fix=fix)
        elif not is_open:
            hint = f"known are {_listed(known)}"
            yield Hit(entry.key.span, _no_effect(name), hint, severity=Severity.INFO)


def _set_to(value: Literal, right: str) -> Proposal:
    return Proposal.unsafe(f"write `{right}`", SetTo(value.span, right))


def _no_effect(name: str) -> str:
    return f"the format knows no `{shortened(name)}` here, so it has no effect"


def _is_free(name: str, schema: dict[str, Any]) -> bool:
    return any(re.search(pattern, name) for pattern in schema.get("patternProperties", ()))


def _schema_of(entry: Entry, schema: dict[str, Any]) -> Any:
    return schema.get("properties", {}).get(entry.name, schema.get("additionalProperties"))


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)
