"""What a condition shows where it holds, and where it does not: narrower names, a login state."""

from __future__ import annotations

import ast
from typing import Protocol

from msgspec import Struct, field

from heap_lint.flow import Login
from heap_lint.frontends.dataflow import narrowing
from heap_lint.frontends.dataflow.state import State
from heap_lint.frontends.dataflow.symbols import Ref
from heap_lint.frontends.python.model import is_one_of
from heap_lint.frontends.python.names import last_name
from heap_lint.frontends.python.visitors import (
    PathOf,
    path_of,
    told_by_attribute,
    told_by_call,
    told_by_id,
)
from heap_lint.source import Span
from heap_lint.values import Literal, Unknown, Value

_SYMBOLS: dict[type[ast.cmpop], tuple[str, bool]] = {
    ast.Eq: ("==", True),
    ast.NotEq: ("==", False),
    ast.Is: ("is", True),
    ast.IsNot: ("is", False),
    ast.In: ("in", True),
    ast.NotIn: ("in", False),
}
"""How a comparison is written, or what it is the opposite of."""
_PURE = {"bool", "callable", "hasattr", "isinstance", "len"}
_MADE_OF_PARTS = (ast.BoolOp, ast.Compare, ast.Subscript, ast.Tuple, ast.UnaryOp)


class Scope(Protocol):
    """What a condition is read in."""

    state: State

    def named(self, test: ast.expr) -> Value | None:
        """Return what a name, or an attribute of the instance, stands for."""

    def span(self, node: ast.expr) -> Span:
        """Return where an expression stands."""

    def text_of(self, node: ast.expr) -> str:
        """Return the text of an expression as it is written."""

    def told_by(self, call: ast.Call, truth: bool) -> Login | None:
        """Return what the result of a call shows of the visitor."""


class Assumption(Struct):
    """Names with what is left of their values, or their truth, and the login state if one is told.

    `conditions`: the truth of what is no name, by its text.
    """

    names: dict[str, Value] = field(default_factory=dict)
    truths: dict[str, bool] = field(default_factory=dict)
    conditions: dict[str, bool] = field(default_factory=dict)
    login: Login | None = None
    possible: bool = True
    """Whether some value of what is asked for passes."""

    def shows(self, *, logged_in: bool) -> None:
        """Note whether the visitor is logged in."""
        self.login = Login.IN if logged_in else Login.OUT


def assumption(test: ast.expr, truth: bool, scope: Scope) -> Assumption:
    """Return what `test` being `truth` shows."""
    found = Assumption()
    _collect(test, truth, scope, found)
    return found


