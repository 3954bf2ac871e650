"""Airscript text to tokens.

Texts hold expressions and expressions hold texts, so the scanner keeps a stack of what is open. It
tells a `}}` that ends a hole from the two `}` of nested objects, which the parser's state cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from heap_lint import regex

_CODE = regex.lazy(
    r"""(?P<SPACE>\s+)
      | (?P<NUMBER>\d+(?:\.\d+)?)
      | (?P<NAME>[^\W\d]\w*)
      | (?P<COMPARE><>|!=|<=|>=|=|<|>)
      | (?P<PLUS>\+) | (?P<MINUS>-) | (?P<STAR>\*) | (?P<DIVIDE>[/%])
      | (?P<LPAR>\() | (?P<RPAR>\)) | (?P<LSQB>\[) | (?P<RSQB>\])
      | (?P<LBRACE>\{) | (?P<HOLE_CLOSE>\}\}) | (?P<RBRACE>\})
      | (?P<COMMA>,) | (?P<COLON>:) | (?P<DOT>\.)
      | (?P<QUOTE_OPEN>")
    """,
    re.VERBOSE,
)
_TEXT = regex.lazy(
    r"""(?P<QUOTE_CLOSE>") | (?P<HOLE_OPEN>\{\{) | (?P<TEXT>(?:[^"\\{]|\\.|\{(?!\{))+)""",
    re.VERBOSE | re.DOTALL,
)
KEYWORDS = frozenset(
    ("AND", "OR", "TRUE", "FALSE", "NULL", "FROM", "IN", "WHERE", "SELECT", "DISTINCT")
)
_ENDS_OPERAND = frozenset(
    ("NUMBER", "NAME", "TRUE", "FALSE", "NULL", "QUOTE_CLOSE", "RPAR", "RSQB", "RBRACE")
)


class AirscriptError(ValueError):
    """A text that is not Airscript.

    `position` is the character of the text where it stops being so (at the end: its length), and
    `expected` says in words what could stand there.
    """

    def __init__(self, position: int, expected: str) -> None:
        super().__init__(f"expected {expected} at character {position}")
        self.position = position
        self.expected = expected


class Lexeme(NamedTuple):
    """A token: its kind as the grammar calls it, and where it stands."""

    kind: str
    start: int
    end: int


def lexemes(text: str) -> Iterator[Lexeme]:
    """Yield the tokens of an expression; raise `AirscriptError` at what cannot begin one."""
    open_now: list[str] = []
    position = 0
    before = ""
    while position < len(text):
        in_text = bool(open_now) and open_now[-1] == "QUOTE_OPEN"
        match = (_TEXT if in_text else _CODE).match(text, position)
        if match is None:
            operand = before in _ENDS_OPERAND
            raise AirscriptError(position, "an operator or the end" if operand else "a value")
        kind, end = str(match.lastgroup), match.end()
        if kind == "HOLE_CLOSE" and (not open_now or open_now[-1] != "HOLE_OPEN"):
            kind, end = "RBRACE", position + 1
        if kind == "NAME" and before != "DOT" and match.group() in KEYWORDS:
            kind = match.group()
        _balance(open_now, kind)
        if kind != "SPACE":
            yield Lexeme(kind, position, end)
            before = kind
        position = end
    if "QUOTE_OPEN" in open_now:
        wanted = '`"`' if open_now[-1] == "QUOTE_OPEN" else "`}}`"
        raise AirscriptError(len(text), wanted)


def _balance(open_now: list[str], kind: str) -> None:
    if kind in ("QUOTE_OPEN", "HOLE_OPEN", "LBRACE"):
        open_now.append(kind)
    elif kind in ("QUOTE_CLOSE", "HOLE_CLOSE", "RBRACE") and open_now:
        open_now.pop()
