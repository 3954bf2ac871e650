"""Payload shapes: JSON Schemas from `rules/schemas`, their failures pointed at and put in words.

A schema's property may say `x-rule`: the named rule that speaks of its value, so that HL301 is silent,
`x-missing`: the one that speaks where it is absent, and `x-too-many`: where its list is too long.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from heap_lint.acceptor import Acceptor
from heap_lint.catalogue import directory
from heap_lint.checks.wording import did_you_mean, kind_of, named, nearest, quoted
from heap_lint.core.changes import Proposal
from heap_lint.endpoints import first_character, misspells
from heap_lint.facts import Payload
from heap_lint.findings import Hit
from heap_lint.values import Literal, Mapping, Sequence, Text, Value, is_none

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError


class _Hole:
    """What stands for an unknown value in an instance: it has no JSON type."""


_HOLE = _Hole()
_TYPES = {"object": "an object", "array": "a list", "string": "a string", "number": "a number"}


def failures(payload: Payload) -> Iterator[Hit]:
    """Yield a hit for each place where a payload does not fit its schema."""
    instance = _instance(payload.body)
    acceptor = Acceptor(lambda uri: schema_called(uri.removesuffix(".json")), _is_for_others)
    if acceptor.accepts(schema_called(payload.schema), instance):
        return
    for error in _validator(payload.schema).iter_errors(instance):
        value = _value_at(payload.body, list(error.absolute_path))
        if value is None or isinstance(error.instance, _Hole) or _has_a_rule(error):
            continue
        yield from _hits(error, value, payload.name)


def _is_for_others(schema: dict[str, Any], value: Any) -> bool:
    """Whether a value is nobody's fault here: unknown, or of a key that another rule speaks of."""
    return isinstance(value, _Hole) or "x-rule" in schema


def batch_of(payload: Payload) -> tuple[Value | None, int | None]:
    """Return the list of events, users or accounts in a body, and how many of them Heap takes.

    There is no limit where a client splits the list; without a list both are None.
    """
    schema = schema_called(payload.schema)
    if schema["type"] == "array":
        return payload.body, None
    for name, each in schema["properties"].items():
        if "x-too-many" in each and isinstance(payload.body, Mapping):
            return payload.body.get(name), each["maxItems"]
    return None, None


def _hits(error: ValidationError, value: Value, name: str) -> Iterator[Hit]:
    where = f" in `{error.absolute_path[-1]}`" if error.absolute_path else ""
    keyword = str(error.validator)
    if keyword == "required" and isinstance(value, Mapping):
        yield from _missing(error, value, name)
    elif keyword == "additionalProperties" and isinstance(value, Mapping):
        yield from _unknown_keys(error, value, name)
    elif keyword == "type":
        expected = _TYPES.get(str(error.validator_value), str(error.validator_value))
        what = f"`{error.absolute_path[-1]}`" if error.absolute_path else f"the body of `{name}`"
        yield Hit(value.span, f"{what} is {kind_of(value)}: Heap takes {expected}")
    elif keyword == "minItems" and isinstance(value, Sequence):
        if value.complete:
            limit = error.validator_value
            yield Hit(
                value.span,
                f"{len(value.items)} items{where}: Heap takes at least {limit} in one request",
            )
    else:
        yield Hit(value.span, f"{quoted(value)}{where} does not fit `{name}` (`{keyword}`)")


def _missing(error: ValidationError, body: Mapping, name: str) -> Iterator[Hit]:
    required: Any = error.validator_value
    key = next(key for key in required if error.message.startswith(repr(key)))
    speaks = _properties(error).get(key, {})
    if body.lacks(key) and "x-missing" not in speaks and not misspells(body, key):
        yield Hit(
            first_character(body.span),
            f"`{name}` needs `{key}`: Heap rejects it without",
            f"add `{key}`",
        )


def _unknown_keys(error: ValidationError, body: Mapping, name: str) -> Iterator[Hit]:
    known = [name for name, each in _properties(error).items() if "not" not in each]
    for entry in body.entries:
        if entry.name is not None and entry.name not in known:
            right = nearest(entry.name, known)
            is_free = right is not None and body.get(right) is None
            yield Hit(
                entry.key.span,
                f"{named(entry)} is no key of `{name}`: Heap ignores or rejects it",
                did_you_mean(entry.name, known),
                fix=Proposal.renamed(entry.key.span, entry.name, right or "") if is_free else None,
            )


def _properties(error: ValidationError) -> dict[str, Any]:
    schema: Any = error.schema
    return dict(schema["properties"])


def _has_a_rule(error: ValidationError) -> bool:
    """Whether a rule of its own speaks of what the schema does not allow here."""
    annotation = "x-too-many" if error.validator == "maxItems" else "x-rule"
    return isinstance(error.schema, dict) and annotation in error.schema


def _instance(value: Value) -> Any:
    """Return a value as jsonschema takes it; text with holes is some text, which may be any.

    A key whose value is null is left out: what Heap makes of null is not documented.
    """
    if isinstance(value, Literal):
        return _HOLE if isinstance(value.value, bytes) else value.value
    if isinstance(value, Text):
        return "text"
    if isinstance(value, Mapping):
        given = [entry for entry in value.entries if entry.name is not None]
        return {e.name: _instance(e.value) for e in given if not is_none(e.value)}
    if isinstance(value, Sequence):
        return list(value.each(_instance))
    return _HOLE


def _value_at(body: Value, path: list[str | int]) -> Value | None:
    here: Value | None = body
    for step in path:
        if isinstance(here, Mapping):
            here = here.get(str(step))
        elif isinstance(here, Sequence) and isinstance(step, int):
            here = here.items[step]
        else:
            return None
    return here


@cache
def _validator(name: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend
    from referencing import Registry, Resource

    names = [path.stem for path in sorted((directory() / "schemas").glob("*.json"))]
    resources = [(f"{each}.json", Resource.from_contents(schema_called(each))) for each in names]
    # What a registry is not given beforehand it reads again for each reference.
    registry: Registry[Any] = Registry().with_resources(resources).crawl()
    made = extend(Draft202012Validator, {"items": _different_items})  # type: ignore[no-untyped-call]
    return cast("Draft202012Validator", made(schema_called(name), registry=registry))


def _different_items(
    validator: Draft202012Validator, schema: Any, instance: Any, _: dict[str, Any]
) -> Iterator[ValidationError]:
    """Yield what is wrong with the items of a list: of `[event] * 5000` once, at the first."""
    seen = set[int]()
    for index, item in enumerate(instance if isinstance(instance, list) else ()):
        if id(item) not in seen or not isinstance(item, dict | list):
            seen.add(id(item))
            yield from validator.descend(item, schema, path=index)


@cache
def schema_called(name: str) -> Any:
    """Return the schema of that name in `rules/schemas`."""
    return json.loads((directory() / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
