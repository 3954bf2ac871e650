"""The part of the evaluator that well-known functions and methods need."""

from __future__ import annotations

import ast
from typing import Protocol

from heap_lint.frontends.dataflow.state import State
from heap_lint.frontends.dataflow.symbols import Ref
from heap_lint.source import Span
from heap_lint.values import Mapping, Sequence, Unknown, Value


class Scope(Protocol):
    """The part of the evaluator that library calls need."""

    state: State

    def span(self, node: ast.expr) -> Span:
        """Return where an expression stands."""

    def held(self, value: Value) -> Value:
        """Return what a dict or list holds at this point."""

    def allocate(self, node: ast.AST, held: Mapping | Sequence) -> Ref:
        """Return a new dict or list."""

    def charge(self, parts: int) -> None:
        """Take what it costs to make something of so many parts."""

    def attribute(self, owner: Value, name: str, node: ast.expr) -> Value:
        """Return `owner.name`."""

    def step(self, owner: Unknown, step: str, node: ast.expr) -> Unknown:
        """Return what a step (`.name`, `[key]`, `()`) from an unknown value leads to."""

    def item_of(self, iterable: Value, target: ast.expr) -> Value:
        """Return any item of an iterable."""

    def used(self, value: Value, node: ast.expr) -> Value:
        """Return a value as given at `node`."""
