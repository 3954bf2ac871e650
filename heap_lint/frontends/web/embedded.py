"""Scripts in the strings of a script: HTML that it inserts, a snippet for another page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from heap_lint.facts import Fact
from heap_lint.frontends.embedding import FILLER, HOLE, Embedded, Hole
from heap_lint.frontends.web import calls_heap
from heap_lint.frontends.web.syntax import Tree, descendants, named
from heap_lint.values import Value

if TYPE_CHECKING:
    import tree_sitter as ts

INSERTED = ("innerHTML", "text", "textContent", "outerHTML")
"""Properties of an element whose text becomes a part of the page, or a script."""
_ESCAPES = {"n": "\n", "'": "'", '"': '"', "\\": "\\", "/": "/", "t": "\t", "`": "`"}
_JOINT = re.compile(r"[\"'`]\s*[+,]\s*[\"'`]")
_LINE_END = re.compile(r"\\[nrt]")
_CUT = re.compile(
    rf"(?P<before>[A-Za-z0-9_$])(?P<gap>{FILLER}{{3,}})(?P<after>[A-Za-z0-9_$]+)"
    rf"|(?P<tag></?)(?P<blank>{FILLER}{{3,}})(?P<name>/?[A-Za-z]+)"
    rf"|(?P<end>>){FILLER}{{3,}}(?=<)"
    rf"|(?P<sign>[=|&<>+!?-])(?P<space>{FILLER}{{3,}})(?P<signs>[=|&<>+!?-]+)"
)
"""A word or a sign of a script of which one string has the beginning and the next the end, or a tag.

What ends a tag and what begins one, `>` and `<`, are no sign together.
"""


def facts_in_expression(
    tree: Tree, node: ts.Node, evaluate: Callable[[ts.Node], Value], *, with_tags: bool
) -> Iterator[Fact]:
    """Yield what a script says that strings of an expression are put together to.

    `with_tags`: only if the text has the tags of a script.
    """
    from heap_lint.frontends.web import facts_in_script

    written = tree.written(node)
    if with_tags and "<script" not in written:
        return
    if not calls_heap(_LINE_END.sub(" ", _JOINT.sub("", written))):
        return
    if tree.script.has_templates and HOLE in written:
        return
    yield from facts_in_script(text_of(tree, node, evaluate))


def text_of(
    tree: Tree, node: ts.Node, evaluate: Callable[[ts.Node], Value] | None = None
) -> Embedded:
    """Return the text that the strings of an expression are put together to."""
    text, holes = _masked(tree, node, evaluate)
    start = tree.script.start + tree.start(node)
    return Embedded(tree.script.source, _CUT.sub(_mended, text), start, holes)


def _masked(
    tree: Tree, node: ts.Node, evaluate: Callable[[ts.Node], Value] | None
) -> tuple[str, dict[int, Hole]]:
    """Return the text of the strings in an expression, all else as filler or holes."""
    first = tree.start(node)
    out = [FILLER] * (tree.end(node) - first)
    holes: dict[int, Hole] = {}
    skip = 0
    for each in descendants(node):
        start, end = tree.start(each) - first, tree.end(each) - first
        if start < skip:
            continue
        if each.type == "string_fragment":
            out[start:end] = tree.written(each)
        elif each.type == "escape_sequence":
            meant = _ESCAPES.get(tree.written(each)[1:], FILLER)
            out[end - 1] = meant
        elif each.type == "template_substitution" or _is_term(tree, each):
            inner = named(each) if each.type == "template_substitution" else [each]
            if inner and evaluate is not None:
                holes[start] = Hole(evaluate(inner[0]))
            out[start:end] = HOLE * (end - start)
            skip = end
    return "".join(out), holes


def _mended(cut: re.Match[str]) -> str:
    if cut["gap"] is not None:
        return f"{cut['before']}{cut['after']}{cut['gap']}"
    if cut["tag"] is not None:
        return f"{cut['tag']}{cut['name']}{cut['blank']}"
    if cut["end"] is not None:
        return cut[0]
    return f"{cut['sign']}{cut['signs']}{cut['space']}"


def _is_term(tree: Tree, node: ts.Node) -> bool:
    """Whether a node is a part of a sum that is no string."""
    parent = tree.outer(node)
    if parent is None or parent.type not in ("binary_expression", "array") or not node.is_named:
        return False
    return node.type not in (
        "string",
        "template_string",
        "binary_expression",
        "parenthesized_expression",
    )
