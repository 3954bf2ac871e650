"""Where a script runs: what in its text shows that a browser runs it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from heap_lint import regex
from heap_lint.core.remembering import remembered_while_it_lives
from heap_lint.frontends.web import model
from heap_lint.frontends.web.syntax import Tree, descend, named
from heap_lint.source import Span

if TYPE_CHECKING:
    import tree_sitter as ts

_SCRIPT = re.compile(r"\.[cm]?[jt]sx?(?:\.\w+)?$", re.IGNORECASE)
_PAGE = re.compile(
    r"\.(?:html?|vue|svelte|jinja2?|j2|twig|erb|ejs|hbs|handlebars|php)$", re.IGNORECASE
)
_ON_SERVER = regex.lazy(
    r"(?:^|/)pages/api/|(?:^|/)app/(?:.*/)?route\.[cm]?[jt]sx?$|\.server\.[cm]?[jt]sx?$"
    r"|(?:^|/)\+server\.[jt]s$|(?:^|/)(?:api|server|backend|functions|lambdas?)/",
    longest=regex.PATH,
)
_LONGEST_TAG = 500
_TAG = regex.lazy(r"<script\b[^>]*>\Z", re.IGNORECASE, longest=_LONGEST_TAG)
_HOOK = re.compile(r"use[A-Z]\w*")
_HANDLER = re.compile(r"on[A-Z]\w*")
_DECLARES = (
    "variable_declarator", "required_parameter", "optional_parameter", "formal_parameters",
    "import_specifier", "import_clause", "namespace_import", "function_declaration",
    "class_declaration", "assignment_pattern", "catch_clause", "for_in_statement", "arrow_function",
    "array_pattern", "rest_pattern", "pair_pattern",
)  # fmt: skip
_JSX = ("jsx_element", "jsx_self_closing_element")


class _Signs(Struct):
    """What was found in a text: places that show a browser, and whether something speaks against it.

    `interactive` shows one only in a text with elements of React.
    """

    browser: Span | None = None
    interactive: Span | None = None
    has_jsx: bool = False
    elsewhere: bool = False


def shown_to_be_in_browser(tree: Tree, known: Span | None = None) -> Span | None:
    """Return the place that shows that a browser runs a script, None where that is not certain.

    `known` is a call that only a browser has.
    """
    path = tree.script.source.path
    if not _SCRIPT.search(path):
        at = tree.script.span(0, 1)
        is_page = _PAGE.search(path) is not None or _stands_in_tag(tree)
        return (known or at) if is_page else None
    signs = _signs(tree)
    if signs.elsewhere or _ON_SERVER.search(path):
        return None
    return known or signs.browser or (signs.interactive if signs.has_jsx else None)


def _stands_in_tag(tree: Tree) -> bool:
    """Whether a script is one of a page, in a string of another language too."""
    start = tree.script.start
    before = tree.script.source.text[max(0, start - _LONGEST_TAG) : start]
    return _TAG.search(before) is not None


@remembered_while_it_lives
def _signs(tree: Tree) -> _Signs:
    signs, own = _Signs(), set[str]()
    seen: dict[str, Span] = {}
    for node, around in descend(tree.root):
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            _name(tree, (node, around[-1] if around else None), signs, own, seen)
        elif node.type in ("string", "expression_statement"):
            _text(tree, node, around, signs)
        elif node.type in _JSX:
            signs.has_jsx = True
        elif node.type in ("jsx_attribute", "call_expression") and signs.interactive is None:
            first = node.named_children[0] if node.named_children else None
            shape = _HANDLER if node.type == "jsx_attribute" else _HOOK
            if first is not None and shape.fullmatch(tree.written(first)):
                signs.interactive = tree.span(first)
    signs.browser = signs.browser or min(
        (span for name, span in seen.items() if name not in own), default=None
    )
    return signs


def _name(
    tree: Tree,
    place: tuple[ts.Node, ts.Node | None],
    signs: _Signs,
    own: set[str],
    seen: dict[str, Span],
) -> None:
    """Look at a name, given with the node that it is a part of."""
    node, outer = place
    name = tree.written(node)
    if name in model.tables()["places"]["server_names"]:
        signs.elsewhere = True
    if outer is None or name not in model.tables()["places"]["browser_names"]:
        return
    if node.type != "identifier" or outer.type in _DECLARES and _is_declared(node, outer):
        own.add(name)
    elif outer.type == "unary_expression":  # `typeof window`: made for both
        signs.elsewhere = True
    elif outer.type == "member_expression" and outer.child_by_field_name("object") == node:
        seen.setdefault(name, tree.span(node))


def _is_declared(node: ts.Node, outer: ts.Node) -> bool:
    return outer.child_by_field_name("value") != node and outer.child_by_field_name("right") != node


def _text(tree: Tree, node: ts.Node, around: list[ts.Node], signs: _Signs) -> None:
    """Look at a directive, or at the name of a module, given with the nodes around it."""
    if node.type == "expression_statement":
        inner = named(node)
        if len(inner) == 1 and inner[0].type == "string":
            said = tree.written(inner[0])[1:-1]
            if said == "use client":
                signs.browser = tree.span(inner[0])
            signs.elsewhere |= said == "use server"
        return
    outer = around[-1].type if around else ""
    is_module = outer == "import_statement" or (
        outer == "arguments" and len(around) > 1 and tree.written(around[-2])[:8] == "require("
    )
    if is_module:
        signs.elsewhere |= _is_elsewhere(tree.written(node)[1:-1])


def _is_elsewhere(module: str) -> bool:
    """Whether a module is none that a page has."""
    table = model.tables()["places"]
    known = module in table["server_modules"] or module.split("/")[0] in table["server_modules"]
    return known or module.startswith(tuple(table["server_prefixes"]))
