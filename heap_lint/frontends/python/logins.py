"""Which functions run only for visitors who are logged in, told by what stands around them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Protocol

from heap_lint.frontends.python.model import is_one_of
from heap_lint.values import Sequence, Unknown, Value

_CURRENT_USER = re.compile(
    r"(?:get_|require_|requires_)?(?:current|authenticated|logged_in)_(?:active_|verified_|super)*"
    r"(?:user|account|member|customer|principal)|require_(?:user|login|auth)|login_required",
    re.IGNORECASE,
)


class Scope(Protocol):
    """What the code around a function is read in."""

    def evaluate(self, node: ast.expr) -> Value:
        """Return the value of an expression."""

    def held(self, value: Value) -> Value:
        """Return what a dict or list holds at this point."""


def requires_login(decorator: ast.expr, scope: Scope) -> bool:
    """Whether what it decorates runs only for visitors who are logged in.

    That is `@login_required`, `@permission_classes([IsAuthenticated])`, a receiver of
    `user_logged_in`, and `@method_decorator(login_required)`.
    """
    path = _path(scope.evaluate(decorator)).removesuffix("()")
    if is_one_of(path, "login", "decorators"):
        return True
    if not isinstance(decorator, ast.Call) or not is_one_of(path, "login", "decorators_of"):
        return False
    return any(guards(scope.evaluate(argument), scope) for argument in decorator.args)


def guards(value: Value, scope: Scope) -> bool:
    """Whether a permission, signal or decorator, or one in a list of them, stands for a login."""
    held = scope.held(value)
    if isinstance(held, Sequence):
        return held.complete and any(guards(item, scope) for item in held.items)
    path = _path(value)
    return any(is_one_of(path, "login", key) for key in ("permissions", "signals", "decorators"))


def needs_current_user(arguments: ast.arguments, scope: Scope) -> bool:
    """Whether a parameter depends on the current user: `user: User = Depends(current_user)`."""
    return any(_depends_on_user(each, scope) for each in _dependencies(arguments))


def guarded_by(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Yield the names (of blueprints, apps) that a function is a view of: `@shop.route("/")`."""
    for decorator in node.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name):
            yield call.value.id


def guard_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Return the name whose requests a function sees first (`@shop.before_request`), or nothing."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Attribute) and decorator.attr == "before_request":
            return decorator.value.id if isinstance(decorator.value, ast.Name) else ""
    return ""


def _dependencies(arguments: ast.arguments) -> Iterator[ast.expr]:
    yield from arguments.defaults
    yield from filter(None, arguments.kw_defaults)
    for parameter in (*arguments.args, *arguments.kwonlyargs):
        annotation = parameter.annotation
        if isinstance(annotation, ast.Subscript) and isinstance(annotation.slice, ast.Tuple):
            yield from annotation.slice.elts[1:]


def _depends_on_user(node: ast.expr, scope: Scope) -> bool:
    if not isinstance(node, ast.Call) or not node.args:
        return False
    if not is_one_of(_path(scope.evaluate(node.func)), "login", "dependencies"):
        return False
    name = getattr(node.args[0], "attr", getattr(node.args[0], "id", ""))
    return _CURRENT_USER.fullmatch(name) is not None


def _path(value: Value) -> str:
    return value.expression if isinstance(value, Unknown) else ""
