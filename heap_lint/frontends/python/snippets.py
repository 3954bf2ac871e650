"""Scripts in Python strings: cut out at their place, holes and all, for the JavaScript front end.

The text of a literal is masked, not evaluated: quotes, prefixes, escapes and what stands between
adjacent literals become filler; what `f"..."`, `.format`, `%`, `.replace`, `Template` or a template
engine fills in becomes a hole, each of the same length. So every position in the script is its
position in the file.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from heap_lint.facts import Fact
from heap_lint.frontends.embedding import FILLER, HOLE, Embedded
from heap_lint.frontends.python.frame import File
from heap_lint.frontends.web import calls_heap, facts_in_script
from heap_lint.source import Span

_LITERAL = re.compile(
    r"""(?P<prefix>[A-Za-z]{0,2})(?P<quote>\"\"\"|'''|"|')(?P<body>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:\r\n|N\{[^}]*\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|.)", re.DOTALL
)
_BRACES = re.compile(r"\{\{|\}\}|\{(?:[^{}]|\{[^{}]*\})*\}")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NAMED_PERCENT = re.compile(r"%\(\w+\)[srd]")
_DOLLAR = re.compile(r"\$(?:\w+|\{\w+\})")
_FORMAT_WAY, _PERCENT_WAY, _DOLLAR_WAY = "str.format", "%", "string.Template"
_PERCENT = re.compile(r"%%|%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")


def script_facts(file: File, tree: ast.Module) -> Iterator[Fact]:
    """Yield what scripts in the module's strings say."""
    if not calls_heap(file.source.text):
        return
    documentation = _docstrings(tree)
    fills = _fills(tree)
    scripts: list[Span] = []
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
        if not (is_text or isinstance(node, ast.JoinedStr)) or id(node) in documentation:
            continue
        span = file.positions.span(node)  # type: ignore[arg-type]
        written = file.source.slice(span)
        # The constant parts of an f-string are walked too, where some versions place them wrongly.
        if not calls_heap(written) or any(_overlap(span, script) for script in scripts):
            continue
        scripts.append(span)
        text = masked(written, fills.get(id(node), set()))
        yield from facts_in_script(Embedded(file.source, text, span.start))


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def masked(written: str, ways: set[str]) -> str:
    """Return the text of one or more adjacent literals, masked; `ways`: how they are filled in."""
    out: list[str] = []
    at = 0
    for match in _LITERAL.finditer(written):
        out.append(FILLER * (match.start("body") - at))
        out.append(_masked_body(match["body"], match["prefix"].lower(), ways))
        at = match.end("body")
    out.append(FILLER * (len(written) - at))
    return "".join(out)


def _masked_body(body: str, prefix: str, ways: set[str]) -> str:
    if "r" not in prefix:
        body = _ESCAPE.sub(lambda match: _unescaped(match[0]), body)
    if "f" in prefix or _FORMAT_WAY in ways:
        body = _BRACES.sub(_brace, body)
    else:
        body = _TEMPLATE.sub(_tag, body)
    if _PERCENT_WAY in ways:
        body = _PERCENT.sub(lambda m: "%" + FILLER if m[0] == "%%" else HOLE * len(m[0]), body)
    else:
        body = _NAMED_PERCENT.sub(lambda m: HOLE * len(m[0]), body)
    if _DOLLAR_WAY in ways:
        body = _DOLLAR.sub(lambda m: HOLE * len(m[0]), body)
    for marker in ways - {_FORMAT_WAY, _PERCENT_WAY, _DOLLAR_WAY, ""}:
        body = body.replace(marker, HOLE * len(marker))
    return body


def _brace(match: re.Match[str]) -> str:
    if match[0] in ("{{", "}}"):
        return match[0][0] + FILLER
    return HOLE * len(match[0])


def _tag(match: re.Match[str]) -> str:
    """Return the hole of a template's `{{ value }}`; its `{% tags %}` leave nothing."""
    return (HOLE if match[0][1] == "{" else FILLER) * len(match[0])


def _unescaped(escape: str) -> str:
    """Return what an escape stands for, behind filler of the rest of its length."""
    meant = {"n": "\n", "'": "'", '"': '"', "\\": "\\", "/": "/", "t": "\t"}
    return FILLER * (len(escape) - 1) + meant.get(escape[1], FILLER)


def _docstrings(tree: ast.Module) -> set[int]:
    """Return the ids of strings that stand alone: documentation, not code."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, (ast.Constant, ast.JoinedStr))
    }


def _fills(tree: ast.Module) -> dict[int, set[str]]:
    """Return, for the strings of a module, how they are filled in: where they stand or by name."""
    filled: defaultdict[str, set[str]] = defaultdict(set)
    at: defaultdict[int, set[str]] = defaultdict(set)
    for node in ast.walk(tree):
        for target, way in _filling(node):
            if isinstance(target, ast.Name):
                filled[target.id].add(way)
            else:
                at[id(target)].add(way)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            at[id(node.value)] |= filled[node.targets[0].id]
    return at


def _filling(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Yield (string or its name, way) where `node` fills a string in; a way may be a marker in it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        yield node.left, _PERCENT_WAY
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        method, target, first = node.func.attr, node.func.value, node.args[0] if node.args else None
        if method in ("format", "format_map"):
            yield target, _FORMAT_WAY
        elif method == "replace" and isinstance(first, ast.Constant):
            yield target, str(first.value)
    if isinstance(node, ast.Call) and node.args:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name == "Template":
            yield node.args[0], _DOLLAR_WAY
        elif name == "format_html":
            yield node.args[0], _FORMAT_WAY
