"""Records: instances of classes whose annotated names are fields, such as pydantic's models.

An instance is a mapping of its fields that the program can change, as a dict is; what turns it into a
dict gives that mapping.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from heap_lint.frontends.python import library
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.model import is_one_of, kinds, origin_of
from heap_lint.frontends.python.state import Encoded, Parameter, Record
from heap_lint.source import Span
from heap_lint.values import Entry, Literal, Mapping, Unknown, Value

_FACTORIES = ("default_factory", "factory")


def fields_of(
    node: ast.ClassDef, evaluate: Callable[[ast.expr], Value], span: Callable[[ast.expr], Span]
) -> dict[str, Value | None]:
    """Return the fields that a class declares, in order, each with its default if it has one."""
    return {
        each.target.id: _default(each.value, evaluate, span) if each.value is not None else None
        for each in node.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    }


def made(
    fields: dict[str, Value | None], arguments: Arguments, at: Span, *, complete: bool
) -> Mapping:
    """Return the fields of an instance that a call at `at` makes."""
    given = dict(zip(fields, arguments.positional, strict=False)) | arguments.keywords
    defaults = {name: value for name, value in fields.items() if value is not None}
    values = {**defaults, **given} if arguments.complete else given
    entries = tuple(Entry(Literal(n, v.span, n), v) for n, v in values.items() if n in fields)
    return Mapping(entries, at, complete and arguments.complete)


def as_dict(
    scope: library.Scope, node: ast.Call, receiver: Value | None, path: str, arguments: Arguments
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
    span = scope.span(node)
    options = {key for key, value in arguments.keywords.items() if not _is_off(value)}
    if options - {"exclude_none", "mode", "indent"}:
        return Unknown(span)
    step = library.FIELDS_NOT_NONE if "exclude_none" in options else library.FIELDS
    if isinstance(receiver, Parameter):
        body: Value = receiver.stepped(step, span)
    else:
        held = scope.held(receiver)
        if not isinstance(held, Mapping):
            return Unknown(span)
        body = library.fields_at(held, step)
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
