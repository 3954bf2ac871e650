"""Whether a config table is right, by the JSON Schema that editors use too."""

from __future__ import annotations

import re
from typing import Any

from heap_lint.acceptor import Acceptor, type_names
from heap_lint.selection import did_you_mean
from heap_lint.settings import pattern_faults


def faults(table: dict[str, Any], folder: str) -> list[str]:
    """Return what is wrong with a config table, in words for people; nothing where all is right.

    `folder`: where it stands.
    """
    schema = _schema()
    if Acceptor().accepts(schema, table):
        return list(pattern_faults.faults(table, folder))
    from jsonschema import Draft202012Validator

    errors = Draft202012Validator(schema).iter_errors(table)
    return [
        fault
        for error in sorted(errors, key=lambda e: list(map(str, e.path)))
        for fault in _words(error)
    ]


def _schema() -> dict[str, Any]:
    import json

    from heap_lint import catalogue

    path = catalogue.directory() / "schemas" / "config.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def _words(error: Any) -> list[str]:
    """Return a fault of `jsonschema` as sentences that name the key and the nearest right one."""
    from difflib import get_close_matches

    from heap_lint.heap.secrets import by_form, of_setting

    place = "".join(f"{by_form(str(part))}: " for part in error.path)
    known = list(error.schema.get("properties", ()))
    if error.validator == "additionalProperties":
        return [
            f"{place}{_unknown(key, known)}" for key in sorted(error.instance.keys() - set(known))
        ]
    if error.validator == "enum":
        words = error.validator_value
        nearest = get_close_matches(str(error.instance), words, n=1)
        given = of_setting(str(error.instance))
        return [f"{place}`{given}` is not one of {', '.join(words)}{did_you_mean(nearest)}"]
    if error.validator == "minProperties":
        return [f"{place}names no parameter, so no argument would be checked"]
    if "propertyNames" in error.schema_path:
        return [f"{place}{_misnamed(error)}"]
    if error.validator == "type":
        wanted = error.validator_value
        kinds = wanted if isinstance(wanted, str) else " or ".join(wanted)
        return [f"{place}must be of type {kinds}, not {_kind(error.instance)}"]
    return [f"{place}{_without_value(error)}"]


def _without_value(error: Any) -> str:
    """Return what `jsonschema` says, of the value only what may be shown."""
    from heap_lint.heap.secrets import of_setting

    value = error.instance
    given = "it" if isinstance(value, (list, dict)) else of_setting(str(value))
    given = f"'{given}'" if isinstance(value, str) else given
    return str(error.message).replace(repr(value), given)


def _unknown(key: str, known: list[str]) -> str:
    from difflib import get_close_matches

    from heap_lint.heap.secrets import by_form

    if key == "tool" or is_own_name(key):
        return f"unknown table `{by_form(key)}`: in a heap-lint.toml all keys stand at the top"
    return f"unknown key `{by_form(key)}`{did_you_mean(get_close_matches(key, known, n=2))}"


def _misnamed(error: Any) -> str:
    """Return what is wrong with the name of a function, or of its parameter."""
    if not error.instance:
        return "a name is empty"
    from heap_lint.heap.secrets import by_form

    return (
        f"`{by_form(error.instance)}` is no name of a function: write the names on the way to it with"
        " dots between them, `vendor.tracking.send`, and nothing else"
    )


def is_own_name(key: str) -> bool:
    """Whether a key is the linter's name, in whatever spelling."""
    return re.sub("[-_ .]", "", key).lower() == "heaplint"


def _kind(value: Any) -> str:
    return next(iter(type_names(value)), type(value).__name__)
