"""Records whose class is made by a call, and records that are tuples.

`namedtuple("Event", "who what")` is a class without a body, `SimpleNamespace(who=...)` an instance
without a class. An instance of a named tuple can also be taken apart, as any tuple.
"""

from __future__ import annotations

import ast

from heap_lint.frontends.dataflow.symbols import Record
from heap_lint.frontends.python.arguments import Arguments, mapping_of
from heap_lint.frontends.python.records import made
from heap_lint.frontends.python.scope import Scope
from heap_lint.source import Span
from heap_lint.values import Literal, Mapping, Sequence, Unknown, Value

_NAMED = "collections.namedtuple"
_MAKERS = {_NAMED, "typing.NamedTuple"}
_NAMESPACE = "types.SimpleNamespace"


class TupleClass(Unknown, frozen=True):
    """A class of named tuples: its fields in order, each with its default if it has one."""

    fields: tuple[tuple[str, Value | None], ...] = ()


def called(scope: Scope, node: ast.Call, callee: Value, arguments: Arguments) -> Value | None:
    """Return what a call makes: a class of tuples, an instance of one, or of no class; else None."""
    path = callee.expression if isinstance(callee, Unknown) else ""
    span = scope.span(node)
    if isinstance(callee, TupleClass):
        held = made(dict(callee.fields), arguments, span, complete=True)
        return Record(span, None, f"{path}()", site=scope.allocate(node, held).site)
    if path == _NAMESPACE:
        held = mapping_of(arguments.keywords, span, complete=arguments.complete)
        held = held if not arguments.positional else Mapping((), span, complete=False)
        return Record(span, None, f"{path}()", site=scope.allocate(node, held).site)
    if path not in _MAKERS:
        return None
    names = _names(scope, arguments)
    if not names:
        return None
    defaults = _defaults(scope, arguments)
    if defaults is None or len(defaults) > len(names):
        return None
    without = [None] * (len(names) - len(defaults))
    fields = tuple(zip(names, [*without, *defaults], strict=True))
    return TupleClass(span, None, f"{_NAMED}()", fields=fields)


def row(record: Record, held: Mapping, *, is_tuple: bool) -> Sequence | None:
    """Return the items of a record that is a tuple, None for any other."""
    if not is_tuple and record.expression != f"{_NAMED}()()":
        return None
    items = tuple(entry.value for entry in held.entries)
    return Sequence(items, record.span, held.complete, kind="tuple")


def _names(scope: Scope, arguments: Arguments) -> list[str]:
    """Return the fields' names, as one text or a list of names, or of names with types."""
    given = arguments.get(1, "field_names") or arguments.keywords.get("fields")
    if isinstance(given, Literal):
        return str(given.value).replace(",", " ").split()
    held = scope.held(given) if given is not None else None
    names = []
    for item in held.items if isinstance(held, Sequence) and held.complete else ():
        name = scope.held(item)
        name = name.items[0] if isinstance(name, Sequence) and name.items else name
        if not isinstance(name, Literal) or not isinstance(name.value, str):
            return []
        names.append(name.value)
    return names


def _defaults(scope: Scope, arguments: Arguments) -> list[Value] | None:
    """Return the defaults of the last fields, None where they are not known."""
    given = arguments.keywords.get("defaults")
    held = scope.held(given) if given is not None else Sequence((), Span("", 0, 0))
    if not isinstance(held, Sequence) or not held.complete or not arguments.complete:
        return None
    return list(held.items)
