"""Airscript tokens to a tree, by an LALR(1) parser: no recursion, whatever the nesting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

from heap_lint import regex
from heap_lint.airscript import tree
from heap_lint.airscript.scanner import KEYWORDS, AirscriptError, lexemes
from heap_lint.airscript.tree import Expression
from heap_lint.core.remembering import remembered

_PLAIN_PATH = regex.lazy(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_PLAIN_TEXT = regex.lazy(r'"[^"\\{}]*"')
_WORDS = {"TRUE": True, "FALSE": False, "NULL": None}
_ESCAPED = {'\\"': '"', "\\\\": "\\"}
_IN_WORDS = {
    "a value": ("NUMBER", "TRUE", "LBRACE"),
    "an operator": ("STAR", "COMPARE", "AND", "$END"),
    "a name": ("NAME",),
    "`)`": ("RPAR",),
    "`]`": ("RSQB",),
    "`}`": ("RBRACE",),
    "`}}`": ("HOLE_CLOSE",),
    "`,`": ("COMMA",),
    "`:`": ("COLON",),
    "`IN`": ("IN",),
    "`SELECT`": ("SELECT",),
    "the end": ("$END",),
}


@remembered
def parse(text: str) -> Expression:
    """Return the tree of an expression; raise `AirscriptError` where the text is none."""
    simple = _simple(text)
    if simple is not None:
        return simple
    from lark.exceptions import UnexpectedToken

    try:
        return cast(Expression, _parser()(text))
    except UnexpectedToken as error:
        token = error.token
        position = len(text) if token.type == "$END" else int(token.start_pos or 0)
        raise AirscriptError(position, _in_words(set(error.accepts or error.expected))) from None


def _simple(text: str) -> Expression | None:
    """Return the tree of `a.b.c` or `"text"`, as most inputs are, without the time of a whole parse."""
    if _PLAIN_TEXT.fullmatch(text):
        return tree.Template((text[1:-1],) if len(text) > 2 else (), 0, len(text))
    if not _PLAIN_PATH.fullmatch(text) or text.split(".", 1)[0] in KEYWORDS:
        return None
    root, *steps = text.split(".")
    node: Expression = tree.Name(root, 0, len(root))
    for step in steps:
        node = tree.Access(node, step, 0, node.end + 1 + len(step))
    return node


@cache
def _parser() -> Callable[[str], object]:
    from lark import Lark, Token
    from lark.lexer import Lexer

    class Scanner(Lexer):
        def __init__(self, configuration: object) -> None:
            """Take nothing from the grammar: it only declares the tokens."""

        def lex(self, text: Any) -> Iterator[Token]:  # type: ignore[override]
            for kind, start, end in lexemes(text):
                yield Token(kind, text[start:end], start_pos=start, end_pos=end)

    lark = Lark(
        Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8"),
        parser="lalr",
        lexer=Scanner,
        transformer=cast(Any, _Nodes()),
        maybe_placeholders=False,
        keep_all_tokens=True,
    )
    return lark.parse


def _in_words(kinds: set[str]) -> str:
    words = [word for word, members in _IN_WORDS.items() if kinds.intersection(members)]
    if "a value" in words and "a name" in words:
        words.remove("a name")
    *most, last = words or ["something else"]
    return f"{', '.join(most)} or {last}" if most else last


def _number(written: str) -> int | float:
    try:
        return float(written) if "." in written else int(written)
    except ValueError:  # more digits than Python turns into an int
        return float(written)


def _unescaped(written: str) -> str:
    # No document tells how a text escapes its quote: backslashes are read so, never demanded.
    if "\\" not in written:
        return written
    for escaped, plain in _ESCAPED.items():
        written = written.replace(escaped, plain)
    return written


class _Nodes:
    """What the parser calls for each rule of the grammar, with the children from left to right.

    Tokens have `start_pos` and `end_pos`, nodes `start` and `end`.
    """

    def number(self, children: list[Any]) -> Expression:
        (token,) = children
        return tree.Constant(_number(token), token.start_pos, token.end_pos)

    def word(self, children: list[Any]) -> Expression:
        (token,) = children
        return tree.Constant(_WORDS[token], token.start_pos, token.end_pos)

    def text(self, children: list[Any]) -> Expression:
        opening, *inside, closing = children
        parts = (_unescaped(str(part)) if isinstance(part, str) else part for part in inside)
        return tree.Template(tuple(parts), opening.start_pos, closing.end_pos)

    def hole(self, children: list[Any]) -> Expression:
        return cast(Expression, children[1])

    def group(self, children: list[Any]) -> Expression:
        return cast(Expression, children[1])

    def name(self, children: list[Any]) -> Expression:
        (token,) = children
        return tree.Name(str(token), token.start_pos, token.end_pos)

    def call(self, children: list[Any]) -> Expression:
        name, _, *arguments, closing = children
        return tree.Call(str(name), _without_tokens(arguments), name.start_pos, closing.end_pos)

    def member(self, children: list[Any]) -> Expression:
        target, _, name = children
        return tree.Access(target, str(name), target.start, name.end_pos)

    def indexed(self, children: list[Any]) -> Expression:
        target, _, step, closing = children
        return tree.Access(target, step, target.start, closing.end_pos)

    def wildcard(self, children: list[Any]) -> Expression:
        target, closing = children[0], children[-1]
        return tree.Access(target, None, target.start, closing.end_pos)

    def unary(self, children: list[Any]) -> Expression:
        operator, operand = children
        return tree.Unary(str(operator), operand, operator.start_pos, operand.end)

    def binary(self, children: list[Any]) -> Expression:
        left, operator, right = children
        return tree.Binary(str(operator), left, right, left.start, right.end)

    def pair(self, children: list[Any]) -> tuple[Expression, Expression]:
        key, _, value = children
        return key, value

    def object_literal(self, children: list[Any]) -> Expression:
        opening, *inside, closing = children
        entries = tuple(child for child in inside if isinstance(child, tuple))
        return tree.ObjectLiteral(entries, opening.start_pos, closing.end_pos)

    def list_literal(self, children: list[Any]) -> Expression:
        opening, *inside, closing = children
        return tree.ListLiteral(_without_tokens(inside), opening.start_pos, closing.end_pos)

    def query(self, children: list[Any]) -> Expression:
        variable = str(children[1])
        source, *condition, result = _without_tokens(children)
        where = condition[0] if condition else None
        start = children[0].start_pos
        return tree.Query(variable, source, where, result, start, result.end)


def _without_tokens(children: list[Any]) -> tuple[Expression, ...]:
    return tuple(child for child in children if not isinstance(child, str))
