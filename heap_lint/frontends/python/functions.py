"""What the code of a function shows of it before anything is run."""

from __future__ import annotations

import ast

from heap_lint.frontends.python.names import last_name
from heap_lint.frontends.python.summaries import (
    Definition,
    FunctionNode,
)

_RUN_FIRST = ("__new__", "__init__", "__post_init__", "__attrs_post_init__")


def first_parameter(definition: Definition) -> tuple[int, str]:
    """Return the function and the name of its first parameter, as symbols have them."""
    parameters = definition.parameters
    return id(definition.node), parameters[0].arg if parameters else ""


def self_name(definition: Definition) -> str:
    """Return what a method calls its instance, nothing for other functions."""
    parameters = definition.parameters
    return parameters[0].arg if definition.in_class is not None and parameters else ""


def is_given_class(definition: Definition) -> bool:
    """Whether the first parameter of a method is its class."""
    is_new = getattr(definition.node, "name", "") == "__new__"
    return is_new or definition.is_marked("classmethod")


def is_property(node: FunctionNode) -> bool:
    """Whether a method is read as an attribute."""
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return any(last_name(each) in ("property", "cached_property") for each in decorators)


def runs_first(node: FunctionNode) -> bool:
    """Whether a method has run before any other of its instance."""
    return not isinstance(node, ast.Lambda) and node.name in _RUN_FIRST


def assigns_attributes(node: FunctionNode) -> bool:
    """Whether a function assigns attributes of anything."""
    return any(
        isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store)
        for inner in ast.walk(node)
    )


def rebound(function: FunctionNode, declared: type[ast.Global] | type[ast.Nonlocal]) -> set[str]:
    """Return the names of outer scopes that a function assigns."""
    nodes = list(ast.walk(function))
    names = {name for node in nodes if isinstance(node, declared) for name in node.names}
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return names & stored
