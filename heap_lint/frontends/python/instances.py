"""Instances of the project's classes that are known by their class alone."""

from __future__ import annotations

from collections.abc import Mapping as Classes
from typing import TYPE_CHECKING

from heap_lint.frontends.dataflow.symbols import Instance, Parameter
from heap_lint.frontends.python.model import is_client
from heap_lint.frontends.python.summaries import Closure
from heap_lint.values import Unknown, Value

if TYPE_CHECKING:
    from heap_lint.frontends.python.frame import ClassScope


def instance_path(value: Value) -> str:
    """Return the path of the class, with `()`, that a value is an instance of; nothing for others."""
    if isinstance(value, Parameter):
        return f"{value.instance_of}()" if value.instance_of and not value.steps else ""
    if not isinstance(value, Unknown) or not value.expression.endswith("()"):
        return ""
    return "" if value.expression.startswith("@") else value.expression


def class_of(value: Value, classes: Classes[str, ClassScope]) -> ClassScope | None:
    """Return the class that a value is, or is an instance of, if it stands in the same file."""
    path = value.expression if isinstance(value, Unknown) else ""
    return classes.get(path.removesuffix("()")) if path else None


def may_send(scope: ClassScope) -> bool:
    """Whether a method of a class, or of one that it derives from, may say something to Heap."""
    values = (value for each in (scope, *scope.ancestors) for value in each.names.values())
    definitions = (value.definition for value in values if isinstance(value, Closure))
    return any(each.interpreter.file.may_say_something(each.node) for each in definitions if each)


def is_shared(value: Value) -> bool:
    """Whether a value is one that all instances of a class work with: a client, an instance."""
    if isinstance(value, Instance):
        return True
    return isinstance(value, Unknown) and is_client(value.expression.removesuffix("()"))
