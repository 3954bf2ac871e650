"""Code that people wrote, with a call of Heap sown into its functions.

What does not lead to Heap is not followed, so of a package without Heap the analysis sees little. With
a call in each function it has to follow what each of them does. What it finds then says nothing.
"""

from __future__ import annotations

import ast
import re
import warnings

from heap_lint.frontends import format_of

_CLIENT = '\nfrom heapapi import HeapAPIClient\nheap_client = HeapAPIClient("2304117765")\n'
_RETURN = re.compile(r"\breturn (?=[\w$(\[{!-])|\breturn(?=[(\[{!])")
"""A script returns a value: what is returned may be a list of expressions."""


def sown(path: str, text: str) -> str | None:
    """Return the text of a file with calls of Heap in it, None where there is no place for one."""
    match format_of(path):
        case "python":
            return _sown_python(text)
        case "web":
            changed, number = _RETURN.subn("return heap.track(seen),", text)
            return f"{changed}\n" if number else None
    return None


def _sown_python(text: str) -> str | None:
    """Return Python that sends the last parameter of each function before its last statement."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = text.split("\n")
    calls = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            row = _first_row(node.body[-1])
            indent = lines[row][: node.body[-1].col_offset]
            if indent and indent.isspace():
                calls[row] = f'{indent}heap_client.track({_who(node)}.id, "Seen", {{"v": 1}})'
    for row in sorted(calls, reverse=True):
        lines.insert(row, calls[row])
    return "\n".join(lines) + _CLIENT if calls else None


def _first_row(node: ast.stmt) -> int:
    """Return the line that a statement begins in, from 0, its decorators counted."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)]) - 1


def _who(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    names = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return names[-1] if names else "who"
