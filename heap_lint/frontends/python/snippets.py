"""Scripts in Python strings: cut out at their place, holes and all, for the JavaScript front end.

The text of a literal is masked, not evaluated: quotes, prefixes, escapes and what stands between
adjacent literals become blanks, and what `f"..."`, `.format` or `%` fills in becomes a hole, each of
the same length. So every position in the script is its position in the file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from heap_lint.facts import Fact
from heap_lint.frontends.javascript import HOLE, calls_heap, facts_in_script
from heap_lint.frontends.python.calls import dead_text
from heap_lint.frontends.python.frame import File
from heap_lint.source import Span
from heap_lint.values import Literal

_LITERAL = re.compile(
    r"""(?P<prefix>[A-Za-z]{0,2})(?P<quote>\"\"\"|'''|"|')(?P<body>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:\r\n|N\{[^}]*\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|.)", re.DOTALL
)
_BRACES = re.compile(r"\{\{|\}\}|\{(?:[^{}]|\{[^{}]*\})*\}")
_PERCENT = re.compile(r"%%|%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")


def script_facts(file: File, tree: ast.Module) -> Iterator[Fact]:
    """Yield what scripts in the module's strings say, and strings that name dead packages."""
    text = file.source.text
    if not calls_heap(text) and "heap.context_processors" not in text:
        return
    documentation = _docstrings(tree)
    fills = _filled(tree)
    seen: set[Span] = set()
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Constant, ast.JoinedStr)) or id(node) in documentation:
            continue
        if isinstance(node, ast.Constant) and not isinstance(node.value, str):
            continue
        span = file.positions.span(node)
        if any(span.start >= known.start and span.end <= known.end for known in seen):
            continue
        seen.add(span)
        written = file.source.slice(span)
        if isinstance(node, ast.Constant):
            yield from dead_text(Literal(node.value, span, written))  # type: ignore[arg-type]
        if calls_heap(written):
            yield from facts_in_script(
                file.source, masked(written, fills.get(id(node), "")), span.start
            )


def masked(written: str, fill: str) -> str:
    """Return the text of one or more adjacent literals, masked; `fill`: "", "format" or "percent"."""
    out: list[str] = []
    at = 0
    for match in _LITERAL.finditer(written):
        out.append(_blank(written[at : match.start("body")]))
        out.append(_masked_body(match["body"], match["prefix"].lower(), fill))
        at = match.end("body")
    out.append(_blank(written[at:]))
    return "".join(out)


def _masked_body(body: str, prefix: str, fill: str) -> str:
    if "r" not in prefix:
        body = _ESCAPE.sub(lambda match: _unescaped(match[0]), body)
    if "f" in prefix or fill == "format":
        body = _BRACES.sub(_brace, body)
    elif fill == "percent":
        body = _PERCENT.sub(lambda m: "% " if m[0] == "%%" else HOLE * len(m[0]), body)
    return body


def _brace(match: re.Match[str]) -> str:
    if match[0] in ("{{", "}}"):
        return match[0][0] + " "
    return HOLE * len(match[0])


def _unescaped(escape: str) -> str:
    if escape[1:] in ("'", '"', "/"):
        return " " + escape[1:]
    if escape[1] == "\\":
        return " \\"
    return _blank(escape)


def _blank(text: str) -> str:
    """Return blanks of the same length; line ends stay, so that a script's comments end."""
    return re.sub(r"[^\r\n]", " ", text)


def _docstrings(tree: ast.Module) -> set[int]:
    """Return the ids of strings that stand alone: documentation, not code."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, (ast.Constant, ast.JoinedStr))
    }


def _filled(tree: ast.Module) -> dict[int, str]:
    """Return, for strings that are filled in later, how: by `.format` or by `%`."""
    fills: dict[int, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("format", "format_map"):
            fills[id(node.value)] = "format"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            fills[id(node.left)] = "percent"
    return fills
