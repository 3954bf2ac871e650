"""Records: instances of classes whose annotated names are fields, such as pydantic's models.

An instance is a mapping of its fields that the program can change, as a dict is; what turns it into a
dict gives that mapping.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from heap_lint.frontends.dataflow import containers
from heap_lint.frontends.dataflow.joining import cut
from heap_lint.frontends.dataflow.symbols import Encoded, Parameter, Record
from heap_lint.frontends.python.arguments import Arguments, mapping_of
from heap_lint.frontends.python.model import is_one_of
from heap_lint.frontends.python.scope import Scope
from heap_lint.models.paths import kinds, origin_of
from heap_lint.source import Span
from heap_lint.values import Entry, Literal, Mapping, Origin, Unknown, Value

_FACTORIES = ("default_factory", "factory")


def fields_of(
    node: ast.ClassDef,
    evaluate: Callable[[ast.expr], Value],
    span: Callable[[ast.expr], Span],
    marks_field: Callable[[ast.expr], bool],
) -> dict[str, Value | None]:
    """Return the fields that a class declares, in order, each with its default if it has one."""
    fields: dict[str, Value | None] = {}
    target: ast.expr
    for each in node.body:
        if isinstance(each, ast.AnnAssign):
            target, value = each.target, each.value
        elif isinstance(each, ast.Assign) and marks_field(each.value):
            target, value = each.targets[0], each.value
        else:
            continue
        if isinstance(target, ast.Name):
            has_none = value is None or _has_no_default(value, marks_field)
            fields[target.id] = (
                None if value is None or has_none else _default(value, evaluate, span)
            )
    return fields


def _has_no_default(value: ast.expr, marks_field: Callable[[ast.expr], bool]) -> bool:
    """Whether a field is marked as such, and nothing more: `attr.ib(type=str)`."""
    if not isinstance(value, ast.Call) or not marks_field(value):
        return False
    names = {each.arg for each in value.keywords}
    return not value.args and names.isdisjoint({"default", None, *_FACTORIES})


def made(
    fields: dict[str, Value | None], arguments: Arguments, at: Span, *, complete: bool
) -> Mapping:
    """Return the fields of an instance that a call at `at` makes."""
    given = dict(zip(fields, arguments.positional, strict=False)) | arguments.keywords
    defaults = {name: value for name, value in fields.items() if value is not None}
    values = {**defaults, **given} if arguments.complete else given
    entries = tuple(Entry(Literal(n, v.span, n), v) for n, v in values.items() if n in fields)
    return cut(Mapping(entries, at, complete and arguments.complete))


def filled_in(held: Mapping, fields: Iterable[str], path: str) -> Mapping:
    """Return the fields of settings, of which the environment gives those that the code does not."""
    missing = (name for name in fields if held.get(name) is None)
    given = {n: Unknown(held.span, Origin.DEPLOYMENT, f"{path}.{n}") for n in missing}
    entries = (Entry(Literal(name, held.span, name), value) for name, value in given.items())
    return replace(held, entries=(*held.entries, *entries))


def copied(
    scope: Scope, node: ast.Call, receiver: Value | None, path: str, arguments: Arguments
) -> Value | None:
    """Return the record that `dataclasses.replace`, or a method of one, makes; None for other calls."""
    if is_one_of(path, "records", "copies"):
        receiver = arguments.positional[0] if arguments.positional else None
    elif not is_one_of(path, "records", "copying"):
        return None
    held = scope.held(receiver) if isinstance(receiver, Record) else None
    if not isinstance(receiver, Record) or not isinstance(held, Mapping):
        return None
    span = scope.span(node)
    given = arguments.keywords
    more: Value = mapping_of(given, span, complete=arguments.complete)
    if path == "model_copy":
        more = scope.state.freeze(given.get("update", Mapping((), span)))
    ref = scope.allocate(node, replace(containers.updated(held, more), span=span))
    return Record(span, None, receiver.expression, site=ref.site)


def as_dict(
    scope: Scope, node: ast.Call, receiver: Value | None, path: str, arguments: Arguments
) -> Value | None:
    """Return the dict, or JSON text, that `path`, a method or a function, makes of a record.

    None where it makes none.
    """
    name = path.rpartition(".")[2]
    if receiver is None and is_one_of(path, "records", "to_dict"):
        receiver = arguments.positional[0] if arguments.positional else None
    elif not is_one_of(name, "records", "methods"):
        return None
    if not isinstance(receiver, (Record, Parameter)):
        return None
    if name == "json" and not isinstance(receiver, Record):
        return None  # a response or a request has such a method too
    span = scope.span(node)
    options = {key for key, value in arguments.keywords.items() if not _is_off(value)}
    if options - {"exclude_none", "mode", "indent"}:
        return Unknown(span)
    step = containers.FIELDS_NOT_NONE if "exclude_none" in options else containers.FIELDS
    if isinstance(receiver, Parameter):
        body: Value = receiver.stepped(step, span)
    else:
        held = scope.held(receiver)
        if not isinstance(held, Mapping):
            return Unknown(span)
        body = containers.fields_at(held, step)
    if name.endswith("json"):
        return Encoded(span, content=scope.state.freeze(body))
    return scope.allocate(node, body) if isinstance(body, Mapping) else body


def _default(
    value: ast.expr, evaluate: Callable[[ast.expr], Value], span: Callable[[ast.expr], Span]
) -> Value:
    """Return the default that `= value` gives, or `= Field(default_factory=value)`."""
    if not isinstance(value, ast.Call):
        return evaluate(value)
    keywords = {each.arg: each.value for each in value.keywords}
    if "default" in keywords:
        return evaluate(keywords["default"])
    factory = next((keywords[name] for name in _FACTORIES if name in keywords), None)
    path = ""
    if factory is not None:
        evaluated = evaluate(factory)
        path = evaluated.expression if isinstance(evaluated, Unknown) else ""
    if not path or path.startswith("@"):
        return Unknown(span(value))
    return Unknown(span(value), origin_of(f"{path}()"), f"{path}()", kind=kinds().get(f"{path}()"))


def _is_off(value: Value) -> bool:
    return isinstance(value, Literal) and value.value in (False, None)
