"""Whether a config table is right, by the JSON Schema that editors use too.

`jsonschema` takes longer to import than a whole run, so `accepts` passes the good case without it;
what it does not understand it does not accept, and then `jsonschema` decides and words the fault.
"""

from __future__ import annotations

import re
from typing import Any

from heap_lint.selection import did_you_mean

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
}
_UNDERSTOOD = {
    "$schema",
    "title",
    "description",
    "type",
    "enum",
    "items",
    "properties",
    "additionalProperties",
    "minimum",
    "pattern",
}


def faults(table: dict[str, Any]) -> list[str]:
    """Return what is wrong with a config table, in words for people; nothing where all is right."""
    schema = _schema()
    if accepts(schema, table):
        return []
    from jsonschema import Draft202012Validator

    errors = Draft202012Validator(schema).iter_errors(table)
    return [
        fault
        for error in sorted(errors, key=lambda e: list(map(str, e.path)))
        for fault in _words(error)
    ]


def accepts(schema: Any, value: Any) -> bool:
    """Whether `value` certainly fits `schema`; False also where the schema is not understood."""
    if isinstance(schema, bool):
        return schema
    if not schema.keys() <= _UNDERSTOOD:
        return False
    return _fits_type(schema, value) and _fits_scalar(schema, value) and _fits_parts(schema, value)


def _fits_type(schema: dict[str, Any], value: Any) -> bool:
    names = schema.get("type", list(_TYPES))
    allowed = [names] if isinstance(names, str) else names
    return any(
        isinstance(value, _TYPES.get(name, ()))
        and (name == "boolean" or not isinstance(value, bool))
        for name in allowed
    )


def _fits_scalar(schema: dict[str, Any], value: Any) -> bool:
    if "enum" in schema and not (isinstance(value, str) and value in schema["enum"]):
        return False
    if isinstance(value, int) and value < schema.get("minimum", value):
        return False
    return not isinstance(value, str) or re.search(schema.get("pattern", ""), value) is not None


def _fits_parts(schema: dict[str, Any], value: Any) -> bool:
    if isinstance(value, list):
        return all(accepts(schema.get("items", True), item) for item in value)
    if isinstance(value, dict):
        named = schema.get("properties", {})
        other = schema.get("additionalProperties", True)
        return all(accepts(named.get(key, other), item) for key, item in value.items())
    return True


def _schema() -> dict[str, Any]:
    import json

    from heap_lint import catalogue

    path = catalogue.directory() / "schemas" / "config.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def _words(error: Any) -> list[str]:
    """Return a fault of `jsonschema` as sentences that name the key and the nearest right one."""
    from difflib import get_close_matches

    place = "".join(f"{part}: " for part in error.path)
    known = list(error.schema.get("properties", ()))
    if error.validator == "additionalProperties":
        return [
            f"{place}unknown key `{key}`{did_you_mean(get_close_matches(key, known, n=2))}"
            for key in sorted(error.instance.keys() - set(known))
        ]
    if error.validator == "enum":
        words = error.validator_value
        nearest = get_close_matches(str(error.instance), words, n=1)
        return [
            f"{place}`{error.instance}` is not one of {', '.join(words)}{did_you_mean(nearest)}"
        ]
    if error.validator == "type":
        wanted = error.validator_value
        kinds = wanted if isinstance(wanted, str) else " or ".join(wanted)
        return [f"{place}must be of type {kinds}, not {_kind(error.instance)}"]
    return [f"{place}{error.message}"]


def _kind(value: Any) -> str:
    return next(
        (name for name, types in _TYPES.items() if type(value) in types), type(value).__name__
    )
