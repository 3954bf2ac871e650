"""Whether code goes on from one place to another that stands behind it: told by its blocks alone."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TypeAlias

from heap_lint.frontends.python.statements import BLOCKS

Block: TypeAlias = ast.stmt | ast.ExceptHandler | ast.match_case
LOOPS = (ast.For, ast.AsyncFor, ast.While)
_LEAVES = (ast.Return, ast.Raise)
_TRIES = ("body", "handlers", "orelse", "finalbody")


def around(body: list[ast.stmt], node: ast.AST) -> Iterator[Block]:
    """Yield the statements, handlers and cases that a node stands in, outermost first."""
    parts: list[list[Block]] = [body]  # type: ignore[list-item]
    while parts:
        found = (_holding(part, node) for part in parts)
        here = next((each for each in found if each is not None), None)
        if here is None:
            return
        yield here
        parts = [getattr(here, name) for name in BLOCKS if getattr(here, name, None)]


def start(node: ast.AST) -> tuple[int, int]:
    """Return where a node begins."""
    if isinstance(node, ast.match_case):
        return start(node.pattern)
    return node.lineno, node.col_offset  # type: ignore[attr-defined]


def end(node: ast.AST) -> tuple[int, int]:
    """Return where a node ends."""
    if isinstance(node, ast.match_case):
        return end(node.body[-1])
    return node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]


def follows(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    first: ast.AST,
    then: ast.AST,
    may_raise: Callable[[ast.ExceptHandler], bool],
) -> bool:
    """Whether `then`, which stands behind `first`, may be run once `first` has been.

    `may_raise` tells whether what a handler takes may come from `first` itself.
    """
    here, there = list(around(function.body, first)), list(around(function.body, then))
    pairs = zip(here, there, strict=False)
    shared = next((i for i, (a, b) in enumerate(pairs) if a is not b), min(len(here), len(there)))
    if shared in (len(here), len(there)) or any(isinstance(e, LOOPS) for e in here[:shared]):
        return True
    parent: ast.AST = here[shared - 1] if shared else function
    (name, block), (other, _) = (_block(parent, path[shared]) for path in (here, there))
    if name == other:
        if isinstance(here[shared], (ast.ExceptHandler, ast.match_case)):
            return False
        between = block[block.index(here[shared]) + 1 : block.index(there[shared])]
        return not _leaves(between) and not _left(here[shared:])
    if not isinstance(parent, ast.Try):
        return isinstance(parent, LOOPS) and not _left(here[shared:])
    if other == "finalbody":
        return True
    if name != "body" or other == "orelse":
        rest = block[block.index(here[shared]) + 1 :]
        return name == "body" and not _leaves(rest) and not _left(here[shared:])
    handler = there[shared]
    later = _later([parent, *here[shared:]])
    calls = any(isinstance(node, ast.Call) for each in later for node in ast.walk(each))
    return calls or isinstance(handler, ast.ExceptHandler) and may_raise(handler)


def _left(path: list[Block]) -> bool:
    """Whether a block on the way down to a statement is certainly left behind it."""
    return isinstance(path[-1], _LEAVES) or _leaves(_later(path))


def _later(path: list[Block]) -> list[Block]:
    """Return what stands behind each part of a path, in the block of the part before it."""
    found: list[Block] = []
    for outer, inner in pairwise(path):
        name, block = _block(outer, inner)
        if name not in ("handlers", "cases"):
            found += block[block.index(inner) + 1 :]
    return found


def _leaves(block: list[Block]) -> bool:
    return any(isinstance(each, _LEAVES) for each in block)


def _block(parent: ast.AST, inner: Block) -> tuple[str, list[Block]]:
    """Return the block of a statement in which another stands, with its name."""
    blocks = ((name, getattr(parent, name, None) or []) for name in (*_TRIES, "cases"))
    return next((name, block) for name, block in blocks if inner in block)


def _holding(part: list[Block], node: ast.AST) -> Block | None:
    """Return the statement of a block in which a node stands."""
    at = bisect_right(part, start(node), key=start) - 1
    return part[at] if at >= 0 and start(node) < end(part[at]) else None
