"""Branches of a template that becomes a module: of `{% if %}` and `{% else %}` one is left, not both.

The tags are gone when a module is parsed. What stood between two is put under an `if` of which nobody
knows the outcome, so that what one branch ends or assigns does not decide for the others.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from typing import NamedTuple

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
    lines = [branch.line for branch in branches]
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)] if branches else []
    while waiting:
        node, around = waiting.pop()
        for block in BLOCKS:
            inside = getattr(node, block, None)
            if not isinstance(inside, list):
                continue
            grouped: list[ast.AST] = []
            before = 0
            for each in inside:
                first = branches[bisect_right(lines, getattr(each, "lineno", 0)) - 1].number
                last = branches[bisect_right(lines, getattr(each, "end_lineno", 0)) - 1].number
                is_apart = isinstance(each, ast.stmt) and first == last and first not in (0, around)
                waiting.append((each, first if is_apart else around))
                if is_apart and first == before:
                    grouped[-1].body.append(each)  # type: ignore[attr-defined]
                else:
                    grouped.append(_under_if(each) if is_apart else each)
                before = first if is_apart else 0
            setattr(node, block, grouped)


def _under_if(statement: ast.stmt) -> ast.If:
    test = ast.copy_location(ast.Name(HOLE, ast.Load()), statement)
    return ast.copy_location(ast.If(test, [statement], []), statement)


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