def decided(test: ast.expr, state: State) -> bool | None:
    """Return what a condition is here for certain, as conditions on the way have shown; else None."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        known = decided(test.operand, state)
        return None if known is None else not known
    return state.truths.get(test.id) if isinstance(test, ast.Name) else None


def _collect(test: ast.expr, truth: bool, scope: Scope, found: Assumption) -> None:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        _collect(test.operand, not truth, scope, found)
    elif isinstance(test, ast.BoolOp):
        # `a and b` being true shows both, `a or b` being false shows neither; else nothing is sure.
        _note(test, truth, scope, found)
        if isinstance(test.op, ast.And) is truth:
            for operand in test.values:
                _collect(operand, truth, scope, found)
    elif isinstance(test, ast.NamedExpr):
        _collect(test.target, truth, scope, found)
    elif isinstance(test, ast.Compare) and len(test.ops) == 1:
        _note(test, truth, scope, found)
        _compare(test, truth, scope, found)
    elif isinstance(test, ast.Call):
        _note(test, truth, scope, found)
        _call(test, truth, scope, found)
    else:
        _login(test, truth, scope, found)
        if isinstance(test, ast.Name) and test.id in scope.state.names:
            found.truths[test.id] = truth
        _note(test, truth, scope, found)
        _narrow(test, scope, found, lambda value: narrowing.narrowed(value, truth=truth))


def _note(test: ast.expr, truth: bool, scope: Scope, found: Assumption) -> None:
    """Note the truth of a condition that says the same when it is asked again.

    What is not None counts as true: code asks for an object in either way.
    """
    if not _repeats(test):
        return
    if not isinstance(test, ast.Compare):
        text = scope.text_of(test)
        found.conditions |= {text: truth, f"{text} is None": not truth}
        return
    symbol, is_so = _SYMBOLS.get(type(test.ops[0]), (None, True))
    left, right = scope.text_of(test.left), scope.text_of(test.comparators[0])
    if symbol is None:
        found.conditions[scope.text_of(test)] = truth
        return
    found.conditions[f"{left} {symbol} {right}"] = truth is is_so
    if right == "None":
        found.conditions[left] = truth is not is_so


def _repeats(node: ast.expr) -> bool:
    """Whether an expression gives the same again while the names in it stay what they are."""
    if isinstance(node, ast.Name | ast.Constant):
        return True
    if isinstance(node, ast.Attribute):
        return _repeats(node.value)
    if isinstance(node, ast.Call):
        name, last = last_name(node.func), isinstance(node.func, ast.Name)
        known = name in _PURE if last else name == "get" or name.startswith(("is_", "has_"))
        return known and _repeats(node.func) and not node.keywords and all(map(_repeats, node.args))
    parts = (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
    return isinstance(node, _MADE_OF_PARTS) and all(map(_repeats, parts))


def _compare(test: ast.Compare, truth: bool, scope: Scope, found: Assumption) -> None:
    (operator,), (right,), left = test.ops, test.comparators, test.left
    if isinstance(left, ast.Constant) and isinstance(operator, (ast.Eq, ast.NotEq)):
        left, right = right, left
    equal = isinstance(operator, (ast.Is, ast.Eq, ast.In))
    if isinstance(operator, (ast.In, ast.NotIn)) and is_key_of_session(left, right):
        found.shows(logged_in=equal is truth)
        return
    if not equal and not isinstance(operator, (ast.IsNot, ast.NotEq, ast.NotIn)):
        return
    constants = _constants(right, several=isinstance(operator, (ast.In, ast.NotIn)))
    if constants is None:
        return
    if isinstance(right, ast.Constant) and isinstance(right.value, bool):
        _collect(left, (right.value is equal) is truth, scope, found)
    else:
        keep = equal is truth
        if constants == [None] and _is_present(left, scope):
            found.shows(logged_in=not keep)
        elif constants == [None] and isinstance(left, ast.Attribute):
            found.login = told_by_id(left, not keep, _paths(scope))
        _narrow(left, scope, found, lambda value: narrowing.matching(value, constants, keep=keep))


def _constants(node: ast.expr, *, several: bool) -> list[object] | None:
    """Return the constant that a node is, or those that it holds; None: it is something else."""
    if not several:
        return [node.value] if isinstance(node, ast.Constant) else None
    if not isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return None
    values: list[object] = [
        element.value for element in node.elts if isinstance(element, ast.Constant)
    ]
    return values if len(values) == len(node.elts) else None


def _call(test: ast.Call, truth: bool, scope: Scope, found: Assumption) -> None:
    """`user.is_authenticated()`, as Django had it once, and `bool(x)`, `isinstance(x, str)`."""
    told = scope.told_by(test, truth) or told_by_call(test, truth, _paths(scope))
    if told is not None:
        found.login = told
    elif _is_present(test, scope):
        found.shows(logged_in=truth)
    elif isinstance(test.func, ast.Attribute) and not test.args:
        _login(test.func, truth, scope, found)
    elif isinstance(test.func, ast.Name) and test.args:
        if test.func.id == "bool":
            _collect(test.args[0], truth, scope, found)
        elif test.func.id == "isinstance":
            _narrow(test.args[0], scope, found, lambda value: _without_constants(value))


def _login(test: ast.expr, truth: bool, scope: Scope, found: Assumption) -> None:
    if isinstance(test, ast.Attribute) and is_one_of(test.attr, "login", "is_in"):
        found.shows(logged_in=truth)
    elif isinstance(test, ast.Attribute) and is_one_of(test.attr, "login", "is_out"):
        found.shows(logged_in=not truth)
    elif _is_present(test, scope):
        found.shows(logged_in=truth)
    elif isinstance(test, ast.Attribute):
        found.login = told_by_attribute(test, truth, _paths(scope)) or found.login


def _paths(scope: Scope) -> PathOf:
    return lambda node: path_of(node, scope.named)


def _is_present(test: ast.expr, scope: Scope) -> bool:
    """Whether an expression has a value for visitors who are logged in, and none for others."""
    if isinstance(test, ast.NamedExpr):
        return _is_present(test.value, scope)
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute):
        key = test.args[0] if test.args else test.func
        return test.func.attr == "get" and is_key_of_session(key, test.func.value)
    if isinstance(test, ast.Subscript):
        return is_key_of_session(test.slice, test.value)
    if isinstance(test, ast.Attribute) and isinstance(test.value, ast.Name):
        owner = scope.named(test.value)
        path = owner.expression if isinstance(owner, Unknown) else ""
        return is_one_of(f"{path}.{test.attr}", "login", "present")
    value = scope.named(test) if isinstance(test, ast.Name) else None
    if not isinstance(value, Unknown):
        return False
    before, _, held = value.expression.removesuffix("]").partition("session[")
    return is_one_of(value.expression, "login", "present") or (
        is_one_of(held, "login", "session_keys") and before[-1:] in ("", ".", "@")
    )


def is_key_of_session(key: ast.expr, owner: ast.expr) -> bool:
    """Whether a key stands for the visitor in a session: `"user_id" in session`."""
    name = last_name(owner)
    constant = key.value if isinstance(key, ast.Constant) else None
    return (
        name == "session"
        and isinstance(constant, str)
        and is_one_of(constant, "login", "session_keys")
    )


def _narrow(test: ast.expr, scope: Scope, found: Assumption, narrower: narrowing.Narrower) -> None:
    name = _name(test)
    if not name:
        return
    value = found.names.get(name) or scope.named(test)
    if value is not None and not isinstance(value, Ref):
        # A way that no value takes is not cut off here: the code may know more than we do.
        left = narrower(value)
        found.possible &= left is not None
        found.names[name] = left or Unknown(value.span)


def _name(test: ast.expr) -> str:
    """Return the key of a name, or of an attribute of one, in `State.names`."""
    if isinstance(test, ast.Name):
        return test.id
    if isinstance(test, ast.NamedExpr) and isinstance(test.target, ast.Name):
        return test.target.id
    if isinstance(test, ast.Attribute) and isinstance(test.value, ast.Name):
        return f"{test.value.id}.{test.attr}"
    return ""


def _without_constants(value: Value) -> Value | None:
    return narrowing.filtered(value, lambda option: not isinstance(option, Literal))
