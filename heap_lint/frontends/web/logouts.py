"""Where scripts and pages log somebody out: asked only of a project that identifies and never resets.

A function of such a name tells best, a call of one next, a link to such an address only where there is
neither. So one logout is one place, not one for each button that leads to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from heap_lint.analysis.fuel import TooTangledError
from heap_lint.facts import Logout, NotFollowed
from heap_lint.frontends.web import html, model, opened, vendored
from heap_lint.frontends.web.running import Script
from heap_lint.frontends.web.syntax import Tree, named
from heap_lint.source import Source

if TYPE_CHECKING:
    import tree_sitter as ts

_FUNCTIONS = ("arrow_function", "function_expression", "generator_function")
_DECLARE = ("function_declaration", "generator_function_declaration", "method_definition")
_GIVE = {
    "variable_declarator": "value",
    "pair": "value",
    "public_field_definition": "value",
    "field_definition": "value",
    "assignment_expression": "right",
}
"""What gives a name a value, and the field that has it."""
_TEXTS = ("string", "template_string")
_LINK = re.compile(
    r"(?:href|action)\s*=\s*[\"'](?P<link>[^\"'\s<>{}]{0,200}?/?(?:log|sign)[-_]?out)/?(?=[\"'?#])"
    r"|(?P<tag>\burl\s*(?:\(\s*)?[\"'](?:\w+:)?\w*log_?out[\"']|\bdestroy_\w*session_(?:path|url)\b"
    r"|\b(?:log|sign)_?out_(?:path|url)\b|\broute\(\s*[\"'](?:log|sign)_?out[\"'])"
)
PATTERN = r"(log|sign|log.?user|sign.?user)[-_]?out|destroy_[a-z_]{0,40}session"
"""What the text of a file that logs somebody out looks like, in any case."""
WORDS = ("destroy_", *(f"{a}{gap}out" for a in ("log", "sign", "user") for gap in ("", "-", "_")))
"""What such a text has in it, of which one is enough."""


def of_project(sources: Iterable[Source], *, links: bool) -> list[Logout | NotFollowed]:
    """Return the logouts of some files, those of the clearest kind; of `links` only the first.

    And which files take too much work for it.
    """
    lost: list[NotFollowed] = []
    defined: list[Logout] = []
    called: list[Logout] = []
    linked: list[Logout] = []
    for source in sources:
        if vendored.why_passed_over(source.path, source.text.encode("utf-8", "replace")):
            continue
        for script in _scripts(source):
            try:
                tree = Tree(script.text, script.language)
            except TooTangledError:
                lost.append(NotFollowed(span=source.span(0, 0)))
                continue
            own = [node for node in _names(tree) if _is_definition(tree, node)]
            written = {tree.written(node) for node in own}
            defined += [_logout(tree, node) for node in own]
            calls = [node for node in _names(tree) if _is_call(tree, node)]
            called += [_logout(tree, node) for node in calls if tree.written(node) not in written]
        if links and not linked:
            linked += _links(source)
    return [*lost, *(defined or called or linked)]


def _scripts(source: Source) -> list[Script]:
    page, language = opened(source)
    return [Script(page, language)] if language else html.scripts_in(page)


@cache
def _pattern() -> re.Pattern[bytes]:
    names = "|".join(model.tables()["logout"]["names"])
    return re.compile(rf"(?<![\w$])(?:{names})(?![\w$])".encode())


def _names(tree: Tree) -> Iterator[ts.Node]:
    """Yield the names of logouts in a script, those in strings and comments left out."""
    return (node for node in tree.found(_pattern()) if "identifier" in node.type)


def _is_definition(tree: Tree, node: ts.Node) -> bool:
    """Whether a name is that of a function that does something, declared or assigned."""
    outer = tree.outer(node)
    if outer is None:
        return False
    if outer.type == "member_expression" and outer.child_by_field_name("property") == node:
        node, outer = outer, tree.outer(outer) or outer
    function: ts.Node | None = outer
    if outer.type in _GIVE:
        function = outer.child_by_field_name(_GIVE[outer.type])
    is_function = function is not None and function.type in (*_DECLARE, *_FUNCTIONS)
    if function is None or not is_function or node.start_byte >= function.end_byte:
        return False
    names = [outer.child_by_field_name(name) for name in ("name", "key", "property", "left")]
    body = function.child_by_field_name("body")
    return node in names and body is not None and (body.type[-5:] != "block" or bool(named(body)))


def _is_call(tree: Tree, node: ts.Node) -> bool:
    """Whether a name is that of a function that is called, or run by an event of an element."""
    outer = tree.outer(node)
    if outer is not None and outer.type == "member_expression":
        node, outer = outer, tree.outer(outer)
    if outer is None or outer.type != "call_expression":
        return outer is not None and outer.type == "jsx_expression"
    arguments = outer.child_by_field_name("arguments")
    given = named(arguments) if arguments is not None else []
    is_text = bool(given) and given[0].type in _TEXTS  # a text is logged
    return outer.child_by_field_name("function") == node and not is_text


def _logout(tree: Tree, node: ts.Node) -> Logout:
    return Logout(span=tree.span(node), name=tree.written(node))


def _links(source: Source) -> Iterator[Logout]:
    opened = closed = at = 0
    for match in _LINK.finditer(source.text):
        opened = max(opened, source.text.rfind("<!--", at, match.start()))
        closed = max(closed, source.text.rfind("-->", at, match.start()))
        at = max(at, match.start() - len("<!-"))
        if opened <= closed:
            group = "link" if match["link"] else "tag"
            yield Logout(span=source.span(*match.span(group)), name=match[group])
            return
