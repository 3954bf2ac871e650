"""Branches of a template that becomes a module: of `{% if %}` and `{% else %}` one is left, not both.

The tags are gone when a module is parsed. What stood between two is put under an `if` of which nobody
knows the outcome, so that what one branch ends or assigns does not decide for the others.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from itertools import groupby
from typing import NamedTuple, cast

from heap_lint import regex
from heap_lint.enclosed import Marks
from heap_lint.frontends.embedding import HOLE
from heap_lint.frontends.python.statements import BLOCKS
from heap_lint.lines import LineIndex

_TAGS = Marks({"{%": "%}", "{#": "#}"})
_WORD = regex.lazy(r"\{%[-+]?\s{0,20}(?P<word>(?:end)?(?:if|for)|elif|else)\b")


class _Branch(NamedTuple):
    """A branch by its number, 0 for none, from a line on."""

    line: int
    number: int


def put_apart(tree: ast.Module, text: str) -> None:
    """Put what stands in branches of a template's tags under an `if`; `text` still has the tags."""
    branches = _branches(text)
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)] if branches else []
    while waiting:
        node, around = waiting.pop()
        for block in BLOCKS:
            inside = getattr(node, block, None)
            if isinstance(inside, list):
                placed = [(each, _own_branch(each, around, branches)) for each in inside]
                waiting += [(each, own or around) for each, own in placed]
                setattr(node, block, _grouped(placed))


def _own_branch(node: ast.AST, around: int, branches: list[_Branch]) -> int:
    """Return the branch in which a statement begins and ends, 0 for none or the one `around` it."""
    if not isinstance(node, ast.stmt):
        return 0
    first, last = (
        branches[bisect_right(branches, line, key=lambda branch: branch.line) - 1].number
        for line in (node.lineno, node.end_lineno or node.lineno)
    )
    return first if first == last and first != around else 0


def _grouped(placed: list[tuple[ast.AST, int]]) -> list[ast.AST]:
    """Return the parts of a block, those that follow each other in a branch under one `if`."""
    out: list[ast.AST] = []
    for branch, group in groupby(placed, key=lambda each: each[1]):
        nodes = [node for node, _ in group]
        out += [_under_if(nodes)] if branch else nodes
    return out


def _under_if(statements: list[ast.AST]) -> ast.AST:
    test = ast.copy_location(ast.Name(HOLE, ast.Load()), statements[0])
    return ast.copy_location(ast.If(test, cast("list[ast.stmt]", statements), []), statements[0])


def _branches(text: str) -> list[_Branch]:
    index = LineIndex(text)
    found, open_ones, number = [_Branch(0, 0)], [0], 0
    for tag in _TAGS.within(text):
        match = _WORD.match(text, tag.start)
        if match is None:
            continue
        word = match["word"]
        if not word.startswith("end"):
            number += 1
        if word in ("if", "for"):
            open_ones.append(number)
        elif len(open_ones) > 1:
            if word.startswith("end"):
                open_ones.pop()
            else:
                open_ones[-1] = number
        found.append(_Branch(index.position(tag.end).line, open_ones[-1]))
    return found if number else []
