"""Functions that others run: handed on to threads, pools and queues, or called by way of a task."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from typing import TypeGuard

from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.model import is_one_of, may_call_heap, tables
from heap_lint.frontends.python.objects import Prefilled
from heap_lint.frontends.python.summaries import Closure
from heap_lint.values import Unknown, Value, is_none

_PACKED = ("args", "kwargs")
_TARGETS = ("target", "function", "func")


def as_called(node: ast.Call, arguments: Arguments, held: Callable[[Value], Value]) -> Arguments:
    """Return the arguments that a function gets: `task.apply_async(args, kwargs)` has them in lists."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if not is_one_of(name, "callbacks", "packing"):
        return arguments
    return _unpacked(_packed(_PACKED, arguments.positional, arguments), held)


def callback(
    path: str, arguments: Arguments, held: Callable[[Value], Value]
) -> tuple[Unknown | None, Arguments]:
    """Return the function that a call hands on to be run, and the arguments it will be run with.

    That is a function of the project, or a method of Heap's.
    """
    name = path.rpartition(".")[2].lstrip("@")
    if not (is_one_of(name, "callbacks", "calls") or is_one_of(path, "callbacks", "paths")):
        return None, arguments
    behind = _names_behind().get(name)
    for position, value in enumerate(arguments.positional):
        if _can_run(value):
            rest = arguments.positional[position + 1 :]
            if behind is not None:
                return value, _unpacked(_packed(behind, rest, arguments), held)
            return value, _unpacked(Arguments(rest, dict(arguments.keywords)), held)
    for target in map(arguments.keywords.get, _TARGETS):
        if target is not None and _can_run(target):
            return target, _unpacked(_packed((), [], arguments), held)
    return None, arguments


def passed_through(path: str, arguments: Arguments) -> Value | None:
    """Return the function that a call gives back in another colour: `sync_to_async(track)`."""
    first = arguments.positional[0] if arguments.positional else None
    known = is_one_of(path, "callbacks", "through")
    return first if known and first is not None and _can_run(first) else None


@cache
def _names_behind() -> dict[str, tuple[str, ...]]:
    """Return what is given by position behind the function, of calls that take arguments in lists."""
    return {name: tuple(names) for name, names in tables()["callbacks"]["behind"].items()}


def _packed(names: tuple[str, ...], behind: list[Value], arguments: Arguments) -> Arguments:
    """Return only `args` and `kwargs` of a call, by whichever way it gives them."""
    given = {**dict(zip(names, behind, strict=False)), **arguments.keywords}
    return Arguments(keywords={name: given[name] for name in _PACKED if name in given})


def _can_run(value: Value) -> TypeGuard[Unknown]:
    if isinstance(value, (Closure, Prefilled)):
        return True
    name = value.expression.rpartition(".")[2] if isinstance(value, Unknown) else ""
    return may_call_heap(name)


def _unpacked(arguments: Arguments, held: Callable[[Value], Value]) -> Arguments:
    """Return the arguments with `args=` and `kwargs=` taken apart."""
    args, kwargs = arguments.keywords.pop("args", None), arguments.keywords.pop("kwargs", None)
    if args is not None and not is_none(args):
        arguments.spread_items(held(args))
    if kwargs is not None and not is_none(kwargs):
        arguments.spread_mapping(held(kwargs))
    return arguments
