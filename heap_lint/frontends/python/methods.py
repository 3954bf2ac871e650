"""What methods of known texts, dicts and lists return, and what they change."""

from __future__ import annotations

import ast

from msgspec.structs import replace

from heap_lint.frontends.dataflow.concatenation import text
from heap_lint.frontends.dataflow.containers import (
    STEP_NAME,
    extended,
    item,
    only_value,
    opened,
    updated,
    with_entries,
    with_entry,
    without,
)
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.symbols import (
    Encoded,
    Given,
    Parameter,
    Record,
    Ref,
    Spread,
    passing_on,
)
from heap_lint.frontends.python import strings
from heap_lint.frontends.python.arguments import Arguments, keyword_entry
from heap_lint.frontends.python.formatting import format_parts, formatted_time
from heap_lint.frontends.python.lookups import default_of, may_be_none, or_default
from heap_lint.frontends.python.scope import Scope
from heap_lint.source import Span
from heap_lint.values import (
    Entry,
    Kind,
    Literal,
    Mapping,
    OneOf,
    Origin,
    Sequence,
    Text,
    Unknown,
    Value,
)

CHANGING = {"update", "setdefault", "pop", "popitem", "clear"}
"""Methods that change what they are called of, a dict or a list."""
_MADE = 4
"""Parts that an item of a list counts for which is made with it."""
_OF_DICTS = CHANGING | {"get", "copy", "items", "keys", "values"}


def method(
    scope: Scope, node: ast.Call, receiver: Value, name: str, arguments: Arguments
) -> Value | None:
    """Return what a method of a known value gives, None where it is not one that is followed."""
    span = scope.span(node)
    if isinstance(receiver, OneOf) and name in strings.SAME:
        options = [method(scope, node, o, name, arguments) or o for o in receiver.options]
        return one_of(options, span)
    if isinstance(receiver, OneOf) and name in CHANGING:
        return _of_any(scope, node, receiver, name, arguments)
    if name == "strftime" and isinstance(receiver, Unknown) and arguments.positional:
        return formatted_time(receiver.expression, arguments.positional[0], span)
    if isinstance(receiver, Encoded):
        return replace(receiver, span=span) if name in ("encode", "decode") else None
    held = scope.held(receiver)
    if isinstance(receiver, Ref) and not isinstance(receiver, Record):
        if isinstance(receiver, Given) and name not in _OF_DICTS:
            return None
        if isinstance(held, Mapping):
            return _dict_method(scope, node, receiver, held, name, arguments)
        if isinstance(held, Sequence):
            return _list_method(scope, node, receiver, held, name, arguments)
    if isinstance(receiver, Literal) and isinstance(receiver.value, str):
        made = _text_method(scope, node, receiver.value, receiver, name, arguments)
        if not isinstance(made, Sequence):
            return made
        scope.charge(_MADE * len(made.items))
        return scope.allocate(node, made)
    if isinstance(receiver, Text):
        return strings.of_text(receiver, name, span)
    if isinstance(receiver, Unknown) and name in strings.SAME and not isinstance(receiver, Ref):
        return replace(receiver, span=span)
    return None


def _of_any(
    scope: Scope, node: ast.Call, receiver: OneOf, name: str, arguments: Arguments
) -> Value | None:
    """Return what a method gives that changes one of several dicts, whichever it is."""
    if not any(isinstance(option, Ref) for option in receiver.options):
        return None
    got = (
        method(scope, node, each, name, arguments)
        or looked_up(scope, node, each, name, arguments)
        or Unknown(scope.span(node))
        for each in receiver.options
    )
    return one_of(got, scope.span(node))


def looked_up(
    scope: Scope, node: ast.Call, receiver: Value | None, name: str, arguments: Arguments
) -> Value | None:
    """Return what `row.get("email")` gives of something unknown: what `row["email"]` does, or None."""
    if not isinstance(receiver, Unknown) or name not in ("get", "pop"):
        return None
    key = arguments.positional[0] if arguments.positional else None
    text = key.value if isinstance(key, Literal) else None
    owner = receiver.expression
    if (
        not isinstance(text, str)
        or not STEP_NAME.fullmatch(text)
        or not arguments.complete
        or not owner
    ):
        return None
    if owner in ("requests", "httpx") or isinstance(receiver, (Ref, Encoded)):
        return None
    found, path = scope.step(receiver, f"[{text}]", node), f"{owner}.{name}"
    if may_be_none(path, arguments):
        return replace(found, kind=Kind.OPTIONAL)
    default = default_of(path, arguments)
    return found if default is None else one_of([found, default], scope.span(node))


