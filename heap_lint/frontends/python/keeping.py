"""Which names a function hands to code that may store them: a new id is then found again later."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from heap_lint.frontends.python.names import last_name

_LOOKERS_ON = {
    *("str", "repr", "len", "int", "bytes", "dict", "list", "print", "format", "encode", "dumps"),
    *(
        "debug",
        "info",
        "warning",
        "error",
        "exception",
        "log",
        "isinstance",
        "bool",
        "hash",
        "append",
    ),
}


def kept_names(body: list[ast.stmt], is_handed_on: Callable[[str], bool]) -> frozenset[str]:
    """Return the names that some call gets as an argument, or some object as an attribute.

    `is_handed_on` tells calls by their last name that only hand their arguments to Heap.
    """
    return frozenset(
        name.id
        for statement in body
        for node in ast.walk(statement)
        for value in _stored(node, is_handed_on)
        for name in ast.walk(value)
        if isinstance(name, ast.Name)
    )


def _stored(node: ast.AST, is_handed_on: Callable[[str], bool]) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        name = last_name(node.func)
        if name not in _LOOKERS_ON and not is_handed_on(name):
            yield from node.args
            yield from (keyword.value for keyword in node.keywords)
    elif isinstance(node, ast.Assign):
        if any(isinstance(target, ast.Attribute) for target in node.targets):
            yield node.value
            yield from node.targets
