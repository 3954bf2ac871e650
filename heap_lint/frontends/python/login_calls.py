"""Calls that log somebody in or out by what they do to a session, or by the class they are of."""

from __future__ import annotations

import ast

from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.frame import ClassScope
from heap_lint.frontends.python.model import is_one_of
from heap_lint.values import Literal, Unknown, Value


def clears_session(owner: str, name: str, arguments: Arguments) -> bool:
    """Whether a call forgets the visitor: not that of a database's session."""
    if not is_one_of(owner, "logout", "sessions"):
        return False
    keys = arguments.positional[:1] if name == "pop" else []
    return name in ("flush", "clear") or any(map(is_session_key, keys))


def is_session(owner: Value) -> bool:
    """Whether a value is the session of a visitor, by its name."""
    path = owner.expression if isinstance(owner, Unknown) else ""
    return path.endswith("session") or is_one_of(path, "login", "sessions")


def is_session_key(key: Value) -> bool:
    """Whether a session has an entry of that key for visitors alone who are logged in."""
    return isinstance(key, Literal) and is_one_of(str(key.value), "login", "session_keys")


def is_inherited_login(scope: ClassScope | None, method: str) -> bool:
    """Whether a method that a class inherits logs somebody in."""
    lineage = (scope, *scope.ancestors) if scope is not None else ()
    bases = (base for each in lineage for base in each.bases)
    return any(is_one_of(f"{base}.{method}", "login", "inherited") for base in bases)


def is_super_dispatch(function: ast.expr) -> bool:
    """Whether a call runs the handler of a view: `super().dispatch(...)`."""
    if not isinstance(function, ast.Attribute) or function.attr != "dispatch":
        return False
    owner = function.value.func if isinstance(function.value, ast.Call) else None
    return isinstance(owner, ast.Name) and owner.id == "super"
