"""Walks over statements alone: what stands in expressions is most of a tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator

BLOCKS = ("finalbody", "orelse", "handlers", "cases", "body")
"""The fields of a statement, handler or case that hold others."""


def statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements in a module, function or class, those inside others too, in order."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        for block in BLOCKS:
            inside = getattr(node, block, None)
            if isinstance(inside, list):
                waiting.extend(reversed(inside))
