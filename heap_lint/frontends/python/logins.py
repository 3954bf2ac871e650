"""In which login state functions begin, told by what stands around them.

A decorator, permission, dependency or signal *admits* visitors: only those who are logged in
(`Login.IN`), anybody (`Login.ANYBODY`), or it is not known whom (`Login.UNSURE`). One of a project's own
is judged by what its function does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from heap_lint import regex
from heap_lint.flow import Login
from heap_lint.frontends.dataflow.symbols import Parameter
from heap_lint.frontends.python.frame import ClassScope
from heap_lint.frontends.python.model import is_one_of
from heap_lint.frontends.python.objects import Made
from heap_lint.frontends.python.summaries import Closure, FunctionNode, Summary
from heap_lint.source import Span
from heap_lint.values import Literal, OneOf, Sequence, Unknown, Value, is_none

_CURRENT_USER = regex.lazy(
    r"(?:get_|require_|requires_)?(?:current|authenticated|logged_in)_(?:active_|verified_|super)*"
    r"(?:user|account|member|customer|principal)|require_(?:user|login|auth)|login_required",
    re.IGNORECASE,
)
_REFUSES = regex.lazy(
    r"(?:[a-z_]*_)?(?:abort|deny|denied|forbid|forbidden|reject|refuse|unauthori[sz]ed|raise(?!_for_status)"
    r"|exit|fail|challenge|add_error)(?:_[a-z_]*)?",
    longest=regex.NAME,
)
"""What functions are called that are there to turn people away."""
_KEPT = ("decorators_of", "dependencies", "routers", "tests", "annotated", "actions")
_ERRORS = ("http_errors", "refusals")
_ALL, _ANY, _NOT = "&", "|", "~"
_OPPOSITES = {Login.IN: Login.OUT, Login.OUT: Login.IN}
_MOST_LAYERS = 4
_UNAUTHORIZED = "HTTP_401_UNAUTHORIZED"


class Scope(Protocol):
    """What the code around a function is read in."""

    def held(self, value: Value) -> Value:
        """Return what a dict or list holds at this point."""

    def resolved(self, value: Value) -> Value:
        """Return the function of the project that a path names, anything else as it is."""

    def summary_of(self, value: Value) -> Summary | None:
        """Return what calling a function of the project does."""

    def class_at(self, path: str) -> ClassScope | None:
        """Return the class of the project that a path names."""


def keeps_arguments(path: str) -> bool:
    """Whether the result of a call is judged by its arguments: `Depends(current_user)`."""
    return any(is_one_of(path, "login", key) for key in (*_KEPT, *_ERRORS))


def called_later(function: Closure, at: Span) -> Made:
    """Return what a call gives of a function that can be run only when those around it have been."""
    return Made(at, None, f"{function.expression}()", arguments=(function,))


def is_called_later(value: Value) -> bool:
    """Whether a value is the result of a call that can be looked at only when it is needed."""
    first = value.arguments[0] if isinstance(value, Made) and value.arguments else None
    return isinstance(first, Closure) and _path(value) == f"{first.expression}()"


def sent_to(signal: str) -> Login | None:
    """Return of whom a signal tells, if it is one about logging in."""
    if is_one_of(signal, "login", "signals"):
        return Login.IN
    return Login.OUT if is_one_of(signal, "login", "signals_out") else None


def may_refuse(name: str) -> bool:
    """Whether a function of that name may raise, or see to it that a form is refused."""
    return _REFUSES.fullmatch(name) is not None


def combined(op: ast.operator, left: Value, right: Value) -> Made | None:
    """Return permissions that are combined, `IsAuthenticated & IsOwner`; None for anything else."""
    if not isinstance(op, (ast.BitAnd, ast.BitOr)) or not _may_admit(left) | _may_admit(right):
        return None
    path = _ALL if isinstance(op, ast.BitAnd) else _ANY
    return Made(left.span, None, path, arguments=(left, right))


def inverted(operand: Value) -> Made | None:
    """Return a permission turned round, `~IsAuthenticated`; None for anything else."""
    path = _path(operand)
    known = is_one_of(path, "login", "logged_in") or path in (_ALL, _ANY, _NOT)
    return Made(operand.span, None, _NOT, arguments=(operand,)) if known else None


def admits(value: Value, scope: Scope) -> Login:
    """Return whom a decorator, permission, dependency or signal lets through, or a list of them."""
    held = scope.held(scope.resolved(value))
    if isinstance(held, Sequence):
        return all_of((admits(item, scope) for item in held.items), complete=held.complete)
    if isinstance(value, OneOf):
        return either(admits(option, scope) for option in value.options)
    if isinstance(held, Closure):
        return _admitted_by_decorator(held, scope)
    if isinstance(value, Made) and value.arguments:
        return _admitted_with(value, scope)
    path = _path(value).removesuffix("()")
    if any(is_one_of(path, "login", key) for key in ("permissions", "decorators")):
        return Login.IN
    sent = sent_to(path)
    if sent is not None:
        return sent
    if any(is_one_of(path, "login", key) for key in ("open_permissions", "open_decorators")):
        return Login.ANYBODY
    if any(is_one_of(path, "login", key) for key in ("exempt", "actions")) or _is_route(path):
        return Login.ANYBODY
    permission = scope.class_at(path) if path else None
    return _admitted_by_permission(permission, scope) if permission is not None else Login.UNSURE


def all_of(each: Iterable[Login], *, complete: bool = True) -> Login:
    """Return whom several let through that all have to."""
    asked = set(each)
    if Login.IN in asked or not complete:
        return Login.IN if Login.IN in asked else Login.UNSURE
    return next((each for each in (Login.UNSURE, Login.OUT) if each in asked), Login.ANYBODY)


def is_exempt(values: Iterable[Value]) -> bool:
    """Whether a decorator says that the settings' demand for a login does not hold here."""
    return any(
        is_one_of(_path(each).removesuffix("()"), "login", "exempt")
        or isinstance(each, Made)
        and is_exempt(each.arguments)
        for each in values
    )


