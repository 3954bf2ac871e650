"""Dicts and records that a function is given and changes in place: its callers have them changed."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from heap_lint import regex
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.methods import CHANGING
from heap_lint.values import Literal
from heap_lint.values import Mapping as Dict

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NO_BODIES = regex.lazy(r"self|cls|(?:.*_)?(?:session|request|config|conf|settings|environ)")
"""Names of what is no body of a request, though it has items: a session, a configuration."""


def may_be_body(name: str) -> bool:
    """Whether a parameter of that name can be a dict that goes to Heap."""
    return _NO_BODIES.fullmatch(name) is None


def changed_dicts(function: ast.AST, names: Collection[str]) -> set[str]:
    """Return those of some names that code takes for dicts, or records: it changes them by keys."""
    return {
        owner.id
        for node in ast.walk(function)
        if (owner := _changed_by(node)) is not None and owner.id in names
    }


def assigned_by_methods(
    node: ast.ClassDef, inherited: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Return the attributes of the instance that each method assigns, itself or by another.

    `inherited` are those of the methods of the classes that it derives from.
    """
    methods = {each.name: each for each in node.body if isinstance(each, _FUNCTIONS)}
    own = {name: _of_instance(method) for name, method in methods.items()}
    found = dict(inherited)
    for name in own:
        found[name], waiting, seen = frozenset(own[name][0]), [name], {name}
        while waiting:
            assigned, called = own.get(waiting.pop(), (set[str](), set[str]()))
            new = called - seen
            seen |= new
            waiting += new
            others = (inherited[each] for each in new - own.keys() if each in inherited)
            found[name] = found[name].union(assigned, *others)
    return found


def _of_instance(method: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[set[str], set[str]]:
    """Return the attributes of the instance that a method assigns, and those that it reads."""
    arguments = [*method.args.posonlyargs, *method.args.args]
    name = arguments[0].arg if arguments else ""
    assigned: set[str] = set()
    read: set[str] = set()
    for node in ast.walk(method):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == name:
                (read if isinstance(node.ctx, ast.Load) else assigned).add(node.attr)
    return assigned, read


def takes_keys(name: str, arguments: Arguments) -> bool:
    """Whether a call of a method that changes something is one of a dict's, not of a list or a set."""
    first = arguments.positional[0] if arguments.positional else None
    by_key = isinstance(first, Literal) and isinstance(first.value, str)
    if name == "update":
        return bool(arguments.keywords) or isinstance(first, Dict)
    if name == "pop":
        return by_key or len(arguments.positional) > 1  # a list takes no default
    return name in ("setdefault", "popitem")


def _changed_by(node: ast.AST) -> ast.Name | None:
    """Return the name of what a part of the code changes, if it takes that for a dict."""
    owner: ast.expr | None = None
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        owner = node.value
    elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        owner = node.value if _is_text(node.slice) else None
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value if _takes_keys(node, node.func.attr) else None
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.BitOr):
        owner = node.target if isinstance(node.value, ast.Dict) else None
    return owner if isinstance(owner, ast.Name) else None


def _takes_keys(call: ast.Call, name: str) -> bool:
    if name not in CHANGING or name == "clear":
        return False
    if name == "update":
        return bool(call.keywords) or any(
            isinstance(a, (ast.Dict, ast.DictComp)) for a in call.args
        )
    return name != "pop" or len(call.args) > 1 or any(map(_is_text, call.args))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