def _text_method(
    scope: Scope, node: ast.Call, value: str, receiver: Literal, name: str, given: Arguments
) -> Value | None:
    span, arguments = scope.span(node), given
    if name == "format_map":
        arguments = Arguments()
        arguments.spread_mapping(scope.held(given.positional[0] if given.positional else receiver))
    if name in ("format", "format_map"):
        parts = format_parts(value, arguments, span)
        scope.charge(len(parts or ()))
        return text(parts, span, receiver.source) if parts else Unknown(span)
    if name == "join" and arguments.positional:
        held = scope.held(arguments.positional[0])
        if isinstance(held, Sequence) and held.complete:
            scope.charge(len(held.items))
            joined: list[str | Value] = []
            for item in held.items:
                joined += [value, item] if joined else [item]
            return text(joined, span, receiver.source)
        first = held.items[0] if isinstance(held, Sequence) and held.items else held
        changes = isinstance(first, Unknown) and first.origin is Origin.VOLATILE
        return replace(first, span=span) if changes and type(first) is Unknown else Unknown(span)
    return strings.of_constant(receiver, name, arguments, span)


def _dict_method(
    scope: Scope, node: ast.Call, receiver: Ref, held: Mapping, name: str, arguments: Arguments
) -> Value:
    span = scope.span(node)
    key = arguments.positional[0] if arguments.positional else None
    default = arguments.positional[1] if len(arguments.positional) > 1 else None
    known = held.entry(str(key.value)) if isinstance(key, Literal) else None
    hidden = _hidden(held, key, span) if known is None else None
    if name == "update":
        for argument in arguments.positional:
            held = updated(held, scope.state.freeze(argument))
        entries = (keyword_entry(keyword, value) for keyword, value in arguments.keywords.items())
        held = with_entries(held, entries)
        scope.charge(len(held.entries))
        scope.state.objects[receiver.site] = held if arguments.complete else opened(held)
    elif name == "setdefault" and key is not None:
        if hidden is not None:
            left = default if default is not None else Unknown(span)
            value = left
            if isinstance(hidden, Parameter):
                value = passing_on([replace(hidden, span=left.span)], left)
            scope.state.objects[receiver.site] = with_entry(held, Entry(key, value))
            return one_of([hidden, left], span)
        if known is None:
            value = default if default is not None else Unknown(span)
            scope.state.objects[receiver.site] = with_entry(held, Entry(key, value, held.complete))
        return scope.used(known.value, node) if known else default or Unknown(span)
    elif name == "copy":
        return scope.allocate(node, held)
    elif name in ("items", "values", "keys"):
        scope.charge(_MADE * len(held.entries) if name == "items" else 0)
        return scope.allocate(node, _view(held, name, span))
    elif name == "get":
        if known is not None:
            return scope.used(known.value, node)
        if hidden is not None:
            return or_default(hidden, default, span)
        if default is not None and held.complete and isinstance(key, Literal):
            return default
        found = Unknown(span) if isinstance(key, Literal) else only_value(held, span)
        return one_of([found, *([default] if default is not None else [])], span)
    elif name == "clear":
        scope.state.objects[receiver.site] = replace(held, entries=(), complete=True)
    elif name in ("pop", "popitem"):
        scope.state.objects[receiver.site] = without(held, key)
        if hidden is not None:
            return or_default(hidden, default, span)
        return scope.used(known.value, node) if known else Unknown(span)
    return Unknown(span)


def _hidden(held: Mapping, key: Value | None, span: Span) -> Value | None:
    """Return what stands under a key in a parameter that is spread in a dict, None for no such."""
    name = key.value if isinstance(key, Literal) else None
    return item(held, name, span) if isinstance(name, str) else None


def _view(held: Mapping, name: str, span: Span) -> Sequence:
    """Return the items, values or keys of a dict."""
    entries = [entry for entry in held.entries if not isinstance(entry.key, Spread)]
    items: tuple[Value, ...] = tuple(entry.value for entry in entries)
    if name == "keys":
        items = tuple(entry.key for entry in entries)
    elif name == "items":
        rows = ((entry.key, entry.value) for entry in entries)
        items = tuple(Sequence(row, span, kind="tuple") for row in rows)
    is_certain = all(entry.certain and entry.name is not None for entry in held.entries)
    return Sequence(items, span, complete=held.complete and is_certain)


def _list_method(
    scope: Scope, node: ast.Call, receiver: Ref, held: Sequence, name: str, arguments: Arguments
) -> Value:
    span = scope.span(node)
    if name == "copy":
        return scope.allocate(node, held)
    if name == "append" and arguments.positional:
        held = replace(held, items=(*held.items, arguments.positional[0]))
    elif name == "extend" and arguments.positional:
        held = extended(held, scope.held(arguments.positional[0]))
    elif name not in ("index", "count"):
        held = replace(held, complete=False)
    scope.state.objects[receiver.site] = held
    return Unknown(span)