def own_permissions(values: Iterable[Value]) -> Value | None:
    """Return the permissions that a view has instead of those of its class or of the settings."""
    for each in values:
        path = each.expression.removesuffix("()") if isinstance(each, Made) else ""
        if isinstance(each, Made) and is_one_of(path, "login", "actions"):
            return each.keyword("permission_classes")
        if isinstance(each, Made) and path == "rest_framework.decorators.permission_classes":
            return next(iter(each.arguments), None)
    return None


def dependencies(arguments: ast.arguments) -> Iterator[ast.expr]:
    """Yield the expressions in a signature that may be dependencies: defaults and annotations."""
    yield from arguments.defaults
    yield from filter(None, arguments.kw_defaults)
    for parameter in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if parameter.annotation is not None:
            yield parameter.annotation


def depends(value: Value, scope: Scope) -> Login | None:
    """Return whom a default or an annotation lets through if it is a dependency, else None."""
    if not isinstance(value, Made) or not value.arguments:
        return None
    path = value.expression.removesuffix("()").removesuffix("[]")
    if is_one_of(path, "login", "annotated"):
        inner = [depends(each, scope) for each in value.arguments]
        return all_of(each for each in inner if each is not None)
    return _admitted_with(value, scope) if is_one_of(path, "login", "dependencies") else None


def refuses(value: Value) -> bool:
    """Whether raising a value answers that somebody has to log in first."""
    path = _path(value).removesuffix("()")
    if not is_one_of(path, "login", "http_errors"):
        return is_one_of(path, "login", "refusals")
    given = value.arguments if isinstance(value, Made) else ()
    return any(
        isinstance(each, Literal) and each.value == 401 or _path(each).endswith(_UNAUTHORIZED)
        for each in given
    )


def guarded_by(node: FunctionNode) -> Iterator[str]:
    """Yield the names (of blueprints, apps) that a function is a view of: `@shop.route("/")`."""
    for decorator in [] if isinstance(node, ast.Lambda) else node.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name):
            yield call.value.id


def guard_of(node: FunctionNode) -> str:
    """Return the name whose requests a function sees first (`@shop.before_request`), or nothing."""
    for decorator in [] if isinstance(node, ast.Lambda) else node.decorator_list:
        if isinstance(decorator, ast.Attribute) and decorator.attr == "before_request":
            return decorator.value.id if isinstance(decorator.value, ast.Name) else ""
    return ""


def on_router(value: Value, scope: Scope) -> Login:
    """Return whom an app, router or blueprint lets through to its routes."""
    path = _path(value).removesuffix("()")
    if not is_one_of(path, "login", "routers"):
        return Login.UNSURE
    given = value.keyword("dependencies") if isinstance(value, Made) else None
    return Login.ANYBODY if given is None else admits(given, scope)


