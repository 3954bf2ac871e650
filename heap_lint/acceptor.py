"""Accepts what certainly fits a JSON Schema, fast.

`jsonschema` takes longer to import than a whole run. So the good case passes here; what is not
understood is not accepted, and then `jsonschema` decides and words the fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_UNDERSTOOD = {
    *("$schema", "$id", "title", "description", "x-rule", "x-missing", "x-too-many"),
    *("type", "enum", "minimum", "pattern", "minLength", "maxLength"),
    *("items", "minItems", "maxItems", "properties", "additionalProperties", "required"),
    *("minProperties", "propertyNames"),
}


def type_names(value: object) -> list[str]:
    """Return the JSON types that a value has exactly."""
    return [name for name, types in _TYPES.items() if type(value) in types]


class Acceptor:
    """Accepts values by schemas.

    `resolve` gives the schema of a `$ref`. `passes` lets a value through before its schema is asked.
    """

    def __init__(
        self,
        resolve: Callable[[str], Any] = lambda uri: False,
        passes: Callable[[dict[str, Any], Any], bool] = lambda schema, value: False,
    ) -> None:
        self._resolve = resolve
        self._passes = passes

    def accepts(self, schema: Any, value: Any) -> bool:
        """Whether a value certainly fits a schema."""
        if isinstance(schema, bool):
            return schema
        if schema.keys() == {"$ref"}:
            return self.accepts(self._resolve(schema["$ref"]), value)
        if self._passes(schema, value):
            return True
        if not schema.keys() <= _UNDERSTOOD:
            return False
        fits_itself = _fits_type(schema, value) and _fits_scalar(schema, value)
        return fits_itself and self._fits_parts(schema, value)

    def _fits_parts(self, schema: dict[str, Any], value: Any) -> bool:
        if isinstance(value, list):
            least, most = schema.get("minItems", 0), schema.get("maxItems", len(value))
            items = schema.get("items", True)
            return least <= len(value) <= most and all(self.accepts(items, i) for i in value)
        if isinstance(value, dict):
            named = schema.get("properties", {})
            other = schema.get("additionalProperties", True)
            names = schema.get("propertyNames", True)
            complete = all(key in value for key in schema.get("required", ()))
            enough = len(value) >= schema.get("minProperties", 0)
            well_named = names is True or all(self.accepts(names, key) for key in value)
            return (complete and enough and well_named) and all(
                self.accepts(named.get(key, other), item) for key, item in value.items()
            )
        return True


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
    if isinstance(value, (int, float)):
        return bool(value >= schema.get("minimum", value))
    if isinstance(value, str):
        fits_length = (
            schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        )
        return fits_length and re.search(schema.get("pattern", ""), value) is not None
    return True
