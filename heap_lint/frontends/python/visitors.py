"""What is asked of the user of a request tells whether anybody is logged in: `user.is_staff`.

It holds of the visitor alone (`request.user`, `current_user`): any other user, one that a form has
found for instance, may be on the staff and not logged in.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from heap_lint.flow import Login
from heap_lint.frontends.python.model import is_one_of
from heap_lint.models.paths import origin_of
from heap_lint.values import Origin, Unknown, Value

PathOf = Callable[[ast.expr], str]
"""Returns the access path of an expression, nothing where it has none."""


def path_of(node: ast.expr, named: Callable[[ast.expr], Value | None]) -> str:
    """Return the access path of a name or a dotted name; `named` tells what a name stands for."""
    steps: list[str] = []
    while isinstance(node, ast.Attribute):
        value = named(node)
        if isinstance(value, Unknown) and value.expression:
            return ".".join((value.expression, *reversed(steps)))
        steps.append(node.attr)
        node = node.value
    value = named(node) if isinstance(node, ast.Name) else None
    path = value.expression if isinstance(value, Unknown) else ""
    return ".".join((path, *reversed(steps))) if path else ""


def told_by_attribute(test: ast.Attribute, truth: bool, path: PathOf) -> Login | None:
    """Return what an attribute of the request's user shows: only a user who is logged in has it."""
    told = told_by_id(test, truth, path)
    if told is not None:
        return told
    has_it = truth and is_one_of(test.attr, "login", "only_of_users")
    return Login.IN if has_it and _is_visitor(test.value, path) else None


def told_by_id(test: ast.Attribute, there: bool, path: PathOf) -> Login | None:
    """Return what it shows that the request's user has an id, or none."""
    if not is_one_of(test.attr, "login", "ids_of_user") or not _is_visitor(test.value, path):
        return None
    return Login.IN if there else Login.OUT


def told_by_call(test: ast.Call, truth: bool, path: PathOf) -> Login | None:
    """Return what a call shows of the request's user: `has_perm(...)`, `isinstance(user, ...)`."""
    if isinstance(test.func, ast.Attribute):
        return told_by_attribute(test.func, truth, path) if test.args and truth else None
    if not (
        isinstance(test.func, ast.Name) and test.func.id == "isinstance" and len(test.args) == 2
    ):
        return None
    user, kind = test.args
    if not is_one_of(path(kind), "login", "anonymous_users") or not _is_visitor(user, path):
        return None
    return Login.OUT if truth else Login.IN


def is_visitor(path: str) -> bool:
    """Whether an access path is that of the request's user, and not what belongs to one."""
    owner, _, _ = path.rpartition(".")
    return origin_of(path) is Origin.USER and origin_of(owner) is not Origin.USER


def _is_visitor(node: ast.expr, path: PathOf) -> bool:
    return is_visitor(path(node))