def is_mounted(value: Value) -> bool:
    """Whether a value is a router that an app takes in, which may ask for all of its routes."""
    return is_one_of(_path(value).removesuffix("()"), "login", "mounted")


def _admitted_with(value: Made, scope: Scope) -> Login:
    path = value.expression.removesuffix("()").removesuffix("[]")
    if is_called_later(value):
        summary = scope.summary_of(value.arguments[0])
        returns = summary.returns if summary is not None else None
        return Login.UNSURE if returns is None else admits(returns, scope)
    if path in (_ALL, _ANY):
        each = [admits(argument, scope) for argument in value.arguments]
        opened = path == _ANY and Login.ANYBODY in each
        return all_of(each) if path == _ALL else Login.ANYBODY if opened else either(each)
    if path == _NOT:
        whom = admits(value.arguments[0], scope)
        return _OPPOSITES.get(whom, Login.UNSURE)
    if is_one_of(path, "login", "tests"):
        return admitted_by_test(value.arguments[0], scope)
    if is_one_of(path, "login", "dependencies"):
        return _admitted_by_dependency(value.arguments[0], scope)
    if is_one_of(path, "login", "actions"):
        given = value.keyword("permission_classes")
        return Login.ANYBODY if given is None else admits(given, scope)
    if is_one_of(path, "login", "routers"):
        return on_router(value, scope)
    return all_of(admits(e, scope) for e in value.arguments if not isinstance(e, Literal))


def admitted_by_test(function: Value, scope: Scope) -> Login:
    """Return whom a function lets through that has to return true."""
    summary = scope.summary_of(function)
    return summary.tells.get(True, Login.UNSURE) if summary is not None else Login.UNSURE


def _admitted_by_dependency(function: Value, scope: Scope) -> Login:
    """Return for whom a function that gives the user, or refuses, gives anything."""
    summary = scope.summary_of(function)
    if summary is not None:
        optional = isinstance(summary.returns, OneOf) and any(map(is_none, summary.returns.options))
        if summary.refuses or summary.guards or summary.begins is Login.IN:
            return Login.UNSURE if optional and not summary.guards else Login.IN
        if optional or isinstance(summary.returns, Literal):
            return Login.UNSURE
    name = _path(function).rpartition(".")[2].lstrip("@")
    return Login.IN if _CURRENT_USER.fullmatch(name) else Login.UNSURE


def _admitted_by_permission(permission: ClassScope, scope: Scope) -> Login:
    """Return whom a permission class of the project lets through."""
    own = permission.names.get("has_permission")
    if own is not None:
        return admitted_by_test(own, scope)
    for path in permission.bases:
        if is_one_of(path, "login", "permissions"):
            return Login.IN
        base = scope.class_at(path)
        if base is not None and _admitted_by_permission(base, scope) is Login.IN:
            return Login.IN
    return Login.UNSURE


def _admitted_by_decorator(decorator: Closure, scope: Scope, layers: int = 0) -> Login:
    """Return in which state a decorator runs what it decorates: where it calls it, or hands it on."""
    summary = scope.summary_of(decorator)
    if summary is None or layers > _MOST_LAYERS:
        return Login.UNSURE
    if summary.runs:
        return either(summary.runs)
    returns = summary.returns
    options = returns.options if isinstance(returns, OneOf) else (returns,)
    found = []
    for option in options:
        if isinstance(option, Parameter) and not option.steps:
            found.append(Login.ANYBODY)
        elif isinstance(option, Closure):
            found.append(_admitted_by_decorator(option, scope, layers + 1))
        elif option is not None:
            found.append(admits(option, scope))
    return either(found)


def either(each: Iterable[Login]) -> Login:
    """Return whom one of several lets through, of which it is not known which one."""
    asked = set(each)
    return asked.pop() if len(asked) == 1 else Login.UNSURE


def _is_route(path: str) -> bool:
    """Whether a decorator only says at which address a view is found: `flask.Flask().route`."""
    owner, _, name = path.rpartition("().")
    return is_one_of(owner, "login", "routers") and name != "before_request"


def _may_admit(value: Value) -> bool:
    path = _path(value)
    return path in (_ALL, _ANY, _NOT) or any(
        is_one_of(path, "login", key) for key in ("permissions", "open_permissions")
    )


def _path(value: Value) -> str:
    return value.expression if isinstance(value, Unknown) else ""
